"""Caveats: what must be said beside a number, in words for the teacher and for the student.

One ordered enum speaks for scoring, services, API and pages alike (the idea is hypothesis/checkmate's `Reason`).
The order is the order on the page: the gravest first.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum


class Severity(IntEnum):
    NOTE = 1
    CAUTION = 2
    STOP = 3


class Code(StrEnum):
    """Declared in reading order."""

    NOT_EVIDENCE = "not_evidence"
    FALSE_FLAGS = "false_flags"
    METHODS_DISAGREE = "methods_disagree"
    NEAR_THRESHOLD = "near_threshold"
    UNSTABLE = "unstable"
    ODD_CHARACTERS = "odd_characters"
    PARTS_LEFT_OUT = "parts_left_out"
    DRIFT = "drift"
    SMALL_REFERENCE = "small_reference"
    SHORT_TEXT = "short_text"
    CALIBRATION_EXPIRED = "calibration_expired"
    UNLIKE_REFERENCE = "unlike_reference"
    LANGUAGE_UNSURE = "language_unsure"
    SECOND_LANGUAGE = "second_language"
    BASE_RATE = "base_rate"
    MODEL_SMALL = "model_small"
    ENCODING_GUESSED = "encoding_guessed"
    PAGES_WITHOUT_TEXT = "pages_without_text"
    MIXED_TEXT = "mixed_text"


@dataclass(frozen=True)
class Caveat:
    code: Code
    severity: Severity
    facts: dict[str, str | int | float] = field(default_factory=dict)


def in_reading_order(caveats: Iterable[Caveat]) -> tuple[Caveat, ...]:
    order = list(Code)
    return tuple(sorted(caveats, key=lambda caveat: order.index(caveat.code)))
