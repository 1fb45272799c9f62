"""Secrets in the environment: by their name, or in a file that NAME_FILE names, which nobody sees in a process list."""

from collections.abc import Mapping
from pathlib import Path

from plugin.config_error import ConfigError


def secret_setting(env: Mapping[str, str], name: str, refused: type[ConfigError] = ConfigError) -> str:
    """The file wins; "" where neither is set. Raises `refused`, where a file is named that cannot be read."""
    file = env.get(f"{name}_FILE", "")
    if not file:
        return env.get(name, "")
    try:
        return Path(file).read_text().strip()
    except OSError as error:
        raise refused(f"{name}_FILE cannot be read: {error.strerror}.") from error
