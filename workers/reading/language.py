"""Which language a text is in, and how sure that is."""

from functools import cache
from threading import Lock
from typing import Any

from plugin.domain.word_count import words_by_script
from workers.reading.writing import main_script, share_written_in, variant_of

_LEAST_LETTERS = 40
_LETTERS_IN_ONE = 4  # a Chinese, Japanese or Korean character says about as much as four letters
_EAST_ASIAN = "\u2e80"
_LEAST_CONFIDENCE = 0.5  # below, another language of the list is as likely
_LOOKED_AT = 20_000
# Languages students write in; the full set of 97 lets short English drift into its rare relatives.
_LANGUAGES = (
    "en", "zh", "es", "fr", "de", "it", "pt", "nl", "pl", "ru", "uk", "ar", "tr", "sv", "da", "no", "fi", "cs",
    "el", "he", "hi", "id", "ja", "ko", "vi", "ro", "hu", "ca", "bg", "fa", "th", "ur", "la", "cy", "ga", "ms",
)  # fmt: skip


_loading = Lock()


def identify(text: str) -> tuple[str | None, float]:
    """(ISO 639-1 code, confidence 0-1); no code, and the confidence that was not enough, when it cannot be told.
    Chinese in traditional characters is "zh-hant" (BCP 47): what was measured on the one says nothing of the other.

    Confidence is the identifier's own, near 1 from a few sentences on, times the share of words in that language's
    script: a text that goes on in another script has less. Two languages of one script (French within English) lower
    it only where the identifier itself wavers.
    Safe from several threads; the same text has the same answer.
    """
    sample = text[:_LOOKED_AT]
    if sum(_LETTERS_IN_ONE if c >= _EAST_ASIAN else 1 for c in sample if c.isalpha()) < _LEAST_LETTERS:
        return None, 0.0
    words = words_by_script(sample)
    with _loading:  # else two threads would each load the model
        identifier = _identifier()
    code, sure = identifier.classify(main_script(sample, words) if words.unspaced else sample)
    confidence = float(sure) * share_written_in(str(code), sample, words)
    return (variant_of(str(code), sample) if confidence >= _LEAST_CONFIDENCE else None), confidence


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_LANGUAGES))
    return identifier
