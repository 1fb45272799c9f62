"""The counterparts, each a process of its own for as long as the tests run."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests

from plugin.lms.platform import Platform
from plugin.services import platforms
from tests.counterparts.tool import Counterpart, MakeBlock, Tool, courier_of, served_tool

HERE = Path(__file__).parent
VENV = Path(sys.prefix)


@contextmanager
def process(script: str) -> Iterator[str]:
    """Starts a counterpart; gives its address."""
    if not (VENV / ".counterparts").exists():
        pytest.skip("the platforms of other makers are not installed; to install them: make test")
    command = [str(VENV / "counterparts" / "bin" / "python"), str(HERE / script)]
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV_", "CAVEAT_"))}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, text=True) as running:
        assert running.stdin
        assert running.stdout
        line = running.stdout.readline()
        assert line, f"{script} did not start"
        yield json.loads(line)["base_url"]
        running.stdin.close()
        running.wait(10)


@pytest.fixture(scope="session")
def tool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tool]:
    with served_tool(tmp_path_factory.mktemp("tool")) as tool:
        yield tool


@pytest.fixture
def courier(tool: Tool, monkeypatch: pytest.MonkeyPatch) -> Any:
    return courier_of(tool, monkeypatch)


@pytest.fixture(scope="session")
def open_edx_url() -> Iterator[str]:
    with process("openedx_server.py") as url:
        yield url


@pytest.fixture
def open_edx(open_edx_url: str, tool: Tool) -> MakeBlock:
    """Makes an assignment in Open edX: `ags` programmatic or declarative, `deep_linking` on or off."""

    def make(**wanted: Any) -> Counterpart:
        made = _post(open_edx_url + "/blocks", {"tool": tool.settings.base_url} | wanted)
        platform = Platform(
            made["issuer"], made["client_id"], made["oidc_callback"], made["token_url"], made["keyset_url"]
        )
        _register(tool, platform)
        address = f"{open_edx_url}/blocks/{made['name']}"
        return Counterpart(tool, platform, address, made["link_id"], made["people"], lambda: _get(address))

    return make


@pytest.fixture
def block(open_edx: MakeBlock) -> Counterpart:
    return open_edx()


@pytest.fixture(scope="session")
def other_url() -> Iterator[str]:
    with process("lti1p3platform_server.py") as url:
        yield url


@pytest.fixture
def other(other_url: str, tool: Tool) -> Counterpart:
    """A platform made of lti1p3platform, which keeps the tool's keys from the first moment it sees them."""
    made = _post(other_url + "/registrations", {"tool": tool.settings.base_url})
    url = made["base_url"]
    platform = Platform(made["issuer"], made["name"], url + "/auth", url + "/token", url + "/jwks")
    _register(tool, platform)
    return Counterpart(tool, platform, url, "essay-2", made["people"], lambda: _get(url + "/state"))


def _register(tool: Tool, platform: Platform) -> None:
    with tool.database.session() as session:
        platforms.register(session, platform, ["1"])


def _get(url: str) -> dict[str, Any]:
    answer = requests.get(url, timeout=30)
    answer.raise_for_status()
    return answer.json()  # type: ignore[no-any-return]


def _post(url: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = requests.post(url, json=body, timeout=30)
    answer.raise_for_status()
    return answer.json()  # type: ignore[no-any-return]
