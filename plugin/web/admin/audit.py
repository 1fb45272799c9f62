"""The audit log: who did what, looked through, checked, and taken away as a table."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request

from plugin.domain.audit_words import ACTIONS, ACTORS, words_of
from plugin.domain.csv_rows import csv_text
from plugin.services import audit_reading
from plugin.store.queries import audit as queries
from plugin.store.queries.audit import Filter
from plugin.web.parts import parts

blueprint = Blueprint("admin_audit", __name__, url_prefix="/admin/audit")
_FIELDS = ("action", "actor", "actor_id", "course_id", "subject_id", "since", "until")


@blueprint.get("")
def page() -> Any:
    return _page(None)


@blueprint.post("/check")
def check() -> Any:
    with parts().database.session(lasting=False) as session:
        checked = audit_reading.check(session, audit_reading.A_PAGE_CHECKS)
    return _page(checked)


@blueprint.get("/entries.csv")
def table() -> Any:
    lines = csv_text(audit_reading.rows(parts().database, _wanted()))
    response = Response(lines, mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="caveat-audit.csv"'
    return response


def _page(checked: audit_reading.Check | None) -> Any:
    wanted = _wanted()
    with parts().database.session(lasting=False) as session:
        found = audit_reading.page(session, wanted, _before())
        known = queries.actions(session)
    return render_template(
        "admin/audit.html",
        page=found,
        checked=checked,
        actions=sorted(((code, words_of(code)) for code in {*known, *ACTIONS}), key=lambda pair: pair[1]),
        actors=list(ACTORS.items()),
        asked={name: request.args.get(name, "") for name in _FIELDS},
        filtered=any(request.args.get(name) for name in _FIELDS),
    )


def _before() -> int | None:
    """None for what is larger than any number that a database counts to."""
    asked = request.args.get("before", 0, int)
    return asked if 0 < asked < 2**31 else None


def _wanted() -> Filter:
    """What cannot be read asks for nothing: a filter is no place for errors."""
    until = _day("until")
    return Filter(
        action=request.args.get("action", "")[:64],
        actor=request.args.get("actor", "")[:16],
        actor_id=_id("actor_id"),
        course_id=_id("course_id"),
        subject_id=_id("subject_id"),
        since=_day("since"),
        until=until + timedelta(days=1) if until else None,
    )


def _id(name: str) -> UUID | None:
    try:
        return UUID(request.args.get(name, ""))
    except ValueError:
        return None


def _day(name: str) -> datetime | None:
    """Its first moment, in UTC."""
    try:
        day = date.fromisoformat(request.args.get(name, ""))
        return datetime(day.year, day.month, day.day, tzinfo=UTC) if 1970 <= day.year < 9999 else None
    except ValueError:
        return None
