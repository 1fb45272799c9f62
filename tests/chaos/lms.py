"""The LMS in good and bad weather: what stands between the tool and the platform's services, and a record of every
grade that was posted there."""

import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, NamedTuple

from flask import Flask, Response, request

from tests.platforms.app import make_app, make_platform
from tests.platforms.personality import MOODLE
from tests.platforms.platform import Platform
from tests.platforms.school import crowded_school
from tests.platforms.server import free_port, serving

SLOWER_THAN_PATIENCE = 45.0  # seconds; the tool's own time-outs are 5 and 15
_PEOPLES = ("/as/", "/auth", "/jwks")  # a browser's addresses, and the key set that launches need


class Posted(NamedTuple):
    """A grade that came, and whether it was stored: a 409 is a repetition that the LMS knew and left out."""

    at: datetime
    sub: str
    mark: float
    comment: str
    timestamp: str
    status: int


@dataclass
class Lms:
    """`weather`: "" is fair; "hangs", "stores and fails" (500 after the grade was stored), "nonsense" (200 with a web
    page, nothing stored)."""

    platform: Platform
    port: int
    weather: str = ""
    posts: list[Posted] = field(default_factory=list)
    _calm: threading.Event = field(default_factory=threading.Event)
    _door: ExitStack = field(default_factory=ExitStack)

    def open(self) -> None:
        self._door.enter_context(serving(self._app(), self.port))

    def close(self) -> None:
        """Connections are refused until it opens again."""
        self._door.close()

    def turn(self, weather: str) -> None:
        self.weather = weather
        if weather:
            self._calm.clear()
        else:
            self._calm.set()  # whoever hangs is let go

    def _app(self) -> Flask:
        app = make_app(self.platform)
        app.after_request(self._note)
        service: Any = app.wsgi_app
        app.wsgi_app = lambda environ, start: self._through(service, environ, start)  # type: ignore[method-assign]
        return app

    def _through(self, service: Any, environ: Any, start: Any) -> Any:
        weather = "" if environ["PATH_INFO"].startswith(_PEOPLES) else self.weather
        if weather == "hangs":
            self._calm.wait(SLOWER_THAN_PATIENCE)
        if weather == "nonsense":
            return Response("<!doctype html><h1>We will be back soon</h1>", 200)(environ, start)
        answer = service(environ, start if weather != "stores and fails" else lambda *_: None)
        if weather == "stores and fails":
            b"".join(answer)
            return Response("Internal Server Error", 500)(environ, start)
        return answer

    def _note(self, response: Response) -> Response:
        if request.method == "POST" and request.path.endswith("/scores"):
            body = json.loads(request.get_data())
            mark, comment = float(body["scoreGiven"]), body.get("comment", "")
            now = datetime.now(UTC)
            self.posts.append(Posted(now, body["userId"], mark, comment, body["timestamp"], response.status_code))
        return response


@contextmanager
def lms(students: int, tool_url: str) -> Iterator[Lms]:
    """Like Moodle: it knows a repeated timestamp."""
    port, school = free_port(), crowded_school(students, MOODLE.subs, MOODLE.school().link_id)
    found = Lms(make_platform(MOODLE, f"http://127.0.0.1:{port}", tool_url, school), port)
    found.open()
    try:
        yield found
    finally:
        found.turn("")
        found.close()
