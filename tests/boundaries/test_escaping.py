"""A name that is markup stays letters: templates escape what they are given, wherever it stands, but for what is named
here with its reason."""

import re
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, nodes
from jinja2.ext import i18n

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(path.relative_to(ROOT / "templates").as_posix() for path in (ROOT / "templates").rglob("*.html"))
# Template -> what it takes as it comes.
AS_IT_COMES = {"admin/_new_codes.html": ["codes.picture"]}  # a drawing by segno: squares, and no letter of anybody's
VALUE = "\N{SECTION SIGN}"
JINJA = Environment(loader=FileSystemLoader(ROOT / "templates"), extensions=[i18n], autoescape=True)


def said(node: nodes.Node) -> str:
    return f"{said(node.node)}.{node.attr}" if isinstance(node, nodes.Getattr) else getattr(node, "name", "?")


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_escapes_all_that_it_is_given(name: str) -> None:
    source = (ROOT / "templates" / name).read_text()
    tree = JINJA.parse(source)
    safe = [said(found.node) for found in tree.find_all(nodes.Filter) if found.name in ("safe", "xmlattr")]
    assert safe == AS_IT_COMES.get(name, [])
    assert not list(tree.find_all(nodes.ScopedEvalContextModifier))  # {% autoescape false %}
    assert not list(tree.find_all(nodes.MarkSafe))


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_value_stands_where_escaping_does_not_help(name: str) -> None:
    """In an attribute without quotes, in a handler, in a script or a style of the page's own."""
    source = re.sub(r"\{[%#].*?[%#]\}", "", (ROOT / "templates" / name).read_text(), flags=re.DOTALL)
    values = re.sub(r"\{\{.*?\}\}", VALUE, source, flags=re.DOTALL)
    bare = re.sub(r'"[^"]*"', '""', values)
    assert f"={VALUE}" not in bare
    assert not re.search(r"\son[a-z]+\s*=", bare)
    for block in re.findall(r"<(?:script|style)\b[^>]*>(.*?)</(?:script|style)>", values, re.DOTALL):
        assert not block.strip()


def test_no_code_marks_a_string_as_safe() -> None:
    for path in (ROOT / "plugin").rglob("*.py"):
        assert not re.search(r"\bMarkup\(|\|safe\b|render_template_string|autoescape\s*=\s*False", path.read_text()), (
            path
        )
