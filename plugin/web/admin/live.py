"""A page that keeps itself up to date, but for half an hour only: one that is left open must not keep its session alive
for ever. Its address carries when it was opened."""

import time

from flask import request

SECONDS = 30 * 60


def opened() -> int:
    asked = request.args.get("opened", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 12 else int(time.time())


def over() -> bool:
    return time.time() - opened() > SECONDS


def asked() -> bool:
    """By the page itself, which takes a part out of the answer; not by a person."""
    return "opened" in request.args
