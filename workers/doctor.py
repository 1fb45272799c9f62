"""`caveat doctor`: tries each part for real, and says what to do about what fails."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import redis
from cryptography.fernet import InvalidToken
from sqlalchemy.exc import DBAPIError

import workers.torch_settings  # noqa: F401 - before torch
from plugin.broker import client_of, in_words
from plugin.config import Settings
from plugin.domain.errors import NamedError
from plugin.domain.watermarks import WatermarkError, WatermarkSetting
from plugin.services import calibrations, drift, platforms, queue_state, sweeping, worker_beats
from plugin.storage import files_of
from plugin.store.migrate import current, is_known, newest
from plugin.store.queries import clock
from plugin.store.session import Database
from workers import watermarks
from workers.reading.read import kept_by_kernel

if TYPE_CHECKING:
    from workers.scoring.scorer import Scorer

CLOCKS_APART = 30  # seconds; an LMS lets a minute or some pass
OVERDUE = timedelta(minutes=10)  # a sweep that has much to delete may take some of them
_KEPT_FROM = {"files": "files", "calls": "the network and other processes"}


@dataclass(frozen=True)
class Finding:
    name: str
    ok: bool
    words: str
    next_step: str = ""


class Ailment(Exception):  # noqa: N818 - a finding, caught here
    """What is wrong, and what to do."""

    def __init__(self, words: str, next_step: str):
        super().__init__(words)
        self.words, self.next_step = words, next_step


def examine(settings: Settings) -> list[Finding]:
    checks: dict[str, Callable[[Settings], str]] = {
        "database": _database,
        "clock": _clock,
        "keys": _keys,
        "broker": _broker,
        "files": _files,
        "reading": _reading,
        "model": _model,
        "languages": _languages,
        "watermarks": _watermarks,
        "drift": _drift,
        "workers": _workers,
    }
    return [_find(name, check, settings) for name, check in checks.items()]


def _find(name: str, check: Callable[[Settings], str], settings: Settings) -> Finding:
    try:
        return Finding(name, True, check(settings))
    except Ailment as ailment:
        return Finding(name, False, ailment.words, ailment.next_step)
    except NamedError as error:
        return Finding(name, False, error.sentence, error.next_step)
    except DBAPIError:
        return Finding(name, False, "cannot be told without the database", "See the line: database")
    except Exception as error:  # noqa: BLE001 - the doctor reports whatever it meets
        first_line = str(error).partition("\n")[0]  # a database's goes on with its statement
        words = f"{type(error).__name__}: {first_line}"
        return Finding(name, False, words, "See the message; then run caveat doctor again.")


def _database(settings: Settings) -> str:
    database = Database(settings.database_url)
    try:
        database.ping()
    except Exception as error:
        raise Ailment(f"no answer ({type(error).__name__})", "Check CAVEAT_DATABASE_URL and that it runs.") from error
    found = current(database)
    if not is_known(found):
        return f"answers, at version {found} of a later release, which serves this one too"
    if found != newest():
        raise Ailment(f"at version {found or 'none'}, newest is {newest()}", "Run: caveat migrate")
    return f"answers, at version {found}"


def _clock(settings: Settings) -> str:
    """By the database's, which all hosts share."""
    with Database(settings.database_url).session() as session:
        ahead = (datetime.now(UTC) - clock.now(session)).total_seconds()
    if abs(ahead) > CLOCKS_APART:
        words = f"this host's is {abs(ahead):.0f} s {'ahead of' if ahead > 0 else 'behind'} the database's"
        raise Ailment(words, "Set both right (timedatectl, NTP): an LMS refuses what is some minutes off.")
    return "goes as the database's"


def _keys(settings: Settings) -> str:
    with Database(settings.database_url).session() as session:
        try:
            key = platforms.signing_key(session, settings.secret_key)
        except InvalidToken as error:
            raise Ailment(
                "the signing key cannot be opened with CAVEAT_SECRET_KEY",
                "Put the earlier CAVEAT_SECRET_KEY back, or run: caveat admin rotate-key --now",
            ) from error
    return f"signing with {key.kid}"


def _broker(settings: Settings) -> str:
    client = client_of(settings.redis_url, seconds=2)
    try:
        client.ping()
        return f"Redis {client.info('server')['redis_version']} answers"
    except redis.RedisError as error:
        raise Ailment(*in_words(error)) from error
    finally:
        client.close()


def _files(settings: Settings) -> str:
    where = settings.files.url or str(settings.files_dir)
    try:
        files_of(settings).try_out()
    except ImportError as error:
        raise Ailment(f"{error.name} is not installed", "Run: pip install 'caveat-lti[s3]'") from error
    except OSError as error:
        next_step = f"Let this user read, write and delete in {where}"
        raise Ailment(f"cannot write ({error.strerror or error})", next_step) from error
    return f"can be written, {'sealed' if settings.files.encrypt else 'in plain'}"


