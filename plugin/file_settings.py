"""Where documents lie, and whether they are sealed there, as the environment says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from plugin.config_error import ConfigError
from plugin.secret_settings import secret_setting

_SHORTEST_KEY = 32
_YES, _NO = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


class FileSettingError(ConfigError):
    """What is set cannot be used; the message says which and what to do."""


@dataclass(frozen=True)
class FileSettings:
    """`url`: file:///folder or s3://bucket/prefix; "" for the data folder. `key`: what files are sealed with instead of
    the secret key."""

    url: str = ""
    encrypt: bool = False
    key: str = field(default="", repr=False)


def file_settings(env: Mapping[str, str]) -> FileSettings:
    """Raise FileSettingError."""
    return FileSettings(_url(env.get("CAVEAT_FILES_URL", "")), _encrypt(env), _key(env))


def _url(url: str) -> str:
    parts = urlsplit(url)
    is_folder = parts.scheme == "file" and not parts.netloc and len(parts.path) > 1
    is_bucket = parts.scheme == "s3" and parts.netloc and not parts.query
    if url and not is_folder and not is_bucket:
        raise FileSettingError("CAVEAT_FILES_URL is written file:///folder or s3://bucket/prefix")
    return url


def _encrypt(env: Mapping[str, str]) -> bool:
    """A word that is not understood must not leave texts in plain."""
    word = env.get("CAVEAT_ENCRYPT_FILES", "").lower()
    if word not in _YES | _NO:
        raise FileSettingError("CAVEAT_ENCRYPT_FILES is yes or no")
    return word in _YES


def _key(env: Mapping[str, str]) -> str:
    key = secret_setting(env, "CAVEAT_FILES_KEY", FileSettingError)
    if key and len(key) < _SHORTEST_KEY:
        raise FileSettingError("CAVEAT_FILES_KEY is shorter than 32 characters.")
    return key
