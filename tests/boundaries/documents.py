"""What the documents say, in a form that can be held against the house: links, headings, commands, settings."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENTS = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), ROOT / "bench" / "RESULTS.md")

_FENCE = re.compile(r"^ {0,3}(```|~~~).*?^ {0,3}\1 *$", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"(?<=\n\n)(?:(?: {4}|\t).*\n?)+")
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.MULTILINE)
# Not the database, user or release of that name: those follow an option.
_COMMAND = re.compile(r"(?<![\w./:@-])caveat((?: +[^\s#;&|()<>`]+)+)")
# In a sentence of ours, which ends or quotes it.
_VERBS = "admin|doctor|migrate|web|scorer|courier|score|register|backup|restore"
_SAID = re.compile(rf"\bcaveat ((?:{_VERBS})\b[^\n\"'`<.,;:()]*)")
_AFTER_OPTION = re.compile(r"(?:^|\s)-{1,2}[\w-]+[ =]$")
_PLACE = re.compile(r"((?:plugin|workers|templates|tests|docker|docs|bench)/[\w./*-]*)(?:::(\w+))?")
_SETTING = re.compile(r"CAVEAT_[A-Z0-9_]*[A-Z0-9]")
_ELSEWHERE = ("https://", "http://", "mailto:")


@dataclass(frozen=True)
class Link:
    """`file` is absolute; `anchor` is "" for a whole page."""

    written: str
    file: Path
    anchor: str


def name_of(document: Path) -> str:
    return str(document.relative_to(ROOT))


def links(document: Path) -> list[Link]:
    """Those that lead to another place in the project."""
    prose = _SPAN.sub("", _without_blocks(document.read_text()))
    found = []
    for written in _LINK.findall(prose):
        if not written.startswith(_ELSEWHERE):
            path, _, anchor = written.partition("#")
            found.append(Link(written, (document.parent / path).resolve() if path else document, anchor))
    return found


def anchors(document: Path) -> set[str]:
    """As GitHub names its headings: small letters, hyphens for spaces, a number for the second of one name."""
    found: dict[str, int] = {}
    for heading in _HEADING.findall(_without_blocks(document.read_text())):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        found[slug] = found.get(slug, -1) + 1
    return {slug if n == 0 else f"{slug}-{n}" for slug, most in found.items() for n in range(most + 1)}


def commands(document: Path) -> Iterator[list[str]]:
    """The words after `caveat` wherever a command is written as code; a backslash joins lines."""
    for code in _code(document.read_text()):
        for line in code.replace("\\\n", " ").splitlines():
            for match in _COMMAND.finditer(line):
                if not _AFTER_OPTION.search(line[: match.start()]):
                    yield match.group(1).split()


def said_commands(path: Path) -> list[list[str]]:
    """The words after `caveat` where a message, a page or a comment names a command."""
    return [[word.strip("{}") for word in match.split()] for match in _SAID.findall(path.read_text())]


def places(document: Path) -> list[tuple[str, str]]:
    """(a path or pattern in the project, a test in it or "") wherever one stands as code on its own."""
    prose = _without_blocks(document.read_text())
    return [match.groups("") for span in _SPAN.findall(prose) if (match := _PLACE.fullmatch(span))]


def settings(document: Path) -> set[str]:
    return set(_SETTING.findall(document.read_text()))


def _without_blocks(text: str) -> str:
    return _INDENTED.sub("", _FENCE.sub("", text))


def _code(text: str) -> list[str]:
    blocks = [match.group(0).partition("\n")[2] for match in _FENCE.finditer(text)]
    prose = _FENCE.sub("", text)
    return [*blocks, *_INDENTED.findall(prose), *_SPAN.findall(_INDENTED.sub("", prose))]
