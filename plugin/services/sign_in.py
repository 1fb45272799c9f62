"""Signing in by password and one-time code. A wrong name, password or code, and a locked account, get one answer.

A failure is counted before the password is looked at, so that many tries at the same moment are not one; hashing takes
its time, so no transaction is open meanwhile.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.services import administrators, audit, known_browsers, passwords, recovery_codes, totp
from plugin.store.queries import administrators as queries
from plugin.store.session import Database
from plugin.store.tables import Administrator

FREE_TRIES = 5
_FIRST_LOCK, _LONGEST_LOCK = timedelta(minutes=1), timedelta(minutes=15)


@dataclass(frozen=True)
class Attempt:
    """As typed. `known`: the secret of a browser that signed in before, `before`: of the session it holds now."""

    name: str
    password: str
    code: str
    known: str = ""
    before: str = ""


@dataclass(frozen=True)
class SignedIn:
    """The secrets that the browser keeps: of its session, and by which it is known next time."""

    session: str
    known: str


def sign_in(database: Database, secret_key: str, attempt: Attempt) -> SignedIn | None:
    """Raise NamedError where too many try at this moment: that counts as no try."""
    with passwords.in_line():
        with database.session() as session:
            tried = _begin(session, attempt)
        right = passwords.is_right(attempt.password, tried[1] if tried else "")
    if tried is None or not right:
        return None
    with database.session() as session:
        row = session.get(Administrator, tried[0])
        if row is None or row.disabled or not _code_is_right(session, row, attempt.code, secret_key):
            return None
        if passwords.is_outdated(row.password):
            row.password = passwords.hashed(attempt.password)
        return enter(session, row, attempt.known, attempt.before)


def is_password(database: Database, name: str, typed: str, known: str) -> bool:
    """Asked for once more of whoever is signed in: tries are counted as at the door, for they may be a stranger."""
    with database.session() as session:
        tried = _begin(session, Attempt(name, typed, "", known))
    if tried is None or not passwords.is_right(typed, tried[1]):
        return False
    with database.session() as session:
        row = session.get_one(Administrator, tried[0])
        row.failures, row.locked_until = 0, None
        known_browsers.forgive(session, row.id, known)
    return True


def enter(session: Session, row: Administrator, known: str, before: str) -> SignedIn:
    """Whoever they are was shown: a new session in the place of the old one."""
    row.failures, row.locked_until = 0, None
    if before:
        administrators.close_by_secret(session, before)
    audit.note(session, administrators.of(row), "administrator.signed_in", subject_id=row.id)
    return SignedIn(administrators.open_session(session, row), known_browsers.renew(session, row.id, known))


def _begin(session: Session, attempt: Attempt) -> tuple[UUID, str] | None:
    """Whose account it is, and its password's hash; None where nobody may try."""
    row = queries.named(session, attempt.name.strip())
    if row is None or row.disabled or not row.password:
        return None
    known = known_browsers.find(session, row.id, attempt.known)
    may_try = known is not None and known_browsers.count_failure(session, known)
    return (row.id, row.password) if may_try or _count(session, row) else None


def _count(session: Session, row: Administrator) -> bool:
    """Longer each time, and never for long: nobody's account is closed by those who know no more than its name. False
    while it is locked."""
    now = datetime.now(UTC)
    failures = queries.count_failure(session, row.id, now)
    if failures is not None and failures >= FREE_TRIES:
        lock = min(_FIRST_LOCK * 2 ** min(failures - FREE_TRIES, 10), _LONGEST_LOCK)
        row.locked_until = now + lock
        audit.note(session, audit.SYSTEM, "administrator.locked", subject_id=row.id, failures=failures)
    return failures is not None


def _code_is_right(session: Session, row: Administrator, code: str, secret_key: str) -> bool:
    if recovery_codes.is_one(code):
        used = recovery_codes.use(session, row.id, code)
        if used:
            audit.note(session, administrators.of(row), "administrator.recovery_used", subject_id=row.id)
        return used
    if row.totp is None:
        return False
    secret = totp.opened(row.totp, secret_key)
    step = totp.step_of(secret, code, row.totp_step) if secret else None
    return step is not None and queries.use_step(session, row.id, step)
