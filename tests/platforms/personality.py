"""The families of platforms that the double can be, each in a file of its own."""

from tests.platforms.families.base import AGS, CLAIM, NRPS, Personality
from tests.platforms.families.blackboard import BLACKBOARD
from tests.platforms.families.canvas import CANVAS
from tests.platforms.families.d2l import D2L
from tests.platforms.families.moodle import MOODLE
from tests.platforms.families.openedx import OPENEDX

PERSONALITIES = {p.name: p for p in (CANVAS, MOODLE, OPENEDX, BLACKBOARD, D2L)}

__all__ = [
    "AGS", "BLACKBOARD", "CANVAS", "CLAIM", "D2L", "MOODLE", "NRPS", "OPENEDX", "PERSONALITIES", "Personality",
]  # fmt: skip
