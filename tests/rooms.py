"""Which tests run in one process when there are several: those that stand on one costly thing stay together.

pytest-xdist's own groups would say the same by a marker, but write it where pytest 9.2 no longer looks.
"""

from xdist.scheduler import LoadScopeScheduling

_WITH_MODEL = ("scoring", "training", "calibrating", "workers")


class ByRoom(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        room = nodeid.split("::")[0].split("/")[1]
        return "model" if room in _WITH_MODEL else room
