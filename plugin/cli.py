"""The `caveat` command: thin, one function a verb."""

import argparse
import os
import ssl
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError

from plugin import (
    cli_admin,
    cli_audit,
    cli_backup,
    cli_calibrations,
    cli_connect,
    cli_defaults,
    cli_drift,
    cli_institution,
    cli_people,
    cli_platforms,
    cli_processor,
    cli_queue,
    cli_reports,
    cli_scoring,
    cli_secrets,
    cli_tokens,
    cli_watermarks,
    cli_web,
    logs,
)
from plugin.config import Settings, base_rate, from_environment, new_calibration_file
from plugin.config_error import ConfigError
from plugin.store.migrate import is_known, migrate
from plugin.store.session import Database

_CELERY = (sys.executable, "-m", "celery", "-A", "workers.scorer")
# Workers need not know of each other: the table says who has what.
_QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")


def main(argv: Sequence[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    try:
        return int(arguments.verb(arguments) or 0)
    except ConfigError as error:
        print(f"caveat: {error}", file=sys.stderr)
        return 2
    except (OperationalError, ProgrammingError, InterfaceError, ssl.SSLError, TimeoutError) as error:
        why = type(getattr(error, "orig", error)).__name__
        print(f"caveat: the database does not answer as it should ({why}).", file=sys.stderr)
        print("Check CAVEAT_DATABASE_URL, then run: caveat migrate", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `| head` has read enough; nothing may be flushed into it at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="caveat", description="AI-likelihood reports with their caveats")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    demo = _verb(verbs, "demo", _demo, "run everything here, with a stand-in for an LMS")
    demo.add_argument("--once", action="store_true", help="walk the whole way without a person, print JSON, exit")
    demo.add_argument("--folder", type=Path, default=Path(".demo"), help="where the demo keeps its data")
    cli_web.add_verb(partial(_verb, verbs))
    scorer = _verb(verbs, "scorer", _scorer, "score submissions (one process a device)")
    scorer.add_argument("--devices", metavar="all|cuda:0,…", help="one scorer on each of them; without: CAVEAT_DEVICE")
    _verb(verbs, "courier", _courier, "return grades, read rosters, sweep the queue")
    _verb(verbs, "migrate", _migrate, "bring the database to the newest version")
    _verb(verbs, "doctor", _doctor, "check model, device, broker, database and keys")
    score = _verb(verbs, "score", _score, "score files without any server")
    score.add_argument("files", nargs="+", type=Path, metavar="FILE")
    score.add_argument("--json", action="store_true", help="one JSON object a file")
    calibrate = _verb(verbs, "calibrate", _calibrate, "draw lines of your own, from your own human-written essays")
    calibrate.add_argument("--human", type=Path, required=True, metavar="FOLDER|ZIP|JSONL", help="where they lie")
    calibrate.add_argument("--name", default="local", help="letters, digits and dashes")
    calibrate.add_argument("--language", default="en", help="ISO 639-1")
    cli_scoring.add_verbs(partial(_verb, verbs))
    cli_connect.add_verb(partial(_verb, verbs))
    cli_reports.add_verb(partial(_verb, verbs))
    cli_backup.add_verbs(partial(_verb, verbs))
    _admin_arguments(_verb(verbs, "admin", lambda arguments: arguments.action(arguments), "look after an installation"))
    return parser


def _verb(verbs: Any, name: str, run: Callable[..., Any], words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = verbs.add_parser(
        name, help=words, description=words[:1].upper() + words[1:] + "."
    )
    parser.set_defaults(verb=run)
    return parser


def _admin_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    cli_admin.add_arguments(actions)
    cli_tokens.add_arguments(actions)
    cli_secrets.add_arguments(actions)
    cli_audit.add_arguments(actions)
    cli_calibrations.add_arguments(actions)
    cli_connect.add_arguments(actions)
    cli_defaults.add_arguments(actions)
    cli_platforms.add_arguments(actions)
    cli_people.add_arguments(actions)
    cli_institution.add_arguments(actions)
    cli_processor.add_arguments(actions)
    cli_queue.add_arguments(actions)
    cli_watermarks.add_arguments(actions)
    cli_drift.add_arguments(actions)
    cli_reports.add_arguments(actions)


def _demo(arguments: argparse.Namespace) -> int:
    source = Path(__file__).resolve().parents[1]
    if not (source / "tests" / "platforms").is_dir():
        raise ConfigError("The demo and its LMS are part of the source tree: run it there, by `make demo`.")
    sys.path.insert(0, str(source))
    from tests.platforms.demo import run_demo

    return int(run_demo(arguments.folder.resolve(), once=arguments.once))


def _scorer(arguments: argparse.Namespace) -> int:
    if arguments.devices is not None:
        return _scorers(arguments.devices)
    from workers.scorer import app, settings

    app.worker_main(_scoring("scorer", settings))
    return 0


def _scoring(name: str, settings: Settings) -> list[str]:
    return ["worker", "-Q", "score", "-c", "1", "-n", f"{name}@%h", "-l", settings.watch.log_level, *_QUIET]


def _scorers(devices: str) -> int:
    from workers.devices import asked_for
    from workers.side_by_side import Scorer, run

    settings = from_environment()  # a missing setting is said here, before several scorers say it at once
    logs.begin(settings.watch)
    return run(
        [
            Scorer(device, [*_CELERY, *_scoring(_node(number), settings)], _apart(device, number, settings))
            for number, device in enumerate(asked_for(devices))
        ]
    )


def _node(number: int) -> str:
    """Of several on one machine. A health check asks for the first, by the name that a single one has."""
    return f"scorer-{number}" if number else "scorer"


def _apart(device: str, number: int, settings: Settings) -> dict[str, str]:
    """What each of several scorers on one machine has of its own."""
    port = settings.watch.metrics_port
    return {"CAVEAT_DEVICE": device} | ({"CAVEAT_METRICS_PORT": str(port + number)} if port else {})


def _courier(_: argparse.Namespace) -> None:
    from workers.courier import app, settings

    app.worker_main(["worker", "-Q", "courier", "-c", "2", "-n", "courier@%h", "-l", settings.watch.log_level, *_QUIET])


def _migrate(_: argparse.Namespace) -> None:
    version = migrate(Database(from_environment().database_url))
    told = "" if is_known(version) else ", which a later release made; it is left as it is"
    print(f"database at version {version}{told}")


def _doctor(_: argparse.Namespace) -> int:
    from workers.doctor import examine

    findings = examine(from_environment())
    for finding in findings:
        print(f"{'ok  ' if finding.ok else 'FAIL'} {finding.name}: {finding.words}")
        if not finding.ok:
            print(f"     {finding.next_step}")
    return 0 if all(finding.ok for finding in findings) else 1


def _score(arguments: argparse.Namespace) -> int:
    from workers.score_files import score_files

    return score_files(arguments.files, as_json=arguments.json, base_rate=base_rate())


def _calibrate(arguments: argparse.Namespace) -> int:
    file = new_calibration_file(arguments.name)
    from workers.calibrate import run

    return run(arguments.human, arguments.name, arguments.language, file)
