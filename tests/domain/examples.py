"""A score made by hand, for tests of what is said about one."""

from plugin.domain.score import (
    Band,
    BandRate,
    CalibrationIdentity,
    Direction,
    Likelihood,
    Method,
    ModelIdentity,
    Rank,
    Score,
    Sentence,
    Span,
)

TEXT = "One plain sentence stands here.\n\nAnother follows it. A third one closes the paragraph.\n\nThe end."


def example_score(band: Band = Band.ELEVATED, likelihood: float = 31.4) -> Score:
    start, end = TEXT.index("Another"), TEXT.index("A third")
    return Score(
        band=band,
        statistic=1.25,
        rank=Rank(39, 1204),
        likelihood=Likelihood(likelihood, 22.0, 43.0, 0.10),
        band_rates=(BandRate(Band.ELEVATED, 0.05, 0.062, 1204), BandRate(Band.STRONG, 0.01, 0.0158, 1204)),
        share=0.26,
        words=812,
        tokens=1100,
        language="en",
        methods=(
            Method("probe", 1.25, "", Direction.MACHINE, 0.032),
            Method("burstiness", 1.9, "bits", Direction.NEITHER, 0.31),
        ),
        spans=(
            Span(start, end, Direction.MACHINE, 46, 60, -1.9, 2.1, 3.9, 0.04, 0.6, 0.5, ("perplexity",), 3),
            Span(0, 31, Direction.HUMAN, 30, 50, -4.1, 5.9, 3.9, 0.40),
        ),
        sentences=(Sentence(0, 31, 6, 4.2),),
        model=ModelIdentity("tiny", "ab" * 32, "float32", "cpu", "transformers 5"),
        calibration=CalibrationIdentity(
            "en-test", "cd" * 32, "2026-11-24", "2027-11-24", "en", "medium", 1204, 980, {}
        ),  # fmt: skip
    )
