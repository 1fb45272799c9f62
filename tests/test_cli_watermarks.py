"""`caveat admin watermark`: keys go in and are never printed."""

import io
import json
from pathlib import Path

import pytest
from transformers import LlamaForCausalLM

from plugin.cli import main
from plugin.services import watermark_keys
from plugin.store.session import Database
from tests.cli_environment import set_environment
from tests.scoring.watermarks.conftest import generator_folder, model  # noqa: F401 - fixtures
from tests.scoring.watermarks.marked import VOCABULARY

KEY = 987654321987


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    set_environment(monkeypatch, tmp_path)
    main(["migrate"])


@pytest.fixture
def file(model: LlamaForCausalLM, generator_folder: Path, tmp_path: Path) -> Path:  # noqa: F811 - fixtures
    settings = {"tokenizer": str(generator_folder), "vocab_size": VOCABULARY, "prf": "vllm-philox", "key": KEY}
    path = tmp_path / "ours.json"
    path.write_text(json.dumps(settings))
    return path


def test_a_watermark_is_added_listed_and_removed_without_its_key(
    file: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    assert main(["admin", "watermark", "add", "our chat", "gumbel", str(file)]) == 0
    assert main(["admin", "watermark", "list"]) == 0
    assert main(["admin", "watermark", "remove", "our chat"]) == 0
    assert main(["admin", "watermark", "remove", "our chat"]) == 1
    said = capsys.readouterr()
    assert "gumbel      our chat" in said.out
    assert "Restart each" in said.out
    assert str(KEY) not in said.out + said.err + caplog.text


def test_settings_may_come_from_the_standard_input(file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(file.read_text()))
    assert main(["admin", "watermark", "add", "our chat", "gumbel", "-"]) == 0
    with Database(f"sqlite:///{tmp_path / 'caveat.db'}").session() as session:
        assert watermark_keys.settings(session, "x" * 40)[0].settings["key"] == KEY


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"tokenizer": "/no/such/folder"}, "cannot be loaded"),
        ({"vocab_size": None}, "needs vocab_size"),
        ({"key": str(KEY)}, "key cannot be right"),
    ],
)
def test_what_cannot_be_looked_for_is_not_kept_and_said_without_the_key(
    file: Path, capsys: pytest.CaptureFixture[str], change: dict[str, object], said: str
) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    assert main(["admin", "watermark", "add", "our chat", "gumbel", str(file)]) == 1
    assert main(["admin", "watermark", "list"]) == 0
    printed = capsys.readouterr()
    assert said in printed.err
    assert "our chat" not in printed.out
    assert str(KEY) not in printed.out + printed.err


@pytest.mark.parametrize("content", [f"key {KEY}", f"[{KEY}]", None])
def test_a_file_that_holds_no_settings_is_said_in_one_line(
    file: Path, capsys: pytest.CaptureFixture[str], content: str | None
) -> None:
    file.unlink() if content is None else file.write_text(content)
    assert main(["admin", "watermark", "add", "our chat", "gumbel", str(file)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert str(KEY) not in said
