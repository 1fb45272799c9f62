"""Which of the texts found serve as reference: such as would get a score, each once, one an author."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from plugin.domain.score import Reason, Unscorable
from workers.calibrating.doubles import Doubles
from workers.calibrating.found import Found, Other
from workers.reading.language import identify
from workers.scoring.calibration import CalibrationError
from workers.scoring.scorer import Request, Scorer

_MOST_CHARACTERS = 200_000_000  # what is held at once


@dataclass(frozen=True)
class Candidate:
    request: Request
    author: str | None
    judged_words: int


@dataclass
class Chosen:
    """`read` counts everything found; `left_out` says how many were left out and why."""

    requests: list[Request] = field(default_factory=list)
    read: int = 0
    left_out: Counter[Reason | Other] = field(default_factory=Counter)


def choose(found: Iterable[Found], scorer: Scorer) -> Chosen:
    chosen, kept, doubles, held = Chosen(), list[Candidate](), Doubles(), 0
    for one in found:
        chosen.read += 1
        candidate = _candidate(one, scorer, doubles)
        if not isinstance(candidate, Candidate):
            chosen.left_out[candidate] += 1
            continue
        kept.append(candidate)
        held += len(candidate.request.text)
        if held > _MOST_CHARACTERS:
            raise CalibrationError("too_much_text", "This is more text than can be held.", "Draw a random part of it.")
    chosen.requests = [candidate.request for candidate in _one_an_author(kept, chosen)]
    return chosen


def _candidate(found: Found, scorer: Scorer, doubles: Doubles) -> Candidate | Reason | Other:
    if isinstance(found.text, Reason | Other):  # both are strings too
        return found.text
    request = Request(found.text, *identify(found.text))
    opened = scorer.opened(request)
    if isinstance(opened, Unscorable):
        return opened.reason
    text = opened.normalised.text  # without what is not the writer's: a heading more makes no other essay
    if doubles.has_exactly(text):
        return Other.EXACT_DOUBLE
    if doubles.has_nearly(text):
        return Other.NEAR_DOUBLE
    doubles.add(text)
    return Candidate(request, found.author, opened.judged.judged_words)


def _one_an_author(kept: list[Candidate], chosen: Chosen) -> list[Candidate]:
    """The longest of each: texts of one writer are alike, and the rates speak of writers."""
    longest: dict[object, Candidate] = {}
    for number, candidate in enumerate(kept):
        key = candidate.author if candidate.author is not None else number
        best = longest.get(key)
        if best is not None:
            chosen.left_out[Other.SAME_AUTHOR] += 1
        if best is None or candidate.judged_words > best.judged_words:
            longest[key] = candidate
    return list(longest.values())
