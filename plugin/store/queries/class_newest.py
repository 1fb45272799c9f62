"""Of one assignment: each student's newest attempt, each text's newest run, and files in their order.

The newest of each is looked up row by row through an index. Numbering all and keeping the first reads better, and has
PostgreSQL guess that next to nothing is left: it then compares every row with every other.
"""

from typing import Any

from sqlalchemy import Subquery, func, select, true
from sqlalchemy.orm import aliased

from plugin.store.tables import Asset, Assignment, Person, Run, Submission


def newest_attempt(assignment: Assignment) -> Any:
    """Its id, of the Person of the row."""
    one = aliased(Submission)
    own = one.assignment_id == assignment.id, one.person_id == Person.id
    newest = select(one.id).where(*own).order_by(one.attempt.desc()).limit(1)
    return newest.correlate(Person).scalar_subquery()


def newest_run(assignment: Assignment, file: Subquery) -> Any:
    """Its id, of the file of the row where students hand in to the platform; elsewhere a submission is one text."""
    one = aliased(Run)
    by_file = assignment.kind == "processor"
    own = one.document_id == file.c.document_id if by_file else one.submission_id == Submission.id
    newest = select(one.id).where(own).order_by(one.created.desc(), one.id).limit(1)
    return newest.correlate(file if by_file else Submission).scalar_subquery()


def files(assignment: Assignment) -> Subquery:
    """Numbered from 1; none where texts come to us."""
    has_files = true() if assignment.kind == "processor" else ~true()
    number = func.row_number().over(partition_by=Asset.submission_id, order_by=(Asset.created, Asset.id))
    return (
        select(
            Asset.submission_id, Asset.document_id, Asset.file_name, Asset.state, Asset.error_code,
            number.label("number"),
        )
        .join(Submission, Submission.id == Asset.submission_id)
        .where(Submission.assignment_id == assignment.id, has_files)
        .subquery("file")
    )  # fmt: skip
