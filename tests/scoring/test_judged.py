"""What a score says of the text it judged: how much of it, what not, and what nobody sees in it."""

from datetime import date
from pathlib import Path

import pytest

from plugin.domain.caveats import Caveat, Code
from plugin.domain.score import LeftOutKind, OddityKind, Reason, Score, Unscorable
from tests.platforms.essays import HARBOUR, PLACE
from tests.scoring.made_up import calibration, one_probe
from workers.scoring.judged import judged
from workers.scoring.language_model import LanguageModel
from workers.scoring.scorer import Scorer

QUOTE = "\n".join(["> The mill closed that winter and nobody in our street said so,"] * 12)


@pytest.fixture
def scorer(tiny: LanguageModel, tmp_path: Path) -> Scorer:
    return Scorer(tiny, calibration(tmp_path), one_probe(), today=lambda: date(2026, 6, 1))


def scored(scorer: Scorer, text: str) -> tuple[Score, dict[Code, Caveat]]:
    result, caveats = scorer.score(text, "en", 0.99)
    assert isinstance(result, Score)
    return result, {caveat.code: caveat for caveat in caveats}


def in_two(text: str) -> tuple[str, str]:
    """At a sentence's end near the middle."""
    at = text.index(". ", len(text) // 2) + 1
    return text[:at], text[at + 1 :]


def test_what_is_left_out_is_not_read(scorer: Scorer) -> None:
    first, second = in_two(PLACE)
    with_quote, _ = scored(scorer, f"{first}\n\n{QUOTE}\n\n{second}")
    alone, _ = scored(scorer, PLACE)
    assert (with_quote.statistic, with_quote.tokens) == (alone.statistic, alone.tokens)
    assert with_quote.judged_words == alone.judged_words == alone.words == len(PLACE.split())
    assert with_quote.words == alone.words + len(QUOTE.split())
    (part,) = with_quote.left_out
    assert (part.kind, part.start, part.words) == (LeftOutKind.QUOTE, len(first) + 2, len(QUOTE.split()))


def test_no_sentence_begins_or_ends_in_a_part_left_out(scorer: Scorer) -> None:
    first, second = in_two(HARBOUR)
    score, _ = scored(scorer, f"{first}\n\n{QUOTE}\n\n{second}")
    (part,) = score.left_out
    for place in (*score.sentences, *score.spans):
        assert not part.start <= place.start < part.end
        assert not part.start < place.end <= part.end


def test_the_share_is_of_the_words_judged(scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.scoring.scorer._share", lambda _, words: words / 1000)
    score, _ = scored(scorer, f"{PLACE}\n\n{QUOTE}")
    assert score.share == score.judged_words / 1000 < score.words / 1000


def test_it_is_said_when_more_than_a_tenth_was_left_out(scorer: Scorer) -> None:
    words = len(PLACE.split())
    line = "> The mill closed that winter\n"
    few = line * (words // 80)
    _, caveats = scored(scorer, f"{PLACE}\n\n{few}")
    assert Code.PARTS_LEFT_OUT not in caveats
    score, caveats = scored(scorer, f"{PLACE}\n\n{line * (words // 30)}")
    assert caveats[Code.PARTS_LEFT_OUT].facts == {"judged": words, "words": score.words}


def test_a_text_short_without_its_quotes_has_the_caveat_of_a_short_text(scorer: Scorer) -> None:
    text = " ".join(PLACE.split()[:200])
    _, caveats = scored(scorer, f"{text}\n\n{QUOTE}")
    assert caveats[Code.SHORT_TEXT].facts == {"words": 200}


def test_disguised_letters_are_read_as_what_they_look_like_and_said(scorer: Scorer) -> None:
    plain, without = scored(scorer, PLACE)
    score, caveats = scored(scorer, PLACE.replace("a", "а"))  # Cyrillic
    assert score.statistic == plain.statistic
    (oddity,) = score.oddities
    assert (oddity.kind, oddity.count) == (OddityKind.LOOK_ALIKE, PLACE.count("a"))
    assert caveats[Code.ODD_CHARACTERS].facts == {"count": oddity.count}
    assert plain.oddities == ()
    assert Code.ODD_CHARACTERS not in without


def test_caveats_of_the_text_stand_in_their_order(scorer: Scorer) -> None:
    _, caveats = scored(scorer, f"{PLACE}\n\n{QUOTE}".replace("e", "е"))
    codes = list(caveats)
    assert {Code.ODD_CHARACTERS, Code.PARTS_LEFT_OUT} <= set(codes)
    assert codes == sorted(codes, key=list(Code).index)


def test_quotes_alone_are_never_read(scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scorer.model, "hidden_states", lambda *_: pytest.fail("read"))
    result, caveats = scorer.score(QUOTE, "en", 0.99)
    assert isinstance(result, Unscorable)
    assert (result.reason, caveats) == (Reason.MOSTLY_QUOTES, ())


def test_the_kind_with_most_words_names_the_rest() -> None:
    table = "a | b | c\n" * 40
    assert judged(f"{QUOTE}\n\n{table}").mostly is LeftOutKind.TABLE
    assert judged(f"{QUOTE}\n\n{table[:100]}").mostly is LeftOutKind.QUOTE
    assert judged(f"{PLACE}\n\n{table}").mostly is None
    assert judged("").mostly is None
