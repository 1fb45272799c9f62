"""How much of a form is read, before anything reads it and before anybody is known.

A form costs far more than its bytes: ten megabytes of fields of one letter, or of one field's header, took ten seconds
and half a gigabyte, and anybody may send one.
"""

from flask import Flask, Request, request

from plugin.web.api import door as api

FORM = "application/x-www-form-urlencoded"
MOST = 256 * 1024  # a launch's token may have 64 KiB, and the longest text of a form without files 5,000 characters
# What is pasted, and all of multipart that is not a file: 500,000 characters, the most that is scored, have four bytes.
MOST_BESIDE_FILES = 2 * 1024 * 1024
# All of a class may be ticked: 20,000 ids.
_LISTS = {"class_actions.confirm": 1024 * 1024, "class_actions.carry_out": 1024 * 1024}
_WITH_FILES = frozenset({"submit.submit", "replies.give", "admin_samples.score", "admin_calibrations_new.make"})


def install(app: Flask) -> None:
    """Before whatever reads a form. A program's is read once its token is known."""
    app.config["MAX_FORM_MEMORY_SIZE"] = MOST_BESIDE_FILES
    app.before_request(_bound)


def is_small(sent: Request) -> bool:
    """It says so itself, which the server holds it to."""
    return sent.content_length is not None and sent.content_length <= MOST


def _bound() -> None:
    endpoint = request.endpoint or ""
    holds_files = endpoint in _WITH_FILES and request.mimetype != FORM
    if not holds_files and not api.is_here(endpoint):
        request.max_content_length = _LISTS.get(endpoint, MOST)
