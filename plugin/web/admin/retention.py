"""How long submissions are kept: what would go is shown before anything is saved, and what went stays as proof."""

from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from plugin.domain.errors import NamedError
from plugin.domain.language import say
from plugin.services import audit_reading, deletion_proof, institution, retention
from plugin.web.admin import door, said
from plugin.web.parts import parts

blueprint = Blueprint("admin_retention", __name__, url_prefix="/admin/retention")


@blueprint.get("")
def page() -> Any:
    """?keep_days= shows what that would delete, and asks whether to save it."""
    return _page(request.args.get("keep_days"))


@blueprint.post("")
def save() -> Any:
    typed = request.form.get("keep_days", "")
    try:
        keep_days = retention.days_from(typed)
    except retention.DaysError:
        return _page(typed)
    with parts().database.session() as session:
        unsure = bool(retention.preview(session, keep_days).submissions) and "sure" not in request.form
        if not unsure:
            retention.decide(session, door.actor(), keep_days)
    if unsure:
        return _page(typed, unsure=True)
    return said.go_on("admin_retention.page", "retention_saved" if keep_days else "kept_saved")


@blueprint.get("/proof.json")
def proof() -> Response:
    """As the command line prints it; of a long audit log only the newest entries are checked here."""
    with parts().database.session(lasting=False) as session:
        found = deletion_proof.proof(session, most=audit_reading.A_PAGE_CHECKS)
    response = jsonify(deletion_proof.as_told(found))
    response.headers["Content-Disposition"] = 'attachment; filename="caveat-deletions.json"'
    return response


def _page(typed: str | None, unsure: bool = False) -> Any:
    problem, keep_days = None, None
    try:
        keep_days = retention.days_from(typed) if typed is not None else None
    except retention.DaysError:
        problem = NamedError(
            "retention_days",
            say("That is no number of days."),
            say("Enter a whole number from 1 to 36500, or 0 to keep everything."),
        )
    if unsure:
        problem = NamedError(
            "retention_unsure", say("Nothing was saved."), say("Tick the box below if these submissions shall go.")
        )
    with parts().database.session(lasting=False) as session:
        preview = retention.preview(session, keep_days) if keep_days is not None else None
        now, proofs = institution.read(session).keep_days, retention.proofs(session)
        decided = institution.is_decided(session, "keep_days")
    page = render_template(
        "admin/retention.html",
        said=said.sentence(),
        problem=problem,
        typed=typed,
        asked=keep_days,
        preview=preview,
        now=now,
        decided=decided,
        proofs=proofs,
    )
    return page, 400 if problem else 200
