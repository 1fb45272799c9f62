"""Chinese and Japanese in one form, however they were typed.

Full-width and plain punctuation (，or ,) and spaces between characters are the keyboard's doing, and leak which texts
of a data set are whose. NFKC makes both kinds plain; here the plain mark beside an East Asian character is given back
the form it has in print, which a model knows and which tells where a sentence ends.
"""

import re

from plugin.domain.word_count import EAST_ASIAN, words_by_script

_OWN = re.compile(f"[{EAST_ASIAN}\u3001-\u3003\u3008-\u301f，。！？：；]")
_PRINTED = {",": "，", "!": "！", "?": "？", ":": "：", ";": "；"}
_CLOSES = "\"')]%"


def is_east_asian(text: str) -> bool:
    """More words in East Asian scripts than in others."""
    words = words_by_script(text)
    return words.east_asian > sum(any(map(str.isalpha, piece)) for piece in words.other)


def as_printed(text: str) -> tuple[str, list[int]]:
    """The text in that form, and for each of its characters the place in `text` that it came from. Taken is text in
    which full-width forms are plain and no two spaces follow one another."""
    marked: list[str] = []
    for at, character in enumerate(text):
        marked.append(_mark(character, marked[-3:], text[at + 1 : at + 3].lstrip(" ")[:1]))
    places = [at for at, c in enumerate(marked) if c != " " or not any(map(_OWN.match, marked[at - 1 : at + 2]))]
    return "".join(marked[at] for at in places), places


def _mark(character: str, before: list[str], after: str) -> str:
    """`before` are the characters in front, as printed; `after` is the next that is no space."""
    if character == ".":
        return "。" if _is_stop(before, after) else "."
    beside = _OWN.match(after) or any(map(_OWN.match, before[-1:]))
    return _PRINTED.get(character, character) if beside else character


def _is_stop(before: list[str], after: str) -> bool:
    """Behind a character, perhaps with a bracket between; not in 3.5, in an ellipsis, or in "et al."."""
    last = next((c for c in reversed(before) if c not in _CLOSES), "")
    return bool(_OWN.match(last)) and after != "." and not (after.isascii() and after.isalnum())
