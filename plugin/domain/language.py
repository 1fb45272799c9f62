"""Sentences in the reader's language. English is written in the code; catalogues in plugin/translations say the rest.

Messages name their values as %(name)s; a literal per cent is %%, in code and templates alike.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Any, TypeVar

LOCALES = ("en", "zh_Hans")
DOMAIN = "caveat"
FOLDER = Path(__file__).parents[1] / "translations"
_LONGEST_TAG = 64
_TRADITIONAL = {"hant", "tw", "hk", "mo"}

Key = TypeVar("Key")
Value = TypeVar("Value")

_ENGLISH = NullTranslations()
_spoken: ContextVar[Callable[[], NullTranslations] | None] = ContextVar("spoken", default=None)


def nearest(tag: str) -> str:
    """Of LOCALES the one for whoever asks for this language, as a platform or browser writes it (en-GB-x-ukhe, zh_cn);
    "" for none.

    zh, zh-CN and zh-SG are read by readers of simplified Chinese; for zh-TW and zh-HK there is only English.
    """
    first, *rest = tag[:_LONGEST_TAG].strip().lower().replace("-", "_").split("_")
    if first == "zh":
        return "en" if _TRADITIONAL & set(rest) and "hans" not in rest else "zh_Hans"
    return "en" if first == "en" else ""


def catalogue(locale: str) -> NullTranslations:
    """For whoever speaks without a reader at hand: reports beside files in the platform, commands, tests."""
    return translation(DOMAIN, FOLDER, [locale], fallback=True)


def speak_by(translations: Callable[[], NullTranslations]) -> None:
    """From now on in this context: whatever `translations` returns when a sentence is said."""
    _spoken.set(translations)


@contextmanager
def speaking(translations: NullTranslations) -> Iterator[None]:
    """Within the block, whatever this context spoke before."""
    token = _spoken.set(lambda: translations)
    try:
        yield
    finally:
        _spoken.reset(token)


def say(message: str, **values: Any) -> str:
    return _translations().gettext(message) % values


def say_n(one: str, several: str, n: int, **values: Any) -> str:
    """`n` chooses the form, and is the sentence's value %(n)s."""
    return _translations().ngettext(one, several, n) % (values | {"n": n})


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for it
    """Marks a sentence for the catalogues where it is written; it is said later."""
    return message


class Spoken(Mapping[Key, Value]):
    """A table of sentences marked by N_, or of tuples of such; they are translated as they are looked up."""

    def __init__(self, table: Mapping[Key, Value]):
        self._table = table

    def __getitem__(self, key: Key) -> Value:
        return _said(self._table[key])  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(self._table)


def _said(value: Any) -> Any:
    return tuple(say(one) if one else one for one in value) if isinstance(value, tuple) else say(value)


def _translations() -> NullTranslations:
    spoken = _spoken.get()
    return spoken() if spoken else _ENGLISH
