"""The strict double plays Open edX for most tests: here it answers the same requests as Open edX's own code."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
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


def answers(connector: Connector, lineitems: str, link_id: str, sub: str) -> dict[str, Any]:
    """What is asked -> the status it gets, mostly."""

    def ask(
        method: str, url: str, scope: str, body: Any = None, kind: str = ITEM, accept: str = ITEM
    ) -> tuple[int, Any]:
        text = None if body is None else json.dumps(body)
        try:
            reply = connector.call(method, url, SCOPE + scope, json_text=text, content_type=kind, accept=accept)
        except ServiceError as error:
            return error.status, None
        return reply.status, reply.body

    def make(**changes: Any) -> tuple[int, Any]:
        body = {"label": "Essay", "scoreMaximum": 20, "resourceLinkId": link_id, "tag": "caveat-mark"} | changes
        return ask("POST", lineitems, "lineitem", {name: value for name, value in body.items() if value is not None})

    def post(second: int, **changes: Any) -> int:
        body = {
            "userId": sub, "timestamp": f"2026-11-24T10:00:{second:02}.000000Z", "scoreGiven": 17, "scoreMaximum": 20,
            "activityProgress": "Completed", "gradingProgress": "FullyGraded",
        } | changes  # fmt: skip
        return ask("POST", url + "/scores", "score", body, SCORE)[0]

    status, made = make()
    url = made["id"]
    return {
        "a column": status,
        "a column of half points": make(scoreMaximum=7.5)[0],
        "a column without points": make(scoreMaximum=None)[0],
        "a column without a label": make(label=None)[0],
        "a long label": make(label="x" * 101)[0],
        "a long tag": make(tag="x" * 51)[0],
        "a column of nothing": make(resourceLinkId=None)[0],
        "a column as plain JSON": ask("POST", lineitems, "lineitem", {}, "application/json")[0],
        "the columns as plain JSON": ask("GET", lineitems, "lineitem", accept="application/json")[0],
        "the columns": ask("GET", lineitems, "lineitem", accept=ITEMS)[0],
        "the columns without the scope": ask("GET", lineitems, "score", accept=ITEMS)[0],
        "the columns with a token that is none": requests.get(lineitems, headers=NO_TOKEN, timeout=9).status_code,
        "a column that is not there": ask("GET", url + "999", "lineitem")[0],
        "a score": post(20),
        "the same timestamp": post(20),
        "an earlier timestamp": post(10),
        "nothing given yet": post(30, scoreGiven=None, gradingProgress="PendingManual"),
        "a word unknown to AGS": post(40, gradingProgress="Splendid"),
        "a score without a timestamp": post(50, timestamp="today"),
        "the results": ask("GET", url + "/results", "result.readonly", accept=RESULTS)[0],
        "the fields of a column": sorted(made),
        "a column as it was read": ask("PUT", url, "lineitem", made)[0],
        "a column taken away": ask("DELETE", url, "lineitem")[0],
    }


def test_the_double_answers_as_open_edx_does(block: Counterpart) -> None:
    block.launch("teacher")
    lineitems = block.tool.assignment(block.link_id).lti_lineitems_url
    assert lineitems
    real = answers(block.connector, lineitems, block.link_id, block.subs["mei"])
    with double(block.tool) as played:
        url = played.base_url + OPENEDX.lineitems_path(played.school.course_id)
        connector = block.tool.connector(as_told(played))
        assert answers(connector, url, played.school.link_id, played.school.person("mei").sub) == real


@contextmanager
def double(tool: Tool) -> Iterator[Double]:
    port = free_port()
    played = make_platform(OPENEDX, f"http://127.0.0.1:{port}", tool.settings.base_url, key=PLATFORM_KEY)
    with serving(make_app(played), port):
        yield played


def as_told(played: Double) -> Platform:
    return Platform(**{name: value for name, value in played.registration().items() if name != "deployment_id"})
