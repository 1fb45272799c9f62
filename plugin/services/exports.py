"""A report as a signed file, for whoever may open its page: JSON, or a PDF with that JSON within."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from plugin.domain import signed_report
from plugin.domain.outcome import OUTCOMES, Outcome
from plugin.domain.policy_words import ai_use_words
from plugin.domain.report_export import Around, DocumentFacts, OutcomeFacts, ReplyFacts, exported
from plugin.domain.report_paper import Moment, on_paper
from plugin.services import audit, report_keys, report_pdf
from plugin.services.audit import Actor
from plugin.services.report_keys import Signer
from plugin.services.reports import ReportPage
from plugin.store.tables import Submission

KEYS_PATH = "/.well-known/caveat-report-keys"


@dataclass(frozen=True)
class ToWrite:
    """Everything that a file is made of: no session behind it, for laying out a long text takes seconds."""

    page: ReportPage
    around: Around
    signer: Signer
    signed_at: str


def prepare(session: Session, page: ReportPage, language: str, secret_key: str, by: Actor | None, kind: str) -> ToWrite:
    """`by`: the person who teaches and takes the file away; it is noted in the log of this transaction."""
    signer = report_keys.signer(session, secret_key)
    if by is not None:
        course = page.assignment.course_id
        audit.note(session, by, "report.exported", course_id=course, subject_id=page.submission.id, kind=kind)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return ToWrite(page, _around(page, language), signer, now)


def as_json(work: ToWrite) -> bytes:
    """In canonical form, so that its bytes are the same wherever it is written."""
    told = exported(work.page.report, work.around)
    claim = signed_report.envelope(told, work.signer.kid, work.signed_at)
    claim["signature"]["value"] = work.signer.value(signed_report.canonical(claim))
    return signed_report.canonical(claim)


def as_pdf(work: ToWrite, moment: Moment, base_url: str) -> bytes:
    told = exported(work.page.report, work.around)
    data = on_paper(told, work.page.report, work.around, moment, base_url + KEYS_PATH)
    pdf = signed_report.ended(report_pdf.compose(data, as_json(work)))
    claim = signed_report.pdf_claim(pdf, work.around.run_id, work.signer.kid, work.signed_at)
    value = work.signer.value(signed_report.canonical(claim))
    return signed_report.with_line(pdf, claim | {"value": value})


def _around(page: ReportPage, language: str) -> Around:
    run, submission = page.run, page.submission
    return Around(
        run_id=str(run.id),
        language=language,
        for_student=page.for_student,
        assignment=page.assignment.title,
        ai_use=ai_use_words(page.assignment.policy),
        writer=page.student_name,
        attempt=submission.attempt,
        handed_in=submission.created,
        state=run.state,
        finished=run.finished,
        documents=tuple(
            DocumentFacts(one.sha256, one.media_type, one.size)
            for one in submission.documents
            if one.id == run.document_id
        ),
        text_language=str(run.facts.get("language") or ""),
        text_sha256=run.text_sha256 or "",
        detector=run.detector_id,
        outcome=None if page.for_student else _outcome(submission),
        replies=tuple(
            ReplyFacts(reply.created, reply.text, tuple(one.sha256 for one in reply.files))
            for reply in submission.replies
        ),
    )


def _outcome(submission: Submission) -> OutcomeFacts | None:
    if not submission.outcome:
        return None
    title, words = OUTCOMES[Outcome(submission.outcome)]
    return OutcomeFacts(submission.outcome, f"{title} {words}", submission.outcome_at)
