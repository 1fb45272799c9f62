"""One line an event, as text or as JSON, with the ids of what it belongs to. An exception is told by its type and by
where it came from: its words may quote what somebody wrote, and a database's may hold a whole row."""

import json
import logging
import traceback
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from plugin.watch_settings import WatchSettings

_here: ContextVar[Mapping[str, str] | None] = ContextVar("here", default=None)
_TALKATIVE = ("httpx", "httpx2")  # a line for each request that they make


def begin(watch: WatchSettings) -> None:
    """To stderr, unless somebody set up logging before."""
    if logging.root.handlers:
        return
    handler = logging.StreamHandler()
    handler.setFormatter(formatter(watch))
    logging.root.addHandler(handler)
    logging.root.setLevel(watch.log_level)
    for name in _TALKATIVE if watch.log_level == "INFO" else ():
        logging.getLogger(name).setLevel(logging.WARNING)


def formatter(watch: WatchSettings) -> logging.Formatter:
    return JsonLines() if watch.log_format == "json" else Lines()


def belongs_to(**ids: str) -> None:
    """What is logged from here on, in this thread or task, is about these; none: about nothing in particular."""
    _here.set(ids)


class Lines(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return super().format(_without_words(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        return "\n".join((type_of(ei[1]), *places(ei[1])))


class JsonLines(logging.Formatter):
    """time, level, logger, message, the ids; of an exception `error` and `places`."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _without_words(record).getMessage(),
            **(_here.get() or {}),
        }
        if record.exc_info and record.exc_info[1]:
            told |= {"error": type_of(record.exc_info[1]), "places": places(record.exc_info[1])}
        return json.dumps(told, ensure_ascii=False)


def type_of(error: BaseException | None) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}"


def places(error: BaseException | None) -> list[str]:
    """Outermost first. No line of code is quoted: a test's or a script's may hold a text."""
    frames = traceback.extract_tb(error.__traceback__) if error else ()
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]


def _without_words(record: logging.LogRecord) -> logging.LogRecord:
    """Celery puts an exception's words into the line itself (celery.app.trace), others hand the exception over."""
    args = record.args
    if isinstance(args, Mapping):
        hidden = {"args": "…", "kwargs": "…", "traceback": ""}
        error = record.exc_info[1] if record.exc_info else None
        args = {**args, **{k: v for k, v in hidden.items() if k in args}}
        args = {**args, "exc": type_of(error)} if "exc" in args else args
    elif args:
        args = tuple(type_of(one) if isinstance(one, BaseException) and not _is_ours(one) else one for one in args)
    return logging.makeLogRecord(record.__dict__ | {"args": args, "message": None, "exc_text": None})


def _is_ours(error: BaseException) -> bool:
    """Those speak in words that were written for logs."""
    return type(error).__module__.split(".")[0] in ("plugin", "workers")
