"""Which tests run in one process when there are several, and which begin: those that stand on one costly thing stay
together, and what takes longest is not left for the end, when the other process would only wait.

pytest-xdist's own groups would say the same by a marker, but write it where pytest 9.2 no longer looks.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

_WITH_MODEL = ("scoring", "training", "calibrating", "workers")
_ON_STAGE = ("test_accessibility.py", "test_in_chinese.py")  # tests/journey/stage.py
_IN_THE_DEMO = ("test_in_a_browser.py", "test_native.py", "test_whole_way.py")  # the whole product, with its model
_LONGEST = ("model", "web", "journey", "stage", "demo", "services")


class ByRoom(LoadScopeScheduling):
    def __init__(self, config: pytest.Config, log: Any):
        super().__init__(config, log)
        config.option.loadscopereorder = False  # it puts those of most tests first

    def _split_scope(self, nodeid: str) -> str:
        return room_of(nodeid)


def room_of(nodeid: str) -> str:
    _, room, *rest = nodeid.split("::")[0].split("/")
    if room == "journey" and rest[0] in _ON_STAGE + _IN_THE_DEMO:
        return "stage" if rest[0] in _ON_STAGE else "demo"
    return "model" if room in _WITH_MODEL else room


def longest_first(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _LONGEST.index(room) if (room := room_of(item.nodeid)) in _LONGEST else len(_LONGEST))
