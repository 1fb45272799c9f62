"""Whether a corpus can be fitted, and judged on what it leaves out: asked before hours go into it."""

from collections.abc import Sequence

from workers.scoring.calibration import ALPHAS, false_flag_bound
from workers.training.crossfit import Corpus, Names
from workers.training.examples import ExampleError


def refuse_few(corpus: Corpus, wanted: Sequence[Names]) -> None:
    """Raises ExampleError. Both sides must be there whatever is left out, to fit to and to compare with."""
    for names in (frozenset[str](), *wanted):
        if not _has_both(corpus, names):
            left_out = " and ".join(sorted(names)) or "nothing"
            raise ExampleError(
                "too_few_sets",
                f"With {left_out} left out, no human or no AI texts of enough length are left to train on.",
                "Give more sets of different origin that hold both, or put fewer of them in one genre.",
            )
    labels = corpus.table.labels
    humans = int((labels.human & corpus.of(labels, corpus.sets)).sum())
    if false_flag_bound(ALPHAS[0][1], humans) == 1:
        raise ExampleError(
            "too_few_texts", f"{humans} human texts carry no line at a rate of 5 %.", "Give more human texts."
        )


def _has_both(corpus: Corpus, without: Names) -> bool:
    labels = corpus.table.labels
    kept = corpus.of(labels, set(corpus.sets) - without)
    # A set is compared with sets that hold human texts: among those there must be AI texts too.
    with_humans = corpus.of(labels, set(labels.dataset[kept & labels.human]))
    return bool((kept & labels.human).any() and (kept & with_humans & labels.machine).any())
