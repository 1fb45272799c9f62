"""What every watermark test is: one text in, one p-value of unmarked text out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from plugin.domain.score import Watermark

# Below, even a text that follows every green list of a quarter of the vocabulary says little once edited, and the
# published power at 25 tokens is a third (arXiv 2306.04634): too few to say anything in either direction.
LEAST_TOKENS = 25


class Measure(NamedTuple):
    """`tokens` are the independent draws counted; `p_value` is the chance of as much of the mark without it."""

    tokens: int
    statistic: float
    p_value: float


class Scheme(Protocol):
    """One way of marking, with its key. None where fewer than LEAST_TOKENS tokens count."""

    def measure(self, ids: Sequence[int]) -> Measure | None: ...


class WatermarkTest(Protocol):
    """A mark to look for. `text` is the text as handed in: a normaliser would change the generator's tokens."""

    @property
    def name(self) -> str: ...

    @property
    def scheme(self) -> str: ...

    def test(self, text: str) -> Watermark | None: ...


@dataclass(frozen=True)
class TokenTest:
    """A scheme with the tokenizer of the generator that it marks."""

    name: str
    scheme: str
    encode: Callable[[str], list[int]]
    marked: Scheme

    def test(self, text: str) -> Watermark | None:
        found = self.marked.measure(self.encode(text))
        return Watermark(self.name, self.scheme, *found) if found else None
