"""Reports beside files in the platform: marked when something changed, sent by the courier, the newest one counting."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain import asset_report as said
from plugin.domain.asset_report import AssetError, AssetWords, Progress
from plugin.domain.score import Band, Reason
from plugin.domain.status import ReturnState, RunState
from plugin.lms.platform import Platform, SigningKey
from plugin.lms.reports import AssetReport as Posted
from plugin.services import tries
from plugin.services.grade_answers import Answer
from plugin.services.platforms import platform_of, signing_key
from plugin.services.reports import caveat_of, why
from plugin.store.queries import assets
from plugin.store.tables import Asset, AssetReport, Run, Submission


@dataclass(frozen=True)
class ReportWork:
    """All that sending needs: plain data, no session behind it."""

    report_id: UUID
    version: int
    platform: Platform
    key: SigningKey
    report_url: str
    report: Posted


def mark(session: Session, asset: Asset) -> UUID:
    """There is news of this asset: its report waits for the courier, whatever became of the one before."""
    row = asset.report
    if row is None:
        row = AssetReport(asset_id=asset.id, progress=Progress.PENDING.value, version=0)
        session.add(row)
        asset.report = row
    row.version, row.state = (row.version or 0) + 1, ReturnState.PENDING.value
    row.attempts, row.next_try, row.answer_code, row.answer_status = 0, None, None, None
    row.updated = datetime.now(UTC)
    session.flush()
    return row.id


def mark_run(session: Session, run_id: UUID) -> None:
    """A run moved: if its document is a platform's asset, the platform is told."""
    asset = assets.asset_of_run(session, run_id)
    if asset is not None:
        mark(session, asset)


def mark_assignment(session: Session, assignment_id: UUID) -> list[UUID]:
    """Who may see the reports has changed."""
    return [mark(session, asset) for asset in assets.assets_of_assignment(session, assignment_id) if asset.report]


def mark_submission(session: Session, submission_id: UUID) -> list[UUID]:
    return [mark(session, asset) for asset in assets.assets_of_submission(session, submission_id) if asset.report]


def waiting_for(session: Session, run_id: UUID) -> UUID | None:
    """The report to ring for after a run has moved."""
    asset = assets.asset_of_run(session, run_id)
    row = asset.report if asset else None
    return row.id if row is not None and row.state == ReturnState.PENDING.value else None


def ask_for_attention(session: Session, asset: Asset, wanted: bool) -> UUID:
    """Only a person raises the priority; nothing that was measured does."""
    report_id = mark(session, asset)
    assert asset.report is not None  # noqa: S101 - mark() made it
    asset.report.priority = said.RAISED if wanted else 0
    return report_id


def take(session: Session, report_id: UUID, secret_key: str) -> ReportWork | None:
    """Lease the report for sending; None when it need not be sent, or somebody is at it."""
    row = assets.to_do(session, AssetReport, report_id, datetime.now(UTC))
    if row is None:
        return None
    words = words_of(session, row.asset)
    tries.lease(row)
    row.progress, row.lti_timestamp = words.progress.value, _next_timestamp(row.lti_timestamp)
    registration = row.asset.submission.assignment.course.deployment.registration
    return ReportWork(
        row.id,
        row.version,
        platform_of(registration),
        signing_key(session, secret_key),
        row.asset.lti_report_url,
        Posted(row.asset.lti_asset_id, row.lti_timestamp, row.priority, words),
    )


def record(session: Session, work: ReportWork, answer: Answer) -> float | None:
    """The seconds until the next try; 0 when there was more news while this was under way."""
    row = session.get(AssetReport, work.report_id, with_for_update=True)
    if row is None:
        return None
    row.updated = datetime.now(UTC)
    if row.version != work.version:
        row.next_try = None
        return 0.0 if row.state == ReturnState.PENDING.value else None
    row.answer_code, row.answer_status = answer.code, answer.status
    return tries.settle(row, answer)


def words_of(session: Session, asset: Asset) -> AssetWords:
    """What the report says as things stand now."""
    if asset.state == "failed":
        return said.failed(AssetError(asset.error_code or AssetError.DOWNLOAD))
    run = assets.newest_run(session, asset.document_id) if asset.document_id else None
    return _words_of_run(run, asset.submission) if run else said.under_way(Progress.PENDING)


def _words_of_run(run: Run, submission: Submission) -> AssetWords:
    state = RunState(run.state)
    if state is RunState.SCORED and run.score is not None:
        visible = submission.assignment.policy.student_may_see(submission.released)
        return said.processed(Band(run.score.band), [caveat_of(row) for row in run.caveats], visible)
    if state is RunState.UNSCORABLE and run.reason:
        return said.unscorable(Reason(run.reason))
    if state is RunState.FAILED:
        return said.needs_a_person(why(run))
    return said.under_way(Progress.PROCESSING if state is RunState.RUNNING else Progress.PENDING)


def _next_timestamp(last: datetime | None) -> datetime:
    """An older report than the last would be refused, and an equal one need not be taken for news."""
    now = datetime.now(UTC)
    return now if last is None or now > last else last + timedelta(microseconds=1)
