"""Administrators: their accounts, and the sessions that are open."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plugin.domain import passwords as rules
from plugin.domain.errors import NamedError
from plugin.domain.language import say
from plugin.services import api_tokens, audit, passwords, recovery_codes, totp
from plugin.services.audit import Actor
from plugin.services.tokens import hashed, new_secret
from plugin.store.queries import administrator_sessions, administrators, ways_in
from plugin.store.tables import Administrator, AdministratorSession

SESSION_LIFETIME = timedelta(hours=12)
IDLE = timedelta(minutes=60)
LONGEST_NAME = 128
_SEEN_EVERY = timedelta(minutes=1)


def checked_name(name: str) -> str:
    """Raise NamedError for what is no name."""
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise NamedError("name_missing", say("The account needs a name."), say("Any name that you will remember."))
    return plain


def create(session: Session, name: str, **values: object) -> Administrator:
    """Raise NamedError where somebody has that name."""
    made = Administrator(name=name, **values)
    try:
        with session.begin_nested():
            if administrators.named(session, name) is not None:
                raise _taken()
            session.add(made)
    except IntegrityError as error:
        raise _taken() from error
    audit.note(session, of(made), "administrator.made", subject_id=made.id)
    return made


def set_secrets(
    session: Session, row: Administrator, password: str, totp_secret: str, step: int, key: str
) -> list[str]:
    """Password, one-time codes and recovery codes anew; whoever was signed in is so no longer. The recovery codes are
    told this once. Raise NamedError for a password that would be found soon."""
    rules.check(password, row.name)
    row.password, row.totp, row.totp_step = passwords.hashed(password), totp.sealed(totp_secret, key), step
    row.failures, row.locked_until = 0, None
    administrator_sessions.close_sessions_of(session, row.id)
    ways_in.drop_known_browsers(session, row.id)
    session.flush()
    return recovery_codes.renew(session, row.id)


def change_password(session: Session, row: Administrator, new: str, here: UUID) -> None:
    """The other browsers are signed out. Raise NamedError."""
    rules.check(new, row.name)
    row.password = passwords.hashed(new)
    administrator_sessions.close_sessions_of(session, row.id, but=here)
    audit.note(session, of(row), "administrator.password_changed", subject_id=row.id)


def change_totp(session: Session, row: Administrator, totp_secret: str, step: int, key: str, here: UUID) -> None:
    row.totp, row.totp_step = totp.sealed(totp_secret, key), step
    administrator_sessions.close_sessions_of(session, row.id, but=here)
    audit.note(session, of(row), "administrator.codes_changed", subject_id=row.id)


def renew_recovery_codes(session: Session, row: Administrator) -> list[str]:
    audit.note(session, of(row), "administrator.recovery_renewed", subject_id=row.id)
    return recovery_codes.renew(session, row.id)


def disable(session: Session, actor: Actor, row: Administrator) -> None:
    """Raise NamedError for the last one who may enter."""
    _check_not_last(session, row)
    row.disabled = row.disabled or datetime.now(UTC)
    administrator_sessions.close_sessions_of(session, row.id)
    _close_side_doors(session, actor, row)
    audit.note(session, actor, "administrator.disabled", subject_id=row.id)


def enable(session: Session, actor: Actor, row: Administrator) -> None:
    row.disabled, row.failures, row.locked_until = None, 0, None
    audit.note(session, actor, "administrator.enabled", subject_id=row.id)


def remove(session: Session, actor: Actor, row: Administrator) -> None:
    """The audit log keeps speaking of them, by an id. Raise NamedError for the last one who may enter."""
    _check_not_last(session, row)
    _close_side_doors(session, actor, row)
    audit.note(session, actor, "administrator.removed", subject_id=row.id)
    session.delete(row)
    session.flush()


def _close_side_doors(session: Session, actor: Actor, row: Administrator) -> None:
    """Whoever may enter no longer comes back by a token, or by a link for an account that they kept for themselves."""
    api_tokens.revoke_those_of(session, actor, row.id)
    ways_in.drop_links_made_by(session, row.id)


def listed(session: Session) -> list[tuple[Administrator, datetime | None]]:
    """Each with when they were last here, as far as a session of theirs is still kept."""
    seen = administrator_sessions.last_seen(session)
    return [(row, seen.get(row.id)) for row in administrators.all_of_them(session)]


def of(row: Administrator) -> Actor:
    return Actor("administrator", row.id)


def open_session(session: Session, administrator: Administrator) -> str:
    """Return the secret that the browser keeps."""
    secret, now = new_secret(), datetime.now(UTC)
    administrator_sessions.drop_expired(session, now - SESSION_LIFETIME)
    session.add(
        AdministratorSession(
            secret_hash=hashed(secret), administrator_id=administrator.id, expires=now + SESSION_LIFETIME, seen=now
        )
    )
    session.flush()
    return secret


def session_of(session: Session, secret: str) -> AdministratorSession | None:
    """The open session of this secret, which was used within the last hour, with its administrator."""
    now = datetime.now(UTC)
    found = administrator_sessions.open_session(session, hashed(secret), now, now - IDLE)
    if found and now - found.seen > _SEEN_EVERY:
        found.seen = now
    return found


def close_session(session: Session, session_id: UUID) -> None:
    administrator_sessions.close_session(session, session_id)


def close_by_secret(session: Session, secret: str) -> None:
    administrator_sessions.close_by_secret(session, hashed(secret))


def close_others(session: Session, row: Administrator, here: UUID) -> int:
    """Signed out everywhere but here; how many sessions that were."""
    closed = administrator_sessions.close_sessions_of(session, row.id, but=here)
    ways_in.drop_known_browsers(session, row.id)
    audit.note(session, of(row), "administrator.signed_out_everywhere", subject_id=row.id, sessions=closed)
    return closed


def sessions_open(session: Session, row: Administrator) -> int:
    now = datetime.now(UTC)
    return administrator_sessions.sessions_of(session, row.id, now, now - IDLE)


def _check_not_last(session: Session, row: Administrator) -> None:
    administrators.hold_all(session)
    if row.disabled is None and not administrators.others_who_may_enter(session, row.id):
        raise NamedError(
            "last_administrator", say("Nobody else could sign in then."), say("Invite another administrator first.")
        )


def _taken() -> NamedError:
    return NamedError("name_taken", say("Another administrator has this name."), say("Choose another one."))
