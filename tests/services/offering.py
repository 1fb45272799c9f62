"""A platform tells of files that a student handed in to it, and a courier fetches them."""

import hashlib
from uuid import UUID

from sqlalchemy import func, select

from plugin.lms.notices import Notice, OfferedAsset, Submitted
from plugin.services import assets, fetched, processing
from plugin.services.processing import ToRing
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Deployment
from tests.services.world import SECRET

MEBIBYTE = 1024 * 1024
ESSAY = b"An essay that was handed in to the platform."


def told(*names: str, submission: str = "s:1", sub: str = "4", content: bytes = ESSAY) -> Notice:
    offered = tuple(
        OfferedAsset(
            name, "https://lms.example/" + name, hashlib.sha256(content).hexdigest(), len(content), "", "a.txt"
        )
        for name in names
    )
    content_ = Submitted(sub, "", "activity", "Essay 3", submission, "https://lms.example/reports", offered)
    return Notice("n", "LtiAssetProcessorSubmissionNotice", "1", "12", "English 101", "canvas", {}, content_)


def take_in(database: Database, notice: Notice) -> ToRing:
    with database.session() as session:
        deployment = session.scalars(select(Deployment)).one()
        return processing.act(session, deployment, notice, MEBIBYTE)


def fetch(database: Database, files: FileStore, asset_id: UUID, content: bytes = ESSAY) -> fetched.Fetched:
    with database.session() as session:
        work = assets.take(session, asset_id, SECRET)
    assert work is not None
    with database.session() as session:
        return fetched.keep(session, files, work, content, "text/plain", "d")


def count(database: Database, table: type) -> int:
    with database.session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0
