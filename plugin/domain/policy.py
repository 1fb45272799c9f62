"""What an instructor decided for one assignment."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class GradePolicy(StrEnum):
    """How grades go back. No choice here lets a detector's score near a gradebook."""

    NONE = "none"
    COMPLETION = "completion"
    MARK = "mark"


class StudentSees(StrEnum):
    """When a student may open the report of their own text."""

    NEVER = "never"
    RELEASED = "released"
    AT_ONCE = "at_once"


class AiLevel(StrEnum):
    """How much use of AI an assignment allows; its own words stand in `ai_use`. Where it is free, nothing is scored."""

    UNSTATED = "unstated"
    NONE = "none"
    SOME = "some"
    FREE = "free"


DEFAULT_REPLY_DAYS = 14


@dataclass(frozen=True)
class Policy:
    """`reply_days`: how long a student may reply to the report, from when it can be seen; 0: not at all.
    `blind_first`: a teacher's own judgement is asked before the score is shown. `anonymous`: names are hidden while
    marking."""

    grade: GradePolicy = GradePolicy.MARK
    points: float = 100.0
    ai_use: str = ""
    student_sees: StudentSees = StudentSees.NEVER
    ai_level: AiLevel = AiLevel.UNSTATED
    instructions: str = ""
    reply_days: int = DEFAULT_REPLY_DAYS
    blind_first: bool = False
    anonymous: bool = False

    @property
    def is_free(self) -> bool:
        return self.ai_level is AiLevel.FREE

    @property
    def takes_replies(self) -> bool:
        """Only to a report that its writer can see."""
        return self.student_sees is not StudentSees.NEVER and self.reply_days > 0

    def student_may_see(self, released: datetime | None) -> bool:
        """The report of their own submission, which a person released then, or not yet."""
        if self.student_sees is StudentSees.RELEASED:
            return released is not None
        return self.student_sees is StudentSees.AT_ONCE


class PolicyError(ValueError):
    """A setting that somebody entered cannot be used; the message is a sentence for the page."""
