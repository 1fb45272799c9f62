"""Which language, and how sure."""

import threading

import pytest

from workers.reading import language
from workers.reading.language import identify

TEXTS = {
    "en": "This is a plain essay about the weather and how it changes with every season of the year.",
    "es": "Esta es una redacción sencilla sobre el tiempo y sobre cómo cambia con las estaciones del año.",
    "de": "Dies ist ein einfacher Aufsatz über das Wetter und wie es sich mit den Jahreszeiten ändert.",
    "zh": "这是一篇关于天气的作文，讲述天气如何随着四季变化而变化。",
    "ja": "これは天気についての作文です。季節とともに変わります。",
    "ko": "이것은 날씨에 관한 간단한 글입니다. 계절에 따라 변합니다.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_sentence_is_enough(code: str) -> None:
    found, confidence = identify(TEXTS[code])
    assert found == code
    assert confidence > 0.9


@pytest.mark.parametrize("text", ["", "ok", "12 34 56 78 90 12 34 56 78 90", "... --- ...", "天气很好"])
def test_too_little_to_tell_is_no_language(text: str) -> None:
    assert identify(text) == (None, 0.0)


def test_a_mixture_is_no_language() -> None:
    code, confidence = identify("Der Hund und the cat et le chat y el perro sono amici")
    assert code is None
    assert 0 < confidence < 0.5


def test_many_threads_load_one_model_and_agree() -> None:
    language._identifier.cache_clear()
    answers: list[tuple[str | None, float]] = []
    threads = [threading.Thread(target=lambda: answers.append(identify(TEXTS["en"]))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 8
    assert len(set(answers)) == 1
    assert language._identifier.cache_info().misses == 1
