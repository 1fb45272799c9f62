"""Two models side by side, in windows and blocks, give what their whole logits would give."""

import math

import pytest
import torch

from tests.scoring.test_pass import ids_of
from tests.scoring.tiny import make_tiny
from workers.scoring import windows
from workers.scoring.detectors.binoculars import Binoculars
from workers.scoring.detectors.curvature import Curvature
from workers.scoring.detectors.pair_curvature import PairCurvature
from workers.scoring.language_model import LanguageModel, load_observer
from workers.scoring.pair import PairStatistics, pair_statistics
from workers.scoring.reading import Reading
from workers.scoring.statistics import ROWS, TokenStatistics
from workers.scoring.windows import run_passes


@pytest.fixture(scope="module")
def observer(tiny: LanguageModel, tmp_path_factory: pytest.TempPathFactory) -> LanguageModel:
    folder = tmp_path_factory.mktemp("observer")
    return load_observer(str(make_tiny(folder, seed=2)), folder, tiny)


def logits(model: LanguageModel, ids: list[int]) -> torch.Tensor:
    """Of the plain model, whole, in fp64."""
    with torch.inference_mode():
        return (model.hidden_states(torch.tensor([ids]), ())[0][0] @ model.head.T).double()


def reading(first: LanguageModel, second: LanguageModel | None, ids: list[int]) -> Reading:
    done = run_passes(first, [ids], (), second)[0]
    return Reading(done.statistics, done.pooled, (), (), pair=done.pair)


@pytest.mark.parametrize("rows", [1, ROWS, 2 * ROWS + 5])
@pytest.mark.parametrize("other", [50, 44, 57])
def test_blocks_give_what_whole_logits_give(rows: int, other: int) -> None:
    """Heads filled up to different sizes share their first tokens."""
    torch.manual_seed(rows)
    hidden, head = torch.randn(rows, 8), torch.randn(50, 8)
    observed, observer_head = torch.randn(rows, 6), torch.randn(other, 6)
    both = min(other, 50)
    log_p = (hidden @ head.T).double().log_softmax(dim=1)[:, :both]
    q = (observed @ observer_head.T).double()[:, :both].softmax(dim=1)
    mean = (q * log_p).sum(dim=1)
    found = pair_statistics(hidden, head, observed, observer_head)
    torch.testing.assert_close(found.cross.double(), mean, atol=1e-4, rtol=1e-4)
    variance = (q * (log_p - mean[:, None]).square()).sum(dim=1)
    torch.testing.assert_close(found.variance.double(), variance, atol=5e-4, rtol=1e-4)


def test_the_published_formulas_of_a_pair_come_out(tiny: LanguageModel, observer: LanguageModel) -> None:
    ids = ids_of(300)
    targets = torch.tensor(ids[1:])
    log_p = logits(tiny, ids)[:-1].log_softmax(dim=1)
    q = logits(observer, ids)[:-1].softmax(dim=1)
    own, mean = log_p.gather(1, targets[:, None])[:, 0], (q * log_p).sum(dim=1)
    variance = (q * log_p.square()).sum(dim=1) - mean.square()
    found = reading(tiny, observer, ids)
    assert PairCurvature().value(found) == pytest.approx(float((own - mean).sum() / variance.sum().sqrt()), rel=1e-3)
    cross_entropy = torch.nn.functional.cross_entropy(logits(tiny, ids)[:-1], q)
    perplexity = torch.nn.functional.cross_entropy(logits(tiny, ids)[:-1], targets)
    assert Binoculars().value(found) == pytest.approx(float(perplexity / cross_entropy), rel=1e-4)


def test_a_model_beside_itself_is_the_form_with_one_model(tiny: LanguageModel) -> None:
    found = reading(tiny, tiny, ids_of(200))
    assert found.pair is not None
    torch.testing.assert_close(found.pair.cross, -found.statistics.entropy, atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(found.pair.variance, found.statistics.variance, atol=1e-3, rtol=1e-3)
    assert PairCurvature().value(found) == pytest.approx(Curvature().value(found), rel=1e-3)


def test_the_pair_is_not_the_same_the_other_way_round(tiny: LanguageModel, observer: LanguageModel) -> None:
    one, other = reading(tiny, observer, ids_of(200)), reading(observer, tiny, ids_of(200))
    assert abs(Binoculars().value(one) - Binoculars().value(other)) > 0.01


def test_the_observer_reads_the_same_windows_beside_the_first(
    tiny: LanguageModel, observer: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, torch.Tensor]] = []
    for name, model in (("first", tiny), ("observer", observer)):

        def watch(ids: torch.Tensor, layers: object, name: str = name, read: object = model.hidden_states) -> object:
            seen.append((name, ids))
            return read(ids, layers)  # type: ignore[operator]

        monkeypatch.setattr(model, "hidden_states", watch)
    run_passes(tiny, [ids_of(1700), ids_of(90)], (), observer)
    assert [name for name, _ in seen] == ["first", "observer"] * (len(seen) // 2)
    for (_, first), (_, second) in zip(seen[::2], seen[1::2], strict=True):
        assert torch.equal(first, second)
        assert first.numel() <= windows.BATCH_TOKENS["cpu"]


def test_company_and_order_do_not_change_a_pair(tiny: LanguageModel, observer: LanguageModel) -> None:
    texts = [ids_of(n, n) for n in (40, 700, 130, 41)]
    alone = [run_passes(tiny, [text], (), observer)[0].pair for text in texts]
    for order in ([0, 1, 2, 3], [2, 0, 3, 1]):
        for n, done in zip(order, run_passes(tiny, [texts[n] for n in order], (), observer), strict=True):
            mine, theirs = done.pair, alone[n]
            assert mine is not None
            assert theirs is not None
            assert len(mine) == len(texts[n]) - 1
            torch.testing.assert_close(mine.cross, theirs.cross, atol=1e-4, rtol=1e-4)
            torch.testing.assert_close(mine.variance, theirs.variance, atol=1e-3, rtol=1e-3)


def test_without_an_observer_the_methods_of_a_pair_abstain(tiny: LanguageModel) -> None:
    found = reading(tiny, None, ids_of(200))
    assert math.isnan(PairCurvature().value(found))
    assert math.isnan(Binoculars().value(found))


def test_a_reading_whose_pair_overflowed_is_not_judged() -> None:
    row, broken = torch.ones(3), torch.tensor([1.0, math.inf, 1.0])
    statistics = TokenStatistics(row, row, row, row)
    assert Reading(statistics, row, (), (), pair=PairStatistics(row, row)).is_finite
    assert not Reading(statistics, row, (), (), pair=PairStatistics(row, broken)).is_finite
    assert not Reading(statistics, row, (), (), classified=math.nan).is_finite
    assert Reading(statistics, row, (), (), classified=2.0).is_finite
