"""How often a text holds a machine-like passage by a line that was drawn without its group of sets.

    python -m bench.left_out_passages --data FOLDER --cache FOLDER

The line and the carry to texts of more passages are the scorer's; reads what bench.collect kept.
"""

import argparse
from pathlib import Path

import numpy as np

from bench.fitting import STRATA, in_stratum, rate
from bench.sample import Array, Sample, load_sample
from workers.scoring.calibration import LEAST_REFERENCE
from workers.scoring.evidence import ALPHA


def standing_out(sample: Sample) -> Array:
    """1 for each text with a passage beyond the line of the other groups' human texts, 0 for others."""
    found = np.full(len(sample.label), np.nan)
    human = sample.clean() & sample.is_human()
    for group in sorted(set(sample.group)):
        for _, least, below in STRATA[1:]:
            here = (sample.group == group) & in_stratum(sample.tokens, least, below)
            others = human & (sample.group != group)
            own = others & in_stratum(sample.tokens, least, below)
            found[here] = _shares(sample, here, own if own.sum() >= LEAST_REFERENCE else others) <= ALPHA
    return found


def _shares(sample: Sample, here: Array, reference: Array) -> Array:
    """Of reference texts that hold a passage as far out, carried to each text's number of passages (Šidák)."""
    highest = np.sort(sample.highest[reference & np.isfinite(sample.highest)])
    share = 1 - np.searchsorted(highest, sample.highest[here], side="left") / len(highest)
    return 1 - (1 - share) ** np.maximum(sample.passages[here] / sample.passages[reference].mean(), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    arguments = parser.parse_args()
    sample = load_sample(arguments.data, arguments.cache)
    found = standing_out(sample)
    print("| set | human | AI | mixed |\n|---|---|---|---|")
    for name in sorted(set(sample.name)):
        print(f"| {name} | {' | '.join(_cell(found, sample, sample.name == name))} |")
    print(f"| all but doubtful ones | {' | '.join(_cell(found, sample, sample.group != 'doubtful'))} |")


def _cell(found: Array, sample: Sample, here: Array) -> list[str]:
    cells = []
    for label in ("human", "ai", "mixed"):
        got = rate(found[here & (sample.label == label)] == 1)
        cells.append(f"{got['rate']:.3f} [{got['low']:.3f}, {got['high']:.3f}] of {got['n']}" if got else "-")
    return cells


if __name__ == "__main__":
    main()
