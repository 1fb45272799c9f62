"""Words that a template shows without asking for them in the reader's language."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jinja2 import Environment, nodes

# Attributes that people read or hear.
_SAID = {"aria-label", "aria-description", "alt", "title", "placeholder", "data-label"}
# What stands in these is the same in every language: commands, names of works, pictures.
_KEPT = {"code", "pre", "cite", "svg", "script", "style", "kbd"}
_VOID = {"input", "br", "meta", "link", "img", "hr", "path", "rect", "line", "circle"}
_ATTRIBUTES = re.compile(r'\s*[a-z-]+="')  # a macro that writes into a tag
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def bare_text(source: str) -> list[str]:
    reader = _Reader()
    reader.feed("".join(_shown(Environment(extensions=["jinja2.ext.i18n"]).parse(source))))
    reader.close()
    return reader.found


def _shown(node: nodes.Node) -> Iterator[str]:
    """The page with all its branches one after the other; of expressions the words written in them."""
    for child in node.iter_child_nodes():
        if isinstance(child, nodes.TemplateData):
            yield child.data
        elif isinstance(node, nodes.Output) and isinstance(child, nodes.Expr):
            yield from _words(child)
        elif isinstance(child, nodes.Stmt):
            yield from _shown(child)


def _words(expression: nodes.Node) -> Iterator[str]:
    if isinstance(expression, nodes.Const) and isinstance(expression.value, str):
        yield expression.value
    for part in _values(expression):
        yield from _words(part)


def _values(expression: nodes.Node) -> list[nodes.Node]:
    """Those parts of an expression that may be what it shows: no conditions, keys, or arguments."""
    match expression:
        case nodes.CondExpr():
            return [part for part in (expression.expr1, expression.expr2) if part]
        case nodes.Or() | nodes.And() | nodes.Add():
            return [expression.left, expression.right]
        case nodes.Concat():
            return list(expression.nodes)
        case nodes.Getitem():
            return [expression.node]
        case nodes.Dict():
            return [pair.value for pair in expression.items]
        case nodes.Filter() if expression.node and expression.name != "format":
            return [expression.node]
    return []


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self._within.append(tag)
        for name, value in attrs:
            if name in _SAID:
                self._note(value or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._within:
            while self._within.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not _KEPT & set(self._within) and not _ATTRIBUTES.match(data):
            self._note(data)

    def _note(self, text: str) -> None:
        if _LETTERS.search(text):
            self.found.append(" ".join(text.split()))
