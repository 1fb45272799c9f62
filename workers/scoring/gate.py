"""What is not judged at all, and why: told before the model is asked."""

from plugin.domain.score import Reason, Unscorable

MIN_WORDS = 100
MIN_TOKENS = 120
MAX_WORDS = 50_000
SHORT_WORDS = 250  # scored, with a caveat
_LEAST_LETTERS = 0.70  # of all characters: tables, code and reference lists lie below
_LEAST_DISTINCT = 0.12  # of up to 1,000 words: below, something is said again and again
_SURE = 0.80


def closed(text: str, words: int, language: str | None, confidence: float, languages: set[str]) -> Unscorable | None:
    """The reason why this text gets no score, or None."""
    facts: dict[str, str | int | float]
    if words < MIN_WORDS:
        facts = {"minimum": MIN_WORDS}
        return Unscorable(Reason.TOO_SHORT, words, language=language, facts=facts)
    if words > MAX_WORDS:
        return Unscorable(Reason.TOO_LONG, words, language=language, facts={"maximum": MAX_WORDS})
    if language is None or confidence < _SURE:
        return Unscorable(Reason.LANGUAGE_UNKNOWN, words, language=language)
    if language not in languages:
        return Unscorable(Reason.LANGUAGE_NOT_CALIBRATED, words, language=language)
    if not _is_prose(text):
        return Unscorable(Reason.NOT_PROSE, words, language=language)
    return None


def too_few_tokens(tokens: int, words: int, language: str | None) -> Unscorable | None:
    if tokens >= MIN_TOKENS:
        return None
    return Unscorable(Reason.TOO_SHORT, words, tokens, language, {"minimum": MIN_WORDS})


def _is_prose(text: str) -> bool:
    letters = sum(c.isalpha() or c == " " for c in text)
    words = [word.lower().strip(".,;:!?\"'()") for word in text.split()[:1000]]
    return letters >= _LEAST_LETTERS * len(text) and len(set(words)) >= _LEAST_DISTINCT * len(words)
