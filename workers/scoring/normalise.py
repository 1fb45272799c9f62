"""Formatting says nothing about who wrote a text, and leaks in every data set: take it out before scoring.

White space runs become one space, typographic quotes, dashes and ellipses their plain forms, invisible characters
go, compatibility forms (ligatures, full-width letters) are composed by NFKC. Each character of the result keeps the
place it came from.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

VERSION = "normalise-1"

_PLAIN = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    "…": "...",
}
# Format characters (Cf) and the soft hyphen are invisible; variation selectors are marks without a shape.
_INVISIBLE = {"Cf", "Cc", "Cs", "Co", "Cn"}


@dataclass(frozen=True)
class Normalised:
    """`text`, and for each of its characters the raw characters [origins[i], ends[i]) that it came from.

    `origins` has one entry more, the length of the raw text.
    """

    text: str
    origins: tuple[int, ...]
    ends: tuple[int, ...]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw characters [start, end) that a stretch of the normalised text came from."""
        if start >= end:
            return self.origins[start], self.origins[start]
        return self.origins[start], self.ends[end - 1]


def normalise(raw: str) -> Normalised:
    """O(len(raw)); any string is taken, lone surrogates included."""
    characters: list[str] = []
    origins: list[int] = []
    ends: list[int] = []
    for index, cluster in _clusters(raw):
        for plain in _plain(cluster):
            if plain == " " and (not characters or characters[-1] == " "):
                continue
            characters.append(plain)
            origins.append(index)
            ends.append(index + len(cluster))
    kept = len(characters) - (1 if characters and characters[-1] == " " else 0)
    return Normalised("".join(characters[:kept]), (*origins[:kept], len(raw)), tuple(ends[:kept]))


def _clusters(raw: str) -> Iterator[tuple[int, str]]:
    """Each character with its index; a letter stays with the marks set on it (macOS writes é as e and an acute)."""
    at = 0
    while at < len(raw):
        end = at + 1
        while end < len(raw) and raw[end] >= "\u0300" and unicodedata.combining(raw[end]):
            end += 1
        yield at, raw[at:end]
        at = end


def _plain(character: str) -> str:
    if character in _PLAIN:
        return _PLAIN[character]
    if character.isspace():
        return " "
    if len(character) == 1 and character < "\x7f":
        return character if character >= " " else ""
    if unicodedata.category(character[0]) in _INVISIBLE or "\ufe00" <= character <= "\ufe0f":
        return ""
    # A composed form may hold a space (as ´ does): that is formatting too.
    return "".join(" " if c.isspace() else c for c in unicodedata.normalize("NFKC", character))
