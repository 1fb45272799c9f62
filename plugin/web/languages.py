"""The reader's language: what they chose, what the launch said, then what the browser prefers."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import flask_babel
from babel import Locale, UnknownLocaleError, negotiate_locale
from babel.dates import format_date, format_time
from flask import Flask, g, request

import plugin
from plugin.domain import language

FOLDER = Path(plugin.__path__[0]) / "translations"
DOMAIN = "caveat"
_SCRIPTS = {"TW": "Hant", "HK": "Hant", "MO": "Hant"}
NAMES = {"en": "English", "zh_Hans": "简体中文"}


def install(app: Flask) -> None:
    flask_babel.Babel(app, default_domain=DOMAIN, default_translation_directories=str(FOLDER), locale_selector=_locale)
    app.before_request(_speak)
    app.context_processor(_for_templates)


def changed() -> None:
    """Who reads is known by now, and with them perhaps another language."""
    flask_babel.refresh()


def best(asked: list[str]) -> str:
    """Of the languages that there are, the first of `asked` that is one of them, else English.

    zh, zh-CN and zh-SG are read by readers of simplified Chinese; for zh-TW and zh-HK there is only English.
    """
    for name in asked:
        parsed = _parsed(name)
        if parsed is None:
            continue
        if parsed.language == "zh" and (parsed.script or _SCRIPTS.get(parsed.territory or "")) != "Hant":
            return "zh_Hans"
        if negotiate_locale([parsed.language], ["en"]):
            return "en"
    return "en"


def moment(at: datetime | None) -> str:
    """A time for people, in their language; a script shows it in their zone."""
    if at is None:
        return ""
    locale = flask_babel.get_locale()
    days_first = Locale.parse("en_GB") if locale is None or locale.language == "en" else locale
    day = format_date(at.astimezone(UTC), "medium", locale=days_first)
    clock = format_time(at.astimezone(UTC), "HH:mm", locale=days_first)
    return f"{days_first.datetime_formats['medium'].format(clock, day)} UTC"


def _parsed(name: str) -> Locale | None:
    try:
        return Locale.parse(name.strip().replace("-", "_"), resolve_likely_subtags=False)
    except (UnknownLocaleError, ValueError, TypeError):
        return None


def _speak() -> None:
    language.speak_by(flask_babel.get_translations)


def _locale() -> str:
    chosen = [who.locale for who in (g.get("visit"), g.get("administrator")) if who is not None and who.locale]
    return best(chosen + list(request.accept_languages.values()))


def _for_templates() -> dict[str, Any]:
    locale = flask_babel.get_locale() or Locale.parse("en")
    return {
        "language": locale.language if locale.script is None else f"{locale.language}-{locale.script}",
        "direction": locale.text_direction,
        "languages": NAMES,
    }
