"""Compiled or plain, the answers are the same: tried on a CPU, since the compiler has one too."""

import logging
from functools import partial

import pytest
import torch

from tests.scoring.test_pass import naive
from workers.scoring import statistics
from workers.scoring.compiled import Compiled


def inputs(rows: int, width: int = 64) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    torch.manual_seed(rows)
    logits, targets = 4 * torch.randn(rows, width), torch.randint(width, (rows, 1))
    return logits, logits.gather(1, targets), targets


def test_the_compiled_block_gives_what_the_plain_one_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    """Traced, made free of overwriting, and run: only the writing of machine code is left out, which takes a minute."""
    monkeypatch.setattr(torch, "compile", partial(torch.compile, backend="aot_eager", fullgraph=True))
    compiled = Compiled(statistics._block_of_copy)
    for rows in (5, 33):
        logits, own, targets = inputs(rows)
        whole = logits.clone()
        found = compiled(logits, own, targets)
        assert torch.equal(logits, whole)  # the caller's are not written over
        for mine, theirs in zip(found, naive(whole, targets.squeeze(1)), strict=True):
            torch.testing.assert_close(mine.double(), theirs, atol=2e-4, rtol=1e-4)
    assert compiled._fast is not compiled.plain


def test_where_nothing_can_be_compiled_the_plain_function_serves(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries = []

    def no_compiler(*_: torch.Tensor) -> tuple[torch.Tensor, ...]:
        tries.append(1)
        raise RuntimeError("no C compiler")

    monkeypatch.setattr(torch, "compile", lambda *_, **__: no_compiler)
    compiled = Compiled(lambda tensor: (2 * tensor,))
    with caplog.at_level(logging.WARNING):
        assert [float(compiled(torch.tensor(n))[0]) for n in (1.0, 3.0)] == [2.0, 6.0]
    assert len(tries) == 1
    assert "not compiled" in caplog.text


def test_memory_that_is_full_is_not_taken_for_a_compiler_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: torch.Tensor) -> tuple[torch.Tensor, ...]:
        raise torch.OutOfMemoryError("full")

    monkeypatch.setattr(torch, "compile", lambda *_, **__: full)
    compiled = Compiled(lambda tensor: (tensor,))
    with pytest.raises(torch.OutOfMemoryError):
        compiled(torch.ones(1))


def test_a_product_is_plain_where_the_backend_keeps_no_wide_sums() -> None:
    hidden, head = torch.randn(3, 8).bfloat16(), torch.randn(5, 8).bfloat16()
    assert torch.equal(statistics.wide_product(hidden, head), hidden @ head.T)
    assert torch.equal(statistics.wide_product(hidden.float(), head.float()), hidden.float() @ head.float().T)


def test_a_product_keeps_its_wide_sums_where_the_backend_gives_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def wide(a: torch.Tensor, b: torch.Tensor, out_dtype: torch.dtype) -> torch.Tensor:
        return (a.double() @ b.double()).to(out_dtype)

    monkeypatch.setattr(torch, "mm", wide)
    hidden, head = torch.randn(3, 8).bfloat16(), torch.randn(5, 8).bfloat16()
    found = statistics.wide_product(hidden, head)
    assert found.dtype == torch.float32
    torch.testing.assert_close(found, hidden.float() @ head.float().T)
