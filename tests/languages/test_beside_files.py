"""What the LMS shows beside a file has no reader whose language is known: the setting says which it is."""

import re

import pytest

from plugin.config import from_environment
from plugin.config_error import ConfigError
from plugin.domain import asset_report, words
from plugin.domain.asset_report import AssetError
from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.language import LOCALES, catalogue, speaking
from plugin.domain.score import Band, Reason

ENVIRONMENT = {"CAVEAT_SECRET_KEY": "x" * 32, "CAVEAT_BASE_URL": "https://caveat.example.edu", "CAVEAT_DATA_DIR": "/d"}
CAVEATS = (Caveat(Code.NOT_EVIDENCE, Severity.STOP),)
SHOWN = 15  # characters that a platform shows of a result


@pytest.mark.parametrize(("told", "locale"), [("", "en"), ("en", "en"), ("zh-Hans", "zh_Hans"), ("zh_CN", "zh_Hans")])
def test_the_setting_names_a_language(told: str, locale: str) -> None:
    assert from_environment(ENVIRONMENT | {"CAVEAT_LANGUAGE": told}).language == locale


def test_a_language_that_caveat_does_not_speak_is_refused() -> None:
    with pytest.raises(ConfigError, match="CAVEAT_LANGUAGE"):
        from_environment(ENVIRONMENT | {"CAVEAT_LANGUAGE": "fr"})


def test_a_report_beside_a_file_is_in_that_language() -> None:
    with speaking(catalogue("zh_Hans")):
        told = asset_report.processed(Band.ELEVATED, CAVEATS, visible=False)
    assert (told.title, told.result) == ("这份文本与人写文本相比读起来怎样", "偏高")
    assert not re.search(r"[a-z]{3,} [a-z]{3,}", told.comment)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_band_fits_where_the_platform_shows_it(locale: str) -> None:
    with speaking(catalogue(locale)):
        assert max(len(words.BAND_NAMES[band]) for band in Band) <= SHOWN


@pytest.mark.parametrize("error", AssetError)
def test_a_file_that_was_not_read_says_why_in_chinese(error: AssetError) -> None:
    with speaking(catalogue("zh_Hans")):
        assert re.search("[一-鿿]", asset_report.failed(error).comment)


def test_a_text_in_a_language_without_a_calibration_is_explained_there_too() -> None:
    with speaking(catalogue("zh_Hans")):
        assert "这种语言没有测量数据" in asset_report.unscorable(Reason.LANGUAGE_NOT_CALIBRATED).comment
