"""Chinese texts: how identification, word counts and the gate do, and what the embedded English model makes of them.

    python -m bench.chinese --data FOLDER --cache FOLDER [--each 40]

Prints what stands in RESULTS.md under "Chinese".
"""

import argparse
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import workers.torch_settings  # noqa: F401 - before torch
from plugin.domain.score import Unscorable
from plugin.domain.word_count import count_words
from workers.reading.language import identify
from workers.scoring import gate
from workers.scoring.judged import judged
from workers.scoring.language_model import EMBEDDED
from workers.scoring.reading import Prepared, in_tokens, read_all
from workers.scoring.scorer import Scorer, load_scorer
from workers.scoring.segments import sentence_ends
from workers.training.examples import Example, read_examples
from workers.training.measures import auroc

SETS = ("hppt_zh_abstracts", "glimpse_multilingual")
TOKENS = 256
SEED = 20261124
FIRST_LINE = 0.05


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of NAME.jsonl.gz")
    parser.add_argument("--cache", type=Path, required=True, help="where the model is unpacked")
    parser.add_argument("--each", type=int, default=40, help="texts of each set and label that the model reads")
    arguments = parser.parse_args()
    scorer = load_scorer(EMBEDDED, arguments.cache, "auto", "auto", 0.1)
    for name in SETS:
        texts = [e for e in read_examples([arguments.data / f"{name}.jsonl.gz"]) if e.language == "zh"]
        print(f"{name}: {_told(texts)}")  # noqa: T201
        print(f"  {_apart(scorer, _drawn(texts, arguments.each))}")  # noqa: T201


def _told(texts: Sequence[Example]) -> str:
    found = [identify(example.text) for example in texts]
    languages = Counter(language for language, _ in found)
    sure = sorted(confidence for _, confidence in found)
    words = [count_words(example.text) for example in texts]
    answers = Counter(_answer(example.text) for example in texts)
    sentences = [len(sentence_ends(judged(example.text).normalised.text)) for example in texts]
    return (
        f"{len(texts)} texts; languages {dict(languages)}; confidence under .95 {sum(c < 0.95 for c in sure)}, "
        f"under {gate.SURE} {sum(c < gate.SURE for c in sure)}; words median {np.median(words):.0f}, by spaces "
        f"{np.median([len(example.text.split()) for example in texts]):.0f}; sentences median "
        f"{np.median(sentences):.0f}; the gate, were there a Chinese calibration: {dict(answers)}"
    )


def _answer(text: str) -> str:
    closed = gate.closed_by_size(text, "zh") or gate.closed(judged(text), *identify(text), {"zh"})
    return closed.reason.value if isinstance(closed, Unscorable) else "open"


def _drawn(texts: Sequence[Example], each: int) -> list[Example]:
    """Texts that the gate lets through, humans first."""
    shuffled = random.Random(SEED).sample(texts, len(texts))
    open_ones = [example for example in shuffled if _answer(example.text) == "open"]
    return [e for label in ("human", "ai") for e in [o for o in open_ones if o.label == label][:each]]


def _apart(scorer: Scorer, texts: Sequence[Example]) -> str:
    readings = [read_all(scorer.model, [_prepared(scorer, example.text)])[0] for example in texts]
    human = np.array([example.label == "human" for example in texts])
    likelihood = np.array([float(reading.statistics.log_probability.mean()) for reading in readings])
    ensemble = np.array([scorer.statistic(reading) for reading in readings])
    ranks = [scorer.calibration.stratum_for(r.tokens).rank(v) for r, v in zip(readings, ensemble, strict=True)]
    over = np.array([rank.p_value <= FIRST_LINE for rank in ranks])
    return (
        f"{human.sum()} human, {(~human).sum()} AI, {TOKENS} tokens; AUROC of mean log-probability "
        f"{auroc(likelihood[human], likelihood[~human])}, of the English ensemble "
        f"{auroc(ensemble[human], ensemble[~human])}; over the English 5 % line {over[human].sum()} human, "
        f"{over[~human].sum()} AI"
    )


def _prepared(scorer: Scorer, text: str) -> Prepared:
    return in_tokens(scorer.model, judged(_cut(scorer, text)))


def _cut(scorer: Scorer, text: str) -> str:
    """To one length: how long a text is must not tell who wrote it."""
    offsets = scorer.model.encode(text).offsets
    return text if len(offsets) <= TOKENS else text[: offsets[TOKENS - 1][1]]


if __name__ == "__main__":
    main()
