"""Which language a text is in, and how sure that is."""

from functools import cache
from typing import Any

_LEAST_CHARACTERS = 40
_LOOKED_AT = 20_000
# Languages students write in; the full set of 97 lets short English drift into its rare relatives.
_LANGUAGES = (
    "en", "zh", "es", "fr", "de", "it", "pt", "nl", "pl", "ru", "uk", "ar", "tr", "sv", "da", "no", "fi", "cs",
    "el", "he", "hi", "id", "ja", "ko", "vi", "ro", "hu", "ca", "bg", "fa", "th", "ur", "la", "cy", "ga", "ms",
)  # fmt: skip


def identify(text: str) -> tuple[str | None, float]:
    """(ISO 639-1 code, confidence 0-1); (None, 0.0) when the text is too short to tell."""
    sample = text[:_LOOKED_AT]
    if sum(c.isalpha() for c in sample) < _LEAST_CHARACTERS and not _has_hanzi(sample):
        return None, 0.0
    code, confidence = _identifier().classify(sample)
    return str(code), float(confidence)


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_LANGUAGES))
    return identifier


def _has_hanzi(text: str) -> bool:
    return sum("\u4e00" <= c <= "\u9fff" for c in text) >= 10
