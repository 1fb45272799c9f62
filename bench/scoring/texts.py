"""Texts of essay length, as mixed in length as a course's are; the same for every side and every run."""

import math
from collections.abc import Callable
from random import Random

from tests.platforms.essays import GENERIC, HARBOUR, PLACE
from workers.scoring.segments import sentence_ends

# Log-normal, in tokens: half of the texts below the first, one in twenty above the second.
MEDIAN, P95 = 549, 1150
_SPREAD = math.log(P95 / MEDIAN) / 1.645
# Below, the gate might close; above, a padded batch of eight would hold more than 10 GB of logits.
LEAST, MOST = 200, 2048
SEED = 549


def lengths(count: int) -> list[int]:
    """In tokens, in random order."""
    chance = Random(SEED)
    return [round(min(max(chance.lognormvariate(math.log(MEDIAN), _SPREAD), LEAST), MOST)) for _ in range(count)]


def texts_of(tokens_in: Callable[[str], int], count: int) -> list[str]:
    """Whole sentences of the essays in another order each, up to the length drawn."""
    sentences = [s for essay in (GENERIC, HARBOUR, PLACE) for s in _sentences(essay)]
    tokens = {s: tokens_in(f" {s}") for s in sentences}
    return [_text(tokens, length, Random(f"{SEED} {n}")) for n, length in enumerate(lengths(count))]


def _text(tokens: dict[str, int], length: int, chance: Random) -> str:
    picked: list[str] = []
    held = 0
    while held < length:
        for sentence in chance.sample(sorted(tokens), len(tokens)):
            if held < length:
                picked.append(sentence)
                held += tokens[sentence]
    return " ".join(picked)


def _sentences(essay: str) -> list[str]:
    flat = " ".join(essay.split())
    ends = sentence_ends(flat)
    return [flat[start:end].strip() for start, end in zip([0, *ends], ends, strict=False)]
