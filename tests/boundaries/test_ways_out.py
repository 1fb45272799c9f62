"""Whatever leaves for an address that somebody named takes the one guarded way: plugin.lms.outgoing. What else could
reach a network is found in the source, file by file, and named here with its reason."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUARD = {"plugin/lms/addresses.py", "plugin/lms/outgoing.py"}
# What can open a connection by itself.
CALLERS = (
    "aiohttp", "asyncio", "boto3", "botocore", "ftplib", "http.client", "http.server", "httpx", "imaplib", "paramiko",
    "poplib", "pycurl", "pylti1p3.dynamic_registration", "pylti1p3.message_launch", "pylti1p3.service_connector",
    "requests", "sentry_sdk", "smtplib", "socket", "socketserver", "ssl", "urllib.request", "urllib3", "websocket",
    "websockets", "xmlrpc",
)  # fmt: skip
# Of `requests`: errors, and types to hand one of our sessions along.
HARMLESS = {
    "requests": {"ConnectionError", "PreparedRequest", "ReadTimeout", "RequestException", "Response", "Timeout"}
}
# file -> what it imports of the above, and why that leads to no address of a stranger's.
NAMED = {
    "plugin/alarm.py": {"sentry_sdk"},  # off, but to the address in the settings
    "plugin/broker.py": {"ssl"},  # the settings' own broker
    "plugin/store/bucket.py": {"boto3", "botocore"},  # the settings' own store of files
    "plugin/cli.py": {"ssl"},  # the name of an error
    "plugin/store/engine.py": {"socket"},  # how long silence lasts on the line to the settings' own database
    "plugin/store/database_tls.py": {"ssl"},  # the settings' own database
    "workers/beating.py": {"socket"},  # this machine's own name
    "workers/metrics.py": {"socketserver"},  # listens, and calls nobody
    "workers/side_by_side.py": {"asyncio"},  # waits for processes
}
SOURCES = sorted(
    path.relative_to(ROOT).as_posix() for room in ("plugin", "workers") for path in (ROOT / room).rglob("*.py")
)


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def callers_in(tree: ast.AST) -> set[str]:
    return {caller for name in imported(tree) for caller in CALLERS if name == caller or name.startswith(caller + ".")}


def called(tree: ast.AST, module: str) -> set[str]:
    """Attributes of `module` that are called, and those taken from it by name."""
    calls = {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name) and node.func.value.id == module
    }  # fmt: skip
    return calls | {name.removeprefix(module + ".") for name in imported(tree) if name.startswith(module + ".")}


@pytest.mark.parametrize("source", [source for source in SOURCES if source not in GUARD])
def test_nothing_but_the_guarded_way_leads_out(source: str) -> None:
    tree = ast.parse((ROOT / source).read_text())
    found = callers_in(tree)
    assert found - {"requests"} == NAMED.get(source, set())
    if "requests" in found:
        assert called(tree, "requests") <= HARMLESS["requests"]


def test_whoever_opens_a_platform_s_session_says_by_the_settings_how_far_it_reaches() -> None:
    """Never by a value of its own: one place decides for all."""
    for source in SOURCES:
        for node in ast.walk(ast.parse((ROOT / source).read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "PlatformSession":
                told = [*node.args, *(keyword.value for keyword in node.keywords)]
                assert [getattr(value, "attr", "") for value in told] == ["reach"], source


def test_a_named_file_still_needs_to_be_named() -> None:
    for source, names in NAMED.items():
        assert callers_in(ast.parse((ROOT / source).read_text())) == names, source
