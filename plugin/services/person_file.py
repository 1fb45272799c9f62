"""All that is held about one person, to be handed to them: facts as JSON, files as they were handed in."""

import json
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.document import MediaType
from plugin.services import audit
from plugin.services.audit import Actor
from plugin.services.erasure import NoSuchPersonError
from plugin.store.files import FileStore
from plugin.store.queries import people
from plugin.store.tables import (
    Announcement,
    Asset,
    AuditEntry,
    Base,
    GradeReturn,
    Judgement,
    Person,
    Registration,
    Reply,
    Run,
    Submission,
)

_ENDINGS = {MediaType.TEXT: ".txt", MediaType.HTML: ".html", MediaType.PDF: ".pdf", MediaType.DOCX: ".docx"}
# Other people's ids, and what only a browser of theirs may know.
_LEFT_OUT = frozenset({"outcome_by", "decided_by", "there_by", "browser_hash", "digest"})


@dataclass
class PersonFile:
    """`files`: (path in the ZIP, sha256 in the file store)."""

    facts: dict[str, Any]
    submissions: list[dict[str, Any]]
    files: list[tuple[str, str]] = field(default_factory=list)


def gather(session: Session, person_id: UUID, actor: Actor) -> PersonFile:
    """Plain data, no session behind it; that it was asked for is written down. Raise NoSuchPersonError."""
    person = session.get(Person, person_id)
    if person is None:
        raise NoSuchPersonError(str(person_id))
    found = PersonFile({}, [])
    rows = people.submissions(session, person_id)
    ids = [row.id for row in rows]
    hanging = _Hanging(people.judgements_on(session, ids), people.assets(session, ids),
                       people.announcements(session, ids))  # fmt: skip
    for number, row in enumerate(rows, 1):
        found.submissions.append(_submission(row, hanging, f"submissions/{number:03}", found.files))
    found.facts = _about(session, person) | {"audit": _audit(people.audit_entries(session, person_id, ids), person_id)}
    audit.note(session, actor, "person.exported", subject_id=person_id, submissions=len(rows))
    return found


def write_zip(found: PersonFile, files: FileStore, target: IO[bytes]) -> None:
    """What is no longer in the file store is named in missing.txt: nothing is left out in silence."""
    missing = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", _json(found.facts))
        for number, submission in enumerate(found.submissions, 1):
            archive.writestr(f"submissions/{number:03}/submission.json", _json(submission))
        for path, sha256 in found.files:
            try:
                archive.writestr(path, files.get(sha256))
            except (FileNotFoundError, ValueError):
                missing.append(path)
        if missing:
            archive.writestr("missing.txt", "\n".join(missing) + "\n")


@dataclass(frozen=True)
class _Hanging:
    judgements: list[Judgement]
    assets: list[Asset]
    announcements: list[Announcement]


def _about(session: Session, person: Person) -> dict[str, Any]:
    registration = session.get_one(Registration, person.registration_id)
    groups = people.groups(session, person.id)
    memberships = [
        _plain(one)
        | {"course": one.course.title, "groups": [_plain(group) for mine, group in groups if mine == one.id]}
        for one in people.memberships(session, person.id)
    ]
    outcomes, marks = people.decided_by(session, person.id)
    return {
        "exported": datetime.now(UTC),
        "person": _plain(person),
        "lms": {"name": registration.name, "issuer": registration.issuer},
        "memberships": memberships,
        "visits": [_plain(one) for one in people.visits(session, person.id)],
        "terms_of_use": [_plain(one) for one in people.terms(session, person.id)],
        "judgements_given": [_plain(one) for one in people.judgements_by(session, person.id)],
        "outcomes_recorded_for_submissions": outcomes,
        "marks_given_to_submissions": marks,
    }


def _submission(row: Submission, hanging: _Hanging, folder: str, files: list[tuple[str, str]]) -> dict[str, Any]:
    documents = []
    for document in row.documents:
        path = f"{folder}/document-{document.position + 1}{_ending(document.media_type)}"
        files.append((path, document.sha256))
        documents.append(_plain(document) | {"file": path})
    return _plain(row) | {
        "assignment": row.assignment.title,
        "documents": documents,
        "runs": [_run(run, f"{folder}/text-{n}.txt", files) for n, run in enumerate(row.runs, 1)],
        "replies": [_reply(reply, f"{folder}/reply-{n}", files) for n, reply in enumerate(row.replies, 1)],
        "grade": _grade(row.grade_return),
        "judgements_of_teachers": [
            _plain(one, "person_id") for one in hanging.judgements if one.submission_id == row.id
        ],
        "files_in_the_lms": [_asset(one) for one in hanging.assets if one.submission_id == row.id],
        "told_to_the_lms": [_plain(one) for one in hanging.announcements if one.submission_id == row.id],
    }


def _run(run: Run, path: str, files: list[tuple[str, str]]) -> dict[str, Any]:
    """A score with its caveats and evidence: a number never travels alone."""
    told = _plain(run) | {
        "caveats": [_plain(one) for one in run.caveats],
        "score": _plain(run.score) if run.score else None,
        "evidence": [_plain(one) for one in run.evidence],
    }
    if run.text_sha256:
        files.append((path, run.text_sha256))
        told["text"] = path
    return told


def _reply(reply: Reply, path: str, files: list[tuple[str, str]]) -> dict[str, Any]:
    added = []
    for one in reply.files:
        name = f"{path}-file-{one.position + 1}{_ending(one.media_type)}"
        files.append((name, one.sha256))
        added.append(_plain(one) | {"file": name})
    return _plain(reply) | {"files": added}


def _grade(row: GradeReturn | None) -> dict[str, Any] | None:
    return _plain(row) if row else None


def _asset(row: Asset) -> dict[str, Any]:
    return _plain(row) | {"report": _plain(row.report) if row.report else None}


def _audit(entries: list[AuditEntry], person_id: UUID) -> list[dict[str, Any]]:
    """Who else did something to what is theirs is told by kind alone."""
    return [_plain(one, *(() if one.actor_id == person_id else ("actor_id",))) for one in entries]


def _plain(row: Base, *left_out: str) -> dict[str, Any]:
    hidden = _LEFT_OUT.union(left_out)
    return {column.name: getattr(row, column.key) for column in row.__table__.columns if column.name not in hidden}


def _ending(media_type: str) -> str:
    """Of a kind that Caveat knows: a name that somebody chose could lead out of the folder where it is unpacked."""
    return _ENDINGS[MediaType(media_type)] if media_type in _ENDINGS else ".bin"


def _json(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2, default=_text)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
