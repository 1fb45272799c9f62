"""Bytes to judgement: read, tell the language, score. Knows no queue and no database, so that a file on the
command line and a submission take the same way."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.document import MediaType, Text, Unreadable
from plugin.domain.score import Reason, Score, Unscorable
from plugin.domain.word_count import count_words
from workers.reading.language import identify
from workers.reading.read import read
from workers.scoring.stages import stage

if TYPE_CHECKING:
    from workers.scoring.scorer import Scorer
    from workers.scoring.scorers import Scorers


@dataclass(frozen=True)
class Judgement:
    """What came of one document; `text` is what was read of it ("" when nothing could be)."""

    result: Score | Unscorable
    caveats: tuple[Caveat, ...]
    text: str = ""

    @property
    def word(self) -> str:
        return self.result.band.value if isinstance(self.result, Score) else self.result.reason.value


def judge(data: bytes, scorer: "Scorer | Scorers", media_type: str = "") -> Judgement:
    """`media_type`: as it was taken in; it says of a text whether it is marked up (text/html), which bytes do not."""
    try:
        text, language, confidence = _read(data, media_type)
    except Unreadable as error:
        return _unreadable(error)
    result, caveats = scorer.score(text.content, language, confidence)
    return Judgement(result, in_order([*caveats, *_of_reading(text)]), text.content)


def read_alone(data: bytes, media_type: str = "") -> Judgement:
    """Where the use of AI is free there is nothing to compare: the text is read for whoever marks it, and no more."""
    try:
        text, language, _ = _read(data, media_type)
    except Unreadable as error:
        return _unreadable(error)
    return Judgement(Unscorable(Reason.AI_USE_ALLOWED, count_words(text.content), language=language), (), text.content)


@stage("reading")
def _read(data: bytes, media_type: str) -> tuple[Text, str | None, float]:
    """With its language, and how sure that is. Raises Unreadable."""
    text = read(data, marked_up=media_type == MediaType.HTML.value)
    return text, *identify(text.content)


def _unreadable(error: Unreadable) -> Judgement:
    return Judgement(Unscorable(error.reason, facts=dict(error.facts)), ())


def _of_reading(text: Text) -> list[Caveat]:
    return [Caveat(Code(note), Severity.CAUTION, dict(text.facts)) for note in text.notes]


def in_order(caveats: list[Caveat]) -> tuple[Caveat, ...]:
    """The gravest first, then in the order of the enum; one of each code."""
    order = list(Code)
    by_code = {caveat.code: caveat for caveat in caveats}
    return tuple(sorted(by_code.values(), key=lambda caveat: (-caveat.severity, order.index(caveat.code))))
