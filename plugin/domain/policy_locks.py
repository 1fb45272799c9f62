"""What of a policy may not be changed any more: an institution decided it, or students have relied on it.

Whoever handed in did so on what the page promised. From then on a promise may grow and never shrink.
"""

from dataclasses import dataclass, replace
from typing import Any

from plugin.domain.language import N_, Spoken, say
from plugin.domain.policy import AiLevel, GradePolicy, Policy, PolicyError, StudentSees
from plugin.domain.policy_form import FIELDS

# Silence is no ban: who was told nothing may not be told afterwards that nothing was allowed.
_GENEROUS = (AiLevel.NONE, AiLevel.UNSTATED, AiLevel.SOME, AiLevel.FREE)
_OPEN = (StudentSees.NEVER, StudentSees.RELEASED, StudentSees.AT_ONCE)

WHY_PROMISED = Spoken(
    {
        "ai_level": N_("Students have handed in under this rule. It can become more generous, not stricter."),
        "ai_use": N_("Students have handed in under these words. You can add to their end; they stay as they are."),
        "student_sees": N_("Students were told when they see their report. It can be shown earlier, not later."),
        "reply_days": N_("Students were told how long they may reply. The time can become longer, not shorter."),
        "anonymous": N_(
            "Students were told that names are hidden while you mark. Names can be shown once everyone who handed in "
            "has a mark."
        ),
    }
)


def locked_after_first(old: Policy, new: Policy, marking_done: bool = False) -> tuple[str, ...]:
    """The fields whose change would take back what students who handed in were promised."""
    taken_back = {
        "ai_level": _GENEROUS.index(new.ai_level) < _GENEROUS.index(old.ai_level),
        "ai_use": not new.ai_use.startswith(old.ai_use),
        "student_sees": _OPEN.index(new.student_sees) < _OPEN.index(old.student_sees),
        "reply_days": old.takes_replies and new.reply_days < old.reply_days,
        # Where no marks are given here, there is no marking for names to be hidden from.
        "anonymous": old.anonymous and not new.anonymous and not marking_done and old.grade is GradePolicy.MARK,
    }
    return tuple(name for name, is_taken_back in taken_back.items() if is_taken_back)


@dataclass(frozen=True)
class Locks:
    """`institution`: fields that the institution decided. `handed_in`: somebody has handed in, under this policy."""

    old: Policy
    institution: tuple[str, ...] = ()
    handed_in: bool = False
    marking_done: bool = False

    def is_fixed(self, name: str) -> bool:
        return name in self.institution

    def allows(self, name: str, value: Any) -> bool:
        """Whether the field may take this value."""
        if value == getattr(self.old, name):
            return True
        return not self.is_fixed(name) and name not in self._taken_back(replace(self.old, **{name: value}))

    def why(self, name: str) -> str:
        """In a sentence for beside the field; "" where it is free."""
        if self.is_fixed(name):
            return say("Your institution decided this.")
        return WHY_PROMISED.get(name, "") if self.handed_in and self._is_promised(name) else ""

    def check(self, new: Policy) -> None:
        """Raise PolicyError where `new` is not allowed, with the sentence that says why."""
        for name in FIELDS:
            if self.is_fixed(name) and getattr(new, name) != getattr(self.old, name):
                raise PolicyError(say("Your institution decided this setting, and it cannot be changed here."))
        for name in self._taken_back(new):
            raise PolicyError(WHY_PROMISED[name])

    def _taken_back(self, new: Policy) -> tuple[str, ...]:
        return locked_after_first(self.old, new, self.marking_done) if self.handed_in else ()

    def _is_promised(self, name: str) -> bool:
        """Something could be taken back at all: of a promise that was never made nothing is said."""
        least = replace(
            self.old, ai_level=AiLevel.NONE, ai_use="", student_sees=StudentSees.NEVER, reply_days=0, anonymous=False
        )
        return name in self._taken_back(least)
