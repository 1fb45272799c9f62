"""Whether the latest texts fit a calibration, in words: what was looked at, and what each test may and does say."""

from dataclasses import dataclass

from plugin.domain.drift import LEAST, MOST_AI, Drift
from plugin.domain.language import say, say_n

_MOST_LOWER = 0.5 + 0.5 * MOST_AI


@dataclass(frozen=True)
class DriftTest:
    """`value` and `limit` are 0-1, for the eye; None where there were too few texts to test."""

    name: str
    sentence: str
    value: float | None = None
    limit: float | None = None


def verdict(found: Drift | None) -> str:
    """In one sentence. No alarm is no proof."""
    if found is None:
        return say("No text was scored with it lately.")
    if found.drifted:
        return say("The latest texts do not fit it: new reports say that its rates no longer hold.")
    if found.distance is None and found.lower_share is None:
        return say_n(
            "%(n)s text looked at; from 100 on it can be told whether they fit.",
            "%(n)s texts looked at; from 100 on it can be told whether they fit.",
            found.texts,
        )
    return say("No drift seen in the latest texts, which is no proof that there is none.")


def tests(found: Drift) -> tuple[DriftTest, ...]:
    return (_shape(found), _share(found))


def _shape(found: Drift) -> DriftTest:
    name = say("Less machine-like half: does it lie as the human texts do?")
    if found.distance is None or found.most_distance is None:
        return DriftTest(name, _too_few())
    sentence = say(
        "Largest gap %(gap)s; up to %(most)s can be chance.",
        gap=f"{found.distance:.2f}", most=f"{found.most_distance:.2f}",
    )  # fmt: skip
    return DriftTest(name, sentence, min(found.distance, 1.0), min(found.most_distance, 1.0))


def _share(found: Drift) -> DriftTest:
    name = say("More machine-like half: is it too full?")
    if found.lower_share is None:
        return DriftTest(name, _too_few())
    sentence = say(
        "%(share)s in 100 texts are in it. Clearly more than %(most)s in 100 would mean that over %(ai)s in 100 are "
        "AI-written, or that they are of another kind than the human texts. Which of the two cannot be told.",
        share=round(100 * found.lower_share), most=round(100 * _MOST_LOWER), ai=round(100 * MOST_AI),
    )  # fmt: skip
    return DriftTest(name, sentence, found.lower_share, _MOST_LOWER)


def _too_few() -> str:
    return say("Not tested yet: it takes %(least)s such texts.", least=LEAST)
