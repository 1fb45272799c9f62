"""A platform opposite a toy tool, both served: the tool at localhost, the platform at 127.0.0.1."""

import time
from collections.abc import Iterator

import pytest

from tests.platforms.app import make_app, make_platform
from tests.platforms.personality import BLACKBOARD, CANVAS, D2L, MOODLE, OPENEDX, PERSONALITIES, Personality
from tests.platforms.platform import Platform
from tests.platforms.server import free_port, serve_in_thread
from tests.platforms.signing import Key
from tests.platforms.toy_tool import ToyTool, make_tool_app


@pytest.fixture(scope="session")
def keys() -> list[Key]:
    """Made once: making one takes longer than most tests."""
    return [Key("platform-1"), Key("tool-1"), Key("tool-2")]


@pytest.fixture(scope="session")
def tool_server(keys: list[Key]) -> Iterator[tuple[ToyTool, str]]:
    tool = ToyTool(keys[1])
    with serve_in_thread(make_tool_app(tool)) as url:
        yield tool, url.replace("127.0.0.1", "localhost")


@pytest.fixture
def tool(tool_server: tuple[ToyTool, str], keys: list[Key]) -> ToyTool:
    tool = tool_server[0]
    tool.forget(keys[1])
    return tool


@pytest.fixture(params=[CANVAS, MOODLE], ids=["canvas", "moodle"])
def lms(request: pytest.FixtureRequest, tool: ToyTool, tool_server: tuple[ToyTool, str], keys: list[Key]) -> Platform:
    return _lms(request.param, tool, tool_server[1], keys[0])


@pytest.fixture
def canvas_lms(tool: ToyTool, tool_server: tuple[ToyTool, str], keys: list[Key]) -> Platform:
    return _lms(CANVAS, tool, tool_server[1], keys[0])


@pytest.fixture
def moodle_lms(tool: ToyTool, tool_server: tuple[ToyTool, str], keys: list[Key]) -> Platform:
    return _lms(MOODLE, tool, tool_server[1], keys[0])


@pytest.fixture
def openedx_lms(tool: ToyTool, tool_server: tuple[ToyTool, str], keys: list[Key]) -> Platform:
    return _lms(OPENEDX, tool, tool_server[1], keys[0])


@pytest.fixture
def blackboard_lms(tool: ToyTool, tool_server: tuple[ToyTool, str], keys: list[Key]) -> Platform:
    return _lms(BLACKBOARD, tool, tool_server[1], keys[0])


@pytest.fixture
def d2l_lms(tool: ToyTool, tool_server: tuple[ToyTool, str], keys: list[Key]) -> Platform:
    return _lms(D2L, tool, tool_server[1], keys[0])


@pytest.fixture(params=PERSONALITIES.values(), ids=PERSONALITIES)
def each_lms(
    request: pytest.FixtureRequest, tool: ToyTool, tool_server: tuple[ToyTool, str], keys: list[Key]
) -> Platform:
    return _lms(request.param, tool, tool_server[1], keys[0])


def _lms(personality: Personality, tool: ToyTool, tool_url: str, key: Key) -> Platform:
    platform = make_platform(personality, f"http://127.0.0.1:{free_port()}", tool_url, key=key)
    platform.tokens.issued["t"] = (frozenset(personality.scopes), time.time() + 60)
    tool.platform = platform
    return platform


@pytest.fixture
def served(lms: Platform) -> Iterator[Platform]:
    with serve_in_thread(make_app(lms), int(lms.base_url.rsplit(":", 1)[1])):
        yield lms
