"""Which tests run in one process when there are several, and which begin: those that stand on one costly thing stay
together, and what takes longest is not left for the end, when the other process would only wait.

pytest-xdist's own groups would say the same by a marker, but write it where pytest 9.2 no longer looks.
"""

from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

_WITH_MODEL = ("scoring", "training", "calibrating", "workers")
_LONGEST = ("journey", "model", "web", "services")


class ByRoom(LoadScopeScheduling):
    def __init__(self, config: pytest.Config, log: Any):
        super().__init__(config, log)
        config.option.loadscopereorder = False  # it puts those of most tests first

    def _split_scope(self, nodeid: str) -> str:
        return room_of(nodeid)


def room_of(nodeid: str) -> str:
    """Two browsers at once on two cores are so slow that pages give up waiting for the LMS: journeys are one room."""
    room = nodeid.split("::")[0].split("/")[1]
    return "model" if room in _WITH_MODEL else room


def longest_first(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: _LONGEST.index(room) if (room := room_of(item.nodeid)) in _LONGEST else len(_LONGEST))
