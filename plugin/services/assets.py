"""Assets on their way here: fetched by the courier, checked against what was announced, then scored like any file."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.asset_report import AssetError
from plugin.domain.document import MediaType, sniff
from plugin.lms.connector import ServiceError
from plugin.lms.platform import Platform, SigningKey
from plugin.services import asset_reports, tries
from plugin.services.grade_answers import Answer
from plugin.services.platforms import platform_of, signing_key
from plugin.store.files import FileStore
from plugin.store.queries import assets, work
from plugin.store.tables import Asset, Document, Run

MOST_TRIES = 6  # over an hour and a half; then the platform can offer to send the file again


@dataclass(frozen=True)
class AssetWork:
    """All that fetching needs: plain data, no session behind it."""

    asset_id: UUID
    attempts: int
    platform: Platform
    key: SigningKey
    url: str
    sha256: str
    size: int | None
    content_type: str


@dataclass(frozen=True)
class Kept:
    """What waits after a fetch: a run to score, a report to send."""

    run_id: UUID | None
    report_id: UUID


def take(session: Session, asset_id: UUID, secret_key: str) -> AssetWork | None:
    """Lease the asset for fetching; None when it need not be fetched, or somebody is at it."""
    row = assets.to_do(session, Asset, asset_id, datetime.now(UTC))
    if row is None:
        return None
    tries.lease(row)
    registration = row.submission.assignment.course.deployment.registration
    return AssetWork(
        row.id, row.attempts, platform_of(registration), signing_key(session, secret_key),
        row.lti_asset_url, row.sha256, row.size, row.content_type,
    )  # fmt: skip


def fault_of(work: AssetWork, content: bytes, content_type: str) -> AssetError | None:
    """Why these bytes are not what was announced, or nothing that can be read."""
    if work.size is not None and len(content) != work.size:
        return AssetError.DOWNLOAD
    if work.sha256 and hashlib.sha256(content).hexdigest() != work.sha256:
        return AssetError.DOWNLOAD
    if not content.strip():
        return AssetError.TOO_SMALL
    return None if media_type_of(content, work.content_type or content_type) else AssetError.UNSUPPORTED


def media_type_of(content: bytes, content_type: str) -> MediaType | None:
    """By the bytes; of what is text, the platform knows whether it is marked up: a text entry is HTML."""
    found = sniff(content)
    return MediaType.HTML if found is MediaType.TEXT and content_type == MediaType.HTML.value else found


def keep(
    session: Session, files: FileStore, work_: AssetWork, content: bytes, content_type: str, detector_id: str
) -> Kept | None:
    """Store what came and queue its run. The same bytes again have been scored already: only the report goes anew."""
    asset = session.get(Asset, work_.asset_id, with_for_update=True)
    media_type = media_type_of(content, work_.content_type or content_type)
    if asset is None or asset.state != "waiting" or media_type is None:
        return None
    sha256 = files.put(content)
    asset.state, asset.error_code, asset.next_try = "fetched", None, None
    run_id = None
    if asset.document is None or asset.document.sha256 != sha256:
        document = _document(session, asset, sha256, media_type, len(content))
        run = Run(
            submission_id=asset.submission_id, document_id=document.id, detector_id=detector_id, rung=datetime.now(UTC)
        )
        session.add(run)
        session.flush()
        run_id = run.id
    return Kept(run_id, asset_reports.mark(session, asset))


def _document(session: Session, asset: Asset, sha256: str, media_type: MediaType, size: int) -> Document:
    document = Document(
        submission_id=asset.submission_id, position=work.next_position(session, asset.submission_id), sha256=sha256,
        media_type=media_type.value, size=size, file_name=asset.file_name,
    )  # fmt: skip
    session.add(document)
    session.flush()
    asset.document_id, asset.document = document.id, document
    return document


def set_aside(session: Session, asset_id: UUID, error: AssetError) -> UUID | None:
    """It will not be fetched, or is nothing to read. Returns the report that says so."""
    asset = session.get(Asset, asset_id, with_for_update=True)
    if asset is None or asset.state != "waiting":
        return None
    asset.state, asset.error_code, asset.next_try = "failed", error.value, None
    return asset_reports.mark(session, asset)


def try_again(session: Session, asset_id: UUID, answer: Answer) -> float | None:
    """The seconds until the next try, None when there were enough."""
    asset = session.get(Asset, asset_id, with_for_update=True)
    waits = asset is not None and asset.state == "waiting"
    return tries.next_try(asset, answer, MOST_TRIES) if asset and waits else None


def fault_of_answer(error: ServiceError) -> AssetError | None:
    """None for trouble that may pass."""
    if error.code == "too_large":
        return AssetError.TOO_LARGE
    return None if tries.passing(error) else AssetError.DOWNLOAD
