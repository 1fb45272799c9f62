"""What was done with many submissions at once, told on the page that the reader is led back to.

The address carries codes and numbers alone, so that nobody can put words of their own into a page of ours.
"""

from collections import Counter
from collections.abc import Callable, Mapping

from plugin.domain.class_action import PASSED, Action, Passed
from plugin.domain.language import say_n

_MOST = 7  # digits


def args_of(action: Action, number: int, passed: Counter[Passed]) -> dict[str, str]:
    """For the address of the page that tells it."""
    told = {f"passed_{reason.value}": str(count) for reason, count in passed.items()}
    return {"done": action.value, "n": str(number)} | told


def sentence(args: Mapping[str, str]) -> str:
    """ "" where nothing was done."""
    done = args.get("done", "")
    if done not in set(Action):
        return ""
    return " ".join([_DONE[Action(done)](_number(args, "n")), *passed_over(_passed(args))])


def passed_over(passed: Mapping[Passed, int]) -> list[str]:
    """A sentence for each reason."""
    return [
        say_n("%(n)s was passed over: %(why)s.", "%(n)s were passed over: %(why)s.", number, why=PASSED[reason])
        for reason, number in passed.items()
        if number
    ]


def _passed(args: Mapping[str, str]) -> dict[Passed, int]:
    return {reason: _number(args, f"passed_{reason.value}") for reason in Passed}


def _number(args: Mapping[str, str], name: str) -> int:
    typed = args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= _MOST else 0


def _released(n: int) -> str:
    return say_n("%(n)s report was released to its student.", "%(n)s reports were released to their students.", n)


def _returned(n: int) -> str:
    return say_n("%(n)s mark is on its way to the gradebook.", "%(n)s marks are on their way to the gradebook.", n)


def _read_again(n: int) -> str:
    return say_n("%(n)s text waits to be read again.", "%(n)s texts wait to be read again.", n)


_DONE: dict[Action, Callable[[int], str]] = {
    Action.RELEASE: _released,
    Action.RETURN_MARKS: _returned,
    Action.READ_AGAIN: _read_again,
}
