"""Which watermarks are looked for. Whoever holds a key can forge or remove its mark: keys go in, and come out only
for the scorer."""

import json

from cryptography.fernet import InvalidToken
from sqlalchemy.orm import Session

from plugin.domain.watermarks import WatermarkError, WatermarkSetting, checked
from plugin.store.queries import watermark_keys
from plugin.store.secrets import WATERMARK_KEYS, seal, unseal
from plugin.store.tables import WatermarkKey

LONGEST_NAME = 128


def add(session: Session, secret_key: str, setting: WatermarkSetting) -> None:
    """Keep a mark under a new name. Raises WatermarkError."""
    checked(setting)
    _refuse_name(session, setting.name)
    sealed = seal(json.dumps(dict(setting.settings)).encode(), secret_key, WATERMARK_KEYS)
    session.add(WatermarkKey(name=setting.name, scheme=setting.scheme, settings=sealed))
    session.flush()


def _refuse_name(session: Session, name: str) -> None:
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise WatermarkError("name_wrong", "That is no name.", f"Give one of up to {LONGEST_NAME} characters.")
    if watermark_keys.find(session, name):
        raise WatermarkError(
            "name_taken", "A mark of that name is kept.", "Give another name, or remove that mark first."
        )


def remove(session: Session, name: str) -> bool:
    """False when there is no such mark. What reports say of it stays."""
    return watermark_keys.remove(session, name)


def kept(session: Session) -> list[tuple[str, str]]:
    """Name and scheme of each, and nothing of its key."""
    return [(row.name, row.scheme) for row in watermark_keys.all_keys(session)]


def settings(session: Session, secret_key: str) -> list[WatermarkSetting]:
    """All marks, opened. Raises WatermarkError when the secret key is not the one they were sealed with."""
    return [_opened(row, secret_key) for row in watermark_keys.all_keys(session)]


def _opened(row: WatermarkKey, secret_key: str) -> WatermarkSetting:
    try:
        raw = unseal(row.settings, secret_key, WATERMARK_KEYS)
    except InvalidToken as error:
        raise WatermarkError(
            "key_sealed",
            f"The mark {row.name} cannot be opened with CAVEAT_SECRET_KEY.",
            "Put the earlier CAVEAT_SECRET_KEY back, or remove the mark and add it again.",
        ) from error
    return WatermarkSetting(row.name, row.scheme, json.loads(raw))
