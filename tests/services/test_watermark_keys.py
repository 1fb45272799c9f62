"""Keys of watermarks: in, and out only for the scorer."""

import pytest

from plugin.domain.watermarks import WatermarkError, WatermarkSetting
from plugin.services import watermark_keys
from plugin.store.session import Database
from plugin.store.tables import WatermarkKey
from tests.services.world import SECRET

KEY = 987654321987
OURS = WatermarkSetting(
    "our chat", "gumbel", {"tokenizer": "/models/ours", "vocab_size": 32000, "prf": "vllm-philox", "key": KEY}
)


def test_a_mark_comes_back_for_the_scorer_as_it_was_given(database: Database) -> None:
    with database.session() as session:
        watermark_keys.add(session, SECRET, OURS)
    with database.session() as session:
        assert watermark_keys.settings(session, SECRET) == [OURS]


def test_nothing_of_a_mark_lies_in_the_database_in_clear(database: Database) -> None:
    with database.session() as session:
        watermark_keys.add(session, SECRET, OURS)
    with database.session() as session:
        stored = session.query(WatermarkKey).one().settings
    for clear in (b"987654321987", b"/models/ours", b"key"):
        assert clear not in stored


def test_the_list_names_marks_and_schemes_alone(database: Database) -> None:
    with database.session() as session:
        watermark_keys.add(session, SECRET, OURS)
        assert watermark_keys.kept(session) == [("our chat", "gumbel")]


def test_another_secret_key_opens_nothing_and_says_so(database: Database) -> None:
    with database.session() as session:
        watermark_keys.add(session, SECRET, OURS)
        with pytest.raises(WatermarkError) as error:
            watermark_keys.settings(session, SECRET + "!")
    assert error.value.code == "key_sealed"


@pytest.mark.parametrize(("name", "code"), [("our chat", "name_taken"), (" ", "name_wrong"), ("x" * 129, "name_wrong"),
                                            ("a\nb", "name_wrong")])  # fmt: skip
def test_a_name_is_given_once_and_is_one(database: Database, name: str, code: str) -> None:
    with database.session() as session:
        watermark_keys.add(session, SECRET, OURS)
        with pytest.raises(WatermarkError) as error:
            watermark_keys.add(session, SECRET, WatermarkSetting(name, OURS.scheme, OURS.settings))
    assert error.value.code == code


def test_what_cannot_be_right_is_not_kept(database: Database) -> None:
    with database.session() as session:
        with pytest.raises(WatermarkError):
            watermark_keys.add(session, SECRET, WatermarkSetting("x", "gumbel", {"key": KEY}))
        assert watermark_keys.kept(session) == []


def test_a_mark_is_removed_once(database: Database) -> None:
    with database.session() as session:
        watermark_keys.add(session, SECRET, OURS)
        assert watermark_keys.remove(session, "our chat")
        assert not watermark_keys.remove(session, "our chat")
        assert watermark_keys.settings(session, SECRET) == []
