"""How an installation is watched, as the environment says: metrics, the form of logs, and where errors are told."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from plugin.config_error import ConfigError
from plugin.secret_settings import secret_setting

SHORTEST_TOKEN = 20  # characters: a shorter one could be guessed by whoever may ask often enough
FORMATS = ("text", "json")
LEVELS = ("INFO", "WARNING", "ERROR", "DEBUG")


class WatchSettingError(ConfigError):
    """A setting that cannot be used; the message says which."""


@dataclass(frozen=True)
class WatchSettings:
    """Without a metrics_token nothing is counted or served; workers serve theirs at metrics_port, 0 for nowhere.
    Without a sentry_dsn no error is told to anybody."""

    metrics_token: str = field(default="", repr=False)
    metrics_port: int = 0
    log_format: str = "text"
    log_level: str = "INFO"
    sentry_dsn: str = field(default="", repr=False)


def watch_settings(env: Mapping[str, str]) -> WatchSettings:
    """Read them; raise WatchSettingError."""
    return WatchSettings(
        metrics_token=_token(env),
        metrics_port=_port(env),
        log_format=_one_of(env, "CAVEAT_LOG_FORMAT", FORMATS),
        log_level=_one_of(env, "CAVEAT_LOG_LEVEL", LEVELS),
        sentry_dsn=secret_setting(env, "CAVEAT_SENTRY_DSN", WatchSettingError),
    )


def _token(env: Mapping[str, str]) -> str:
    token = secret_setting(env, "CAVEAT_METRICS_TOKEN", WatchSettingError)
    if token and len(token) < SHORTEST_TOKEN:
        raise WatchSettingError(f"CAVEAT_METRICS_TOKEN must have at least {SHORTEST_TOKEN} characters.")
    return token


def _port(env: Mapping[str, str]) -> int:
    port = env.get("CAVEAT_METRICS_PORT") or "0"
    if not (port.isascii() and port.isdigit() and int(port) < 65536):
        raise WatchSettingError("CAVEAT_METRICS_PORT must be the number of a port, as 9100.")
    if int(port) and not _token(env):
        raise WatchSettingError("CAVEAT_METRICS_PORT needs CAVEAT_METRICS_TOKEN: no metric is served to whoever asks.")
    return int(port)


def _one_of(env: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    """The first of them unless set."""
    value = env.get(name) or known[0]
    if value not in known:
        raise WatchSettingError(f"{name} must be one of {', '.join(known)}.")
    return value
