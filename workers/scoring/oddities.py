"""Characters that a reader cannot see or takes for others: counted, with their places.

What word processors, PDFs and other scripts leave is no oddity: soft hyphens, no-break spaces, a byte order mark,
joiners inside emoji and in scripts that need them, direction marks beside right-to-left letters, the thin spaces of
typography (10 km, French before a colon).
"""

import re
import unicodedata
from collections.abc import Iterable

from plugin.domain.score import Oddity, OddityKind
from workers.scoring.look_alikes import look_alikes

PLACES = 50
# Of 12,812 human texts none but one (in Bulgarian) reaches these; the most hidden characters are 4, left by web pages.
# Of 600 texts disguised by look-alikes, 440 do.
_SAID_FROM = {OddityKind.HIDDEN: 10, OddityKind.LOOK_ALIKE: 5, OddityKind.ODD_SPACE: 10}

# Beyond Unicode's format characters: letters that have no shape (Hangul and Khmer fillers), and marks that have none.
HIDDEN = (
    "\u034f\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060\u2065-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
BLANK = "\u115f\u1160\u2800\u3164\uffa0"
_HIDDEN = re.compile(f"[{HIDDEN}]")
_LATIN = "A-Za-z\u00c0-\u024f"
_ODD_SPACE = re.compile(f"(?<=[{_LATIN}])[\u1680\u2000-\u200a\u202f\u205f\u3000{BLANK}]+(?=[{_LATIN}])")
_STYLED_WORD = re.compile(r"(?:[A-Za-z]|[\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d6a3])+")
_STYLED = re.compile(r"[\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d6a3]")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_JOINS = frozenset("\u200c\u200d")
_FLAG, _TAGS = "\U0001f3f4", "".join(map(chr, range(0xE0020, 0xE0080)))


def oddities(raw: str) -> tuple[Oddity, ...]:
    if raw.isascii():
        return ()
    found = {
        OddityKind.HIDDEN: _hidden(raw),
        OddityKind.LOOK_ALIKE: sorted({*look_alikes(raw), *_styled(raw)}),
        OddityKind.ODD_SPACE: [at for run in _ODD_SPACE.finditer(raw) for at in range(*run.span())],
    }
    return tuple(Oddity(kind, len(at), _stretches(at)) for kind, at in found.items() if at)


def worth_saying(found: Iterable[Oddity]) -> int:
    """How many there are of the kinds that come in a number no accident leaves; 0 for none."""
    return sum(oddity.count for oddity in found if oddity.count >= _SAID_FROM[oddity.kind])


def _hidden(raw: str) -> list[int]:
    both_ways = _RIGHT_TO_LEFT.search(raw) is not None
    found: list[int] = []
    for match in _HIDDEN.finditer(raw):
        if not (both_ways and _DIRECTION.match(match.group())) and not _belongs(raw, match.start()):
            found.append(match.start())
    return found


def _belongs(raw: str, at: int) -> bool:
    """Does the hidden character do what it was made for?"""
    character, before, after = raw[at], raw[at - 1 : at], raw[at + 1 : at + 2]
    if character == "\ufeff":
        return at == 0
    if character in _JOINS:
        return _needs_joins(before) or _needs_joins(after)
    if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return bool(before) and not before.isspace() and not re.match(f"[{_LATIN}]", before)
    if character in _TAGS:  # a region's flag spells its name in tags
        return raw[max(at - 8, 0) : at].rstrip(_TAGS).endswith(_FLAG)
    return "\u1800" <= character <= "\u18af" and _needs_joins(before)


def _needs_joins(character: str) -> bool:
    """Arabic, the scripts of India and their kin; emoji and the shades set on them."""
    return "\u0600" <= character < "\u2000" or unicodedata.category(character or " ") in ("So", "Sk", "Mn")


def _styled(raw: str) -> list[int]:
    """Full-width and mathematical letters as disguise: mixed with plain ones in a word, or a long mathematical word.
    A formula's letters stand alone, and East Asian typing makes whole words full-width."""
    if not _STYLED.search(raw):
        return []
    return [
        match.start()
        for word in _STYLED_WORD.finditer(raw)
        if _is_disguise(word.group())
        for match in _STYLED.finditer(raw, *word.span())
    ]


def _is_disguise(word: str) -> bool:
    styled = _STYLED.findall(word)
    return bool(styled) and (len(styled) < len(word) or (len(word) >= 5 and styled[0] >= "\U0001d400"))


def _stretches(at: list[int]) -> tuple[tuple[int, int], ...]:
    """The first places; neighbours are one."""
    found: list[tuple[int, int]] = []
    for place in at:
        if found and found[-1][1] == place:
            found[-1] = (found[-1][0], place + 1)
        elif len(found) < PLACES:
            found.append((place, place + 1))
        else:
            break
    return tuple(found)
