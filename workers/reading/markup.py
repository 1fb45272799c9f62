"""HTML, as text entries of platforms are: the words that a reader would see, paragraph by paragraph.

One pass that never looks back. The standard library's parser needs minutes for some hundred kilobytes of hostile
markup (python/cpython#135462); lxml would build a tree that nobody asks for.
"""

import re
from collections.abc import Iterator
from html import unescape

from workers.reading.limits import Limits
from workers.reading.plain import Read, read_plain

_UNSEEN = frozenset({"noscript", "script", "style", "template", "title"})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table",
    "tr", "ul",
})  # fmt: skip
_PARAGRAPH, _LINE, _CELL = "\f", "\v", " "
_BREAKS = {"br": _LINE, "td": _CELL, "th": _CELL} | dict.fromkeys(_BLOCKS, _PARAGRAPH)
_TAG = re.compile(r"</?([A-Za-z][^\s/>]{0,31})")
_QUOTE_OR_END = re.compile(r"=\s*([\"'])|>")


def read_html(data: bytes, limits: Limits) -> Read:
    """(text, facts, notes). Raises Unreadable for bytes that are no writing."""
    source, facts, notes = read_plain(data, limits)
    return _paragraphs("".join(_pieces(source))), facts, notes


def _paragraphs(shown: str) -> str:
    """Spaces and line ends of the source are nothing to a reader; ours stand for breaks and paragraphs."""
    paragraphs = ("\n".join(" ".join(line.split()) for line in one.split(_LINE)) for one in shown.split(_PARAGRAPH))
    return "\n\n".join(text for paragraph in paragraphs if (text := paragraph.strip()))


def _pieces(source: str) -> Iterator[str]:
    at = 0
    while (opens := source.find("<", at)) >= 0:
        yield _words(source[at:opens])
        if tag := _TAG.match(source, opens):
            name = tag[1].lower()
            at = _end_of_tag(source, tag.end())
            if name in _UNSEEN and source[opens + 1] != "/":
                at = _end_of_unseen(source, name, at)
            yield _BREAKS.get(name, "")
        elif source.startswith(("<!", "<?", "</"), opens):
            at = _end_of_comment(source, opens)
        else:  # 1 < 2
            yield "<"
            at = opens + 1
    yield _words(source[at:])


def _words(text: str) -> str:
    return unescape(text.replace(_PARAGRAPH, " ").replace(_LINE, " "))


def _end_of_tag(source: str, at: int) -> int:
    """A tag ends at the first > outside of an attribute's quotes; one that does not end hides the rest."""
    while found := _QUOTE_OR_END.search(source, at):
        if not found[1]:
            return found.end()
        at = source.find(found[1], found.end()) + 1
        if at == 0:
            break
    return len(source)


def _end_of_unseen(source: str, name: str, at: int) -> int:
    """Just before its end tag, which is read like any other."""
    found = re.compile(rf"</{name}[\s/>]", re.IGNORECASE).search(source, at)
    return found.start() if found else len(source)


def _end_of_comment(source: str, at: int) -> int:
    end = "-->" if source.startswith("<!--", at) else ">"
    found = source.find(end, at + 2)
    return found + len(end) if found >= 0 else len(source)
