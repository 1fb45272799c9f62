"""The three numbers of a report, never mixed: each with what it is and what it is not. And the lines they lie by."""

# ruff: noqa: E501 - sentences as they are read

from dataclasses import dataclass

from plugin.domain import words
from plugin.domain.language import say, say_n
from plugin.domain.score import BandRate, Score


@dataclass(frozen=True)
class Number:
    """`value` with its `spread` ("" for none); `means` goes on from it, `is_not` stands below. `code` names its help."""

    code: str
    name: str
    value: str
    spread: str
    means: str
    is_not: str


def rank_of(score: Score) -> Number:
    return Number(
        "rank",
        say("Rank among known human texts"),
        say("%(above)s of %(texts)s", above=f"{score.rank.at_or_above:,}", texts=f"{score.rank.reference_n:,}"),
        "",
        say("comparable human texts read this machine-like or more.") + _others(score),
        say("Not a share of the text, and not a probability that AI wrote it."),
    )


def _others(score: Score) -> str:
    """None among n is not never: 3 in n is the 95 % upper bound of the rate (the rule of three)."""
    one_in = score.rank.reference_n // 3
    if score.rank.at_or_above or one_in < 2:
        return ""
    return " " + say("Of others, up to 1 in %(texts)s could (95 %% sure).", texts=f"{one_in:,}")


def likelihood_of(score: Score) -> Number:
    likelihood = score.likelihood
    return Number(
        "likelihood",
        say("AI-likelihood"),
        percent(likelihood.value),
        say("%(low)s to %(high)s", low=percent(likelihood.low), high=percent(likelihood.high)),
        say("in 100, if %(rate)s such submissions were AI-written.", rate=words.in_100(likelihood.base_rate)),
        say("Not how sure anybody is about this student. Change that assumption and this changes."),
    )


def share_of(score: Score) -> Number:
    """Scores of before parts were left out name no judged words."""
    means = (
        say_n(
            "of %(count)s judged word, in passages that read machine-like on their own.",
            "of %(count)s judged words, in passages that read machine-like on their own.",
            score.judged_words, count=f"{score.judged_words:,}",
        )
        if score.left_out
        else say_n(
            "of %(count)s word, in passages that read machine-like on their own.",
            "of %(count)s words, in passages that read machine-like on their own.",
            score.words, count=f"{score.words:,}",
        )
    )  # fmt: skip
    name, is_not = say("Share in passages that stand out"), say("Not how much was written by AI.")
    return Number("share", name, _about(score.share), "", means, is_not)


def _about(share: float) -> str:
    if not share:
        return say("none")
    return say("about %(share)s %%", share=round(100 * share)) if share >= 0.005 else say("under 1 %%")


def percent(value: float) -> str:
    """Whole numbers, and never a certainty: nothing here was measured well enough for 0 or 100."""
    if value < 1:
        return say("under 1")
    return say("over 99") if value > 99 else f"{value:.0f}"


def rate_in_words(rate: BandRate) -> str:
    return say(
        "%(band)s: %(alpha)s human texts reach this line (95 %% upper bound %(bound)s, from %(texts)s texts).",
        band=words.BAND_NAMES[rate.band], alpha=words.in_100(rate.alpha), bound=words.in_100(rate.bound),
        texts=f"{rate.reference_n:,}",
    )  # fmt: skip


def neighbours_of(score: Score) -> str:
    if not score.neighbours:
        return ""
    nearest = ", ".join(f"{value:.2f}" for value in score.neighbours)
    return say(
        "On the scale of the picture this text scores %(own)s; the nearest human reference texts score %(nearest)s.",
        own=f"{score.statistic:.2f}", nearest=nearest,
    )  # fmt: skip


def stability_of(score: Score) -> str:
    """Only texts near a line are edited and read again; of the others nothing is said."""
    steady = score.stability
    if steady is None:
        return ""
    values = {"low": f"{steady.lowest:.2f}", "high": f"{steady.highest:.2f}", "own": f"{score.statistic:.2f}"}
    read = say_n(
        "Read again after %(n)s harmless edit (a sentence out, another spelling, a typing slip), it scored %(low)s to "
        "%(high)s instead of %(own)s.",
        "Read again after %(n)s harmless edits (a sentence out, another spelling, a typing slip), it scored %(low)s to "
        "%(high)s instead of %(own)s.",
        steady.edits, **values,
    )  # fmt: skip
    if steady.other_band:
        led = say_n("%(n)s of them led over a line.", "%(n)s of them led over a line.", steady.other_band)
    else:
        led = say("None of them led over a line.")
    return f"{read} {led}"
