"""Code: between fences, or a run of lines that only a compiler would read."""

import re
from collections.abc import Sequence

from workers.scoring.parts.lines import Line, Stretch, stretch

_FENCE = re.compile(r"(?:```+|~~~+)[\w+#.-]{0,20}$")
_LEAST_LINES = 3
_BRIDGE = 2  # comments and text constants in between
_SYMBOLS = frozenset("{}[]()<>=;_+*/\\&|$#@^~%:")
_SYMBOL_SHARE, _LEAST_SYMBOLS = 0.15, 3
_STATEMENT = re.compile(
    r"""
    (?: def | class ) \s \w+ \s? [(:{]
  | import \s [\w.]+ (?: \s as \s \w+ )? ;? $ | from \s [\w.]+ \s import \s | \#\s?include \b | using \s [\w.]+ ;
  | (?: return | raise | yield ) \s .* [\w;)\]}"'] $
  | (?: break | continue | pass | end | else:? | try:? ) ;? $
  | (?: if | for | while | elif | switch | catch | with ) \b .* [:{)] $
  | (?: public | private | protected | static | const | let | var | function | void | int | string ) \s .* [=({;]
  | (?: SELECT | INSERT | UPDATE | DELETE | CREATE | FROM | WHERE | JOIN ) \s [\w.*"`(),\s=<>']+ ;? $
  | </?\w [^>]* > | [{}()\[\]]+ [;,]? $
  | [\w.\[\]"'$]{1,60} \s? (?: = | [+*/|-]= | <- | := | -> ) \s? \S
  | [\w.]{1,60} \( .* \) ;? $
    """,
    re.VERBOSE,
)  # fmt: skip
_COMMENT = re.compile(r"(?:\#|//|/\*|\*|--|\"\"\"|''')")
_SENTENCE = re.compile(r"[A-Z][a-z]* .*[a-z][.!?]$")


def code_in(lines: Sequence[Line]) -> list[Stretch]:
    fenced = _fenced(lines)
    inside = {line.number for fence in fenced for line in fence}
    return [stretch(fence) for fence in fenced] + _written([line for line in lines if line.number not in inside])


def _fenced(lines: Sequence[Line]) -> list[Sequence[Line]]:
    """A fence that is never closed fences nothing."""
    fences = [at for at, line in enumerate(lines) if _FENCE.match(line.text)]
    return [lines[first : last + 1] for first, last in zip(fences[::2], fences[1::2], strict=False)]


def _written(lines: Sequence[Line]) -> list[Stretch]:
    found: list[Stretch] = []
    run: list[Line] = []  # from a code line to a code line
    count = 0
    for line in lines:
        far = bool(run) and line.number - run[-1].number > _BRIDGE + 1
        if run and (far or _is_prose(line)):
            found += [stretch(run)] if count >= _LEAST_LINES else []
            run, count = [], 0
        if is_code(line):
            run, count = [*run[:1], line], count + 1
    return found + ([stretch(run)] if count >= _LEAST_LINES else [])


def is_code(line: Line) -> bool:
    text = line.text
    if line.words > 25 or line.is_long or _SENTENCE.match(text):
        return False
    symbols = sum(c in _SYMBOLS for c in text)
    dense = symbols >= _LEAST_SYMBOLS and symbols >= _SYMBOL_SHARE * sum(not c.isspace() for c in text)
    return dense and text[-1] in ";{})]>:,\"'=" or _STATEMENT.match(text) is not None


def _is_prose(line: Line) -> bool:
    """What ends a run of code: a sentence that is no comment."""
    return not is_code(line) and not _COMMENT.match(line.text) and (line.words >= 9 or bool(_SENTENCE.match(line.text)))
