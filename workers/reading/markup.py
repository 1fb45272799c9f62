"""HTML, as text entries of platforms are: the words that a reader would see, paragraph by paragraph.

The standard library's parser: it builds no tree, fetches nothing and runs nothing.
"""

from html.parser import HTMLParser

from workers.reading.limits import Limits
from workers.reading.plain import Read, read_plain

_UNSEEN = frozenset({"noscript", "script", "style", "template", "title"})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table",
    "tr", "ul",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})


def read_html(data: bytes, limits: Limits) -> Read:
    """(text, facts, notes). Raises Unreadable for bytes that are no writing."""
    source, facts, notes = read_plain(data, limits)
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader.text, facts, notes


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._parts: list[str] = []
        self._unseen = ""

    @property
    def text(self) -> str:
        """Spaces and line ends of the source are nothing to a reader; ours stand for breaks and paragraphs."""
        paragraphs = "".join(self._parts).split("\f")
        shown = ("\n".join(" ".join(line.split()) for line in one.split("\v")).strip() for one in paragraphs)
        return "\n\n".join(paragraph for paragraph in shown if paragraph)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self._unseen and tag in _UNSEEN:
            self._unseen = tag
        self._break(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        """What is unseen ends with its own tag: one left open hides the rest, as browsers have it."""
        if tag == self._unseen:
            self._unseen = ""
        self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._parts.append(data.replace("\f", " ").replace("\v", " "))

    def _break(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._parts.append("\f")
        elif tag == "br":
            self._parts.append("\v")
        elif tag in _CELLS:
            self._parts.append(" ")
