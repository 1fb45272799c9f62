"""A platform that hangs keeps no other platform's marks waiting."""

from contextlib import suppress
from dataclasses import replace
from typing import Never

import pytest

from plugin.lms.connector import ServiceError
from plugin.lms.platform import Platform
from tests.platforms.personality import MOODLE
from tests.workers.desks import Make, make, no_waiting
from workers import gradebook
from workers.hanging import LONG, REST, Hanging

__all__ = ["make", "no_waiting"]

ONE, OTHER = (Platform("https://lms.example", school, "a", "t", "j") for school in ("one", "other"))


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hanging(clock: Clock) -> Hanging:
    return Hanging(clock)


def ask(hanging: Hanging, clock: Clock, took: float, status: int) -> None:
    with suppress(ServiceError), hanging.watching(ONE):
        clock.now += took
        raise ServiceError(status)


def test_who_hung_is_left_in_peace_for_a_while_and_nobody_else_is(hanging: Hanging, clock: Clock) -> None:
    ask(hanging, clock, LONG + 1, 0)
    assert (hanging.is_left_in_peace(ONE), hanging.is_left_in_peace(OTHER)) == (True, False)
    clock.now += REST
    assert not hanging.is_left_in_peace(ONE)


@pytest.mark.parametrize(("took", "status"), [(LONG - 1, 0), (LONG + 1, 503)], ids=["refused at once", "it answered"])
def test_who_answers_or_refuses_at_once_keeps_nobody_waiting(
    hanging: Hanging, clock: Clock, took: float, status: int
) -> None:
    ask(hanging, clock, took, status)
    assert not hanging.is_left_in_peace(ONE)


def test_a_mark_for_who_hung_is_tried_later_and_nothing_is_asked(
    make: Make, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = make(MOODLE)
    book = replace(desk.gradebook, hanging=Hanging(clock))
    first, second = desk.mark(17), desk.mark(9, key="jonas")

    def hang(*_: object) -> Never:
        clock.now += LONG + 1
        raise ServiceError(0, "ReadTimeout")

    with monkeypatch.context() as patch:
        patch.setattr(gradebook, "_look", hang)
        for grade in (first, second):
            done = book.return_grade(grade)
            assert done is not None
            assert (done[0].code, desk.row(grade).state) == ("unreachable", "pending")
    assert clock.now == pytest.approx(1000 + LONG + 1)  # the second did not wait for it
    assert desk.send_until_done(second) == "sent"
