"""What the scorer looks for: all that is kept and can be, and never at the cost of the scores."""

from pathlib import Path
from typing import Any

import pytest
from transformers import LlamaForCausalLM

from plugin.config import Settings
from plugin.domain.watermarks import WatermarkSetting
from plugin.services import watermark_keys
from plugin.store.migrate import migrate
from plugin.store.session import Database
from tests.scoring.watermarks.conftest import generator_folder, model  # noqa: F401 - fixtures
from tests.scoring.watermarks.marked import VOCABULARY
from workers import doctor, watermarks

KEY = 987654321987


@pytest.fixture
def database(settings: Settings) -> Database:
    database = Database(settings.database_url)
    migrate(database)
    return database


@pytest.fixture
def gumbel(model: LlamaForCausalLM, generator_folder: Path) -> dict[str, Any]:  # noqa: F811 - fixtures
    return {"tokenizer": str(generator_folder), "vocab_size": VOCABULARY, "prf": "vllm-philox", "key": KEY}


def keep(database: Database, settings: Settings, name: str, raw: dict[str, Any]) -> None:
    with database.session() as session:
        watermark_keys.add(session, settings.secret_key, WatermarkSetting(name, "gumbel", raw))


def test_one_that_cannot_be_looked_for_leaves_the_others_and_no_key_in_the_log(
    database: Database, settings: Settings, gumbel: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    keep(database, settings, "our chat", gumbel)
    keep(database, settings, "gone", gumbel | {"tokenizer": "/no/such/folder"})
    found = watermarks.usable(database, settings.secret_key, settings.cache_dir)
    assert [test.name for test in found] == ["our chat"]
    assert "the watermark gone is not looked for" in caplog.text
    assert str(KEY) not in caplog.text


def test_a_secret_key_that_changed_stops_no_scorer(
    database: Database, settings: Settings, gumbel: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    keep(database, settings, "our chat", gumbel)
    assert watermarks.usable(database, "y" * 40, settings.cache_dir) == ()
    assert "key_sealed" in caplog.text


def test_the_doctor_tries_each(database: Database, settings: Settings, gumbel: dict[str, Any]) -> None:
    assert doctor._watermarks(settings) == "none are looked for"
    keep(database, settings, "our chat", gumbel)
    assert doctor._watermarks(settings) == "1 can be looked for"
    keep(database, settings, "gone", gumbel | {"tokenizer": "/no/such/folder"})
    with pytest.raises(doctor.Ailment, match="gone: The tokenizer"):
        doctor._watermarks(settings)
