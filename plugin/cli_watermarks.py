"""`caveat admin watermark`: which watermarks are looked for. A key is read from a file or the standard input, for a
command line stays in histories and process lists; nothing here prints one."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from plugin import cli_house
from plugin.config import Settings, from_environment
from plugin.config_error import ConfigError
from plugin.domain.watermarks import SCHEMES, WatermarkError, WatermarkSetting, checked
from plugin.services import watermark_keys
from plugin.store.session import Database

_RESTART = "Scorers read the list when they start. Restart each to make it count: caveat scorer"


def add_arguments(actions: Any) -> None:
    parser = actions.add_parser("watermark", help="look for the watermarks of your own generators")
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    add = verbs.add_parser("add", help="look for a watermark")
    add.add_argument("name", help="what reports call it")
    add.add_argument("scheme", choices=SCHEMES)
    add.add_argument("settings", metavar="FILE", help="JSON with key, tokenizer and parameters; - reads standard input")
    add.set_defaults(action=_add)
    verbs.add_parser("list", help="which are looked for").set_defaults(action=_list)
    remove = verbs.add_parser("remove", help="look for one no longer")
    remove.add_argument("name")
    remove.set_defaults(action=_remove)


def _add(arguments: argparse.Namespace) -> int:
    settings = from_environment()
    setting = WatermarkSetting(arguments.name, arguments.scheme, _read(arguments.settings))
    try:
        checked(setting)
        tried = _try(setting, settings)
        with Database(settings.database_url).session() as session:
            watermark_keys.add(session, settings.secret_key, setting)
    except WatermarkError as error:
        print(f"caveat: {error.sentence} {error.next_step}", file=sys.stderr)
        return 1
    print(f"{setting.name} is kept, encrypted." + ("" if tried else " Its tokenizer was not tried here."))
    print(_RESTART)
    return 0


def _read(file: str) -> dict[str, Any]:
    try:
        raw = json.loads(sys.stdin.read() if file == "-" else Path(file).read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}.") from None
    except ValueError:
        raw = None
    if not isinstance(raw, dict):
        raise ConfigError("The settings must be one JSON object. docs/watermarks.md has an example of each scheme.")
    return raw


def _try(setting: WatermarkSetting, settings: Settings) -> bool:
    """Load what the scorer will load. A web host need not have its parts: then the scorer is the first to try."""
    try:
        from workers.scoring.watermarks import load_tests
    except ImportError:
        return False
    load_tests([setting], settings.cache_dir)
    return True


def _list(_: argparse.Namespace) -> None:
    with cli_house.database().session() as session:
        for name, scheme in watermark_keys.kept(session):
            print(f"{scheme:<10}  {name}")


def _remove(arguments: argparse.Namespace) -> int:
    with cli_house.database().session() as session:
        if not watermark_keys.remove(session, arguments.name):
            print("No such watermark. `caveat admin watermark list` names them.", file=sys.stderr)
            return 1
    print(f"{arguments.name} is no longer kept. {_RESTART}")
    return 0
