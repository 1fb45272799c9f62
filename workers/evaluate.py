"""`caveat evaluate FILE...`: how the scorer, bands and all, does on labelled texts of one's own."""

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import workers.torch_settings  # noqa: F401 - before torch
from plugin.domain.score import Band, Score
from plugin.domain.status import RunState
from workers.reading.language import identify
from workers.scoring.scorer import Answer, Request, Scorer
from workers.scoring.scorers import Scorers
from workers.training.evaluation import Judged, rows_of, write_per_text
from workers.training.examples import Example, ExampleError, read_examples
from workers.training.reference import LENGTHS, in_length

TOGETHER = 32
_HALVES = re.compile("[\ud800-\udfff]")  # of a character in UTF-16: JSON may hold one, a tokenizer reads none


def evaluate(
    scorer: Scorer | Scorers,
    examples: Iterable[Example],
    max_tokens: int | None = None,
    said: Callable[[int], None] = lambda _: None,
) -> Iterator[Judged]:
    """One answer for each example, in order, TOGETHER at a time: nothing is held of a text once it is judged."""
    waiting, done = iter(examples), 0
    while batch := list(islice(waiting, TOGETHER)):
        texts = [_cut(scorer, example.text, max_tokens) for example in batch]
        answers = _answers(scorer, [_request(text) for text in texts])
        yield from (_judged(example, answer) for example, answer in zip(batch, answers, strict=True))
        done += len(batch)
        said(done)


def _answers(scorer: Scorer | Scorers, requests: Sequence[Request]) -> list[Answer | None]:
    """None where the model gives no number: one such text must not cost the others their answers."""
    try:
        return list(scorer.score_many(requests))
    except ArithmeticError:
        return [None] if len(requests) == 1 else [_answers(scorer, [request])[0] for request in requests]


def _request(text: str) -> Request:
    language, confidence = identify(text)
    return Request(text, language, confidence)


def _cut(scorer: Scorer | Scorers, text: str, max_tokens: int | None) -> str:
    if max_tokens is None:
        return text
    offsets = scorer.model.encode(_HALVES.sub("\ufffd", text)).offsets
    return text if len(offsets) <= max_tokens else text[: offsets[max_tokens - 1][1]]


def _judged(example: Example, answer: Answer | None) -> Judged:
    result = answer[0] if answer else None
    whose = (example.id, example.dataset, example.label)
    if not isinstance(result, Score):
        state = RunState.UNSCORABLE if answer else RunState.FAILED
        return Judged(*whose, "", "", state.value, Band.NOT_SCORED.value, None, None, None)
    return Judged(
        *whose, _length(result.tokens), result.calibration.id, RunState.SCORED.value,
        result.band.value, result.rank.p_value, result.likelihood.value, result.statistic,
    )  # fmt: skip


def _length(tokens: int) -> str:
    return next(name for name, least, below in LENGTHS[1:] if in_length(tokens, least, below))


def run(
    files: Sequence[Path],
    scorer: Scorer | Scorers,
    max_tokens: int | None = None,
    limit: int | None = None,
    per_text: Path | None = None,
    said: Callable[[int], None] = lambda _: None,
) -> list[dict[str, Any]]:
    """Judge all texts (the first `limit`), write the per-text file where one is named, give the rows."""
    judged = evaluate(scorer, islice(read_examples(files), limit), max_tokens, said)
    with contextlib.ExitStack() as stack:
        if per_text is not None:
            judged = write_per_text(judged, stack.enter_context(_new(per_text, files)))
        default = scorer.default if isinstance(scorer, Scorers) else scorer
        return rows_of(list(judged), default.calibration.raw.get("sets", ()))


def _new(file: Path, read: Sequence[Path]) -> TextIO:
    """Opened before the first text is judged: hours of work must not end in "no such folder"."""
    if any(other.exists() and file.exists() and file.samefile(other) for other in read):
        raise ExampleError("file_in_use", f"{file} is read and cannot be written over.", "Name another file.")
    try:
        return file.open("w", encoding="utf-8")
    except OSError as error:
        raise ExampleError(
            "file_unwritable", f"{file} cannot be written: {error.strerror}.", "Name a file in a folder that is there."
        ) from error
