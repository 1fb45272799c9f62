"""Assets on their way here: what the courier fetches, and whether what came is what was announced."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.asset_report import AssetError
from plugin.domain.document import MediaType, sniff
from plugin.lms.connector import ServiceError
from plugin.lms.platform import Platform, SigningKey
from plugin.services import asset_reports, eula, tries
from plugin.services.platforms import platform_of, signing_key
from plugin.store.queries import assets, clock
from plugin.store.tables import Asset


@dataclass(frozen=True)
class AssetWork:
    """All that fetching needs: plain data, no session behind it."""

    asset_id: UUID
    submission_id: UUID
    platform: Platform
    key: SigningKey
    url: str
    sha256: str
    size: int | None
    content_type: str


def take(session: Session, asset_id: UUID, secret_key: str, worker: str | None = None) -> AssetWork | None:
    """Lease the asset for fetching; None when it need not or may not be fetched, or somebody is at it. `worker`: who,
    by the name in its beats; its silence ends the lease: a file that is fetched twice is kept once."""
    now = clock.now(session)
    row = assets.to_do(session, Asset, asset_id, now)
    if row is None:
        return None
    if not eula.may_fetch(session, row):
        asset_reports.fail(session, row, AssetError.EULA)  # the sweep rings for it
        return None
    tries.lease(row, now, tries.DOWNLOAD_LEASE)
    row.leased_by = worker
    registration = row.submission.assignment.course.deployment.registration
    return AssetWork(
        row.id, row.submission_id, platform_of(registration), signing_key(session, secret_key),
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


def fault_of_answer(error: ServiceError) -> AssetError | None:
    """None for trouble that may pass."""
    if error.code == "too_large":
        return AssetError.TOO_LARGE
    return None if tries.passing(error) else AssetError.DOWNLOAD
