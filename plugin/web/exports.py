"""A report to take away, signed: for those who teach, and for its writer where they may see it. And the public keys
by which anybody can check such a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Semaphore
from typing import Any
from uuid import UUID

import flask_babel
from flask import Blueprint, Response, jsonify, redirect, url_for

from plugin.domain.roles import Role
from plugin.domain.status import FINISHED, RunState
from plugin.services import exports, judgements, report_keys, reports
from plugin.services.audit import Actor
from plugin.services.exports import ToWrite
from plugin.services.reports import ReportPage
from plugin.web import languages, visit
from plugin.web.errors import PageError, TooManyError
from plugin.web.parts import parts

blueprint = Blueprint("exports", __name__, url_prefix="/visits/<uuid:visit_id>")
keys_blueprint = Blueprint("report_keys", __name__)

# To set a long text takes seconds and 300 MB; of the eight threads of a web process the others stay free.
_AT_ONCE, _IN_LINE = Semaphore(1), Semaphore(4)
_SECONDS = 10
_TYPES = {"json": "application/json", "pdf": "application/pdf"}


@blueprint.get("/reports/<uuid:run_id>/export.<any(json, pdf):kind>")
@visit.only(Role.STAFF)
def of_class(run_id: UUID, kind: str) -> Any:
    here = visit.current()
    person, secret_key = here.membership.person_id, parts().settings.secret_key
    with parts().database.session() as session:
        page = reports.load(session, parts().files, secret_key, here.membership.course_id, run_id)
        _check(page)
        assert page is not None  # noqa: S101 - by _check
        if judgements.is_asked(session, page.run, person):
            return redirect(url_for("reports.show", visit_id=here.id, run_id=run_id), 303)
        actor = Actor("staff", person)
        work = exports.prepare(session, page, _language(), secret_key, actor, kind)
    return _file(work, kind)


@blueprint.get("/own-reports/<uuid:run_id>/export.<any(json, pdf):kind>")
@visit.only(Role.LEARNER)
def own(run_id: UUID, kind: str) -> Any:
    here = visit.current()
    with parts().database.session() as session:
        page = reports.load_own(session, parts().files, visit.assignment().id, here.membership.person_id, run_id)
        if page is None:
            raise PageError("report_not_shown", 403)
        _check(page)
        work = exports.prepare(session, page, _language(), parts().settings.secret_key, None, kind)
    return _file(work, kind)


@keys_blueprint.get(exports.KEYS_PATH)
def keys() -> Any:
    """For everybody, and not only for LMSs: a JWK set. Retired keys stay, for the files that they signed."""
    with parts().database.session() as session:
        found = report_keys.key_set(session)
    response = jsonify(found)
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def _check(page: ReportPage | None) -> None:
    if page is None:
        raise PageError("not_found", 404)
    if RunState(page.run.state) not in FINISHED:
        raise PageError("report_not_ready", 409)


def _file(work: ToWrite, kind: str) -> Response:
    """Named by the report alone: a name of a person would lie in every folder of downloads."""
    if kind == "json":
        content = exports.as_json(work)
    else:
        with _in_line():
            content = exports.as_pdf(work, languages.moment, parts().settings.base_url)
    response = Response(content, mimetype=_TYPES[kind])
    name = f"caveat-report-{work.around.run_id[:8]}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@contextmanager
def _in_line() -> Iterator[None]:
    if not _IN_LINE.acquire(blocking=False):
        raise TooManyError(_SECONDS)
    try:
        with _AT_ONCE:
            yield
    finally:
        _IN_LINE.release()


def _language() -> str:
    locale = flask_babel.get_locale()
    return str(locale).replace("_", "-") if locale else "en"
