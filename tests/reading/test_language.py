"""Which language, and how sure."""

import pytest

from workers.reading.language import identify

TEXTS = {
    "en": "This is a plain essay about the weather and how it changes with every season of the year.",
    "es": "Esta es una redacción sencilla sobre el tiempo y sobre cómo cambia con las estaciones del año.",
    "de": "Dies ist ein einfacher Aufsatz über das Wetter und wie es sich mit den Jahreszeiten ändert.",
    "zh": "这是一篇关于天气的作文，讲述天气如何随着四季变化而变化。",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_sentence_is_enough(code: str) -> None:
    found, confidence = identify(TEXTS[code])
    assert found == code
    assert confidence > 0.9


@pytest.mark.parametrize("text", ["", "ok", "12 34 56 78 90 12 34 56 78 90", "... --- ..."])
def test_too_little_to_tell_is_no_language(text: str) -> None:
    assert identify(text) == (None, 0.0)
