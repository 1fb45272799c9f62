"""A platform that answers 200 with something else than was asked for: an error that is tried again, never a crash."""

from typing import Any, cast

import pytest

from plugin.lms.connector import Connector, Reply, ServiceError
from plugin.lms.gradebook import read_result
from plugin.lms.lineitems import find_or_create_lineitem
from plugin.lms.outgoing import PlatformSession
from plugin.lms.roster import read_members


class Says:
    def __init__(self, body: Any):
        self.body = body

    def call(self, *_: Any, **__: Any) -> Reply:
        return Reply(200, self.body, {})


def says(body: Any) -> Connector:
    return cast(Connector, Says(body))


@pytest.mark.parametrize("body", [None, [], {}, {"members": None}, "<html>"])
def test_what_is_no_list_of_members_does_not_empty_the_class(body: Any) -> None:
    with pytest.raises(ServiceError):
        list(read_members(says(body), "https://lms.example/members"))


def test_a_name_from_the_roster_carries_no_control_characters() -> None:
    entry = {"user_id": 4, "name": "Mei\x00 \u202eLindqvist\n", "roles": ["Learner"]}
    assert [m.name for m in read_members(says({"members": [entry]}), "u")] == ["Mei Lindqvist"]


@pytest.mark.parametrize("body", [None, [], {}, {"id": ""}])
def test_a_line_item_without_an_address_is_an_error_of_the_platform(body: Any) -> None:
    with pytest.raises(ServiceError):
        find_or_create_lineitem(says(body), "https://lms.example/lineitems", "7", "Essay", 20)


def test_a_result_that_is_no_number_is_no_result() -> None:
    assert read_result(says([{"userId": "4", "resultScore": None}]), "https://lms.example/lineitem", "4") is None


def test_an_address_that_cannot_be_read_is_refused_like_any_other() -> None:
    import requests

    with pytest.raises(requests.RequestException):
        PlatformSession().get("https://[lms.example/lineitem")
