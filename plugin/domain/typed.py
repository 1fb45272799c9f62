"""What a person typed into a form: numbers without guessing, text without characters that nobody sees."""

import math
import re

_NUMBER = re.compile(r"\d{1,9}([.,]\d{1,9})?", re.ASCII)
_THOUSANDS = re.compile(r"[1-9]\d{0,2},\d{3}", re.ASCII)


def number(text: str) -> float:
    """nan for what is no number, and for "1,000": a thousand to one reader, one to another."""
    text = text.strip()
    if not _NUMBER.fullmatch(text) or _THOUSANDS.fullmatch(text):
        return math.nan
    return float(text.replace(",", "."))


def plain(text: str) -> str:
    """Line ends \\n, no other control character but the tab: databases and gradebooks refuse some of them."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\n\t" or not (c < " " or "\x7f" <= c <= "\x9f"))
