"""Secrets in the environment: by their name, or in a file that NAME_FILE names, which nobody sees in a process list."""

from collections.abc import Mapping
from pathlib import Path


class SecretFileError(ValueError):
    """The file cannot be read; the message says which."""


def secret_setting(env: Mapping[str, str], name: str) -> str:
    """The file wins; "" where neither is set. Raises SecretFileError."""
    file = env.get(f"{name}_FILE", "")
    if not file:
        return env.get(name, "")
    try:
        return Path(file).read_text().strip()
    except OSError as error:
        raise SecretFileError(f"{name}_FILE cannot be read: {error.strerror}.") from error
