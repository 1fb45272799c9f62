"""Each request has an id of its own making, in its log lines and its answer: whoever reports a trouble can name it."""

from uuid import uuid4

from flask import Flask, Response, g, request

from plugin import logs

HEADER = "X-Request-Id"


def install(app: Flask) -> None:
    app.before_request(_begin)
    app.after_request(_tell)


def _begin() -> None:
    """Never one that was sent: it could hold anything, and would stand in the log."""
    g.request_id = uuid4().hex
    logs.belongs_to(request_id=g.request_id, endpoint=request.endpoint or "none")


def _tell(response: Response) -> Response:
    response.headers[HEADER] = g.request_id
    return response
