"""Every code in words: one place, so that page, API and PDF say the same, and a test finds what has none."""

from plugin.domain.words.bands import BAND_ANSWERS, BAND_NAMES, DIRECTIONS
from plugin.domain.words.caveats import Facts, Words, caveat_words, in_100
from plugin.domain.words.grades import GRADE_ANSWERS, GRADE_STATES
from plugin.domain.words.methods import METHODS
from plugin.domain.words.parts import LEFT_OUT, ODDITIES
from plugin.domain.words.reasons import FAILURES, REASONS

__all__ = [
    "BAND_ANSWERS",
    "BAND_NAMES",
    "DIRECTIONS",
    "FAILURES",
    "GRADE_ANSWERS",
    "GRADE_STATES",
    "LEFT_OUT",
    "METHODS",
    "ODDITIES",
    "REASONS",
    "Facts",
    "Words",
    "caveat_words",
    "in_100",
]
