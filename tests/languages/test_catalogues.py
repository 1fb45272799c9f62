"""Whatever Caveat says it says in each of its languages, with the same values in the same sentences."""

import io
import re

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import write_mo

from tests.languages.catalogues import TRANSLATED, catalogue, catalogue_file, forms, said_in_source

AGAIN = "run make translations and fill in what is empty in caveat.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)([a-z])")
# What is never said of a text or a person.
NEVER = {
    "en": r"\b(cheat|fake|guilty|detected|plagiari)",
    "zh_Hans": "作弊|抄袭|造假|检测出|有罪|剽窃|弄虚作假|舞弊|虚假",
}


def messages(locale: str) -> list[Message]:
    return [message for message in catalogue(locale) if message.id]


@pytest.mark.parametrize("locale", TRANSLATED)
def test_the_catalogue_holds_what_the_source_says(locale: str) -> None:
    said = {forms(message)[0] for message in said_in_source()}
    held = {forms(message.id)[0] for message in messages(locale)}
    assert (said - held, held - said) == (set(), set()), AGAIN


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_sentence_is_translated(locale: str) -> None:
    empty = [message.id for message in messages(locale) if not all(forms(message.string) or [""])]
    assert empty == [], AGAIN


@pytest.mark.parametrize("locale", TRANSLATED)
def test_no_translation_is_a_guess_or_a_remnant(locale: str) -> None:
    assert [message.id for message in messages(locale) if message.fuzzy] == []
    assert list(catalogue(locale).obsolete) == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_translation_names_the_values_that_the_sentence_has(locale: str) -> None:
    wrong = {
        forms(message.id)[0]: string
        for message in messages(locale)
        for string in forms(message.string)
        if named(string) - {"num"} != named(forms(message.id)[-1]) - {"num"}
    }
    assert wrong == {}


def test_one_and_several_name_the_same_values() -> None:
    """A language with one form for both has to know them all; what is said only of one is a sentence of its own."""
    plural = [message for message in said_in_source() if not isinstance(message, str)]
    assert [one for one in plural if named(one[0]) - {"num"} != named(one[1]) - {"num"}] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_sentence_can_be_said(locale: str) -> None:
    """A per cent sign that is none of a value's is written twice."""
    for message in messages(locale):
        for sentence in forms(message.id) + forms(message.string):
            values = {name: 1 if kind == "d" else "x" for name, kind in PLACEHOLDER.findall(sentence)}
            assert isinstance(sentence % values, str), sentence


@pytest.mark.parametrize("locale", TRANSLATED)
def test_the_compiled_catalogue_is_that_of_the_written_one(locale: str) -> None:
    fresh = io.BytesIO()
    write_mo(fresh, catalogue(locale))
    assert catalogue_file(locale, "mo").read_bytes() == fresh.getvalue(), "run make translations"


def test_no_sentence_accuses_in_english() -> None:
    said = [sentence for message in said_in_source() for sentence in forms(message)]
    assert [sentence for sentence in said if re.search(NEVER["en"], sentence, re.IGNORECASE)] == []


@pytest.mark.parametrize("locale", TRANSLATED)
def test_no_translation_accuses(locale: str) -> None:
    said = [sentence for message in messages(locale) for sentence in forms(message.string)]
    assert [sentence for sentence in said if re.search(NEVER[locale], sentence)] == []


def named(sentence: str) -> set[str]:
    return {name for name, _ in PLACEHOLDER.findall(sentence)}
