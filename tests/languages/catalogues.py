"""The catalogues as they lie in the tree, and the sentences of the source that they are made from."""

from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from plugin.domain.language import DOMAIN, FOLDER, LOCALES

ROOT = Path(__file__).parents[2]
KEYWORDS = {"say": None, "say_n": (1, 2), "N_": None, "_": None, "gettext": None, "ngettext": (1, 2)}
TRANSLATED = tuple(locale for locale in LOCALES if locale != "en")


def catalogue_file(locale: str, kind: str = "po") -> Path:
    return FOLDER / locale / "LC_MESSAGES" / f"{DOMAIN}.{kind}"


@cache
def catalogue(locale: str) -> Catalog:
    with catalogue_file(locale).open("rb") as file:
        return read_po(file, locale=locale)


@cache
def said_in_source() -> dict[str | tuple[str, ...], str]:
    """Each message that code and templates say -> the file that says it."""
    with (FOLDER / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(str(ROOT), methods, options, KEYWORDS)  # type: ignore[arg-type]
    return {message: name for name, _, message, _, _ in found}


def forms(message: str | tuple[str, ...] | list[str]) -> list[str]:
    return [message] if isinstance(message, str) else list(message)
