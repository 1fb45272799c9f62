"""Letters of other scripts that stand in for Latin ones: found only where the word around them is Latin.

The pairs are Unicode's own (confusables.txt, UTS #39) for the scripts that people write in; of its targets the capital
I is kept apart from l, which that file throws together. Mathematical and full-width letters are NFKC's business.
"""

import re
import unicodedata
from functools import cache

_PAIRS = {
    "Cyrillic": (
        "аa еe ҽe оo рp сc уy үy хx ѕs іi јj ԁd ԛq ԝw ѡw һh ѵv ӏl гr "
        "АA ВB ЕE КK МM НH ОO РP СC ТT УY ҮY ХX ЅS ІI ӀI ЈJ ԌG ԜW ѴV ԚQ"
    ),
    "Greek": "οo ϲc ϳj ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ϹC ϺM ͿJ ϜF",
    "Armenian": "օo ոn ռn սu հh ցg զq գq աw ՏS ՍU ՕO",
    "Cherokee": "ᎪA ᏴB ᏟC ᎠD ᎬE ᏀG ᎻH ᏆI ᎫJ ᏦK ᏞL ᎷM ᏢP ᎡR ᏚS ᎢT ᏙV ᏔW ᎩY ᏃZ Ꮒh Ꮟb Ꮷd ꮯc ꮩv ꮃw ꮓz ꮪs",
    "Coptic": "ⲞO ⲟo ⲤC ⲥc ⲘM ⲢP ⲣp ⲦT ⲬX ⲨY ⲎH ⲔK ⲚN ⲒI",
    "Lisu": "ꓮA ꓐB ꓚC ꓓD ꓰE ꓝF ꓖG ꓧH ꓲI ꓙJ ꓗK ꓡL ꓟM ꓠN ꓳO ꓑP ꓣR ꓢS ꓔT ꓴU ꓦV ꓪW ꓫX ꓬY ꓜZ",
}
# Letters that formulas and abbreviations use for themselves (sinα, σmax, TNFα, IFNγ): look-alikes only between others.
_SYMBOLS = "αa γy ιi νv ρp σo υu"
# Letters of phonetic writing, where /kɑt/ is no disguise.
_PHONETIC = "ɑa ɡg"
_BRACKETS = frozenset("/[")


def _pairs(text: str) -> dict[str, str]:
    return {pair[0]: pair[1] for pair in text.split()}


_SYMBOL, _SPOKEN = _pairs(_SYMBOLS), _pairs(_PHONETIC)
LATIN = _pairs(" ".join(_PAIRS.values())) | _SYMBOL | _SPOKEN

_ANY = re.compile(f"[{''.join(LATIN)}]")
# A word goes on across the marks set on its letters and across what nobody sees.
_WORD = re.compile("(?:[^\\W\\d_]|[\u0300-\u036f\u00ad\u200b-\u200f\u2060-\u2064\ufeff])+")


def look_alikes(raw: str) -> dict[int, str]:
    """Where a letter stands for a Latin one, and for which. Words of other scripts and single symbols stay.

    A word all of look-alikes (сосо) may be a word of its own script: it counts only in a text where words that mix
    the scripts are more than those of other scripts.
    """
    if not _ANY.search(raw):
        return {}
    found: dict[int, str] = {}
    whole: dict[int, str] = {}
    mixed = foreign = 0
    for word in _WORD.finditer(raw):
        letters = [] if word.group().isascii() else [(at, raw[at]) for at in range(*word.span()) if raw[at].isalpha()]
        alike = _alike(raw, letters)
        if any(c not in LATIN and not _is_latin(c) for _, c in letters):
            foreign += 1
        elif alike and len(alike) == len(letters):
            whole |= alike
        elif alike and any(_is_latin(c) and c not in LATIN for _, c in letters):
            mixed += 1
            found |= alike
    return found | whole if mixed > foreign else found


def _alike(raw: str, letters: list[tuple[int, str]]) -> dict[int, str]:
    spoken = bool(letters) and raw[max(letters[0][0] - 1, 0)] in _BRACKETS
    inner = range(1, len(letters) - 1)
    return {
        at: LATIN[c]
        for number, (at, c) in enumerate(letters)
        if c in LATIN and not (c in _SYMBOL and number not in inner) and not (c in _SPOKEN and spoken)
    }


@cache
def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN ")
