"""Of one assignment: each student's newest attempt, each text's newest run, and files in their order."""

from typing import Any

from sqlalchemy import Subquery, func, select, true
from sqlalchemy.sql.elements import ColumnElement

from plugin.store.tables import Asset, Assignment, Run, Submission


def newest_attempts(assignment: Assignment) -> Subquery:
    ranked = (
        select(
            Submission.id, Submission.person_id, Submission.attempt, Submission.created,
            _number(Submission.person_id, Submission.attempt.desc()),
        )
        .where(Submission.assignment_id == assignment.id)
        .subquery()
    )  # fmt: skip
    return select(ranked).where(ranked.c.number == 1).subquery("newest")


def newest_runs(assignment: Assignment) -> Subquery:
    """Of each file where students hand in to the platform; elsewhere a submission is one text."""
    of_what = Run.document_id if assignment.kind == "processor" else Run.submission_id
    ranked = (
        select(Run.id, Run.document_id, Run.submission_id, _number(of_what, Run.created.desc(), Run.id))
        .join(Submission, Submission.id == Run.submission_id)
        .where(Submission.assignment_id == assignment.id)
        .subquery()
    )
    return select(ranked).where(ranked.c.number == 1).subquery("newest_run")


def files(assignment: Assignment) -> Subquery:
    """Numbered from 1; none where texts come to us."""
    has_files = true() if assignment.kind == "processor" else ~true()
    return (
        select(
            Asset.submission_id, Asset.document_id, Asset.file_name, Asset.state, Asset.error_code,
            _number(Asset.submission_id, Asset.created, Asset.id),
        )
        .join(Submission, Submission.id == Asset.submission_id)
        .where(Submission.assignment_id == assignment.id, has_files)
        .subquery("file")
    )  # fmt: skip


def _number(within: Any, *order: Any) -> ColumnElement[int]:
    return func.row_number().over(partition_by=within, order_by=order).label("number")
