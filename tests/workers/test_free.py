"""Where the use of AI is free a text is read for whoever marks it, and not scored."""

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

from plugin.domain.score import Reason, Unscorable
from plugin.services.runs import Work
from workers.judge import read_alone

ESSAY = b"An essay of six short words."


@pytest.fixture
def entry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.setenv("CAVEAT_SECRET_KEY", "x" * 32)
    monkeypatch.setenv("CAVEAT_BASE_URL", "http://localhost:8000")
    monkeypatch.setenv("CAVEAT_DATA_DIR", str(tmp_path))
    monkeypatch.delitem(sys.modules, "workers.scorer", raising=False)
    return importlib.import_module("workers.scorer")


def test_the_text_is_kept_and_counted_and_the_reason_said() -> None:
    judgement = read_alone(ESSAY)
    assert judgement.result == Unscorable(Reason.AI_USE_ALLOWED, 6, language=judgement.result.language)
    assert judgement.text == ESSAY.decode()


def test_a_file_that_cannot_be_read_says_so_all_the_same() -> None:
    result = read_alone(b"%PDF-1.7 no pdf").result
    assert isinstance(result, Unscorable)
    assert result.reason is Reason.UNREADABLE


@pytest.mark.parametrize("free", [True, False])
def test_the_scorer_asks_no_model_where_it_is_free(entry: Any, monkeypatch: pytest.MonkeyPatch, free: bool) -> None:
    kept: list[Any] = []

    def model() -> None:
        raise AssertionError("the model was asked")

    monkeypatch.setattr(entry, "scorer", model)
    monkeypatch.setattr(entry, "_end_if_unwell", lambda: None)  # it would end this process
    monkeypatch.setattr(entry, "_finish", lambda _, judgement: kept.append(judgement.word))
    monkeypatch.setattr(entry, "_fail", lambda _, reason: kept.append(reason))
    entry._judge("r", ESSAY, Work(run_id=None, document_sha256="", free=free))
    assert kept == (["ai_use_allowed"] if free else ["internal"])
