"""What students have relied on may grow and never shrink; what an institution decided stays."""

from dataclasses import replace

import pytest

from plugin.domain.policy import AiLevel, GradePolicy, Policy, PolicyError, StudentSees
from plugin.domain.policy_form import FIELDS
from plugin.domain.policy_locks import Locks

PROMISED = Policy(
    ai_use="Grammar checks.", ai_level=AiLevel.SOME, student_sees=StudentSees.RELEASED, reply_days=14, anonymous=True
)


@pytest.mark.parametrize(
    ("field", "shrinks", "grows"),
    [
        ("ai_level", AiLevel.NONE, AiLevel.FREE),
        ("ai_use", "Nothing.", "Grammar checks. Translation too."),
        ("student_sees", StudentSees.NEVER, StudentSees.AT_ONCE),
        ("reply_days", 13, 20),
    ],
)
def test_a_promise_grows_and_does_not_shrink(field: str, shrinks: object, grows: object) -> None:
    locks = Locks(PROMISED, handed_in=True)
    locks.check(replace(PROMISED, **{field: grows}))
    with pytest.raises(PolicyError):
        locks.check(replace(PROMISED, **{field: shrinks}))
    assert (locks.allows(field, grows), locks.allows(field, shrinks)) == (True, False)
    assert locks.why(field)


def test_before_anybody_handed_in_everything_is_free() -> None:
    locks = Locks(PROMISED)
    locks.check(Policy(student_sees=StudentSees.NEVER, reply_days=0))
    assert not any(locks.why(field) for field in FIELDS)


def test_names_can_be_shown_once_marking_is_done() -> None:
    shown = replace(PROMISED, anonymous=False)
    with pytest.raises(PolicyError):
        Locks(PROMISED, handed_in=True).check(shown)
    Locks(PROMISED, handed_in=True, marking_done=True).check(shown)
    Locks(replace(PROMISED, grade=GradePolicy.NONE), handed_in=True).check(replace(shown, grade=GradePolicy.NONE))


def test_what_the_institution_decided_is_changed_by_nobody_even_to_the_better() -> None:
    locks = Locks(PROMISED, institution=("student_sees",))
    with pytest.raises(PolicyError, match="institution"):
        locks.check(replace(PROMISED, student_sees=StudentSees.AT_ONCE))
    assert locks.is_fixed("student_sees")
    assert not locks.allows("student_sees", "at_once")
    assert "institution" in locks.why("student_sees")


def test_of_a_promise_that_was_never_made_nothing_is_said() -> None:
    locks = Locks(Policy(), handed_in=True)
    assert not locks.why("student_sees")
    assert not locks.why("reply_days")
