"""The counts of the usage page: of the token's installation, or of all for a token of none."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import jsonify, request

from plugin.domain.api_scopes import ApiScope
from plugin.services import usage
from plugin.web.api.door import ProblemError, blueprint, needs, token
from plugin.web.parts import parts


@blueprint.get("/usage")
@needs(ApiScope.USAGE_READ)
def counts() -> Any:
    """Hidden numbers are null."""
    days = request.args.get("days", 365, int)
    if not 1 <= days <= 3660:
        raise ProblemError("request", 400, "`days` is a number from 1 to 3660.")
    since = datetime.now(UTC) - timedelta(days=days)
    with parts().database.session(lasting=False) as session:
        found = usage.read(session, since, token().deployment_id)
    return jsonify({"since": since.isoformat(timespec="seconds")} | asdict(found))
