"""Scoring a sample: a text that nobody handed in, read as a submission would be, and deleted a day later."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for

from plugin.domain.document import MediaType
from plugin.domain.language import N_, Spoken
from plugin.domain.typed import plain
from plugin.services import jobs, samples, submissions
from plugin.services.samples import Sample
from plugin.services.submissions import HandedIn, SubmissionRefusedError
from plugin.storage import job_files_of
from plugin.store.job_files import JobFiles
from plugin.web.admin import door, live
from plugin.web.errors import PageError
from plugin.web.parts import parts

blueprint = Blueprint("admin_samples", __name__, url_prefix="/admin/samples")
STATUS_OF_CODE = {"too_large": 413, "unsupported_type": 415}
# code of what cannot be read at all -> (what is wrong, what to do next)
PROBLEMS: Spoken[str, tuple[str, str]] = Spoken(
    {
        "nothing_sent": (N_("There is no text and no file."), N_("Paste a text or choose a file.")),
        "both_sent": (N_("You pasted a text and chose a file."), N_("Clear one of the two.")),
        "empty": (N_("There is no text in it."), N_("Paste a text or choose a file that holds one.")),
        "too_large": (N_("The file is too large."), N_("Save the text alone, without pictures.")),
        "unsupported_type": (N_("This file type cannot be read."), N_("Save the text as .docx, .pdf or .txt.")),
        "unreadable": (
            N_("This file is damaged and cannot be opened."),
            N_("Save the text as .docx, .pdf or .txt."),
        ),
        "encrypted": (N_("The file is protected by a password."), N_("Save it without a password.")),
    }
)


@dataclass(frozen=True)
class Problem:
    """As the administration's forms show it."""

    code: str
    sentence: str
    next_step: str


@dataclass(frozen=True)
class SampleDocument:
    sha256: str


@dataclass(frozen=True)
class SampleRun:
    """What a report's pages ask of a run."""

    state: str
    facts: dict[str, Any]
    finished: datetime | None
    detector_id: str
    text_sha256: str

    @property
    def reason(self) -> str | None:
        return self.facts.get("reason")


@dataclass(frozen=True)
class SamplePage:
    """What stands around a report, where nobody handed anything in: nobody's name, no attempt, no mark."""

    run: SampleRun
    documents: tuple[SampleDocument, ...]
    for_student: bool = False

    @property
    def submission(self) -> "SamplePage":
        return self


@blueprint.get("")
def page() -> Any:
    return _form()


@blueprint.post("")
def score() -> Any:
    try:
        given = _given()
        media_type = submissions.media_type_of(given, parts().settings.max_upload)
    except SubmissionRefusedError as error:
        return _form(error.code), STATUS_OF_CODE.get(error.code, 400)
    job_id = _ask(given, media_type)
    parts().bell.job(job_id)  # after the commit; one that is not heard is rung again by the sweep
    return redirect(url_for("admin_samples.show", job_id=job_id), 303)


@blueprint.get("/<uuid:job_id>")
def show(job_id: UUID) -> Any:
    with parts().database.session(lasting=False) as session:
        found = samples.load(session, _files(), job_id)
    if found is None:
        raise PageError("sample_gone", 404)
    return render_template(
        "admin/sample.html", sample=found, report=found.report, page=_around(found), opened=live.opened(),
        over=live.over(), kept_until=found.job.created + jobs.SAMPLES_KEPT,
    )  # fmt: skip


@blueprint.post("/<uuid:job_id>/delete")
def delete(job_id: UUID) -> Any:
    with parts().database.session() as session:
        samples.delete(session, _files(), door.actor(), job_id)
    return redirect(url_for("admin_samples.page", deleted=1), 303)


def _form(problem: str = "") -> str:
    with parts().database.session(lasting=False) as session:
        latest = samples.latest(session)
    return render_template(
        "admin/samples.html", latest=latest, typed=request.form.get("text", "") if problem else "",
        error=Problem(problem, *PROBLEMS[problem]) if problem else None,
        megabytes=parts().settings.max_upload // (1024 * 1024), deleted="deleted" in request.args,
    )  # fmt: skip


def _given() -> HandedIn:
    text, file = plain(request.form.get("text", "")), request.files.get("file")
    if file is not None and file.filename:
        if text.strip():
            raise SubmissionRefusedError("both_sent")
        return HandedIn(file.read(), file.filename)
    if not text.strip():
        raise SubmissionRefusedError("nothing_sent")
    return HandedIn(text.encode("utf-8", "replace"))


def _ask(given: HandedIn, media_type: MediaType) -> UUID:
    with parts().database.session() as session:
        return samples.ask(session, _files(), door.actor(), given, media_type)


def _around(found: Sample) -> SamplePage:
    job, done = found.job, "scored" if found.report and found.report.score else "unscorable"
    run = SampleRun(done, job.answer, job.finished, str(job.answer.get("detector", "")), found.text_sha256)
    return SamplePage(run, (SampleDocument(str(job.asked.get("sha256", ""))),))


def _files() -> JobFiles:
    return job_files_of(parts().settings)
