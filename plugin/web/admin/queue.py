"""The queue: what waits, how long yet, what failed and why, who is at work."""

import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import flask_babel
from flask import Blueprint, render_template, request

from plugin.domain.words.queue import OUTGOING, WORKERS, failure_in_words, refusal_in_words
from plugin.queue import broker_answers
from plugin.services import queue_state, worker_beats
from plugin.web.admin import door, said
from plugin.web.parts import parts

blueprint = Blueprint("admin_queue", __name__, url_prefix="/admin/queue")
LIVE_SECONDS = 30 * 60  # a page that is left open must not keep its session alive for ever


@blueprint.get("")
def page() -> Any:
    with parts().database.session(lasting=False) as session:
        state = queue_state.read(session)
        failed, refused = queue_state.failures(session), queue_state.refused_grades(session)
    return render_template(
        "admin/queue.html",
        said=said.sentence(),
        state=state,
        failed=failed,
        refused=refused,
        given_up=sum(one.count for one in refused if one.state == "given_up"),
        left=_duration(state.pace.left) if state.pace.left is not None else "",
        broker=broker_answers(parts().settings.redis_url),
        is_alive=worker_beats.is_alive,
        opened=_opened(),
        over=time.time() - _opened() > LIVE_SECONDS,
        why=failure_in_words,
        refusal=refusal_in_words,
        outgoing_words=OUTGOING,
        worker_words=WORKERS,
    )


@blueprint.post("/retry")
def retry() -> Any:
    """One run, or all that failed."""
    chosen = request.form.get("run", "")
    with parts().database.session() as session:
        queued = queue_state.retry(session, door.actor(), _uuid(chosen) if chosen != "all" else None)
    for run_id in queued:
        if not parts().bell.score_later(run_id):
            break  # nobody hears; the sweep rings for all of them
    return said.go_on("admin_queue.page", "retried" if queued else "nothing_to_retry")


@blueprint.post("/send-again")
def send_again() -> Any:
    with parts().database.session() as session:
        waiting = queue_state.send_again(session, door.actor())
    for grade_id in waiting:
        if not parts().bell.grade(grade_id):
            break
    return said.go_on("admin_queue.page", "sent_again" if waiting else "nothing_to_retry")


def _duration(left: timedelta) -> str:
    """Never less than a minute: more would be promised than is known."""
    return str(flask_babel.format_timedelta(max(left, timedelta(minutes=1)), granularity="minute", threshold=1.5))


def _opened() -> float:
    asked = request.args.get("opened", "")
    return float(asked) if asked.isascii() and asked.isdigit() and len(asked) < 12 else float(int(time.time()))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)  # no run has it
