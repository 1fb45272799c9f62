"""The text that is judged: what was handed in, normalised, without the parts that are not its writer's prose."""

from dataclasses import dataclass

from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.score import LeftOut, LeftOutKind, Oddity
from plugin.domain.word_count import count_words
from workers.scoring.left_out import left_out
from workers.scoring.normalise import Normalised, normalise
from workers.scoring.oddities import oddities, worth_saying

_SAID_FROM = 0.10  # of the words


@dataclass(frozen=True)
class Judged:
    """`words` are those handed in, `judged_words` those that are left."""

    normalised: Normalised
    left_out: tuple[LeftOut, ...]
    oddities: tuple[Oddity, ...]
    words: int

    @property
    def judged_words(self) -> int:
        return count_words(self.normalised.text)

    @property
    def words_left_out(self) -> int:
        return sum(part.words for part in self.left_out)

    @property
    def mostly(self) -> LeftOutKind | None:
        """The kind that most of the words left out are of; None where more words are judged than left out."""
        if self.words_left_out < self.judged_words or not self.left_out:
            return None
        return max(LeftOutKind, key=lambda kind: sum(part.words for part in self.left_out if part.kind is kind))

    def caveats(self) -> tuple[Caveat, ...]:
        found = []
        count = worth_saying(self.oddities)
        if count:
            found.append(Caveat(Code.ODD_CHARACTERS, Severity.CAUTION, {"count": count}))
        if self.words_left_out > _SAID_FROM * self.words:
            facts: dict[str, str | int | float] = {"judged": self.judged_words, "words": self.words}
            found.append(Caveat(Code.PARTS_LEFT_OUT, Severity.CAUTION, facts))
        return tuple(found)


def judged(raw: str) -> Judged:
    parts = left_out(raw)
    normalised = normalise(raw, [(part.start, part.end) for part in parts])
    return Judged(normalised, parts, oddities(raw), count_words(raw))
