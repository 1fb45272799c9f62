"""`caveat verify`, and `caveat admin report-keys`: are exported reports as they were signed, and by which keys."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from plugin import cli_house
from plugin.config_error import ConfigError
from plugin.services import report_keys
from plugin.services.audit import COMMAND
from plugin.services.report_check import Answer, Checked, check

RIGHT, WRONG, UNKNOWN = 0, 1, 3  # 2 is for what cannot be read at all, as everywhere in this command
_KEYS = "Keys are published by the Caveat that signed, at /.well-known/caveat-report-keys: save them, and name the file"
_LONGEST_CLAIM = 64
_EXITS = {Answer.RIGHT: RIGHT, Answer.UNKNOWN_KEY: UNKNOWN}


def add_verb(verb: Callable[..., argparse.ArgumentParser]) -> None:
    parser = verb("verify", _verify, "check offline that an exported report is as it was signed")
    parser.add_argument("file", type=Path, metavar="FILE", help="a report: .json or .pdf")
    parser.add_argument(
        "--keys", type=Path, action="append", default=[], metavar="FILE",
        help="public keys, a JWK set or PEM, may be repeated; without it, those of this installation",
    )  # fmt: skip


def add_arguments(actions: Any) -> None:
    keys = actions.add_parser("report-keys", help="print the public keys that check exported reports")
    keys.add_argument("rotate", nargs="?", choices=["rotate"], help="a new key signs from now on")
    keys.set_defaults(action=_report_keys)


def _verify(arguments: argparse.Namespace) -> int:
    checked = check(_bytes(arguments.file), _known(arguments.keys))
    for line in _words(arguments.file.name, checked):
        print(line)
    return _EXITS.get(checked.answer, WRONG)


def _known(files: list[Path]) -> dict[str, Ed25519PublicKey]:
    if not files:
        database, settings = cli_house.here()
        with database.session() as session:
            return report_keys.all_public(session)
    known: dict[str, Ed25519PublicKey] = {}
    for file in files:
        try:
            known |= report_keys.keys_in(_bytes(file))
        except ValueError as error:
            raise ConfigError(f"{file} holds no public key that checks reports. {_KEYS}.") from error
    return known


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}.") from error


def _words(name: str, checked: Checked) -> list[str]:
    """The first line is the answer; what the file claims is told as a claim unless it was found right."""
    signed = checked.signed
    if signed is None:
        return [f"{name}: {_UNREADABLE[checked.answer]}"]
    who = f"key {_claimed(signed.kid)}, {_claimed(signed.signed_at)}"
    if checked.answer is Answer.RIGHT:
        return [
            f"{name}: nothing was changed since it was signed ({who}).",
            f"Report {_claimed(signed.report_id)}, as {signed.kind.upper()}. That it is unchanged says nothing about "
            "whether its numbers are right, nor about how the text was written.",
        ]
    if checked.answer is Answer.UNKNOWN_KEY:
        return [
            f"{name}: nothing can be said. It names {who}, and that key is not among those given.",
            f"{_KEYS} by --keys.",
        ]
    return [f"{name}: changed. {_changed(checked)}", f"It says that it was signed by {who}. Ask for it anew."]


def _claimed(text: str) -> str:
    """In one short line: what a file says of itself shall not pass for an answer of ours."""
    shown = "".join(c if c.isprintable() else "?" for c in text)
    return shown if len(shown) <= _LONGEST_CLAIM else shown[:_LONGEST_CLAIM] + "…"


def _changed(checked: Checked) -> str:
    signed = checked.signed
    if signed is not None and not signed.intact:
        return "The PDF's bytes are not those that its signature names: something within, before or behind was altered."
    return "The signature is not over what stands here: the report or its signature was altered."


_UNREADABLE = {
    Answer.NOT_A_REPORT: "no report of Caveat, or so damaged that it is none any more.",
    Answer.NO_SIGNATURE: "no signature is in it. A report printed, or saved anew by another program, loses it.",
    Answer.VERSION_UNKNOWN: "made by a newer Caveat than this one. Check it with a newer one.",
}


def _report_keys(arguments: argparse.Namespace) -> None:
    database, settings = cli_house.here()
    with database.session() as session:
        if arguments.rotate:
            kid = report_keys.rotate(session, settings.secret_key, COMMAND)
            print(f"From now on {kid} signs. Those before stay published, for the files they signed.", file=sys.stderr)
        print(json.dumps(report_keys.key_set(session), indent=2))
