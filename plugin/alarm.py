"""Errors told to a Sentry of the institution's own choice: only where CAVEAT_SENTRY_DSN names one.

What leaves is built anew from what is known to be harmless (types, places in the code, versions), not cleaned of what
is known to be harmful: no words of an exception, no value of a variable, nothing of a request, no log line's values.
"""

import logging
import sys
from typing import Any

from plugin.config import Settings
from plugin.config_error import ConfigError
from plugin.services.worker_beats import own_version

# server_name: which of our services, as begin() was told.
_FRAME = ("filename", "function", "module", "lineno", "in_app")
_EVENT = ("event_id", "timestamp", "level", "platform", "release", "environment", "logger", "sdk", "server_name")


def begin(settings: Settings, service: str, **more: Any) -> bool:
    """`service`: web, scorer or courier. `more` goes to the library. Whether anything will be told."""
    if not settings.watch.sentry_dsn:
        return False
    try:
        import sentry_sdk
        from sentry_sdk.integrations.logging import LoggingIntegration, ignore_logger
    except ImportError as error:
        raise ConfigError("CAVEAT_SENTRY_DSN needs the extra: pip install 'caveat-lti[sentry]'") from error
    sentry_sdk.init(
        settings.watch.sentry_dsn,
        release=own_version(),
        server_name=service,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        **(_SILENT | more),
    )
    for room in ("plugin.*", "workers.*"):  # where ring() is called, with the error itself
        ignore_logger(room)
    return True


def ring(error: BaseException) -> None:
    """Of an error that was answered for. Without a begin() nothing happens."""
    if library := sys.modules.get("sentry_sdk"):
        library.capture_exception(error)


def harmless(event: dict[str, Any], _hint: dict[str, Any]) -> dict[str, Any]:
    """The event without anything that is not named here."""
    told = {name: event[name] for name in _EVENT if name in event}
    if errors := event.get("exception", {}).get("values"):
        told["exception"] = {"values": [_error(one) for one in errors]}
    if line := event.get("logentry"):
        told["logentry"] = {"message": line.get("message", "")}  # the template: what it is filled with stays here
    return told


def _error(value: dict[str, Any]) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames", [])
    kept = [{name: frame[name] for name in _FRAME if name in frame} for frame in frames]
    return {"type": value.get("type"), "module": value.get("module"), "stacktrace": {"frames": kept}}


_SILENT: dict[str, Any] = {
    "default_integrations": False,  # those of the frameworks look into requests and tasks
    "auto_enabling_integrations": False,
    "send_default_pii": False,
    "include_local_variables": False,
    "include_source_context": False,
    "max_request_body_size": "never",
    "auto_session_tracking": False,
    "send_client_reports": False,
    "before_breadcrumb": lambda *_: None,
    "before_send": harmless,
}
