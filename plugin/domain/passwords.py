"""What a password of an administrator must be: long, and not what everybody would try first (NIST SP 800-63B 5.1.1)."""

import unicodedata

from plugin.domain.errors import NamedError
from plugin.domain.language import say

SHORTEST = 12
LONGEST = 256
_FEWEST_KINDS = 5  # aaaaaaaaaaaa and 121212121212 are long, and tried early
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
_COMMON = frozenset((
    "password", "passwort", "administrator", "admin", "letmein", "welcome", "iloveyou", "qwerty", "secret",
    "changeme", "monkey", "dragon", "football", "baseball", "sunshine", "princess", "superman", "trustno",
    "master", "login", "caveat", "university", "school", "student", "teacher", "moodle", "canvas", "summer",
    "winter", "spring", "autumn",
))  # fmt: skip


def normal(password: str) -> str:
    """The same keys on another keyboard make the same password."""
    return unicodedata.normalize("NFKC", password)


def check(password: str, name: str) -> None:
    """Raise NamedError for a password that would be found soon."""
    plain = normal(password)
    if len(plain) < SHORTEST:
        raise _refused("password_short", say("The password is too short."))
    if len(plain) > LONGEST:
        raise _refused("password_long", say("The password is too long."))
    if _is_common(plain.casefold(), name.casefold()):
        raise _refused("password_common", say("This password is one that people try first."))


def _is_common(plain: str, name: str) -> bool:
    """What is left of it without digits and signs at its ends is a word that all know, or the name."""
    word = plain.strip("0123456789!?.,-_#*+$@ ")
    if len(set(plain)) < _FEWEST_KINDS or any(plain in run or plain in run[::-1] for run in _RUNS):
        return True
    return not word or word in _COMMON or _is_doubled(word) or bool(name and (word == name or plain == name * 2))


def _is_doubled(word: str) -> bool:
    half = len(word) // 2
    return word[:half] == word[half:] and word[:half] in _COMMON


def _refused(code: str, sentence: str) -> NamedError:
    step = say("Choose one of %(least)s to %(most)s characters: a few words that do not belong together are good.",
               least=SHORTEST, most=LONGEST)  # fmt: skip
    return NamedError(code, sentence, step)
