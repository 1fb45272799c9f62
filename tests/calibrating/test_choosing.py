"""Of the texts found only such serve as would get a score: each once, one an author."""

import pytest

from plugin.domain.score import Reason
from tests.calibrating.conftest import essay
from workers.calibrating import choosing
from workers.calibrating.choosing import choose
from workers.calibrating.found import Found, Other
from workers.scoring.calibration import CalibrationError
from workers.scoring.scorer import Scorer

GERMAN = (
    "Der Fluss lief an unserer Mühle vorbei, und niemand im Dorf sprach darüber, bis der Winter kam und auf "
    "jedem Dach Schnee lag. Die Kinder trugen Holz aus dem Wald, und meine Tante sang alte Lieder über Boote, "
    "die sie nie gesehen hatte, weil ihr Vater sie verkauft hatte, bevor sie geboren wurde. In jenem Jahr "
    "lernten wir, wie man Netze flickt, Karten liest und Brot für den Markt backt. Später zogen wir in die "
    "Stadt, wo keiner unsere Sprache verstand und die Straßen breiter waren als der Fluss. Ich habe lange "
    "gebraucht, um mich daran zu gewöhnen, dass man dort nachts die Sterne nicht sieht und morgens von den "
    "Wagen geweckt wird, die vor dem Haus anfahren."
)


def test_each_text_left_out_is_counted_by_its_reason(scorer: Scorer) -> None:
    chosen = choose(
        [
            Found(essay(1)), Found(essay(1).upper()), Found(essay(1) + " The end."), Found("Too short."), Found(GERMAN),
            Found(Reason.ENCRYPTED), Found(Other.OTHER_TYPE), Found(essay(2)),
        ],
        scorer,
    )  # fmt: skip
    assert [request.text for request in chosen.requests] == [essay(1), essay(2)]
    assert chosen.read == 8
    assert chosen.left_out == {
        Other.EXACT_DOUBLE: 1, Other.NEAR_DOUBLE: 1, Other.OTHER_TYPE: 1, Reason.TOO_SHORT: 1, Reason.ENCRYPTED: 1,
        Reason.LANGUAGE_NOT_CALIBRATED: 1,
    }  # fmt: skip


def test_of_one_author_s_two_hundred_texts_the_longest_serves(scorer: Scorer) -> None:
    texts = [Found(essay(seed, 400 if seed == 77 else 120), "mei") for seed in range(200)]
    chosen = choose([*texts, Found(essay(900), "li"), Found(essay(901)), Found(essay(902))], scorer)
    assert [r.text for r in chosen.requests] == [essay(77, 400), essay(900), essay(901), essay(902)]
    assert chosen.left_out == {Other.SAME_AUTHOR: 199}


def test_an_author_whose_longest_text_cannot_be_scored_is_served_by_the_next(scorer: Scorer) -> None:
    code = "for x in range(10): y[x] = 3 * x ** 2 + 17; print(x, y[x]) # 12345\n" * 60
    chosen = choose([Found(code, "mei"), Found(essay(1), "mei")], scorer)
    assert [r.text for r in chosen.requests] == [essay(1)]


def test_more_text_than_can_be_held_is_refused(scorer: Scorer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "_MOST_CHARACTERS", 1000)
    with pytest.raises(CalibrationError) as error:
        choose([Found(essay(1)), Found(essay(2))], scorer)
    assert error.value.code == "too_much_text"
