"""After CAVEAT_SECRET_KEY was changed: all that was sealed with an older key is sealed with the newest."""

from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from plugin.services import audit
from plugin.services.audit import Actor
from plugin.store.queries import sealed
from plugin.store.secrets import resealed


@dataclass(frozen=True)
class Resealed:
    """`done`: how many; `lost`: tables of what none of the keys opens."""

    done: int
    lost: tuple[str, ...]


def reseal(session: Session, secret_key: str, actor: Actor) -> Resealed:
    """What cannot be opened stays as it is."""
    done, lost = 0, []
    for row, column, purpose in sealed.rows(session):
        try:
            setattr(row, column, resealed(getattr(row, column), secret_key, purpose))
        except InvalidToken:
            lost.append(row.__tablename__)
            continue
        done += 1
    audit.note(session, actor, "secrets.resealed", done=done, lost=len(lost))
    return Resealed(done, tuple(lost))
