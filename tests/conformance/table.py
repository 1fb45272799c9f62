"""docs/conformance.md, written anew: python -m tests.conformance.table > docs/conformance.md"""

from plugin.domain.conformance import PARTS, Part

_INTRODUCTION = """# LTI conformance

What is tested of LTI 1.3, LTI Advantage and the asset processor family. Words in “quotation marks” are those of the
1EdTech LTI Advantage certification guide 1.3. Each test runs against the tool's own addresses, opposite a platform that
signs, checks and misbehaves as real ones do (`tests/platforms`):

```
pytest -m conformance
```

A running Caveat shows the same list at `/conformance`. This is a self-test; Caveat has not been certified by 1EdTech.
The suite fails when a test of this list does not exist, or when this page and the list differ.
"""


def page() -> str:
    return "\n".join([_INTRODUCTION, *map(_section, PARTS)])


def _section(part: Part) -> str:
    rows = [f"| {words} | `{name}` |" for name, words in part.tests.items()]
    return "\n".join([f"## {part.title}", "", "| what is shown | test |", "|---|---|", *rows, ""])


if __name__ == "__main__":
    print(page(), end="")
