"""How large a form without files may be, before anything reads it and before anybody is known.

Files, and texts that are pasted beside them, come as multipart, whose fields are counted (werkzeug, max_form_parts).
In the other form of forms a few bytes are a field: ten megabytes of them took ten seconds and half a gigabyte.
"""

from flask import Flask, request

from plugin.web.api import door as api

FORM = "application/x-www-form-urlencoded"
MOST = 256 * 1024  # a launch's token may have 64 KiB, and the longest text that is typed 5,000 characters
# All of a class may be ticked: 20,000 ids.
_LISTS = {"class_actions.confirm": 1024 * 1024, "class_actions.carry_out": 1024 * 1024}


def install(app: Flask) -> None:
    """Before whatever reads a form. A program's is read once its token is known."""
    app.before_request(_bound)


def _bound() -> None:
    endpoint = request.endpoint or ""
    if request.mimetype == FORM and not api.is_here(endpoint):
        request.max_content_length = _LISTS.get(endpoint, MOST)
