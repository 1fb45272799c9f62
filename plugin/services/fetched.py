"""What comes of fetching an asset: its bytes are scored like any file, it is set aside, or it is tried again.

Whichever it is, it counts for the offer that was fetched and not for a newer one.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.asset_report import AssetError
from plugin.domain.document import MediaType
from plugin.services import asset_reports, eula, releases, submissions, tries
from plugin.services.assets import AssetWork, media_type_of
from plugin.services.tries import Answer
from plugin.store.files import FileStore
from plugin.store.queries import clock, processors, work
from plugin.store.tables import Asset, Document, Run

MOST_TRIES = 6  # over an hour and a half; then the platform can offer to send the file again


@dataclass(frozen=True)
class Fetched:
    """What waits after a fetch: a run to score, a report to send, or in so many seconds another fetch. `later`: others
    are scored first."""

    run_id: UUID | None = None
    report_id: UUID | None = None
    seconds: float | None = None
    later: bool = False


ANEW = Fetched(seconds=0.0)  # the platform has offered other bytes, or another address, meanwhile


def keep(
    session: Session, files: FileStore, work_: AssetWork, content: bytes, content_type: str, detector_id: str
) -> Fetched:
    """Store what came and queue its run. The same bytes again have been scored already: only the report goes anew."""
    asset = _waiting(session, work_)
    media_type = media_type_of(content, work_.content_type or content_type)
    if asset is None or media_type is None:
        return Fetched()
    if _offered_anew(asset, work_):
        return ANEW
    if not eula.may_fetch(session, asset):
        return Fetched(report_id=asset_reports.fail(session, asset, AssetError.EULA))
    sha256 = files.put(content)
    asset.state, asset.error_code, asset.next_try = "fetched", None, None
    run_id = None
    if asset.document is None or asset.document.sha256 != sha256:
        releases.withdraw(session, asset.submission)
        run_id = _run(session, _document(session, asset, sha256, media_type, len(content)), detector_id)
    later = submissions.is_one_of_many(session, asset.submission.person_id)
    return Fetched(run_id, asset_reports.mark(session, asset), later=later)


def _run(session: Session, document: Document, detector_id: str) -> UUID:
    run = Run(
        submission_id=document.submission_id, document_id=document.id, detector_id=detector_id, rung=datetime.now(UTC)
    )
    session.add(run)
    session.flush()
    return run.id


def _document(session: Session, asset: Asset, sha256: str, media_type: MediaType, size: int) -> Document:
    document = Document(
        submission_id=asset.submission_id, position=work.next_position(session, asset.submission_id), sha256=sha256,
        media_type=media_type.value, size=size, file_name=asset.file_name,
    )  # fmt: skip
    session.add(document)
    session.flush()
    asset.document_id, asset.document = document.id, document
    return document


def set_aside(session: Session, work_: AssetWork, error: AssetError) -> Fetched:
    """It will not be fetched, or is nothing to read: a report says so."""
    asset = _waiting(session, work_)
    if asset is None:
        return Fetched()
    return ANEW if _offered_anew(asset, work_) else Fetched(report_id=asset_reports.fail(session, asset, error))


def try_again(session: Session, work_: AssetWork, answer: Answer) -> float | None:
    """The seconds until the next try, None when there were enough."""
    asset = _waiting(session, work_)
    if asset is None:
        return None
    return (
        ANEW.seconds if _offered_anew(asset, work_) else tries.next_try(asset, answer, clock.now(session), MOST_TRIES)
    )


def _waiting(session: Session, work_: AssetWork) -> Asset | None:
    """Locked, and its submission before it: a notice locks them in the same order."""
    processors.lock_submission(session, work_.submission_id)
    asset = session.get(Asset, work_.asset_id, with_for_update=True)
    if asset is not None:
        asset.leased = None
    return asset if asset is not None and asset.state == "waiting" else None


def _offered_anew(asset: Asset, work_: AssetWork) -> bool:
    """What came answers an older offer. The newer one waits at once, as if nobody had been under way."""
    same = asset.attempts > 0 and (asset.sha256, asset.lti_asset_url) == (work_.sha256, work_.url)
    if not same:
        asset.attempts, asset.next_try = 0, None
    return not same
