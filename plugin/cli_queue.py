"""`caveat admin queue` and `retry`: what waits, how long yet, what failed, who is at work."""

import argparse
import sys
from typing import Any
from uuid import UUID

from plugin import cli_house
from plugin.domain.words.queue import OUTGOING, WORKERS, failure_in_words
from plugin.queue import broker_answers
from plugin.services import queue_state, worker_beats
from plugin.services.audit import COMMAND
from plugin.services.queue_state import QueueState


def add_arguments(actions: Any) -> None:
    actions.add_parser("queue", help="what waits, what failed, who is at work").set_defaults(action=_queue)
    retry = actions.add_parser("retry", help="queue failed runs again: one, or all; or send given-up marks again")
    retry.add_argument("run", type=_what, help="a run's id, `all`, or `marks`: those that no LMS took for days")
    retry.set_defaults(action=_retry)


def _what(text: str) -> UUID | str:
    try:
        return text if text in ("all", "marks") else UUID(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a run's id, all, or marks") from error


def _queue(_: argparse.Namespace) -> None:
    database, settings = cli_house.here()
    with database.session() as session:
        state, failed = queue_state.read(session), queue_state.failures(session)
    print("runs:   " + (", ".join(f"{one.count} {name}" for name, one in sorted(state.runs.items())) or "none"))
    oldest = state.waiting.oldest
    print("oldest: " + (oldest.isoformat(timespec="seconds") if oldest else "nothing waits"))
    print(f"hour:   {state.pace.finished} came to an end; {_left(state)}")
    for kind in state.outgoing:
        if kind.waiting.count or kind.lost:
            print(f"out:    {OUTGOING[kind.code]}: {kind.waiting.count} waiting, {kind.lost} refused or given up")
    _print_workers(state)
    print("broker: " + ("answers" if broker_answers(settings.redis_url) else "does not answer; see caveat doctor"))
    for run in failed:
        print(f"failed: {run.id}  {run.reason}: {' '.join(failure_in_words(run.reason))}")


def _left(state: QueueState) -> str:
    if not state.waiting.count and not state.running.count:
        return "nothing waits"
    if state.pace.left is None:
        return "how long the rest takes cannot be said yet"
    return f"the rest takes about {max(1, round(state.pace.left.total_seconds() / 60))} min at that pace"


def _print_workers(state: QueueState) -> None:
    for worker in state.workers:
        facts = " ".join(
            str(worker.facts[name]) for name in ("state", "model", "device", "version") if name in worker.facts
        )
        seen = "alive" if worker_beats.is_alive(worker) else f"silent since {worker.seen:%Y-%m-%d %H:%M} UTC"
        print(f"worker: {WORKERS.get(worker.queue, worker.queue)} {worker.name}, {seen}  {facts}")
    if not state.workers:
        print("worker: none was seen within the last hour")


def _retry(arguments: argparse.Namespace) -> int:
    if arguments.run == "marks":
        return _send_again()
    chosen = None if arguments.run == "all" else arguments.run
    with cli_house.database().session() as session:
        queued = queue_state.retry(session, COMMAND, chosen)
    if chosen and not queued:
        print("No failed run has that id. `caveat admin queue` lists them.", file=sys.stderr)
        return 1
    print(f"{len(queued)} queued; the sweep rings for them within a minute.")
    if len(queued) == queue_state.A_PRESS:
        print("There may be more: run it again for them.")
    return 0


def _send_again() -> int:
    with cli_house.database().session() as session:
        waiting = queue_state.send_again(session, COMMAND)
    print(f"Marks that are sent again: {len(waiting)}; the sweep rings for them within a minute.")
    return 0
