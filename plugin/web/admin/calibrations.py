"""What submissions are compared with: the calibrations there are, which one is in use, and what each can promise."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request

from plugin.domain import calibration_facts, drift_words
from plugin.domain.job import JobKind, problem_in_words
from plugin.services import calibration_making, calibrations, drift
from plugin.services.calibrations import CalibrationChoiceError
from plugin.store.queries import calibrations as queries
from plugin.store.queries import jobs
from plugin.store.tables import Calibration
from plugin.web.admin import door, live, said
from plugin.web.errors import PageError
from plugin.web.parts import parts

blueprint = Blueprint("admin_calibrations", __name__, url_prefix="/admin/calibrations")


@blueprint.get("")
def page() -> Any:
    return _page()


@blueprint.get("/<uuid:calibration_id>")
def show(calibration_id: UUID) -> Any:
    return _show(calibration_id)


@blueprint.post("/use")
def use() -> Any:
    """`name`: "" for the built-in one."""
    try:
        with parts().database.session() as session:
            calibrations.use(session, parts().settings, door.actor(), request.form.get("name", ""))
    except CalibrationChoiceError as error:
        return _page(error), 409
    return said.go_on("admin_calibrations.page", "calibration_used")


@blueprint.post("/<uuid:calibration_id>/discard")
def discard(calibration_id: UUID) -> Any:
    try:
        with parts().database.session() as session:
            found = _found(queries.by_id(session, calibration_id))
            calibrations.discard(session, parts().settings, door.actor(), found.name)
    except CalibrationChoiceError as error:
        return _show(calibration_id, error), 409
    return said.go_on("admin_calibrations.page", "calibration_discarded")


@blueprint.post("/<uuid:calibration_id>/delete-texts")
def delete_texts(calibration_id: UUID) -> Any:
    with parts().database.session() as session:
        found = _found(queries.by_id(session, calibration_id))
        calibration_making.delete_texts(session, parts().settings, door.actor(), found)
    return said.go_on("admin_calibrations.show", "texts_deleted", calibration_id=calibration_id)


@blueprint.post("/<uuid:calibration_id>/again")
def again(calibration_id: UUID) -> Any:
    with parts().database.session() as session:
        found = _found(queries.by_id(session, calibration_id))
        job_id = calibration_making.again(session, parts().settings, door.actor(), found)
    if job_id:
        parts().bell.job(job_id)
    code = "calibration_again" if job_id else "texts_gone"
    return said.go_on("admin_calibrations.show", code, calibration_id=calibration_id)


def _page(error: CalibrationChoiceError | None = None) -> str:
    settings = parts().settings
    with parts().database.session(lasting=False) as session:
        rows, in_use = calibrations.listed(session), calibrations.in_use(session, settings)
        drifts = {one.sha256: one.drift for one in drift.in_use(session)}
        misfits = calibrations.misfits(session)
    return render_template(
        "admin/calibrations.html", misfits=misfits, rows=rows,
        in_use=in_use, settings=settings, error=error, said=said.sentence(),
        facts_of=calibration_facts.facts_of, is_built_in=calibrations.is_built_in, drifts=drifts,
        verdict=drift_words.verdict,
    )  # fmt: skip


def _show(calibration_id: UUID, error: CalibrationChoiceError | None = None) -> str:
    settings = parts().settings
    with parts().database.session(lasting=False) as session:
        row = _found(queries.by_id(session, calibration_id))
        in_use = calibrations.in_use(session, settings)
        drifts = {one.sha256: one.drift for one in drift.in_use(session)}
        job = jobs.of_calibration(session, row.id)
        misfit = row.name in calibrations.misfits(session)
    facts = calibration_facts.facts_of(row.facts)
    found = drifts.get(facts.sha256)
    return render_template(
        "admin/calibration.html", misfit=misfit, row=row,
        facts=facts, job=job, error=error, said=said.sentence(), kinds=JobKind,
        problem_words=problem_in_words(row.problem), built_in=calibrations.is_built_in(row),
        is_used=in_use == ("" if calibrations.is_built_in(row) else row.name), settings=settings,
        length_in_words=calibration_facts.length_in_words, still_needed=calibration_facts.still_needed,
        verdict=drift_words.verdict(found), drift_tests=drift_words.tests(found) if found else (), drift=found,
        texts_kept=row.upload_sha256 is not None, opened=live.opened(), over=live.over(), asked_live=live.asked(),
    )  # fmt: skip


def _found(row: Calibration | None) -> Calibration:
    if row is None or row.state == calibrations.DISCARDED:
        raise PageError("calibration_gone", 404)
    return row
