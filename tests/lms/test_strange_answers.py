"""A platform that answers 200 with something else than was asked for: an error that is tried again, never a crash."""

from typing import Any, cast

import pytest

from plugin.domain.standing import Found
from plugin.lms.connector import Connector, Reply, ServiceError
from plugin.lms.gradebook import read_result
from plugin.lms.lineitems import find_or_create_lineitem, read_maximum, update_lineitem
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


@pytest.mark.parametrize("number", [True, "17", float("nan"), float("inf"), 10**400, [17]], ids=type)
def test_points_that_no_column_can_have_are_none(number: Any) -> None:
    assert read_result(says([{"userId": "4", "resultScore": number}]), "https://lms.example/lineitem", "4") is None
    assert read_maximum(says({"scoreMaximum": number}), "https://lms.example/lineitem", "scope") is None


def test_a_result_of_another_person_is_not_this_ones() -> None:
    """Not every platform follows the filter."""
    results = ["<html>", {"userId": "5", "resultScore": 3}, {"userId": "4", "resultScore": 17, "resultMaximum": 20}]
    assert read_result(says(results), "https://lms.example/lineitem", "4") == Found(17, 20)


def test_who_gave_a_grade_is_read_where_it_is_said() -> None:
    result = {"userId": "4", "resultScore": 1, "scoringUserId": "2"}
    assert read_result(says([result]), "https://lms.example/lineitem", "4") == Found(1, 1, "2")
    assert read_result(says([result | {"scoringUserId": 2}]), "https://lms.example/lineitem", "4") == Found(1, 1)


@pytest.mark.parametrize("body", [None, [], "<html>"])
def test_a_line_item_that_is_none_is_not_overwritten(body: Any) -> None:
    with pytest.raises(ServiceError):
        update_lineitem(says(body), "https://lms.example/lineitem", {"scoreMaximum": 5})


def test_line_items_without_an_address_are_passed_over() -> None:
    items = [7, {"resourceLinkId": "7"}, {"resourceLinkId": "7", "id": 4}, {"resourceLinkId": "7", "id": "https://x"}]
    assert find_or_create_lineitem(says(items), "https://lms.example/lineitems", "7", "Essay", 20) == "https://x"


def test_an_address_that_cannot_be_read_is_refused_like_any_other() -> None:
    import requests

    with pytest.raises(requests.RequestException):
        PlatformSession().get("https://[lms.example/lineitem")
