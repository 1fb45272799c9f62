"""The reader's language: what they chose, what the launch said, then what the browser prefers."""

from datetime import UTC, datetime
from gettext import NullTranslations
from typing import Any

import flask_babel
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from flask import Flask, g, has_app_context, request
from jinja2 import pass_context

from plugin.domain import language
from plugin.domain.language import DOMAIN, FOLDER, nearest

NAMES = {"en": "English", "zh_Hans": "简体中文"}
ASKED = "language"
# Pages that anybody can open again with the choice in their address; of others it would lose the rest.
_FREE = {
    "help.index", "help.guide", "help.topic", "health.front", "conformance.tests", "connecting.connect",
    "admin_sign_in.form", "admin_first_run.form",
}  # fmt: skip


def install(app: Flask) -> None:
    flask_babel.Babel(app, default_domain=DOMAIN, default_translation_directories=str(FOLDER), locale_selector=_locale)
    app.before_request(_speak)
    app.url_defaults(_keep_asked)
    app.context_processor(_for_templates)
    app.jinja_env.globals["ngettext"] = _counted(app.jinja_env.globals["ngettext"])


def changed() -> None:
    """Who reads is known by now, and with them perhaps another language."""
    flask_babel.refresh()
    g.pop("spoken", None)


def best(asked: list[str]) -> str:
    """The first of `asked` that there is, else English."""
    return next(filter(None, map(nearest, asked)), "en")


def moment(at: datetime | None) -> str:
    """A time for people, in their language; a script shows it in their zone."""
    if at is None:
        return ""
    locale = flask_babel.get_locale()
    days_first = Locale.parse("en_GB") if locale is None or locale.language == "en" else locale
    day = format_date(at.astimezone(UTC), "medium", locale=days_first)
    clock = format_time(at.astimezone(UTC), "HH:mm", locale=days_first)
    return f"{days_first.datetime_formats['medium'].format(clock, day)} UTC"


def name_of(code: str) -> str:
    """What the reader calls a language; the code itself where nobody has a name for it."""
    try:
        return Locale.parse(code, sep="-").get_display_name(flask_babel.get_locale()) or code
    except (UnknownLocaleError, ValueError):
        return code


def _counted(inner: Any) -> Any:
    """As `inner`, with the number itself as the reader's language writes it: 100,000 words."""

    @pass_context
    def ngettext(context: Any, one: str, several: str, number: int, **values: Any) -> Any:
        return inner(context, one, several, number, **{"num": flask_babel.format_decimal(number)} | values)

    return ngettext


def _speak() -> None:
    language.speak_by(_spoken)


def _spoken() -> NullTranslations:
    """Found once a page, which says hundreds of sentences; English for whoever goes on after the page."""
    if not has_app_context():
        return NullTranslations()
    if "spoken" not in g:
        g.spoken = flask_babel.get_translations()
    return g.spoken  # type: ignore[no-any-return]


def _locale() -> str:
    known = [who.locale for who in (g.get("visit"), g.get("administrator")) if who is not None]
    return best([*known, request.args.get(ASKED, ""), *request.accept_languages.values()])


def _keep_asked(endpoint: str, values: dict[str, Any]) -> None:
    """Who is nobody's visitor chose a language in the address: the links of the page keep it."""
    asked = nearest(request.args.get(ASKED, ""))
    if asked and endpoint != "static" and not _somebody():
        values.setdefault(ASKED, asked)


def _somebody() -> bool:
    return g.get("visit") is not None or g.get("administrator") is not None


def _for_templates() -> dict[str, Any]:
    locale = flask_babel.get_locale() or Locale.parse("en")
    return {
        "language": locale.language if locale.script is None else f"{locale.language}-{locale.script}",
        "direction": locale.text_direction,
        "locale": str(locale),
        "languages": NAMES if request.method == "GET" and (_somebody() or request.endpoint in _FREE) else {},
    }
