"""The benchmark's sides do the same work, and its limit is counted right."""

import statistics
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from bench.scoring import memory, turns
from bench.scoring.limit import Rate, Work, best_rate, products, share_of_tokens_read
from bench.scoring.sides import Side, fast_detectgpt, ours, padded_loop, plain_model, tokens_in
from bench.scoring.texts import lengths, texts_of
from tests.scoring.made_up import calibration as made_up
from tests.scoring.made_up import one_probe
from tests.scoring.tiny import make_tiny
from workers.scoring.detectors import ZERO_SHOT, LogLikelihood
from workers.scoring.language_model import LanguageModel
from workers.scoring.loading import Loaded
from workers.scoring.reading import prepare, read_all
from workers.scoring.scorer import Scorer

SHORT = ["The mill closed the winter I turned nine.", "My aunt kept setting the alarm, out of spite I think. So did I."]
CPU, RATE = torch.device("cpu"), Rate(1.0, 1.0)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    folder = make_tiny(tmp_path_factory.mktemp("plain"))
    found = plain_model(str(folder), tmp_path_factory.mktemp("cache"), "cpu")
    return Loaded(found.model.float(), found.tokenizer, found.identity)


@pytest.fixture(scope="module")
def model(plain: Loaded) -> LanguageModel:
    return LanguageModel(plain.model, plain.tokenizer, plain.identity)


def test_the_padded_loop_finds_the_likelihood_that_the_pass_finds(plain: Loaded, model: LanguageModel) -> None:
    mine = [LogLikelihood().value(r) for r in read_all(model, [prepare(model, text) for text in SHORT])]
    assert padded_loop(plain, SHORT) == pytest.approx(mine, abs=1e-4)


def test_the_published_recipe_finds_the_curvature_that_the_pass_finds(plain: Loaded, model: LanguageModel) -> None:
    curvature = next(detector for detector in ZERO_SHOT if detector.name == "curvature")
    mine = [curvature.value(r) for r in read_all(model, [prepare(model, text) for text in SHORT])]
    assert [fast_detectgpt(plain, text) for text in SHORT] == pytest.approx(mine, abs=1e-3)


def test_a_text_that_is_not_scored_stops_the_benchmark(model: LanguageModel, tmp_path: Path) -> None:
    whole, _ = ours(Scorer(model, made_up(tmp_path), one_probe()))
    with pytest.raises(ValueError, match="not scored"):
        whole.work(whole.ready(["Too short."]))


def test_operations_are_those_that_torch_counts(plain: Loaded) -> None:
    """But for half of the attention, which the plain form does and a causal model need not."""
    ids = torch.zeros(1, 100, dtype=torch.long)
    with FlopCounterMode(display=False) as counter, torch.inference_mode(), sdpa_kernel(SDPBackend.MATH):
        plain.model(input_ids=ids, use_cache=False)
    counted = {str(operation): n for operation, n in counter.get_flop_counts()["Global"].items()}
    assert Work(plain.model).of([100]) == counted["aten.mm"] + counted["aten.bmm"] / 2


def test_attention_reaches_no_further_back_than_a_window(plain: Loaded) -> None:
    work = Work(plain.model)
    assert work.of([2000]) - 2 * work.of([1000]) == 0
    assert work.of([400]) > 2 * work.of([200])


def test_the_share_of_new_tokens_counts_overlap_and_filling() -> None:
    assert share_of_tokens_read([512]) == 1.0
    assert share_of_tokens_read([60]) == 60 / 64
    assert share_of_tokens_read([549]) == 549 / (512 + 192)  # its second window holds 384 to 549: 165, filled to 192


def test_every_shape_of_the_model_and_a_square_one_are_multiplied(plain: Loaded) -> None:
    pairs = products(plain)
    assert {tuple(p.shape) for p in plain.model.parameters() if p.dim() == 2} < {tuple(b.shape) for _, b in pairs}
    assert best_rate(pairs).clock > 0


def test_lengths_are_those_of_essays() -> None:
    drawn = sorted(lengths(4000))
    assert statistics.median(drawn) == pytest.approx(549, rel=0.05)
    assert drawn[int(0.95 * len(drawn))] == pytest.approx(1150, rel=0.07)


def test_a_text_has_the_length_drawn_to_within_a_sentence(plain: Loaded) -> None:
    counted = [tokens_in(plain, text) for text in texts_of(lambda text: tokens_in(plain, text), 6)]
    assert all(drawn <= held + 10 and held <= drawn + 200 for drawn, held in zip(lengths(6), counted, strict=True))
    assert len(set(counted)) == 6


def test_every_side_reads_each_batch_once_and_takes_its_turn_at_going_first(plain: Loaded) -> None:
    ran: list[tuple[str, int]] = []

    def side(name: str) -> Side:
        return Side(name, list, lambda texts: ran.append((name, len(texts))) or [])

    done = turns.take([side("ours"), side("pass")], ["text"] * 11, lambda: RATE, CPU)
    assert ran == [("ours", 1), ("pass", 1), ("ours", 8), ("pass", 8), ("pass", 3), ("ours", 3)]
    assert [set(turn.seconds) for turn in done] == [{"ours", "pass"}] * 2


def test_a_ratio_is_taken_turn_by_turn_and_a_speed_over_the_run() -> None:
    done = [
        turns.Turn([300, 300], {"a": 1.0, "b": 2.0}, {"a": 2.0, "b": 2.0}, 0, RATE),
        turns.Turn([600], {"a": 3.0, "b": 12.0}, {"a": 4.0, "b": 12.0}, 0, RATE),
    ]
    assert turns.ratio(done, "a", "b")["clock"] == {"median": 3.0, "least": 2.0, "most": 4.0}
    assert turns.ratio(done, "a", "b")["cpu"] == {"median": 2.0, "least": 1.0, "most": 3.0}
    found = {"texts_a_second": 3 / 4, "tokens_a_second": 300.0, "tokens_a_cpu_second": 200.0}
    assert turns.speeds(done)["a"] == found


def growing() -> dict[str, float]:
    kept: list[bytes] = []
    return memory.gone_through(Side("grows", list, lambda texts: kept.append(b"1" * (64 << 20)) or []), ["text"] * 32)


def test_memory_is_read_at_a_quarter_half_and_all_of_the_texts() -> None:
    """In a process of its own: the most that this one ever held may be more than is held here."""
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        found = pool.submit(growing).result()
    assert found["after_50%"] - found["after_25%"] == pytest.approx(1 / 16, abs=0.02)
    assert found["after_100%"] - found["after_50%"] == pytest.approx(2 / 16, abs=0.02)
    assert found["peak"] >= found["after_100%"]


def test_the_rivals_memory_is_read_over_the_longest_batches() -> None:
    ran: list[str] = []
    memory.heaviest(Side("some", list, lambda texts: ran.append(texts[0]) or []), ["x" * n for n in range(80)])
    assert ran == ["x" * 56, "x" * 64, "x" * 72]
