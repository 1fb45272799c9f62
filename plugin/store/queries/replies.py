"""What students have replied to the reports of their texts. A file is handed out within a course, or to its writer."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from plugin.store.tables import Assignment, Reply, ReplyFile, Submission


def submission(session: Session, submission_id: UUID) -> Submission | None:
    """With all that says until when it takes replies, and with those that came, oldest first."""
    return session.scalar(
        select(Submission)
        .where(Submission.id == submission_id)
        .options(
            joinedload(Submission.assignment),
            selectinload(Submission.runs),
            selectinload(Submission.replies).selectinload(Reply.files),
        )
    )


def file_in_course(session: Session, course_id: UUID, submission_id: UUID, file_id: UUID) -> ReplyFile | None:
    return session.scalar(_file(submission_id, file_id).where(Assignment.course_id == course_id))


def own_file(
    session: Session, assignment_id: UUID, person_id: UUID, submission_id: UUID, file_id: UUID
) -> ReplyFile | None:
    own = Submission.assignment_id == assignment_id, Submission.person_id == person_id
    return session.scalar(_file(submission_id, file_id).where(*own))


def _file(submission_id: UUID, file_id: UUID) -> Select[ReplyFile]:
    return (
        select(ReplyFile)
        .join(Reply, Reply.id == ReplyFile.reply_id)
        .join(Submission, Submission.id == Reply.submission_id)
        .join(Submission.assignment)
        .where(ReplyFile.id == file_id, Submission.id == submission_id)
    )
