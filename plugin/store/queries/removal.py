"""All that belongs to one registration, counted before it goes."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, delete, func, select, union
from sqlalchemy.orm import Session

from plugin.store.tables import (
    Assignment,
    Calibration,
    Course,
    Deployment,
    Document,
    Person,
    Registration,
    Reply,
    ReplyFile,
    Run,
    Submission,
)


def counts(session: Session, registration_id: UUID) -> dict[str, int]:
    """noun -> how many of them hang on the registration."""
    asked = {
        "deployments": select(Deployment.id),
        "courses": select(Course.id).join(Course.deployment),
        "people": select(Person.id),
        "assignments": _assignments(select(Assignment.id)),
        "submissions": _submissions(select(Submission.id)),
        "documents": _submissions(select(Document.id).join(Submission)),
    }
    owner = {"people": Person.registration_id}
    return {
        noun: session.scalar(
            select(func.count()).select_from(
                query.where(owner.get(noun, Deployment.registration_id) == registration_id).subquery()
            )
        )
        or 0
        for noun, query in asked.items()
    }


def file_hashes(session: Session, registration_id: UUID) -> set[str]:
    """Of its documents, of the texts that were read from them, and of what was added to replies."""
    documents = _submissions(select(Document.sha256).join(Submission))
    texts = _submissions(select(Run.text_sha256).join(Run.submission))
    added = _submissions(select(ReplyFile.sha256).join(Reply).join(Submission, Submission.id == Reply.submission_id))
    found = (sha256 for query in (documents, texts, added) for sha256 in session.scalars(_of(query, registration_id)))
    return {sha256 for sha256 in found if sha256}


def still_used(session: Session, sha256: str) -> bool:
    """By whoever: equal files are kept once."""
    return bool(used(session, [sha256]))


# Every column that names a file of the file store: what stands in none of them is nobody's.
NAMING = (Document.sha256, Run.text_sha256, ReplyFile.sha256, Calibration.upload_sha256)


def all_used(connection: Connection) -> list[str]:
    """Every file of the file store that a row names; an upload of texts lies with its job."""
    columns = [column for column in NAMING if column is not Calibration.upload_sha256]
    return list(connection.scalars(union(*(select(column).where(column.is_not(None)) for column in columns))))


def used(session: Session, hashes: Collection[str]) -> set[str]:
    """Those of them that any row names."""
    found = (one for column in NAMING for one in session.scalars(select(column).where(column.in_(hashes)).distinct()))
    return {sha256 for sha256 in found if sha256}


def remove(session: Session, registration_id: UUID) -> None:
    """The database takes along whatever hangs on it."""
    session.execute(delete(Registration).where(Registration.id == registration_id))


def _assignments(query: Select[Any]) -> Select[Any]:
    return query.join(Assignment.course).join(Course.deployment)


def _submissions(query: Select[Any]) -> Select[Any]:
    return query.join(Submission.assignment).join(Assignment.course).join(Course.deployment)


def _of(query: Select[Any], registration_id: UUID) -> Select[Any]:
    return query.where(Deployment.registration_id == registration_id)
