"""One run's report, fetched within a course; and the rows of a class."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain import words
from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.language import say
from plugin.domain.methods_shown import without
from plugin.domain.report import Report, build_report, build_unscored
from plugin.domain.score import Band, Reason
from plugin.domain.status import RunState
from plugin.services import institution, naming, score_rows
from plugin.store.files import FileStore
from plugin.store.queries import assets, work
from plugin.store.tables import AssetReport, Assignment, GradeReturn, Run, RunCaveat, Submission


@dataclass(frozen=True)
class ReportPage:
    """The report and what stands around it."""

    run: Run
    submission: Submission
    assignment: Assignment
    student_name: str
    report: Report
    grade_return: GradeReturn | None
    attempts: tuple[tuple[int, UUID], ...] = ()  # (number, its newest run), oldest first
    for_student: bool = False
    files: tuple[tuple[str, UUID], ...] = ()  # (name, its newest run), where the submission holds several
    beside: AssetReport | None = None  # what stands beside the file in the platform

    @property
    def is_newest(self) -> bool:
        return self.submission.attempt == max((number for number, _ in self.attempts), default=0)


def load(session: Session, files: FileStore, secret_key: str, course_id: UUID, run_id: UUID) -> ReportPage | None:
    """The report of a run of this course; None when the course has no such run. While names are hidden its writer
    and its files are called by what stands for them."""
    run = work.run_in_course(session, course_id, run_id)
    if run is None:
        return None
    submission = run.submission
    return ReportPage(
        run=run,
        submission=submission,
        assignment=submission.assignment,
        student_name=naming.shown_name(secret_key, submission.assignment, submission.person_id, submission.person.name),
        report=_report(session, run, files),
        grade_return=submission.grade_return,
        attempts=tuple(
            (attempt.attempt, attempt.runs[-1].id)
            for attempt in reversed(work.attempts_of(session, submission.assignment_id, submission.person_id))
            if attempt.runs
        ),
        files=_files(submission),
        beside=_beside(session, run),
    )


def _files(submission: Submission) -> tuple[tuple[str, UUID], ...]:
    newest = {run.document_id: run.id for run in submission.runs}  # the last of a document is the newest
    named = [
        (naming.shown_file_name(submission.assignment, number, one.file_name), newest[one.id])
        for number, one in enumerate(submission.documents, start=1)
        if one.id in newest
    ]
    return tuple(named) if len(named) > 1 else ()


def _beside(session: Session, run: Run) -> AssetReport | None:
    asset = assets.asset_of_run(session, run.id)
    return asset.report if asset else None


def load_own(
    session: Session, files: FileStore, assignment_id: UUID, person_id: UUID, run_id: UUID
) -> ReportPage | None:
    """The report of one's own text, in words for its writer; None where the policy does not show it."""
    run = work.own_run(session, assignment_id, person_id, run_id)
    if run is None or not run.submission.assignment.policy.student_may_see(run.submission.released):
        return None
    submission, report = run.submission, _report(session, run, files, student=True)
    return ReportPage(run, submission, submission.assignment, "", report, None, for_student=True)


def _report(session: Session, run: Run, files: FileStore, student: bool = False) -> Report:
    caveats = [caveat_of(row) for row in run.caveats]
    text = _text(run, files)
    if run.state == RunState.SCORED.value and run.score is not None:
        score = without(score_rows.score_of(run.score, run.evidence), institution.read(session).methods_off)
        return build_report(score, caveats, text, student)
    return build_unscored(Band.NOT_SCORED, why(run, student), caveats, text, student)


def why(run: Run, student: bool = False) -> str:
    """Why there is no score, in a sentence for the reader."""
    if run.state == RunState.UNSCORABLE.value and run.reason:
        return words.REASONS[Reason(run.reason)][1 if student else 0]
    if run.state == RunState.FAILED.value and not student:
        return words.FAILURES.get(run.reason or "", words.FAILURES["internal"])
    if run.state == RunState.FAILED.value:
        return say("Your submission was received. It could not be compared; your instructor can see this.")
    return say("Your submission was received.") if student else say("Scoring is not finished yet.")


def _text(run: Run, files: FileStore) -> str:
    if not run.text_sha256:
        return ""
    try:
        return files.get(run.text_sha256).decode("utf-8")
    except (FileNotFoundError, ValueError):
        return ""


def caveat_of(row: RunCaveat) -> Caveat:
    return Caveat(Code(row.code), Severity(row.severity), row.facts)
