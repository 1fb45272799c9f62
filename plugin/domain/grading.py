"""What, if anything, goes to the gradebook. A person or a policy decides; a detector's score cannot enter here:
`decide` and `mark_from_form` do not take one."""

from dataclasses import dataclass

from plugin.domain import typed
from plugin.domain.language import say
from plugin.domain.policy import GradePolicy, Policy
from plugin.domain.score import Reason
from plugin.domain.status import ReturnState, RunState

MAX_COMMENT = 5_000

# Nothing readable was handed in: a person looks before completion is credited.
_NOTHING_READ = frozenset(
    {
        Reason.EMPTY,
        Reason.UNSUPPORTED_TYPE,
        Reason.UNREADABLE,
        Reason.ENCRYPTED,
        Reason.NO_TEXT_LAYER,
        Reason.TOO_LARGE_INSIDE,
        Reason.READING_TIMED_OUT,
    }
)


@dataclass(frozen=True)
class Mark:
    """An instructor's mark, 0 to maximum, and a comment for the student."""

    given: float
    maximum: float
    comment: str = ""


@dataclass(frozen=True)
class Decision:
    mark: Mark
    state: ReturnState


class MarkError(ValueError):
    """What was typed is no mark; the message is a sentence for the page."""


def decide(policy: Policy, run: RunState, reason: Reason | None, mark: Mark | None) -> Decision | None:
    """The grade that follows when a run has finished or a mark was entered; None when there is none."""
    if policy.grade is GradePolicy.NONE:
        return None
    if policy.grade is GradePolicy.MARK:
        return Decision(mark, ReturnState.PENDING) if mark else None
    held = run is RunState.FAILED or reason in _NOTHING_READ
    full = Mark(policy.points, policy.points)
    return Decision(full, ReturnState.HELD if held else ReturnState.PENDING)


def mark_from_form(given: str, comment: str, policy: Policy) -> Mark:
    """Check what an instructor typed; raise MarkError with a sentence."""
    if policy.grade is not GradePolicy.MARK:
        raise MarkError(say("This assignment does not return marks. Change that under Settings first."))
    number = typed.number(given)
    if not 0 <= number <= policy.points:  # false for nan as well
        most = f"{policy.points:g}"
        raise MarkError(say("The mark must be a number from 0 to %(most)s, without thousands separators.", most=most))
    comment = typed.plain(comment).strip()
    if len(comment) > MAX_COMMENT:
        raise MarkError(say("Keep the comment under %(most)s characters.", most=f"{MAX_COMMENT:,}"))
    return Mark(number, policy.points, comment)
