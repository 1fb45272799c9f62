"""What is not judged at all, and why: told before the model is asked."""

from plugin.domain.score import LeftOutKind, Reason, Unscorable
from plugin.domain.word_count import MIN_WORDS, count_words, spaced
from workers.scoring.judged import Judged

MIN_TOKENS = 120
MAX_WORDS = 50_000
MAX_CHARACTERS = 500_000  # a "word" may be as long as a file
MAX_TOKENS = 100_000  # about three minutes on two idle cores
SHORT_WORDS = 250  # scored, with a caveat
# Of the reference texts, human and machine, 3 in 1,000 lie below the first and 6 below the second: abstracts full of
# formulas. Of Python's own library, code with its comments, two files in three do.
_LEAST_LETTERS = 0.80  # of all characters but spaces
_BLOCK = 1000  # words looked at together: the longer a text, the fewer of its words are new
_LEAST_WORDS = 0.75  # of a block, those made of letters only
_LEAST_DISTINCT = 0.12  # of the same: below, something is said again and again
_LONGEST_WORD = 100  # of characters; of longer ones not more than a tenth of the text
_MOST_LONG = 0.10
SURE = 0.80
_MOSTLY: dict[LeftOutKind | None, Reason] = {
    LeftOutKind.QUOTE: Reason.MOSTLY_QUOTES,
    LeftOutKind.REFERENCES: Reason.MOSTLY_REFERENCES,
    LeftOutKind.LIST: Reason.MOSTLY_LISTS,
    LeftOutKind.CODE: Reason.MOSTLY_CODE,
    LeftOutKind.TABLE: Reason.MOSTLY_TABLES,
    LeftOutKind.HEADING: Reason.NOT_PROSE,
}
_PUNCTUATION = ".,;:!?\"'()“”‘’，。、！？：；《》「」『』（）"
_JOINTS = dict.fromkeys(map(ord, "'’-"))  # don't, well-known


def closed_by_size(text: str, language: str | None) -> Unscorable | None:
    """Asked first, of the text as handed in: the rest need not look at an endless one."""
    words = count_words(text)
    if words < MIN_WORDS:
        return Unscorable(Reason.TOO_SHORT, words, language=language, facts={"words": words, "minimum": MIN_WORDS})
    if words > MAX_WORDS or len(text) > MAX_CHARACTERS:
        return Unscorable(Reason.TOO_LONG, words, language=language, facts={"maximum": MAX_WORDS})
    return None


def closed(text: Judged, language: str | None, confidence: float, languages: set[str]) -> Unscorable | None:
    """The reason why what there is to judge gets no score, or None."""
    if text.judged_words < MIN_WORDS:
        facts: dict[str, str | int | float] = {"words": text.judged_words, "minimum": MIN_WORDS}
        reason = _MOSTLY.get(text.mostly, Reason.TOO_SHORT)
        return Unscorable(reason, text.words, language=language, facts=facts)
    if language is None or confidence < SURE:
        return Unscorable(Reason.LANGUAGE_UNKNOWN, text.words, language=language)
    if language not in languages:
        return Unscorable(Reason.LANGUAGE_NOT_CALIBRATED, text.words, language=language)
    if not is_prose(text.normalised.text):
        return Unscorable(Reason.NOT_PROSE, text.words, language=language)
    return None


def closed_by_tokens(tokens: int, words: int, language: str | None) -> Unscorable | None:
    """The same once the text is in tokens: 100 words may be few of them, 50,000 very many."""
    if tokens < MIN_TOKENS:
        return Unscorable(Reason.TOO_SHORT, words, tokens, language, {"words": words, "minimum": MIN_WORDS})
    if tokens > MAX_TOKENS:
        return Unscorable(Reason.TOO_LONG, words, tokens, language, {"maximum": MAX_WORDS})
    return None


def is_prose(text: str) -> bool:
    """Shares of letters and of plain words, and how often words come again; layout plays no part. Where no spaces
    part words, each character is taken for one (of 1,000 in a row, Chinese texts have 270 different ones or more), and
    for four letters: without that 1 Chinese abstract in 9 fell below the first share, with it 3 in 1,000 do."""
    marks = [c for c in text if not c.isspace()]
    more = 3 * (len(spaced(text)) - len(text)) // 2
    words = [word.lower().strip(_PUNCTUATION) for word in _apart(text).split()]
    return (
        sum(c.isalpha() for c in marks) + more >= _LEAST_LETTERS * (len(marks) + more)
        and sum(len(word) for word in words if len(word) > _LONGEST_WORD) <= _MOST_LONG * len(text)
        and all(_is_varied(words[at : at + _BLOCK]) for at in range(0, max(len(words) - _BLOCK // 2, 1), _BLOCK))
    )


def _is_varied(words: list[str]) -> bool:
    """Mostly plain words, and enough different ones."""
    plain, distinct = sum(_is_plain(word) for word in words), len(set(words))
    return plain >= _LEAST_WORDS * len(words) and distinct >= _LEAST_DISTINCT * len(words)


def _apart(text: str) -> str:
    """With what stands between unspaced characters taken off them: it is no word."""
    words = spaced(text)
    return text if words == text else " ".join(word for word in words.split() if word.strip(_PUNCTUATION))


def _is_plain(word: str) -> bool:
    return word.translate(_JOINTS).isalpha() or spaced(word) != word
