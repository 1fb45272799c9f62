"""The platforms of other makers stay outside: talked to over HTTP, never imported, never installed with Caveat.

Open edX's lti-consumer-xblock is AGPL-3.0: a program that imported it would have to be under the AGPL as well, Caveat
is Apache-2.0. As a process of its own that tests speak HTTP with, it binds nothing of ours.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SERVERS = ROOT / "tests" / "counterparts"
OUTSIDE = {"lti_consumer", "lti1p3platform", "opaque_keys", "django", "rest_framework"}


def imported(file: Path) -> set[str]:
    text = file.read_text()
    if not any(name in text for name in OUTSIDE):  # reading the whole tree takes seconds
        return set()
    nodes = list(ast.walk(ast.parse(text)))
    named = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    named |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return {name.split(".")[0] for name in named}


def ours() -> Iterator[Path]:
    for room in ("plugin", "workers", "templates", "tests", "bench"):
        yield from (ROOT / room).rglob("*.py")


def runs_apart(file: Path) -> bool:
    return file.parent == SERVERS and file.stem.partition("_")[0] in ("openedx", "lti1p3platform")


def test_only_the_scripts_of_the_other_python_import_them() -> None:
    offenders = {str(file) for file in ours() if imported(file) & OUTSIDE and not runs_apart(file)}
    assert not offenders


def test_none_of_us_imports_those_scripts() -> None:
    scripts = {file.stem for file in SERVERS.glob("*.py") if runs_apart(file)}
    assert len(scripts) >= 5
    for file in ours():
        if not runs_apart(file):
            assert not {name for name in scripts if f"counterparts.{name}" in file.read_text()}, file


def test_they_stand_in_no_requirement_and_no_image_of_ours() -> None:
    for file in (ROOT / "setup.cfg", ROOT / "pyproject.toml", ROOT / "constraints.txt", *(ROOT / "docker").iterdir()):
        words = file.read_text().replace("-", "_").lower() if file.is_file() else ""
        assert "lti_consumer" not in words, file.name
        assert "constraints_counterparts" not in words or file.name == "setup.cfg", file.name


def test_each_of_them_is_pinned() -> None:
    lines = (ROOT / "constraints-counterparts.txt").read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all("==" in pin for pin in pins)
    assert {"lti-consumer-xblock==11.4.4", "lti1p3platform==0.1.8"} <= set(pins)
