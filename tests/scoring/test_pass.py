"""One pass, in windows and chunks, gives what the whole logits would give."""

import random
from collections.abc import Sequence

import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st

from workers.scoring.language_model import LanguageModel
from workers.scoring.normalise import normalise
from workers.scoring.statistics import ROWS, token_statistics
from workers.scoring.windows import BUCKET, CONTEXT, SIZE, run_passes, windows_of

LAYERS = (12, 24)


def ids_of(length: int, seed: int = 0) -> list[int]:
    chance = random.Random(seed)
    return [chance.randrange(300) for _ in range(length)]


def naive(logits: torch.Tensor, targets: torch.Tensor) -> tuple[torch.Tensor, ...]:
    log_p = torch.log_softmax(logits.double(), dim=-1)
    own = log_p.gather(1, targets[:, None]).squeeze(1)
    rank = 1 + (log_p > own[:, None]).sum(dim=1)
    mean = (log_p.exp() * log_p).sum(dim=1)
    variance = (log_p.exp() * log_p.square()).sum(dim=1) - mean.square()
    return own, rank.double(), -mean, variance


@pytest.mark.parametrize("rows", [1, ROWS - 1, ROWS, ROWS + 1, 3 * ROWS + 5])
def test_chunks_give_what_whole_logits_give(rows: int) -> None:
    torch.manual_seed(rows)
    hidden, head, targets = torch.randn(rows, 8), torch.randn(50, 8), torch.randint(50, (rows,))
    found = token_statistics(hidden, head, targets)
    for mine, theirs in zip(found.tensors(), naive(hidden @ head.T, targets), strict=True):
        torch.testing.assert_close(mine.double(), theirs, atol=2e-4, rtol=1e-4)


def test_sums_over_a_vocabulary_of_real_size_keep_their_last_digits() -> None:
    torch.manual_seed(1)
    hidden, head, targets = torch.randn(16, 8), torch.randn(49_152, 8), torch.randint(49_152, (16,))
    found = token_statistics(hidden, head, targets)
    for mine, theirs in zip(found.tensors(), naive(hidden @ head.T, targets), strict=True):
        torch.testing.assert_close(mine.double(), theirs, atol=2e-5, rtol=2e-6)


def test_a_hidden_state_without_a_target_is_refused() -> None:
    with pytest.raises(ValueError, match="one hidden state a target"):
        token_statistics(torch.zeros(3, 8), torch.zeros(50, 8), torch.zeros(2, dtype=torch.long))


@pytest.mark.parametrize("length", [2, 63, 64, 65, 300, SIZE])
def test_a_text_of_one_window_matches_the_plain_model(tiny: LanguageModel, length: int) -> None:
    ids = ids_of(length)
    done = run_passes(tiny, [ids], LAYERS)[0]
    with torch.inference_mode():
        final, layers = tiny.hidden_states(torch.tensor([ids]), LAYERS)
    expected = naive(final[0, :-1] @ tiny.head.T, torch.tensor(ids[1:]))
    for mine, theirs in zip(done.statistics.tensors(), expected, strict=True):
        torch.testing.assert_close(mine.double(), theirs, atol=1e-3, rtol=1e-3)
    for row, layer in enumerate(layers):
        torch.testing.assert_close(done.pooled[row], layer[0, 1:].mean(dim=0), atol=1e-4, rtol=1e-4)


@given(st.integers(2, 5000))
def test_every_token_but_the_first_is_scored_exactly_once(length: int) -> None:
    scored = [at for w in windows_of(0, length) for at in range(w.score_from, w.start + w.length)]
    assert scored == list(range(1, length))
    for window in windows_of(0, length):
        assert window.length <= SIZE
        assert window.start == 0 or window.score_from - window.start == CONTEXT


def test_a_long_text_is_judged_to_its_end(tiny: LanguageModel) -> None:
    assert len(run_passes(tiny, [ids_of(1700)], LAYERS)[0].statistics) == 1699


def test_company_and_order_do_not_change_a_text(tiny: LanguageModel) -> None:
    texts: list[Sequence[int]] = [ids_of(n, n) for n in (40, 700, 130, 64, 512, 41, 9, 700)]
    alone = [run_passes(tiny, [text], LAYERS)[0] for text in texts]
    for order in (list(range(len(texts))), [3, 7, 0, 5, 2, 6, 1, 4]):
        together = run_passes(tiny, [texts[n] for n in order], LAYERS)
        for n, done in zip(order, together, strict=True):
            mine, theirs = done.statistics.log_probability, alone[n].statistics.log_probability
            torch.testing.assert_close(mine, theirs, atol=1e-4, rtol=1e-4)
            torch.testing.assert_close(done.pooled, alone[n].pooled, atol=1e-4, rtol=1e-4)


def test_the_model_only_ever_sees_a_few_shapes(tiny: LanguageModel, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = set()
    original = tiny.hidden_states

    def watch(ids: torch.Tensor, layers: object) -> object:
        seen.add(ids.shape[1])
        return original(ids, layers)

    monkeypatch.setattr(tiny, "hidden_states", watch)
    run_passes(tiny, [ids_of(n) for n in range(2, 900, 37)], ())
    assert all(length % BUCKET == 0 for length in seen)
    assert len(seen) <= SIZE // BUCKET


def test_a_batch_is_bounded_by_its_tokens_not_by_its_texts(
    tiny: LanguageModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, ...]] = []
    original = tiny.hidden_states

    def watch(ids: torch.Tensor, layers: object) -> object:
        seen.append(tuple(ids.shape))
        return original(ids, layers)

    monkeypatch.setattr(tiny, "hidden_states", watch)
    run_passes(tiny, [ids_of(120)] * 20 + [ids_of(512)] * 5, ())
    assert seen == [(16, 128), (4, 128), (4, 512), (1, 512)]


@example("? \U00020000")
@given(st.text(max_size=200))
@settings(max_examples=300)
def test_every_character_knows_where_it_came_from(raw: str) -> None:
    done = normalise(raw)
    assert len(done.origins) == len(done.text) + 1
    assert list(done.origins) == sorted(done.origins)
    assert done.text == done.text.strip()
    assert "  " not in done.text
    for index, character in enumerate(done.text):
        start, end = done.origins[index], done.ends[index]
        source = raw[start:end]
        # What a letter or a comma is read as may depend on its neighbours, also over a space.
        around = (source, "x" + source + "x", raw[max(start - 1, 0) : end + 1], raw[max(start - 3, 0) : end + 3])
        assert character == " " or any(character in normalise(piece).text for piece in around)


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("“It’s” – so…", '"It\'s" - so...'),
        ("a\u00a0b\n\n\tc", "a b c"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("soft\u00adhyphen", "softhyphen"),
        ("ﬁne Ａ１", "fine A1"),
        ("cafe\u0301 nai\u0308ve", "café naïve"),
        ("  ", ""),
    ],
)
def test_formatting_is_taken_out(raw: str, plain: str) -> None:
    assert normalise(raw).text == plain


def test_a_stretch_is_found_again_in_the_raw_text() -> None:
    raw = "One  “two”\n\nthree…  four"
    done = normalise(raw)
    start = done.text.index('"two"')
    assert raw[slice(*done.raw_span(start, start + 5))] == "“two”"
    start = done.text.index("three...")
    assert raw[slice(*done.raw_span(start, start + 8))] == "three…"
    assert normalise("cafe\u0301 noir").raw_span(0, 4) == (0, 5)
