"""A class whose students hand in to the platform: a submission may hold several files, and each has its own report."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.asset_report import ERRORS, AssetError
from plugin.services.reports import ClassRow
from plugin.store.queries import assets
from plugin.store.tables import Asset, Assignment, Run


def by_file(session: Session, assignment: Assignment, rows: Iterable[ClassRow]) -> list[ClassRow]:
    """One row for each file of the newest attempt; only the first of a student counts as theirs."""
    files: dict[UUID, list[Asset]] = defaultdict(list)
    for asset in assets.assets_of_assignment(session, assignment.id):
        files[asset.submission_id].append(asset)
    expanded: list[ClassRow] = []
    for row in rows:
        offered = files[row.submission.id] if row.submission else []
        expanded += [_row(row, asset, number == 0) for number, asset in enumerate(offered)] or [row]
    return expanded


def _row(row: ClassRow, asset: Asset, first: bool) -> ClassRow:
    runs: list[Run] = row.submission.runs if row.submission else []
    own = [run for run in runs if run.document_id == asset.document_id]
    name = asset.file_name or "Text entry"
    return replace(row, run=own[-1] if own else None, file_name=name, waits=_waits(asset), first=first)


def _waits(asset: Asset) -> str:
    """Why there is nothing to show of this file, or not yet."""
    if asset.state == "failed":
        return ERRORS[AssetError(asset.error_code or AssetError.DOWNLOAD)]
    return "Waits to be fetched from the LMS"
