"""A person sends a submission's mark to the gradebook as it stands; or full points, where handing in gives them."""

from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.class_action import Passed
from plugin.domain.grading import Decision, decide
from plugin.domain.score import Reason
from plugin.domain.status import FINISHED, ReturnState, RunState
from plugin.services import grades
from plugin.store.tables import Run, Submission

_ANOTHER_THERE = ("grade_there", "grade_removed")
_ON_ITS_WAY = {ReturnState.PENDING.value: Passed.ON_ITS_WAY, ReturnState.SENT.value: Passed.SENT}


def why_not(submission: Submission) -> Passed | None:
    """Another grade in the gradebook is replaced one by one only, by somebody who has read that it is there."""
    grade = submission.grade_return
    if grade is None:
        return None if _owed(submission) else Passed.NO_MARK
    return Passed.TAKEN if grade.answer_code in _ANOTHER_THERE else _ON_ITS_WAY.get(grade.state)


def give(session: Session, submission: Submission, teacher_id: UUID) -> UUID | None:
    """The id of the grade that now waits for the courier."""
    if submission.grade_return is not None:
        return grades.send_again(session, submission)
    owed = _owed(submission)
    if owed is None:
        return None
    return grades.write(session, submission, Decision(owed.mark, ReturnState.PENDING), teacher_id)


def _owed(submission: Submission) -> Decision | None:
    """Full points that no run gave: the assignment did not give them for handing in yet when the text was read."""
    last: Run | None = submission.runs[-1] if submission.runs else None
    if last is None or RunState(last.state) not in FINISHED:
        return None
    reason = Reason(last.reason) if last.state == RunState.UNSCORABLE.value and last.reason else None
    return decide(submission.assignment.policy, RunState(last.state), reason, None)
