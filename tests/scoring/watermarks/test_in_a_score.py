"""Watermarks beside a score: looked for in the text as it was handed in, and no part of the number."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from plugin.domain.score import Score, Watermark
from tests.platforms.essays import PLACE
from tests.scoring.made_up import calibration, one_probe
from workers.scoring.language_model import LanguageModel
from workers.scoring.scorer import Scorer


class Listening:
    """Remembers the texts that it was asked about."""

    name, scheme = "ours", "green_list"

    def __init__(self, answer: Watermark | None):
        self.answer, self.heard = answer, list[str]()

    def test(self, text: str) -> Watermark | None:
        self.heard.append(text)
        return self.answer


OURS = Watermark("ours", "green_list", 300, 8.0, 1e-12)


def scored(tiny: LanguageModel, folder: Path, text: str, *tests: Listening) -> Score:
    scorer = Scorer(tiny, calibration(folder), one_probe(), today=lambda: date(2026, 6, 1), watermarks=tests)
    result, _ = scorer.score(text, "en", 0.99)
    assert isinstance(result, Score)
    return result


def test_the_raw_text_is_tested_and_what_was_too_short_is_left_out(tiny: LanguageModel, tmp_path: Path) -> None:
    raw = "\ufeff" + PLACE.replace("'", "’").replace(". ", ".  ")
    listening, short = Listening(OURS), Listening(None)
    assert scored(tiny, tmp_path, raw, short, listening).watermarks == (OURS,)
    assert set(listening.heard) == set(short.heard) == {raw}


def test_a_watermark_moves_no_number(tiny: LanguageModel, tmp_path: Path) -> None:
    with_one, without = scored(tiny, tmp_path, PLACE, Listening(OURS)), scored(tiny, tmp_path, PLACE)
    assert without.watermarks == ()
    assert replace(with_one, watermarks=()) == without
