"""Passages that stand out, and sentences with their surprisal: places to look at, never verdicts."""

import math
from dataclasses import dataclass

from plugin.domain.score import Direction, Sentence, Span
from plugin.domain.word_count import count_words
from workers.scoring.calibration import Stratum
from workers.scoring.normalise import Normalised
from workers.scoring.reading import Reading
from workers.scoring.reasons import FIRST_GUESSES, inside_and_around, leans
from workers.scoring.segments import Stretch, joined, level

# A passage stands out when at most this share of reference texts holds one as far out anywhere. Scanning all of a
# text's passages is paid for: the reference is each text's furthest passage, not each passage.
ALPHA = 0.05


def spans(reading: Reading, stratum: Stratum, normalised: Normalised) -> tuple[Span, ...]:
    """Machine-like passages, and always the strongest human one, whatever else was found.

    Empty only where the text has no whole passage; no human one only where every passage stands out as machine-like.
    """
    shares = _Shares(stratum, len(reading.passages))
    rated = [(passage, passage_statistic(reading, passage)) for passage in reading.passages]
    machine = [p for p, value in rated if shares.human(value) <= ALPHA]
    rest = [(p, value) for p, value in rated if p not in machine]
    human = [p for p, value in rest if shares.machine(value) <= ALPHA]
    if rest and not human:
        human = [min(rest, key=lambda pair: pair[1])[0]]
    found = [_span(reading, p, stratum, Direction.MACHINE, normalised) for p in _merged(machine)]
    found += [_span(reading, p, stratum, Direction.HUMAN, normalised) for p in _merged(human)]
    return tuple(sorted(found, key=lambda span: span.start))


@dataclass(frozen=True)
class _Shares:
    """Shares of reference texts that hold a passage as far out, carried over to a text of `passages` of them.

    Reference texts were cut at about 900 tokens. A text with k times their passages has k times the chances that one
    of them lies far out: 1 - (1 - share)^k (Šidák 1967; for dependent passages it errs to the side of silence).
    """

    stratum: Stratum
    passages: int

    def human(self, value: float) -> float:
        return self._carried(self.stratum.passages.human_share(value))

    def machine(self, value: float) -> float:
        return self._carried(self.stratum.passages.machine_share(value))

    def _carried(self, share: float) -> float:
        return 1 - (1 - share) ** max(self.passages / self.stratum.passages_a_text, 1.0)


def passage_statistic(reading: Reading, passage: Stretch) -> float:
    """How much more expected its tokens are than their places would have them: high reads machine-like."""
    return level(reading.statistics, passage)


def _merged(passages: list[Stretch]) -> list[Stretch]:
    """Neighbours become one."""
    merged: list[Stretch] = []
    for passage in passages:
        if merged and merged[-1].last == passage.first:
            merged[-1] = joined([merged[-1], passage])
        else:
            merged.append(passage)
    return merged


def _span(reading: Reading, passage: Stretch, stratum: Stratum, direction: Direction, normalised: Normalised) -> Span:
    value = passage_statistic(reading, passage)
    shares, machine = _Shares(stratum, len(reading.passages)), direction is Direction.MACHINE
    surprisal, around = inside_and_around(-reading.statistics.log_probability / math.log(2), passage)
    guessed, guessed_around = inside_and_around((reading.statistics.rank <= FIRST_GUESSES).float(), passage)
    leaning = leans(reading, passage, stratum)
    start, end = normalised.raw_span(*_trimmed(normalised.text, passage))
    return Span(
        start=start,
        end=end,
        direction=direction,
        words=count_words(normalised.text[passage.start : passage.end]),
        tokens=passage.tokens,
        statistic=round(value, 4),
        surprisal=round(surprisal, 3),
        around=None if around is None else round(around, 3),
        human_share=round(shares.human(value) if machine else shares.machine(value), 4),
        guessed=round(guessed, 3),
        guessed_around=None if guessed_around is None else round(guessed_around, 3),
        agree=tuple(name for name, way in leaning.items() if way is direction),
        asked=len(leaning),
    )


def sentences(reading: Reading, normalised: Normalised) -> tuple[Sentence, ...]:
    found = []
    for sentence in reading.sentences:
        surprisal = -float(reading.statistics.log_probability[sentence.first : sentence.last].mean()) / math.log(2)
        start, end = normalised.raw_span(*_trimmed(normalised.text, sentence))
        found.append(Sentence(start, end, sentence.tokens, round(surprisal, 3)))
    return tuple(found)


def _trimmed(text: str, stretch: Stretch) -> tuple[int, int]:
    piece = text[stretch.start : stretch.end]
    start = stretch.start + len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
