"""The strict double plays Open edX for most tests: here it answers the same requests as Open edX's own code."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
import requests

from plugin.lms.connector import Connector, ServiceError
from plugin.lms.platform import Platform
from tests.conftest import PLATFORM_KEY
from tests.counterparts.tool import Counterpart, Tool
from tests.platforms.app import make_app, make_platform
from tests.platforms.personality import OPENEDX
from tests.platforms.platform import Platform as Double
from tests.platforms.server import free_port, serving

pytestmark = pytest.mark.counterpart
SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/"
ITEM = "application/vnd.ims.lis.v2.lineitem+json"
ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCORE = "application/vnd.ims.lis.v1.score+json"
NO_TOKEN = {"Authorization": "Bearer none", "Accept": ITEMS}
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"


@dataclass
class Asking:
    """Requests to one platform's gradebook; each gives (status, body)."""

    connector: Connector
    lineitems: str
    link_id: str
    sub: str

    def ask(self, method: str, url: str, scope: str, body: Any = None, kind: str = ITEM, accept: str = ITEM) -> Any:
        text = None if body is None else json.dumps(body)
        try:
            reply = self.connector.call(method, url, SCOPE + scope, json_text=text, content_type=kind, accept=accept)
        except ServiceError as error:
            return error.status, None
        return reply.status, reply.body

    def make(self, **changes: Any) -> Any:
        body = {"label": "Essay", "scoreMaximum": 20, "resourceLinkId": self.link_id, "tag": "caveat-mark"} | changes
        given = {name: value for name, value in body.items() if value is not None}
        return self.ask("POST", self.lineitems, "lineitem", given)

    def post(self, url: str, second: int, **changes: Any) -> Any:
        body = {
            "userId": self.sub, "timestamp": f"2026-11-24T10:00:{second:02}.000000Z", "scoreGiven": 17,
            "scoreMaximum": 20, "activityProgress": "Completed", "gradingProgress": "FullyGraded",
        } | changes  # fmt: skip
        return self.ask("POST", url + "/scores", "score", body, SCORE)


def answers(at: Asking) -> dict[str, Any]:
    """What is asked -> what is answered."""
    status, made = at.make()
    return {"a column": status, "its fields": sorted(made)} | columns(at) | scores(at, made["id"]) | ends(at, made)


def columns(at: Asking) -> dict[str, int]:
    asked = {
        "of half points": at.make(scoreMaximum=7.5),
        "without points": at.make(scoreMaximum=None),
        "without a label": at.make(label=None),
        "with a long label": at.make(label="x" * 101),
        "with a long tag": at.make(tag="x" * 51),
        "of nothing": at.make(resourceLinkId=None),
        "as plain JSON": at.ask("POST", at.lineitems, "lineitem", {}, "application/json"),
        "listed": at.ask("GET", at.lineitems, "lineitem", accept=ITEMS),
        "listed as plain JSON": at.ask("GET", at.lineitems, "lineitem", accept="application/json"),
        "listed without the scope": at.ask("GET", at.lineitems, "score", accept=ITEMS),
        "listed with a token that is none": (requests.get(at.lineitems, headers=NO_TOKEN, timeout=9).status_code, None),
    }
    return {name: status for name, (status, _) in asked.items()}


def scores(at: Asking, url: str) -> dict[str, int]:
    asked = {
        "a score": at.post(url, 20),
        "the same timestamp": at.post(url, 20),
        "an earlier timestamp": at.post(url, 10),
        "nothing given yet": at.post(url, 30, scoreGiven=None, gradingProgress="PendingManual"),
        "a word unknown to AGS": at.post(url, 40, gradingProgress="Splendid"),
        "no timestamp": at.post(url, 50, timestamp="today"),
        "the results": at.ask("GET", url + "/results", "result.readonly", accept=RESULTS),
    }
    return {name: status for name, (status, _) in asked.items()}


def ends(at: Asking, made: dict[str, Any]) -> dict[str, int]:
    asked = {
        "put back as it was read": at.ask("PUT", made["id"], "lineitem", made),
        "taken away": at.ask("DELETE", made["id"], "lineitem"),
        "not there": at.ask("GET", made["id"] + "999", "lineitem"),
    }
    return {name: status for name, (status, _) in asked.items()}


def test_the_double_answers_as_open_edx_does(block: Counterpart) -> None:
    block.launch("teacher")
    lineitems = block.tool.assignment(block.link_id).lti_lineitems_url
    assert lineitems
    real = answers(Asking(block.connector, lineitems, block.link_id, block.subs["mei"]))
    with double(block.tool) as played:
        url = played.base_url + OPENEDX.lineitems_path(played.school.course_id)
        connector = block.tool.connector(as_told(played))
        school = played.school
        assert answers(Asking(connector, url, school.link_id, school.person("mei").sub)) == real


@contextmanager
def double(tool: Tool) -> Iterator[Double]:
    port = free_port()
    played = make_platform(OPENEDX, f"http://127.0.0.1:{port}", tool.settings.base_url, key=PLATFORM_KEY)
    with serving(make_app(played), port):
        yield played


def as_told(played: Double) -> Platform:
    return Platform(**{name: value for name, value in played.registration().items() if name != "deployment_id"})
