"""Passwords of database and broker may stand apart from their addresses: in a file, and as they are."""

from collections.abc import Mapping
from urllib.parse import quote, urlsplit, urlunsplit

from plugin.secret_settings import secret_setting


def address_setting(env: Mapping[str, str], name: str, default: str) -> str:
    """CAVEAT_<name>_URL, with the password of CAVEAT_<name>_PASSWORD or …_PASSWORD_FILE, which may hold any character.
    Raises ConfigError."""
    url = env.get(f"CAVEAT_{name}_URL") or default
    password = secret_setting(env, f"CAVEAT_{name}_PASSWORD")
    if not password:
        return url
    parts = urlsplit(url)
    who, _, where = parts.netloc.rpartition("@")
    user = who.partition(":")[0]
    return urlunsplit(parts._replace(netloc=f"{user}:{quote(password, safe='')}@{where}"))
