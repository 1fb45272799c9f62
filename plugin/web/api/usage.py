"""The counts of the usage page: of the token's installation, or of all for a token of none."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import jsonify, request

from plugin.domain.api_scopes import ApiScope
from plugin.domain.usage import DAYS_IN_MONTH, PERIODS
from plugin.services import usage
from plugin.web.api.door import ProblemError, blueprint, needs, token
from plugin.web.parts import parts


@blueprint.get("/usage")
@needs(ApiScope.USAGE_READ)
def counts() -> Any:
    """Hidden numbers are null."""
    months = request.args.get("months", 12, int)
    if months not in PERIODS:
        raise ProblemError("request", 400, "`months` is one of " + ", ".join(map(str, PERIODS)) + ".")
    since = datetime.now(UTC) - timedelta(days=months * DAYS_IN_MONTH)
    with parts().database.session(lasting=False) as session:
        found = usage.read(session, since, token().deployment_id)
    return jsonify({"since": since.isoformat(timespec="seconds")} | asdict(found))
