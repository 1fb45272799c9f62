"""What a person found in the end, after reading and talking. The tool counts these against its own bands."""

from collections.abc import Mapping
from enum import StrEnum

from plugin.domain.language import N_, Spoken


class Outcome(StrEnum):
    CLEARED = "cleared"  # the student wrote it, as the assignment allows
    ACKNOWLEDGED = "acknowledged"  # the student says that AI was used beyond what the assignment allows
    UNCLEAR = "unclear"  # it could not be settled


class Leaning(StrEnum):
    """What a teacher thought before the score was shown. Whoever would rather not say is not counted as unsure."""

    HUMAN = "human"
    MACHINE = "machine"
    UNSURE = "unsure"
    SKIPPED = "skipped"


OUTCOMES: Mapping[Outcome, tuple[str, str]] = Spoken(
    {
        Outcome.CLEARED: (N_("Cleared."), N_("The student wrote this text in a way that the assignment allows.")),
        Outcome.ACKNOWLEDGED: (
            N_("Acknowledged."),
            N_("The student says that AI was used beyond what the assignment allows."),
        ),
        Outcome.UNCLEAR: (N_("Unclear."), N_("It was looked into, and could not be settled.")),
    }
)

LEANINGS: Mapping[Leaning, str] = Spoken(
    {
        Leaning.HUMAN: N_("a person wrote it"),
        Leaning.MACHINE: N_("much of it was AI-written"),
        Leaning.UNSURE: N_("unsure"),
        Leaning.SKIPPED: N_("not said"),
    }
)
