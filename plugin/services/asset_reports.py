"""Reports beside files in the platform: marked when something changed, and what they say as things stand."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain import asset_report as said
from plugin.domain.asset_report import AssetError, AssetWords, Progress
from plugin.domain.score import Band, Reason
from plugin.domain.status import ReturnState, RunState
from plugin.services.reports import caveat_of, why
from plugin.store.queries import assets
from plugin.store.tables import Asset, AssetReport, Run, Submission


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


def fail(session: Session, asset: Asset, error: AssetError) -> UUID:
    """The asset will not be read, and its report says why."""
    asset.state, asset.error_code, asset.next_try = "failed", error.value, None
    return mark(session, asset)


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
        if submission.assignment.blind_first:
            return said.judged_first(visible)
        return said.processed(Band(run.score.band), [caveat_of(row) for row in run.caveats], visible)
    if state is RunState.UNSCORABLE and run.reason:
        return said.unscorable(Reason(run.reason))
    if state is RunState.FAILED:
        return said.needs_a_person(why(run))
    return said.under_way(Progress.PROCESSING if state is RunState.RUNNING else Progress.PENDING)
