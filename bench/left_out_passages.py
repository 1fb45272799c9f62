"""How often a text holds a machine-like passage by a line that was drawn without its genre.

    python -m bench.left_out_passages FILE... --genres FILE.json --cache FOLDER [--doubtful SET...]

The line and the carry to texts of more passages are the scorer's. Passes come from the folder that `caveat train` keeps
them in; what is not there is read.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import workers.torch_settings  # noqa: F401 - before torch
from workers.scoring.calibration import LEAST_REFERENCE
from workers.scoring.evidence import ALPHA
from workers.scoring.language_model import EMBEDDED, load
from workers.training.crossfit import Corpus
from workers.training.examples import read_examples
from workers.training.measures import rate_of
from workers.training.members import count_runs
from workers.training.passes import PassStore
from workers.training.reference import LENGTHS, in_length
from workers.training.table import Mask, Table, Values, labels_of, read_table


def standing_out(corpus: Corpus) -> Values:
    """1 for each text with a passage beyond the line of other genres' human texts, 0 for others."""
    table, found = corpus.table, np.full(len(corpus.table.tokens), np.nan)
    sure = table.labels.human & corpus.of(table.labels, corpus.sets)
    for name in sorted(set(table.labels.dataset)):
        others = sure & ~corpus.of(table.labels, {name} | corpus.genre_of(name))
        for _, least, below in LENGTHS[1:]:
            length = in_length(table.tokens, least, below)
            here, own = (table.labels.dataset == name) & length, others & length
            found[here] = _shares(table, here, own if own.sum() >= LEAST_REFERENCE else others) <= ALPHA
    return found


def _shares(table: Table, here: Mask, reference: Mask) -> Values:
    """Of reference texts that hold a passage as far out, carried to each text's number of passages (Šidák)."""
    highest = np.sort(table.highest[reference & np.isfinite(table.highest)])
    share = 1 - np.searchsorted(highest, table.highest[here], side="left") / len(highest)
    return np.asarray(1 - (1 - share) ** np.maximum(table.passages[here] / table.passages[reference].mean(), 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--genres", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--doubtful", nargs="+", default=[])
    arguments = parser.parse_args()
    model = load(EMBEDDED, arguments.cache)
    table = read_table(model, PassStore(arguments.cache / "passes", model), list(read_examples(arguments.files)), True)
    genres = tuple(map(frozenset, json.loads(arguments.genres.read_text()).values()))
    corpus = Corpus(table, labels_of([]), count_runs(table.runs), frozenset(arguments.doubtful), genres)
    found = standing_out(corpus)
    print("| set | human | AI | mixed |\n|---|---|---|---|")
    for name in sorted(set(table.labels.dataset)):
        print(f"| {name} | {' | '.join(_cells(found, table, table.labels.dataset == name))} |")
    print(f"| all but doubtful ones | {' | '.join(_cells(found, table, corpus.of(table.labels, corpus.sets)))} |")


def _cells(found: Values, table: Table, here: Mask) -> Iterator[str]:
    for label in ("human", "ai", "mixed"):
        rate = rate_of(found[here & (table.labels.label == label)] == 1)
        low, high = rate.interval
        yield f"{rate.value:.3f} [{low:.3f}, {high:.3f}] of {rate.n}" if rate.n else "-"


if __name__ == "__main__":
    main()
