"""Templates, scripts and code show no sentence that no catalogue can know."""

import ast
import re
from pathlib import Path

import pytest

from tests.languages.bare_text import bare_text
from tests.languages.catalogues import ROOT

# Names, which are the same in every language.
NAMES = {"Caveat", "– Caveat", "Canvas", "Moodle", "Brightspace", "PDF", "JSON", "CSV", "SHA-256", "LMS"}
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "plugin/web/static").glob("*.js"))
MODULES = sorted((ROOT / "plugin").rglob("*.py"))
SENTENCE = re.compile(r"""["'`][A-Z][a-z]+ [^"'`]*["'`]""")
SAYERS = {"say": 1, "say_n": 2, "N_": 1, "_": 1, "gettext": 1, "ngettext": 2}


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", TEMPLATES, ids=named)
def test_a_template_asks_for_its_words(file: Path) -> None:
    assert [text for text in bare_text(file.read_text("utf-8")) if text not in NAMES] == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Bare words</p>", "<input placeholder='Bare words'>", "{{ 'Bare words' if a else b }}",
        "{% if a %}<p>{{ _('fine') }}</p>{% else %}Bare{% endif %}", "{% macro m() %}Bare{% endmacro %}",
        "{{ {'a': 'Bare'}[b] }}",
    ],
)  # fmt: skip
def test_bare_words_are_found(source: str) -> None:
    assert bare_text(source) != []


@pytest.mark.parametrize(
    "source",
    [
        "<p class='card'>{{ _('fine') }}</p>", "{% trans %}fine{% endtrans %}", "<code>caveat admin</code>",
        "<b class=\"{{ 'good' if a else 'stop' }}\">{{ name }}</b>", "{# Bare words #}",
    ],
)  # fmt: skip
def test_words_that_are_asked_for_are_not_bare(source: str) -> None:
    assert bare_text(source) == []


@pytest.mark.parametrize("file", SCRIPTS, ids=named)
def test_a_script_has_its_words_from_the_page(file: Path) -> None:
    code = re.sub(r"//.*|/\*.*?\*/", "", file.read_text("utf-8"))
    assert SENTENCE.findall(code) == []


@pytest.mark.parametrize("file", MODULES, ids=named)
def test_a_sentence_is_written_whole_where_it_is_said(file: Path) -> None:
    """What is put together from pieces is in no catalogue."""
    calls = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
    assert [named(file) + f":{call.lineno}" for call in calls if puts_together(call)] == []


def puts_together(call: ast.Call) -> bool:
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    return any(isinstance(arg, ast.JoinedStr | ast.BinOp) for arg in call.args[: SAYERS.get(name, 0)])