def _reading(_: Settings) -> str:
    """Not everywhere can all be had; what cannot is said, and reading goes on."""
    kept = kept_by_kernel()
    missing = [words for name, words in _KEPT_FROM.items() if name not in kept]
    without = f"; this system cannot keep it from {' or '.join(missing)} (Linux 5.13 or later can)" if missing else ""
    return f"in a process of its own with limits{without or ', without files, network or other processes'}"


def _model(settings: Settings) -> str:
    """Loads the model and scores a real text, on the device that the scorer would use."""
    try:
        from workers.scoring.scorer import load_scorer
    except ImportError as error:
        next_step = "Install the worker's parts: pip install 'caveat-lti[worker]'"
        raise Ailment(f"{error.name} is not installed", next_step) from error
    scorer = load_scorer(
        settings.model, settings.cache_dir, settings.device, settings.dtype, settings.base_rate,
        observer=settings.observer, classifier=settings.classifier, ai_label=settings.classifier_ai_label,
        calibration_file=settings.calibration_file,
    )  # fmt: skip
    scorer.warm_up()
    compared = _try_chosen(scorer, settings)
    identity = scorer.model.identity
    silent = "".join(f"; the {role} is not asked, no reference text was read by it" for role in scorer.unmeasured)
    return f"{identity.name} ({identity.dtype} on {identity.device}) scores a text{compared}{silent}"


def _try_chosen(scorer: "Scorer", settings: Settings) -> str:
    """The calibration that an administrator chose, where there is one."""
    from workers.scoring.compared import Compared

    try:
        with Database(settings.database_url).session() as session:
            name = calibrations.in_use(session, settings)
            calibrations.bring(session, settings, name)
    except DBAPIError:
        return "; which calibration is in use cannot be told without the database"
    if not name or name == settings.calibration:
        return ""
    try:
        Compared(scorer, settings.calibration, settings.calibrations_dir).by(name).warm_up()
    except NamedError as error:
        raise Ailment(f"{name}: {error.sentence}", error.next_step) from error
    return f", compared with {name}"


def _languages(settings: Settings) -> str:
    """Loads each language's model in turn, and has it score a text."""
    if not settings.languages:
        return "none beside the default model's"
    from workers.scoring.language_scorer import load_language

    place = (settings.cache_dir, settings.device, settings.dtype, settings.base_rate)
    for setting in settings.languages:
        load_language(setting, *place).warm_up()
    return ", ".join(f"{setting.language} by {setting.model}" for setting in settings.languages)


def _watermarks(settings: Settings) -> str:
    kept = watermarks.kept(Database(settings.database_url), settings.secret_key)
    for setting in kept:
        _try(setting, settings.cache_dir)
    return f"{len(kept)} can be looked for" if kept else "none are looked for"


def _drift(settings: Settings) -> str:
    with Database(settings.database_url).session() as session:
        found = drift.in_use(session)
    drifted = [row.id for row in found if row.drift.drifted]
    if drifted:
        raise Ailment(
            f"the latest submissions do not fit {' and '.join(drifted)}",
            "See: caveat admin drift. Then make a calibration of your own texts: docs/calibration.md",
        )
    return f"none seen in {len(found)} calibrations in use" if found else "no run was scored yet"


def _workers(settings: Settings) -> str:
    """Alive by their beats, able to score a text, of the model that the web asks for; and somebody sweeps."""
    with Database(settings.database_url).session() as session:
        alive, scored = queue_state.workers_alive(session), worker_beats.since_scored(session)
        other, overdue = worker_beats.models_besides(session, settings.detector_id), sweeping.overdue(session)
    for queue, name in ((queue_state.SCORE_QUEUE, "scorer"), (queue_state.COURIER_QUEUE, "courier")):
        if not alive[queue]:
            raise Ailment(f"no {name} is alive", f"Start it: caveat {name}")
    if not scored:
        raise Ailment("no scorer has its model loaded yet", "Wait a minute; else look at the scorer's log.")
    if min(scored.values()) > 3 * worker_beats.IDLE:
        raise Ailment("no scorer has scored a text for long", "Look at the scorer's log, and restart it.")
    if other:
        next_step = "Give the web and every scorer the same CAVEAT_MODEL and so on, and restart them."
        raise Ailment(f"a scorer works as {other[0]}, asked for is {settings.detector_id}", next_step)
    if overdue > OVERDUE:
        raise Ailment("nobody sweeps the queue", "Look at the courier's log, and restart it.")
    return f"{alive['score']} scorers and {alive['courier']} couriers at work"


def _try(setting: WatermarkSetting, cache_dir: Path) -> None:
    from workers.scoring.watermarks import load_tests

    try:
        load_tests([setting], cache_dir)
    except WatermarkError as error:
        raise Ailment(f"{setting.name}: {error.sentence}", error.next_step) from error
