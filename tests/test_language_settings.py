"""Models for languages beside the default one, named in the environment."""

from pathlib import Path

import pytest

from plugin.config import from_environment
from plugin.config_error import ConfigError
from plugin.domain.languages import LanguageSetting

GOOD = {"CAVEAT_SECRET_KEY": "x" * 32, "CAVEAT_BASE_URL": "https://caveat.example.edu/", "CAVEAT_DATA_DIR": "/data"}
CHINESE = {"CAVEAT_MODEL_ZH": "a/model", "CAVEAT_CALIBRATION_ZH": "zh-2026.11"}


def test_without_any_there_is_the_default_model_alone() -> None:
    assert from_environment(GOOD).languages == ()


def test_a_language_has_a_model_and_a_calibration_in_the_data_folder() -> None:
    expected = LanguageSetting("zh", "a/model", Path("/data/calibrations/zh-2026.11.json"))
    assert from_environment(GOOD | CHINESE).languages == (expected,)


def test_a_calibration_may_lie_elsewhere() -> None:
    settings = from_environment(GOOD | CHINESE | {"CAVEAT_CALIBRATION_ZH": "/elsewhere/zh.json"})
    assert settings.languages[0].calibration == Path("/elsewhere/zh.json")


def test_traditional_characters_are_a_setting_of_their_own() -> None:
    other = {"CAVEAT_MODEL_ZH_HANT": "a/model", "CAVEAT_CALIBRATION_ZH_HANT": "hant"}
    assert [s.language for s in from_environment(GOOD | CHINESE | other).languages] == ["zh", "zh-hant"]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"CAVEAT_CALIBRATION_ZH": ""}, "CAVEAT_CALIBRATION_ZH is missing"),
        ({"CAVEAT_MODEL_ZH": ""}, "CAVEAT_MODEL_ZH is missing"),
        ({"CAVEAT_MODEL_CHINESE": "a/model"}, "CAVEAT_MODEL_CHINESE"),
        ({"CAVEAT_CALIBRATION_zh": "zh"}, "CAVEAT_CALIBRATION_zh"),
        ({"CAVEAT_LANGUAGES_LOADED": "0"}, "CAVEAT_LANGUAGES_LOADED"),
    ],
)
def test_half_a_setting_is_refused_by_name(change: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        from_environment(GOOD | CHINESE | change)


def test_another_model_or_calibration_of_a_language_is_another_detector() -> None:
    changes: list[dict[str, str]] = [
        {}, CHINESE, CHINESE | {"CAVEAT_MODEL_ZH": "b/model"}, CHINESE | {"CAVEAT_CALIBRATION_ZH": "other"},
        {"CAVEAT_MODEL_JA": "a/model", "CAVEAT_CALIBRATION_JA": "zh-2026.11"},
    ]  # fmt: skip
    assert len({from_environment(GOOD | change).detector_id for change in changes}) == len(changes)
