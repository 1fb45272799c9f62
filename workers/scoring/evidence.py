"""Passages that stand out, and sentences with their surprisal: places to look at, never verdicts."""

import math

from plugin.domain.score import Direction, Sentence, Span
from workers.scoring.calibration import Stratum
from workers.scoring.normalise import Normalised
from workers.scoring.reading import Reading
from workers.scoring.segments import Stretch, joined

# A passage stands out when at most this share of reference texts holds one as far out anywhere. Scanning all of a
# text's passages is paid for: the reference is each text's furthest passage, not each passage.
ALPHA = 0.05


def spans(reading: Reading, stratum: Stratum, normalised: Normalised) -> tuple[Span, ...]:
    """Machine-like passages, and always the strongest human one there is, whatever else was found."""
    values = [passage_statistic(reading, passage) for passage in reading.passages]
    machine = [p for p, v in zip(reading.passages, values, strict=True) if stratum.passages.human_share(v) <= ALPHA]
    human = [p for p, v in zip(reading.passages, values, strict=True) if stratum.passages.machine_share(v) <= ALPHA]
    if not human and values and min(values) < max(values):
        lowest = reading.passages[values.index(min(values))]
        human = [lowest] if lowest not in machine else []
    found = [_span(reading, p, Direction.MACHINE, stratum, normalised) for p in _merged(machine)]
    found += [_span(reading, p, Direction.HUMAN, stratum, normalised) for p in _merged(human)]
    return tuple(sorted(found, key=lambda span: span.start))


def passage_statistic(reading: Reading, passage: Stretch) -> float:
    """Mean log-probability of the passage's tokens: high is expected, and reads machine-like."""
    return float(reading.statistics.log_probability[passage.first : passage.last].mean())


def _merged(passages: list[Stretch]) -> list[Stretch]:
    """Neighbours become one."""
    merged: list[Stretch] = []
    for passage in passages:
        if merged and merged[-1].last == passage.first:
            merged[-1] = joined([merged[-1], passage])
        else:
            merged.append(passage)
    return merged


def _span(reading: Reading, passage: Stretch, direction: Direction, stratum: Stratum, normalised: Normalised) -> Span:
    value = passage_statistic(reading, passage)
    total = float(reading.statistics.log_probability.sum())
    rest = max(reading.tokens - passage.tokens, 1)
    start, end = normalised.raw_span(*_trimmed(normalised.text, passage))
    machine = direction is Direction.MACHINE
    return Span(
        start=start,
        end=end,
        direction=direction,
        words=len(normalised.text[passage.start : passage.end].split()),
        tokens=passage.tokens,
        statistic=round(value, 4),
        surprisal=round(-value / math.log(2), 3),
        around=round(-(total - value * passage.tokens) / rest / math.log(2), 3),
        human_share=stratum.passages.human_share(value) if machine else stratum.passages.machine_share(value),
    )


def sentences(reading: Reading, normalised: Normalised) -> tuple[Sentence, ...]:
    found = []
    for sentence in reading.sentences:
        surprisal = -passage_statistic(reading, sentence) / math.log(2)
        start, end = normalised.raw_span(*_trimmed(normalised.text, sentence))
        found.append(Sentence(start, end, sentence.tokens, round(surprisal, 3)))
    return tuple(found)


def _trimmed(text: str, stretch: Stretch) -> tuple[int, int]:
    piece = text[stretch.start : stretch.end]
    start = stretch.start + len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())
