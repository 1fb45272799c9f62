"""Values that nobody expects. How many: twenty in every run of the tests, each time the same ones; by `make fuzz`
as many as asked for (FUZZ_EXAMPLES), and others each time."""

import copy
import json
import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

_ASKED_FOR = os.environ.get("FUZZ_EXAMPLES")
fuzzed = settings(
    max_examples=int(_ASKED_FOR or 20), deadline=None, derandomize=_ASKED_FOR is None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)  # fmt: skip

in_a_process = settings(fuzzed, max_examples=max(fuzzed.max_examples // 6, 1))  # each takes a quarter of a second

texts = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", " ", "\0", "\ud800", "x" * 3000, "\u202e", "http://[", "https://a.example:99999/", "=1+1", "../x"]
    ),
)
_plain = st.one_of(
    st.none(), st.booleans(), st.integers(), st.sampled_from([10**400, 2**31, -1]),
    st.floats(), texts,
)  # fmt: skip
json_values = st.recursive(
    _plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=4
)


def answered(ask: Callable[[], Any], refusal: type[Exception]) -> Any:
    """What `ask` gives; None where it refuses by a name. Whatever else it raises fails the test."""
    try:
        return ask()
    except refusal as error:
        if not getattr(error, "code", ""):
            raise
        return None


def _paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    within = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for key, part in within for path in _paths(part, (*here, key)))]


@st.composite
def mutated(draw: st.DrawFn, good: Any) -> Any:
    """`good`, a value of JSON, with one to three of its parts replaced by something else, or gone."""
    value = copy.deepcopy(good)
    for path in draw(st.lists(st.sampled_from(_paths(good)[1:]), min_size=1, max_size=3)):
        owner = value
        for key in path[:-1]:
            owner = owner[key] if isinstance(owner, dict | list) and _has(owner, key) else None
        if isinstance(owner, dict | list) and _has(owner, path[-1]):
            _change(draw, owner, path[-1])
    return value


def _has(owner: Any, key: Any) -> bool:
    return key in owner if isinstance(owner, dict) else isinstance(key, int) and key < len(owner)


def _change(draw: st.DrawFn, owner: Any, key: Any) -> None:
    if draw(st.integers(0, 4)):
        owner[key] = draw(json_values)
    else:
        del owner[key]


def as_bytes(value: Any) -> bytes:
    """As a stranger would send it."""
    return json.dumps(value).encode()


@st.composite
def damaged(draw: st.DrawFn, good: bytes) -> bytes:
    """Some bytes changed, put in, taken out or doubled."""
    data = bytearray(good)
    for _ in range(draw(st.integers(1, 4))):
        at, length = draw(st.integers(0, max(len(data) - 1, 0))), draw(st.integers(0, 40))
        piece = draw(st.binary(max_size=12) | st.just(bytes(data[at : at + length])))
        data[at : at + length * draw(st.integers(0, 1))] = piece * draw(st.sampled_from([1, 1, 1, 50]))
    return bytes(data)
