"""Files that somebody might hand in to do harm, made here. Name -> (how it is made, what may come of it)."""

from collections.abc import Callable

Made = Callable[[], bytes]
Kind = dict[str, tuple[Made, str]]  # outcomes, separated by spaces: "text", or codes of reasons
