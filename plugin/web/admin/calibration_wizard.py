"""The wizard for a local calibration: what is needed, the upload, and from there to its own page."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from plugin.domain.calibration_facts import ENOUGH_TEXTS, GOOD_TEXTS, LEAST_TEXTS
from plugin.domain.errors import NamedError
from plugin.domain.language import say
from plugin.services import calibration_making, calibrations
from plugin.services.calibration_making import MOST_BYTES, Order
from plugin.store.queries import jobs
from plugin.web.admin import door
from plugin.web.parts import parts

blueprint = Blueprint("admin_calibrations_new", __name__, url_prefix="/admin/calibrations/new")
_FORM_ROOM = 1024 * 1024


@blueprint.url_value_preprocessor
def _make_room(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Before anything reads the form. Who is not signed in is sent away before a byte of it is read."""
    request.max_content_length = MOST_BYTES + _FORM_ROOM


@blueprint.get("")
def form() -> Any:
    return _page()


@blueprint.post("")
def make() -> Any:
    file = request.files.get("texts")
    order = Order(_typed("name"), request.form.get("promised") == "1", request.form.get("keep") == "1")
    try:
        if file is None or not file.filename:
            raise _nothing_chosen()
        with parts().database.session() as session:
            job_id = calibration_making.ask(session, parts().settings, door.actor(), order, file.stream)
            calibration_id = jobs.calibration_of(session, job_id)
    except calibrations.CalibrationChoiceError as error:
        return _page(error), 400
    parts().bell.job(job_id)  # after the commit; one that is not heard is rung again by the sweep
    return redirect(url_for("admin_calibrations.show", calibration_id=calibration_id), 303)


@blueprint.errorhandler(RequestEntityTooLarge)
def _too_large(_: RequestEntityTooLarge) -> Any:
    error = calibrations.CalibrationChoiceError(
        "too_large",
        say("The ZIP is larger than %(megabytes)s MiB.", megabytes=MOST_BYTES // 2**20),
        say("Draw a random part of it: 1,000 essays are plenty."),
    )
    return _page(error, read=False), 413


def _nothing_chosen() -> calibrations.CalibrationChoiceError:
    return calibrations.CalibrationChoiceError(
        "nothing_sent", say("No ZIP was chosen."), say("Choose one; the rest of what you typed is still here.")
    )


def _page(error: NamedError | None = None, read: bool = True) -> str:
    """`read`: the form could be; what was typed into one that was too large is lost."""
    typed = (request.form if read else {}) if error else {"name": request.args.get("name", "")}
    return render_template(
        "admin/calibration_new.html", error=error, typed=typed, megabytes=MOST_BYTES // 2**20, least=LEAST_TEXTS,
        enough=ENOUGH_TEXTS, good=GOOD_TEXTS,
    )  # fmt: skip


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()
