"""Every code that is written into the audit log has words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import plugin
from plugin.domain.audit_words import ACTIONS, words_of

ROOT = Path(plugin.__file__).parents[1]
_CODE = re.compile(r"[a-z_]+\.[a-z_]+")
_OTHER = (
    ".show",
    ".page",
    ".html",
    ".css",
    ".js",
    ".json",
    ".csv",
    ".pdf",
    ".svg",
    ".db",
    ".zip",
    ".txt",
    ".py",
    ".typ",
)
_NOUNS = {code.partition(".")[0] for code in ACTIONS}


def written() -> dict[str, str]:
    """Code -> file: what `note` is called with, and all else that looks like one; "{}" stands for what varies."""
    found = {}
    for file in [*ROOT.glob("plugin/**/*.py"), *ROOT.glob("workers/**/*.py")]:
        if file.name != "audit_words.py":
            tree = ast.parse(file.read_text())
            found |= {code: file.name for code in (*_noted(tree), *_alike(tree))}
    return found


def _noted(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "note":
            for argument in node.args[2:3]:
                yield from _strings(argument)


def _strings(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
        return
    yield from (one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))


def _alike(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, str) and _CODE.fullmatch(value) and not value.endswith(_OTHER):
            noun = value.partition(".")[0]
            yield from [value] if noun in _NOUNS else []


def test_the_search_finds_the_codes() -> None:
    assert {"settings.changed", "outcome.decided", "deployment.{}", "administrator.setup_link"} <= set(written())


def test_each_code_has_words() -> None:
    for code, file in written().items():
        pattern = re.escape(code).replace(r"\{\}", "[a-z_]+")
        known = [one for one in ACTIONS if re.fullmatch(pattern, one)]
        assert known, f"{code} in {file}: give it words in plugin/domain/audit_words.py"


def test_a_code_of_another_version_is_shown_as_it_is() -> None:
    assert words_of("moon.landed") == "moon.landed"
