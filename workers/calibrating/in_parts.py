"""A calibration made a part at a time, so that submissions get their turn between the parts, and a worker that dies
loses one part only. Everything lies in one folder, which goes when the work is done:

texts.zip     as it was uploaded
read.jsonl    one line a document: its text and author, or why there is none
chosen.jsonl  one line a text that serves; counts.jsonl how many do not, by reason
scores.jsonl  one line a text that was scored, in the same order
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from plugin.domain.score import Reason, Score
from plugin.services import samples
from workers.calibrating import kept_lines
from workers.calibrating.choosing import Chosen, choose
from workers.calibrating.found import Found, Other
from workers.calibrating.zipped import count_in_zip, in_zip
from workers.scoring.scorer import Request, Scorer

TEXTS = "texts.zip"
READING, CHOOSING, SCORING = "reading", "choosing", "scoring"
_TOGETHER = {"cpu": 4, "cuda": 32}  # texts: a CPU is busy with few, and a submission waits for the batch to end
_DOCUMENTS = 16

Tell = Callable[[str, int, int], bool]  # what is done, how many, of how many -> whether to go on


@dataclass(frozen=True)
class Folder:
    root: Path

    @property
    def texts(self) -> Path:
        return self.root / TEXTS

    @property
    def read(self) -> Path:
        return self.root / "read.jsonl"

    @property
    def chosen(self) -> Path:
        return self.root / "chosen.jsonl"

    @property
    def counts(self) -> Path:
        return self.root / "counts.jsonl"

    @property
    def scores(self) -> Path:
        return self.root / "scores.jsonl"

    def forget_work(self) -> None:
        """All but what was uploaded."""
        for file in (self.read, self.chosen, self.counts, self.scores):
            file.unlink(missing_ok=True)


def go_on(folder: Folder, scorer: Scorer, tell: Tell) -> bool:
    """As far as `tell` lets it: true when all is scored. Raises CalibrationError."""
    return _read(folder, tell) and _choose(folder, scorer, tell) and _score(folder, scorer, tell)


def counted(folder: Folder) -> Chosen:
    """How many were found, and how many left out for which reason; the texts themselves are not held."""
    told = next(kept_lines.read(folder.counts), None)
    if told is None:
        return Chosen()
    left_out = Counter({_reason(code): count for code, count in told["left_out"].items()})
    return Chosen([], told["read"], left_out)


def scores(folder: Folder) -> list[Score]:
    return [samples.score_of(line) for line in kept_lines.read(folder.scores) if line is not None]


def _read(folder: Folder, tell: Tell) -> bool:
    if folder.chosen.is_file():
        return True
    done, of = kept_lines.count(folder.read), count_in_zip(folder.texts)
    found = in_zip(folder.texts, done)
    while batch := list(islice(found, _DOCUMENTS)):
        kept_lines.add(folder.read, map(_line_of, batch))
        done += len(batch)
        if not tell(READING, done, of):
            return False
    return True


def _choose(folder: Folder, scorer: Scorer, tell: Tell) -> bool:
    if folder.chosen.is_file():
        return True
    of = kept_lines.count(folder.read)
    tell(CHOOSING, 0, of)  # it is one step, begun whatever the time: doubles are told by all that came before
    chosen = choose(map(_found, kept_lines.read(folder.read)), scorer)
    kept_lines.replace(folder.counts, [{"read": chosen.read, "left_out": dict(chosen.left_out)}])
    kept_lines.replace(folder.chosen, map(asdict, chosen.requests))
    return tell(CHOOSING, of, of)


def _score(folder: Folder, scorer: Scorer, tell: Tell) -> bool:
    done, of = kept_lines.count(folder.scores), kept_lines.count(folder.chosen)
    together = _TOGETHER.get(scorer.model.device.type, 4)
    for batch in _batches(islice(kept_lines.read(folder.chosen), done, None), together):
        answers = scorer.score_many([Request(**line) for line in batch])
        kept_lines.add(folder.scores, [_score_line(result) for result, _ in answers])
        done += len(batch)
        if not tell(SCORING, done, of):
            return False
    return True


def _batches(lines: Iterable[Any], size: int) -> Iterator[list[Any]]:
    lines = iter(lines)
    while batch := list(islice(lines, size)):
        yield batch


def _score_line(result: Any) -> dict[str, Any] | None:
    """What lines are drawn from; which passage stood out is nobody's business here."""
    if not isinstance(result, Score):
        return None
    return samples.answer_of(replace(result, spans=(), sentences=(), neighbours=(), left_out=(), oddities=()), ())


def _line_of(found: Found) -> dict[str, str | None]:
    if isinstance(found.text, Reason | Other):
        return {"why": found.text.value, "author": found.author}
    return {"text": found.text, "author": found.author}


def _found(line: dict[str, Any]) -> Found:
    return Found(line["text"] if "text" in line else _reason(line["why"]), line["author"])


def _reason(code: str) -> Reason | Other:
    return Other(code) if code in set(Other) else Reason(code)
