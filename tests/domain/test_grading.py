"""What goes to the gradebook, and that a detector's score cannot."""

import inspect
from datetime import UTC, datetime

import pytest

from plugin.domain import grading
from plugin.domain.grading import Decision, Mark, MarkError, decide, mark_from_form
from plugin.domain.policy import GradePolicy, Policy, PolicyError, StudentSees
from plugin.domain.policy_form import as_typed, policy_from_form
from plugin.domain.score import Reason
from plugin.domain.status import (
    MoveNotAllowedError,
    ReturnState,
    RunState,
    move_return,
    move_run,
)

MARKS, COMPLETION, NONE = Policy(GradePolicy.MARK, 20), Policy(GradePolicy.COMPLETION, 20), Policy(GradePolicy.NONE, 20)
NOW = datetime.now(UTC)


def test_no_rule_about_grades_takes_a_score_or_a_band() -> None:
    words = inspect.getsource(grading)
    for name in ("Score", "Band", "Likelihood", "Rank"):
        assert f"import {name}" not in words
        assert f" {name}," not in words.split("class Mark")[0]
    for rule in (decide, mark_from_form):
        assert not {"score", "band"} & set(inspect.signature(rule).parameters)


def test_policy_none_returns_nothing() -> None:
    assert decide(NONE, RunState.SCORED, None, Mark(5, 20)) is None


def test_a_mark_waits_to_be_sent_and_without_one_nothing_does() -> None:
    assert decide(MARKS, RunState.SCORED, None, Mark(5, 20)) == Decision(Mark(5, 20), ReturnState.PENDING)
    assert decide(MARKS, RunState.SCORED, None, None) is None


@pytest.mark.parametrize("reason", [None, Reason.TOO_SHORT, Reason.LANGUAGE_NOT_CALIBRATED])
def test_completion_gives_full_points_for_whatever_could_be_read(reason: Reason | None) -> None:
    state = RunState.UNSCORABLE if reason else RunState.SCORED
    assert decide(COMPLETION, state, reason, None) == Decision(Mark(20, 20), ReturnState.PENDING)


@pytest.mark.parametrize("reason", [Reason.UNREADABLE, Reason.ENCRYPTED, Reason.EMPTY, Reason.NO_TEXT_LAYER])
def test_completion_of_something_unreadable_is_held_for_a_person(reason: Reason) -> None:
    decision = decide(COMPLETION, RunState.UNSCORABLE, reason, None)
    assert decision is not None
    assert decision.state is ReturnState.HELD


@pytest.mark.parametrize(("typed", "given"), [("17", 17), (" 17.5 ", 17.5), ("17,5", 17.5), ("0", 0), ("20", 20)])
def test_a_mark_is_read_as_typed(typed: str, given: float) -> None:
    assert mark_from_form(typed, " Well\r\nargued ", MARKS) == Mark(given, 20, "Well\nargued")


@pytest.mark.parametrize("typed", ["", "good", "-1", "20.5", "nan", "inf", "1e9", "٣٠"])
def test_what_is_no_mark_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(MarkError, match="from 0 to 20"):
        mark_from_form(typed, "", MARKS)


def test_a_mark_is_refused_where_none_are_returned_and_a_comment_that_is_too_long() -> None:
    with pytest.raises(MarkError, match="Settings"):
        mark_from_form("5", "", COMPLETION)
    with pytest.raises(MarkError, match="comment"):
        mark_from_form("5", "x" * 5001, MARKS)


def typed_policy(grade: str, points: str, ai_use: str, sees: str) -> Policy:
    return policy_from_form(
        as_typed(Policy()) | {"grade": grade, "points": points, "ai_use": ai_use, "student_sees": sees}
    )


def test_settings_are_checked() -> None:
    assert typed_policy("mark", "20", "  spelling \n only ", "released") == Policy(
        GradePolicy.MARK, 20, "spelling only", StudentSees.RELEASED
    )
    wrong = (
        ("score", "20", "", "never"), ("mark", "0", "", "never"), ("mark", "nan", "", "never"),
        ("mark", "5", "x" * 501, "never"), ("mark", "5", "", "always"),
    )  # fmt: skip
    for grade, points, ai_use, sees in wrong:
        with pytest.raises(PolicyError):
            typed_policy(grade, points, ai_use, sees)


@pytest.mark.parametrize(("sees", "released", "may"), [
    (StudentSees.NEVER, None, False), (StudentSees.NEVER, NOW, False),
    (StudentSees.RELEASED, None, False), (StudentSees.RELEASED, NOW, True),
    (StudentSees.AT_ONCE, None, True),
])  # fmt: skip
def test_a_student_sees_a_report_as_the_policy_says(sees: StudentSees, released: datetime | None, may: bool) -> None:
    assert Policy(student_sees=sees).student_may_see(released) is may


def test_states_move_only_where_they_may() -> None:
    assert move_run(RunState.QUEUED, RunState.RUNNING) is RunState.RUNNING
    for old, new in ((RunState.SCORED, RunState.QUEUED), (RunState.FAILED, RunState.SCORED)):
        with pytest.raises(MoveNotAllowedError):
            move_run(old, new)
    assert move_return(ReturnState.SENT, ReturnState.PENDING) is ReturnState.PENDING
    with pytest.raises(MoveNotAllowedError):
        move_return(ReturnState.REFUSED, ReturnState.SENT)


def test_control_characters_reach_no_comment_and_no_sentence() -> None:
    """Databases and gradebooks refuse a NUL, again at every retry."""
    assert mark_from_form("1", "Good\x00 work.\r\nGo on\x07.", Policy()).comment == "Good work.\nGo on."
    assert typed_policy("mark", "10", "Spelling\x00 only", "never").ai_use == "Spelling only"


@pytest.mark.parametrize("typed", ["1,000", "10,000", "1_0", "nan", "inf"])
def test_a_number_that_could_be_read_two_ways_is_asked_for_again(typed: str) -> None:
    with pytest.raises(PolicyError):
        typed_policy("mark", typed, "", "never")
    with pytest.raises(MarkError):
        mark_from_form(typed, "", Policy(points=10_000))
