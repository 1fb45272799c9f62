"""All of /api/v1/, as one blueprint."""

from typing import Any

from flask import jsonify

from plugin.web.api import reports, submissions, usage
from plugin.web.api.door import blueprint, not_found, token

__all__ = ["blueprint", "reports", "submissions", "usage"]


@blueprint.get("/")
def start() -> Any:
    """What this token may do."""
    row = token()
    return jsonify(
        {
            "name": row.name,
            "scopes": list(row.scopes),
            "deployment": str(row.deployment_id) if row.deployment_id else None,
            "expires": row.expires.isoformat() if row.expires else None,
        }
    )


@blueprint.route("/<path:rest>", methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
def nowhere(rest: str) -> Any:
    return not_found()
