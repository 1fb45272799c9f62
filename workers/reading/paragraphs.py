"""A PDF knows lines only: here they are joined to paragraphs again."""

import re

_LETTER = r"[^\W\d_]"
# PDFium puts \x02 (of old \ufffe) in the place of a hyphen and line end that it takes for one word taken apart.
_MARKED = re.compile(r"(?<=(.))[\x02\ufffe]\n?(?=(.))")
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_A-Z])[\u00ad-]\n(?=[^\W\d_A-Z])")
_BROKEN_NUMBER = re.compile(r"(?<=\w)-\n(?=\w)")  # 2019-2020: the hyphen stays
_COMPOUND = re.compile(rf"\b{_LETTER}+(?:-{_LETTER}+)+")  # \b, or a page of one endless word would take for ever
_SENTENCE_ENDS = tuple(".!?:;\"'\u201d\u2019)")
_SHORT, _VERY_SHORT = 0.75, 0.6  # of the page's longest line


def rebuilt(page: str) -> str:
    """One page's lines (ended by \\n; a blank line where it is known that a paragraph begins) as paragraphs, a blank
    line apart."""
    lines = [line.strip() for line in _whole_words(page).split("\n")]
    longest = max((len(line) for line in lines), default=0)
    text = ""
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        text += line + ("\n\n" if _ends_paragraph(line, following, longest) else " ")
    return re.sub(r"\s*\n\n\s*", "\n\n", text).strip()


def joined_pages(pages: list[str]) -> str:
    """Pages a blank line apart, but for a sentence that runs on."""
    text = ""
    for page in filter(None, pages):
        runs_on = text and not text.endswith(_SENTENCE_ENDS) and page[0].islower()
        text += (" " if runs_on else "\n\n") + page
    return text.strip()


def _ends_paragraph(line: str, following: str, longest: int) -> bool:
    """A line that would have had room for the next word ends its paragraph: a sentence's end with some room, a
    heading with plenty."""
    if not line:
        return True
    length = len(line) + 1 + len(following.split(" ")[0])
    if line.endswith(_SENTENCE_ENDS):
        return len(line) < _SHORT * longest
    return length < _VERY_SHORT * longest and line[0].isupper() and following[:1].isupper()


def _whole_words(page: str) -> str:
    compounds = set(map(str.lower, _COMPOUND.findall(page)))
    text = _MARKED.sub(lambda found: _hyphen(found, compounds), page)
    return _BROKEN_NUMBER.sub("-", _BROKEN_WORD.sub("", text)).translate({2: None, 0xFFFE: None})


def _hyphen(found: re.Match[str], compounds: set[str]) -> str:
    """The hyphen stays where the word bears it elsewhere on the page (well-known), where it has one already
    (mother-in-law) and before a capital (Anglo-Saxon); else it only marked the line's end."""
    head = re.split(r"\s", found.string[: found.start()][-40:])[-1]
    tail = re.match(r"\w*", found.string[found.end() : found.end() + 40])
    whole = f"{head}-{tail.group() if tail else ''}".lower()
    keeps = "-" in head or len(head) == 1 or not found.group(2).islower() or whole in compounds
    return "-" if keeps else ""
