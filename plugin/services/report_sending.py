"""A report on its way to stand beside a file in the platform: of several on one file the newest counts."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.status import ReturnState
from plugin.lms.platform import Platform, SigningKey
from plugin.lms.reports import AssetReport as Posted
from plugin.services import asset_reports, grade_answers, tries
from plugin.services.platforms import platform_of, signing_key
from plugin.services.tries import Answer
from plugin.store.queries import assets, clock
from plugin.store.tables import AssetReport


@dataclass(frozen=True)
class ReportWork:
    """All that sending needs: plain data, no session behind it."""

    report_id: UUID
    version: int
    platform: Platform
    key: SigningKey
    report_url: str
    report: Posted


def take(session: Session, report_id: UUID, secret_key: str) -> ReportWork | None:
    """Lease the report for sending; None when it need not be sent, or somebody is at it."""
    now = clock.now(session)
    row = assets.to_do(session, AssetReport, report_id, now)
    if row is None:
        return None
    words = asset_reports.words_of(session, row.asset)
    tries.lease(row, now)
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
    now, row.leased = clock.now(session), None
    if row.version != work.version:
        return 0.0 if row.state == ReturnState.PENDING.value else None
    return grade_answers.settle(row, answer, now)


def _next_timestamp(last: datetime | None) -> datetime:
    """An older report than the last would be refused, and an equal one need not be taken for news."""
    now = datetime.now(UTC)
    return now if last is None or now > last else last + timedelta(microseconds=1)
