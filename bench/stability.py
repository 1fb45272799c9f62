"""How far harmless edits, another dtype, and being read alone move a text: pairs of pooled states for bench.calibrate.

python -m bench.stability --data FOLDER --cache FOLDER [--model NAME] [--model-cache FOLDER]
"""

import argparse
import json
import random
from pathlib import Path
from typing import Any

import workers.torch_settings  # noqa: F401 - before torch
from bench.collect import chosen
from workers.scoring.gate import MIN_WORDS
from workers.scoring.language_model import EMBEDDED, LanguageModel, load
from workers.scoring.reading import Reading, prepare, read_all

TEXTS = 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--model", default=EMBEDDED, help="as CAVEAT_MODEL")
    parser.add_argument("--model-cache", type=Path)
    arguments = parser.parse_args()
    rows = [r for r in chosen(arguments.data) if MIN_WORDS < len(r["text"].split()) < 450 and r["label"] != "mixed"]
    texts = [row["text"] for row in rows[:TEXTS]]
    folder = arguments.model_cache or arguments.cache
    model, other = (load(arguments.model, folder, dtype=dtype) for dtype in ("bfloat16", "float32"))
    before = _read(model, texts)
    report = {
        "model_sha256": model.identity.sha256,
        "dtype": model.identity.dtype,
        "edits": [
            pair for edit in (_shorter, _misspelt) for pair in _pairs(before, _read(model, [edit(t) for t in texts]))
        ],
        "dtypes": _pairs(before, _read(other, texts)),
        "company": _pairs(before, [reading for text in texts for reading in _read(model, [text])]),
    }
    (arguments.cache / "stability.json").write_text(json.dumps(report))


def _read(model: LanguageModel, texts: list[str]) -> list[Reading]:
    return read_all(model, [prepare(model, text) for text in texts])


def _pairs(before: list[Reading], after: list[Reading]) -> list[dict[str, Any]]:
    return [
        {"before": a.pooled.flatten().tolist(), "after": b.pooled.flatten().tolist()}
        for a, b in zip(before, after, strict=True)
    ]


def _shorter(text: str) -> str:
    """Without one sentence from the middle."""
    sentences = text.split(". ")
    if len(sentences) > 3:
        del sentences[len(sentences) // 2]
    return ". ".join(sentences)


def _misspelt(text: str) -> str:
    """Two letters swapped in one word in a hundred."""
    chance, words = random.Random(7), text.split(" ")
    for at in chance.sample(range(len(words)), max(1, len(words) // 100)):
        word = words[at]
        words[at] = word[:1] + word[2:3] + word[1:2] + word[3:] if len(word) > 3 else word
    return " ".join(words)


if __name__ == "__main__":
    main()
