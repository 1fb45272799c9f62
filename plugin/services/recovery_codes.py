"""Ten codes that stand in for a lost phone, each once. They are shown when they are made, and kept as hashes."""

import secrets
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.services.tokens import hashed
from plugin.store.queries import ways_in
from plugin.store.tables import RecoveryCode

HOW_MANY = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
_LENGTH = 15  # 74 bits: nobody counts through that, and a plain hash is enough


def renew(session: Session, administrator_id: UUID) -> list[str]:
    """The old ones work no longer."""
    ways_in.drop_recovery_codes(session, administrator_id)
    codes = [_new() for _ in range(HOW_MANY)]
    for code in codes:
        session.add(RecoveryCode(administrator_id=administrator_id, code_hash=_hashed(code)))
    session.flush()
    return codes


def use(session: Session, administrator_id: UUID, code: str) -> bool:
    return ways_in.use_recovery_code(session, administrator_id, _hashed(code), datetime.now(UTC))


def is_one(code: str) -> bool:
    """By its form, as against a one-time code of six digits."""
    return len(_plain(code)) == _LENGTH


def _new() -> str:
    code = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return "-".join(code[start : start + 5] for start in range(0, _LENGTH, 5))


def _plain(code: str) -> str:
    return "".join(letter for letter in code.lower() if letter.isalnum())


def _hashed(code: str) -> str:
    return hashed(_plain(code))
