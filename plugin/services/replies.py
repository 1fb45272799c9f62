"""A student replies to the report of their own text: in words, with drafts as files. What was said stays as it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain import typed
from plugin.domain.document import MediaType
from plugin.domain.replying import MAX_FILES, MAX_REPLIES, MAX_TEXT, could_be_seen, reply_until
from plugin.services import audit
from plugin.services.audit import Actor
from plugin.services.submissions import (
    HandedIn,
    SubmissionRefusedError,
    kept,
    media_type_of,
    one_of_a_press,
    shown_name,
)
from plugin.store.files import FileStore
from plugin.store.queries import replies, work
from plugin.store.tables import Reply, ReplyFile, Submission


@dataclass(frozen=True)
class Thread:
    """What was replied, oldest first; `until`: how long more is taken, None where no reply is; `left`: how many."""

    said: tuple[Reply, ...]
    until: datetime | None
    left: int

    @property
    def is_open(self) -> bool:
        return self.until is not None and datetime.now(UTC) < self.until and self.left > 0


@dataclass(frozen=True)
class Draft:
    """What a student is about to reply: checked, and nothing of it kept yet."""

    text: str
    files: tuple[tuple[HandedIn, MediaType], ...]


def thread(session: Session, submission_id: UUID) -> Thread:
    found = replies.submission(session, submission_id)
    return _thread(found) if found else Thread((), None, 0)


def draft(text: str, files: Sequence[HandedIn], max_upload: int) -> Draft:
    """Raise SubmissionRefusedError for what cannot be a reply."""
    text = typed.plain(text).strip()
    if not text and not files:
        raise SubmissionRefusedError("reply_empty")
    if len(text) > MAX_TEXT:
        raise SubmissionRefusedError("reply_too_long")
    if len(files) > MAX_FILES:
        raise SubmissionRefusedError("reply_too_many_files")
    return Draft(text, tuple((file, media_type_of(file, max_upload)) for file in files))


def reply(session: Session, files: FileStore, submission: Submission, draft: Draft, key: str = "") -> None:
    """In the caller's transaction. Raises SubmissionRefusedError when it comes too late or is one too many.

    `submission` is the writer's own, and its report one that they may see. `key`: of one press of the button, which
    counts once.
    """
    work.lock_submission(session, submission.id)
    digests = [kept(files, file.data) for file, _ in draft.files]
    reply_id = one_of_a_press(submission.id, key, draft.text, *digests)
    if session.get(Reply, reply_id) is not None:
        return
    _refuse_if_closed(thread(session, submission.id))
    session.add(Reply(id=reply_id, submission_id=submission.id, text=draft.text))
    session.flush()
    for position, ((file, media_type), sha256) in enumerate(zip(draft.files, digests, strict=True)):
        row = ReplyFile(reply_id=reply_id, position=position, sha256=sha256, media_type=media_type.value)
        row.size, row.file_name = len(file.data), shown_name(file.file_name)
        session.add(row)
    _note(session, submission, len(digests))


def _refuse_if_closed(open_: Thread) -> None:
    if open_.left <= 0:
        raise SubmissionRefusedError("reply_too_many")
    if not open_.is_open:
        raise SubmissionRefusedError("reply_too_late")


def _note(session: Session, submission: Submission, files: int) -> None:
    actor, course_id = Actor("learner", submission.person_id), submission.assignment.course_id
    audit.note(session, actor, "reply.given", course_id=course_id, subject_id=submission.id, files=files)


def _thread(submission: Submission) -> Thread:
    policy, finished = submission.assignment.policy, [run.finished for run in submission.runs]
    seen = could_be_seen(policy, submission.assignment.shown_since, submission.released, finished)
    said = tuple(submission.replies)
    return Thread(said, reply_until(policy, seen), MAX_REPLIES - len(said))
