"""A report with all its caveats: the very file that people take away, signed."""

from typing import Any
from uuid import UUID

import flask_babel
from flask import Response

from plugin.domain.api_scopes import ApiScope
from plugin.domain.status import FINISHED, RunState
from plugin.services import exports, reports
from plugin.services.exports import ToWrite
from plugin.store.queries import api_reading
from plugin.web.api.door import ProblemError, actor, blueprint, deployment_id, needs, not_found
from plugin.web.parts import parts


@blueprint.get("/reports/<uuid:run_id>")
@needs(ApiScope.REPORTS_READ)
def report(run_id: UUID) -> Any:
    return Response(exports.as_json(_load(run_id)), mimetype="application/json")


def _load(run_id: UUID) -> ToWrite:
    secret_key = parts().settings.secret_key
    locale = str(flask_babel.get_locale() or "en").replace("_", "-")
    with parts().database.session() as session:
        course_id = api_reading.course_of_run(session, deployment_id(), run_id)
        page = reports.load(session, parts().files, secret_key, course_id, run_id) if course_id else None
        if page is None:
            return not_found()  # type: ignore[no-any-return]
        if RunState(page.run.state) not in FINISHED:
            raise ProblemError("not_ready", 409, "This text is not read yet. Ask for the submission's state first.")
        return exports.prepare(session, page, locale, secret_key, actor(), "json")
