"""Formatting says nothing about who wrote a text, and leaks in every data set: take it out before scoring.

White space runs become one space, typographic quotes, dashes and ellipses their plain forms, invisible characters
go, compatibility forms (ligatures, full-width letters) are composed by NFKC, letters of other scripts that stand in
for Latin ones are read as those. Each character of the result keeps the place it came from.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from workers.scoring.east_asian import as_printed, is_east_asian
from workers.scoring.look_alikes import look_alikes
from workers.scoring.oddities import BLANK, HIDDEN

VERSION = "normalise-2"

_PLAIN = {
    **dict.fromkeys("‘’‚‛′`´", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys(BLANK, " "),
    "…": "...",
}
# Format characters (Cf) and the soft hyphen are invisible; variation selectors are marks without a shape.
_INVISIBLE = {"Cf", "Cc", "Cs", "Co", "Cn"}
_SHAPELESS = re.compile(f"[{HIDDEN}]")
_AS_IT_IS = re.compile(r"[!-_a-~]+")


@dataclass(frozen=True)
class Normalised:
    """`text`, and for each of its characters the raw characters [origins[i], ends[i]) that it came from.

    `origins` has one entry more, the length of the raw text.
    """

    text: str
    origins: tuple[int, ...]
    ends: tuple[int, ...]

    def raw_span(self, start: int, end: int) -> tuple[int, int]:
        """The raw characters [start, end) that a stretch of the normalised text came from, and whatever was left out
        between them."""
        if start >= end:
            return self.origins[start], self.origins[start]
        return self.origins[start], self.ends[end - 1]


@dataclass
class _Made:
    characters: list[str] = field(default_factory=list)
    origins: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, plain: str, start: int, end: int) -> None:
        """`plain` came from the raw characters [start, end). Spaces do not follow one another, nor come first."""
        for character in plain:
            if character != " " or (self.characters and self.characters[-1] != " "):
                self.characters.append(character)
                self.origins.append(start)
                self.ends.append(end)

    def add_as_it_is(self, run: str, start: int) -> None:
        self.characters.extend(run)
        self.origins.extend(range(start, start + len(run)))
        self.ends.extend(range(start + 1, start + len(run) + 1))

    def closed(self, length: int) -> Normalised:
        kept = len(self.characters) - (1 if self.characters and self.characters[-1] == " " else 0)
        return Normalised("".join(self.characters[:kept]), (*self.origins[:kept], length), tuple(self.ends[:kept]))


def normalise(raw: str, left_out: Iterable[tuple[int, int]] = ()) -> Normalised:
    """O(len(raw)); any string is taken, lone surrogates included. The stretches `left_out` (in order, apart) are
    skipped; what stood on both sides of one stays apart."""
    letters = look_alikes(raw)
    made = _Made()
    at = 0
    for start, end in (*left_out, (len(raw), len(raw))):
        _read(raw, at, start, letters, made)
        made.add(" ", start, start)
        at = end
    return _as_printed(made.closed(len(raw)))


def _as_printed(made: Normalised) -> Normalised:
    if not is_east_asian(made.text):
        return made
    text, places = as_printed(made.text)
    origins = (*(made.origins[at] for at in places), made.origins[-1])
    return Normalised(text, origins, tuple(made.ends[at] for at in places))


def _read(raw: str, at: int, until: int, letters: dict[int, str], made: _Made) -> None:
    while at < until:
        run = _AS_IT_IS.match(raw, at, until)
        # The last one may carry a mark: macOS writes é as e and an acute.
        end = run.end() - 1 if run else at
        if end > at:
            made.add_as_it_is(raw[at:end], at)
            at = end
        end = at + 1
        while end < until and raw[end] >= "\u0300" and unicodedata.combining(raw[end]):
            end += 1
        made.add(_plain(letters.get(at, raw[at]) + raw[at + 1 : end]), at, end)
        at = end


def _plain(character: str) -> str:
    """Of one letter with the marks set on it."""
    if character in _PLAIN:
        return _PLAIN[character]
    if character.isspace():
        return " "
    if len(character) == 1 and character < "\x7f":
        return character if character >= " " else ""
    if unicodedata.category(character[0]) in _INVISIBLE or _SHAPELESS.match(character):
        return ""
    # A composed form may hold a space (as ´ does): that is formatting too.
    return "".join(" " if c.isspace() else c for c in unicodedata.normalize("NFKC", character))
