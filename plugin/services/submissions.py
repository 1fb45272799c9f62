"""A student hands something in: bytes stored, rows written, nothing parsed."""

import logging
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4, uuid5

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plugin.domain.document import MediaType, sniff, why_closed
from plugin.services import announcements
from plugin.store.files import FileStore
from plugin.store.queries import work
from plugin.store.tables import Document, Run, Submission

MAX_NAME = 255
# So many texts of one person wait like anybody's. Who hands in more at a time lets others go first: a scorer may need
# minutes for a text, and one student could keep a whole school waiting.
IN_LINE = 3
# Of one student at one assignment: pages list them all, for those who teach too, and each may be ten megabytes.
MOST_ATTEMPTS = 100
log = logging.getLogger(__name__)


class SubmissionRefusedError(Exception):
    """Nothing was stored. `code` picks the sentence for the page (plugin.web.errors)."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class HandedIn:
    """What came: the bytes, and the file's name for the receipt ("" for pasted text)."""

    data: bytes
    file_name: str = ""


@dataclass(frozen=True)
class Accepted:
    """`announcement_id`: what the platform is to hear of it, where it wants to; `later`: others go first."""

    submission_id: UUID
    run_id: UUID
    announcement_id: UUID | None = None
    later: bool = False


def media_type_of(handed_in: HandedIn, max_upload: int) -> MediaType:
    """Raise SubmissionRefusedError for what cannot be a submission at all."""
    if not handed_in.data.strip():
        raise SubmissionRefusedError("empty")
    if len(handed_in.data) > max_upload:
        raise SubmissionRefusedError("too_large")
    if not handed_in.file_name:
        return MediaType.TEXT
    if closed := why_closed(handed_in.data):  # nobody should lose an attempt to a file that broke on its way
        raise SubmissionRefusedError(closed.value)
    media_type = sniff(handed_in.data)
    if media_type is None:
        raise SubmissionRefusedError("unsupported_type")
    return media_type


def check_attempts(session: Session, assignment_id: UUID, person_id: UUID) -> None:
    """Before anything is kept. Raise SubmissionRefusedError."""
    if work.last_attempt(session, assignment_id, person_id) >= MOST_ATTEMPTS:
        raise SubmissionRefusedError("too_many_attempts")


def accept(
    session: Session,
    files: FileStore,
    assignment_id: UUID,
    person_id: UUID,
    handed_in: HandedIn,
    media_type: MediaType,
    detector_id: str,
    key: str = "",
) -> Accepted:
    """Write Submission, Document and Run(queued) in the caller's transaction; earlier attempts stay.

    The bytes are on disk before the rows speak of them; a file without rows is harmless. `key`: of one press of the
    button; pressed twice, or sent again because the answer was lost, the same bytes are one submission.
    """
    sha256 = kept(files, handed_in.data)
    submission_id = one_of_a_press(assignment_id, f"{person_id} {key}" if key else "", sha256)
    if before := _accepted(session, assignment_id, person_id, submission_id):
        return before
    try:
        submission = next_attempt(session, assignment_id, person_id, submission_id)
    except SubmissionRefusedError:  # the other click of a double one may have been first meanwhile
        if before := _accepted(session, assignment_id, person_id, submission_id):
            return before
        raise
    document = Document(
        submission_id=submission.id,
        sha256=sha256,
        media_type=media_type.value,
        size=len(handed_in.data),
        file_name=shown_name(handed_in.file_name),
    )
    session.add(document)
    session.flush()
    run = Run(submission_id=submission.id, document_id=document.id, detector_id=detector_id, rung=datetime.now(UTC))
    session.add(run)
    session.flush()
    later = is_one_of_many(session, person_id)
    return Accepted(submission.id, run.id, announcements.write(session, submission), later)


def is_one_of_many(session: Session, person_id: UUID) -> bool:
    """Of a text that was just queued: whether others go first."""
    return work.queued_of(session, person_id) > IN_LINE


def kept(files: FileStore, data: bytes) -> str:
    """Its sha256. Raises SubmissionRefusedError where the disk is full, or the bucket away: whoever hands in is told,
    and loses nothing of what they typed."""
    try:
        return files.put(data)
    except OSError as error:
        log.error("a file could not be kept: %s", type(error).__name__)
        raise SubmissionRefusedError("not_kept") from None


def _accepted(session: Session, assignment_id: UUID, person_id: UUID, submission_id: UUID) -> Accepted | None:
    found = work.own_submission(session, assignment_id, person_id, submission_id)
    return Accepted(found.id, found.runs[-1].id) if found else None


def one_of_a_press(where: UUID, key: str, *what: str) -> UUID:
    """An id that is the same for the same things sent by the same press of a button; another each time without a key.

    Where it is a primary key, the database itself keeps a second click from counting.
    """
    return uuid5(where, "\0".join((key, *what))) if key else uuid4()


def next_attempt(
    session: Session, assignment_id: UUID, person_id: UUID, submission_id: UUID | None = None
) -> Submission:
    """Two uploads at the same moment want the same number: the database lets one have it, the other counts on."""
    for _ in range(5):
        attempt = work.last_attempt(session, assignment_id, person_id) + 1
        submission = Submission(
            id=submission_id or uuid4(), assignment_id=assignment_id, person_id=person_id, attempt=attempt
        )
        try:
            with session.begin_nested():
                session.add(submission)
            return submission
        except IntegrityError:
            continue
    raise SubmissionRefusedError("busy")


def shown_name(name: str) -> str:
    name = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in name if c.isprintable())[:MAX_NAME]
