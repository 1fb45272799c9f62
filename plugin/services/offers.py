"""A platform offers a file: written down as it is announced now, and what shall become of it."""

from sqlalchemy.orm import Session

from plugin.domain.asset_report import AssetError
from plugin.lms.notices import OfferedAsset
from plugin.services.submissions import shown_name
from plugin.store.queries import assets
from plugin.store.tables import Asset, Submission


def write(session: Session, submission: Submission, offered: OfferedAsset, report_url: str) -> tuple[Asset, bool]:
    """The asset as it is offered now, and whether its bytes are others than before."""
    asset = assets.asset_of(session, submission.id, offered.lti_id)
    if asset is None:
        asset = Asset(submission_id=submission.id, lti_asset_id=offered.lti_id)
        session.add(asset)
    changed = not offered.sha256 or asset.sha256 != offered.sha256
    asset.lti_asset_url, asset.lti_report_url = offered.url or "", report_url
    asset.sha256, asset.size = offered.sha256, offered.size
    asset.content_type, asset.file_name = offered.content_type, shown_name(offered.file_name)
    session.flush()
    return asset, changed


def decide(asset: Asset, offered: OfferedAsset, changed: bool, may_read: bool, max_bytes: int) -> None:
    """Fetch it, leave it as it is, or set it aside."""
    if refusal := _refusal(offered, may_read, max_bytes):
        asset.state, asset.error_code, asset.next_try = "failed", refusal.value, None
    elif changed or asset.document_id is None:
        _wait(asset, changed)
    else:  # the bytes are here, and so is what was made of them
        asset.state, asset.error_code = "fetched", None


def _refusal(offered: OfferedAsset, may_read: bool, max_bytes: int) -> AssetError | None:
    """Why the file is not even fetched."""
    if not may_read:
        return AssetError.EULA
    if offered.url is None:
        return AssetError.DOWNLOAD
    return AssetError.TOO_LARGE if (offered.size or 0) > max_bytes else None


def _wait(asset: Asset, changed: bool) -> None:
    """A courier that is under way with it keeps its lease; no tries says that what it fetches is not the newest."""
    if asset.state != "waiting":
        asset.state, asset.error_code, asset.attempts, asset.next_try = "waiting", None, 0, None
    elif changed:
        asset.attempts = 0
