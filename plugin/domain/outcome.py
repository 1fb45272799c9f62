"""What a person found in the end, after reading and talking. The tool counts these against its own bands."""

from enum import StrEnum


class Outcome(StrEnum):
    CLEARED = "cleared"  # the student wrote it, as the assignment allows
    ACKNOWLEDGED = "acknowledged"  # the student says that AI was used beyond what the assignment allows
    UNCLEAR = "unclear"  # it could not be settled


class Leaning(StrEnum):
    """What a teacher thought before the score was shown."""

    HUMAN = "human"
    MACHINE = "machine"
    UNSURE = "unsure"
