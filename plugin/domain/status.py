"""The states of a run and of a grade on its way to a gradebook, and the moves allowed between them."""

from enum import StrEnum


class RunState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    SCORED = "scored"
    UNSCORABLE = "unscorable"
    FAILED = "failed"


class ReturnState(StrEnum):
    HELD = "held"
    PENDING = "pending"
    SENT = "sent"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


# A running run goes back to the queue when its worker was lost; a failed one when somebody asks for it.
RUN_MOVES: dict[RunState, frozenset[RunState]] = {
    # A worker that was believed lost may answer after its run went back to the queue.
    RunState.QUEUED: frozenset({RunState.RUNNING, RunState.FAILED, RunState.SCORED, RunState.UNSCORABLE}),
    RunState.RUNNING: frozenset({RunState.SCORED, RunState.UNSCORABLE, RunState.FAILED, RunState.QUEUED}),
    RunState.FAILED: frozenset({RunState.QUEUED}),
    RunState.SCORED: frozenset(),
    RunState.UNSCORABLE: frozenset(),
}

# Every state may go back to pending or held: a person may send again, or hold, at any time.
RETURN_MOVES: dict[ReturnState, frozenset[ReturnState]] = {
    ReturnState.HELD: frozenset({ReturnState.PENDING, ReturnState.HELD}),
    ReturnState.PENDING: frozenset(
        {ReturnState.SENT, ReturnState.REFUSED, ReturnState.GIVEN_UP, ReturnState.HELD, ReturnState.PENDING}
    ),
    ReturnState.SENT: frozenset({ReturnState.PENDING, ReturnState.HELD}),
    ReturnState.REFUSED: frozenset({ReturnState.PENDING, ReturnState.HELD}),
    ReturnState.GIVEN_UP: frozenset({ReturnState.PENDING, ReturnState.HELD}),
}

FINISHED = frozenset({RunState.SCORED, RunState.UNSCORABLE, RunState.FAILED})


class MoveNotAllowedError(Exception):
    """A state was asked to move where it may not: somebody else was first, or the caller is wrong."""


def move_run(old: RunState, new: RunState) -> RunState:
    if new not in RUN_MOVES[old]:
        raise MoveNotAllowedError(f"run: {old} -> {new}")
    return new


def move_return(old: ReturnState, new: ReturnState) -> ReturnState:
    if new not in RETURN_MOVES[old]:
        raise MoveNotAllowedError(f"grade return: {old} -> {new}")
    return new
