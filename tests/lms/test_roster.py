"""The list of members as platforms really write it, and as nobody should."""

from typing import Any

import pytest
import requests

from plugin.domain.roles import Role
from plugin.lms import paging, roster
from plugin.lms.connector import ServiceError
from plugin.lms.groups import CourseGroup, read_groups
from plugin.lms.member import Member
from plugin.lms.platform import SigningKey
from plugin.lms.roster import read_members
from tests.lms.fakes import Wire, answer, connect

URL = "https://lms.example/members?type_id=4"
M = "http://purl.imsglobal.org/vocab/lis/v2/membership"
CUSTOM = "https://purl.imsglobal.org/spec/lti/claim/custom"


def page(*members: Any, following: str = "") -> requests.Response:
    return answer(200, {"members": list(members)}, {"Link": f"<{following}>; rel=next"} if following else {})


def person(sub: Any = "u1", **more: Any) -> dict[str, Any]:
    return {"user_id": sub, "roles": [M + "#Learner"]} | more


@pytest.fixture
def read(signing_key: SigningKey) -> Any:
    def read(*pages: requests.Response, more: dict[str, str] | None = None) -> list[Member]:
        return read_members(connect(Wire(answers=list(pages)), signing_key), URL, more)

    return read


@pytest.mark.parametrize(
    ("status", "found"),
    [
        ({}, "Active"), ({"status": None}, "Active"), ({"status": "Active"}, "Active"),
        ({"status": "active"}, "Active"),
        ({"status": "http://purl.imsglobal.org/vocab/lis/v2/status#Active"}, "Active"),
        ({"status": "Inactive"}, "Inactive"), ({"status": "Deleted"}, "Deleted"),
        ({"status": "Enchanted"}, "Inactive"), ({"status": 7}, "Inactive"), ({"status": []}, "Inactive"),
    ],
)  # fmt: skip
def test_a_status_says_who_is_in_the_course(read: Any, status: dict[str, Any], found: str) -> None:
    assert [member.lti_status for member in read(page(person(**status)))] == [found]


@pytest.mark.parametrize(
    ("roles", "found"),
    [
        (["Learner"], Role.LEARNER), (["Instructor"], Role.STAFF), ([M + "#Instructor"], Role.STAFF),
        ([M + "/Instructor#TeachingAssistant"], Role.STAFF), (["urn:lti:role:ims/lis/Learner"], Role.LEARNER),
        (["https://school.example/vocab#Wizard"], Role.GUEST), ([], Role.GUEST), (None, Role.GUEST), (7, Role.GUEST),
        ([7, {"a": 1}, "Learner"], Role.LEARNER), ("Instructor", Role.GUEST), ([M + "#Mentor"], Role.GUEST),
        (["http://purl.imsglobal.org/vocab/lis/v2/institution/person#Instructor", "Learner"], Role.LEARNER),
    ],
)  # fmt: skip
def test_roles_short_long_unknown_and_absent(read: Any, roles: Any, found: Role) -> None:
    assert [member.role.role for member in read(page(person(roles=roles)))] == [found]


@pytest.mark.parametrize("sub", [None, "", " ", 1.5, True, [], {}, "x" * 256, "a\x00b", "a\nb"])
def test_who_has_no_usable_id_is_passed_over(read: Any, sub: Any) -> None:
    assert [member.lti_sub for member in read(page(person(sub), person("u2"), "no member", None, 7))] == ["u2"]


def test_a_number_is_an_id_as_text(read: Any) -> None:
    assert [member.lti_sub for member in read(page(person(4), person("4711")))] == ["4", "4711"]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ({}, ""), ({"name": None}, ""), ({"name": ["Mei"]}, ""),
        ({"name": "Mei\x00 \u202eLindqvist\n"}, "Mei Lindqvist"),
        ({"given_name": "Mei", "family_name": ""}, "Mei"), ({"name": "x" * 9000}, "x" * 512),
    ],
)  # fmt: skip
def test_names_are_as_shared_and_without_control_characters(read: Any, names: dict[str, Any], found: str) -> None:
    assert [member.name for member in read(page(person(**names)))] == [found]


@pytest.mark.parametrize(
    ("custom", "user_id", "sections"),
    [
        ({"canvas_user_id": 5501, "section_names": '["Morning", "Lab"]'}, "5501", ("Morning", "Lab")),
        ({"canvas_user_id": "5501", "section_names": "[]"}, "5501", ()),
        ({"canvas_user_id": "$Canvas.user.id", "section_names": "$com.instructure.User.sectionNames"}, "", None),
        ({"section_names": "Morning, Lab"}, "", None),
        ({"section_names": '{"a": 1}'}, "", ()),
        ({"section_names": "[" * 2000}, "", None),
        (
            {"canvas_user_id": "x" * 300, "section_names": '["a", 7, null, "a", "' + "y" * 300 + '"]'},
            "",
            ("a", "y" * 255),
        ),
        ({}, "", None),
        ("odd", "", None),
    ],
)
def test_sections_and_canvas_own_ids_come_with_the_message(
    read: Any, custom: Any, user_id: str, sections: tuple[str, ...] | None
) -> None:
    found = read(page(person(message=[{CUSTOM: custom}])))[0]
    assert (found.lti_platform_user_id, found.sections) == (user_id, sections)


@pytest.mark.parametrize("message", [None, [], {}, ["odd"], [None], 7])
def test_a_message_that_is_none_does_no_harm(read: Any, message: Any) -> None:
    assert read(page(person(message=message)))[0].sections is None


@pytest.mark.parametrize(
    ("enrolments", "found"),
    [
        ([{"group_id": "g1"}, {"group_id": 2}, {"group_id": "g1"}, {}, "odd", {"group_id": None}], ("g1", "2")),
        ([], ()), (None, None), ("g1", None), ({}, None),
    ],
)  # fmt: skip
def test_groups_come_where_they_are_told(read: Any, enrolments: Any, found: Any) -> None:
    assert read(page(person(group_enrollments=enrolments)))[0].lti_group_ids == found


def test_who_is_listed_twice_is_one_member_with_the_rights_of_both_entries(read: Any) -> None:
    teacher = person("u1", roles=["Instructor"], group_enrollments=[{"group_id": "g2"}])
    learner = person("u1", name="Mei", group_enrollments=[{"group_id": "g1"}])
    for order in ((teacher, learner), (learner, teacher)):
        found = read(page(order[0], following="?p=2"), page(order[1], person("u2")))
        assert [member.lti_sub for member in found] == ["u1", "u2"]
        assert (found[0].role.role, found[0].name) == (Role.STAFF, "Mei")
        assert set(found[0].lti_group_ids) == {"g1", "g2"}


def test_an_entry_that_is_not_active_adds_no_rights(read: Any) -> None:
    found = read(page(person(), person(roles=["Instructor"], status="Deleted")))
    assert [(member.role.role, member.active) for member in found] == [(Role.LEARNER, True)]


@pytest.mark.parametrize(
    ("pages", "code"),
    [
        ([answer(200)], "no_list_of_members"),
        ([answer(200, [])], "no_list_of_members"),
        ([answer(200, b"<html>")], "not_a_service"),
        ([answer(200, {"members": {"user_id": "u1"}})], "no_list_of_members"),
        ([page()], "no_members"),
        ([page(following="?p=2"), page()], "no_members"),
        ([page(person(), following="?p=2"), answer(200, {"errors": []})], "no_list_of_members"),
        ([page(person(), following="?p=2"), page(person("u2"), following=URL)], "pages_in_a_circle"),
        ([page(person(), following=f"?p={n}") for n in range(9)], "pages_in_a_circle"),
        ([page(person(), following="https://evil.example/members")], "foreign_page"),
        ([page(person(), following="?p=2"), answer(404)], ""),
    ],
)
def test_half_a_list_is_never_taken_for_a_whole_one(read: Any, pages: list[requests.Response], code: str) -> None:
    with pytest.raises(ServiceError) as refused:
        read(*pages)
    assert refused.value.code == code


def test_an_empty_page_in_the_middle_is_no_end(read: Any) -> None:
    found = read(page(person("u1"), following="?p=2"), page(following="?p=3"), page(person("u2")))
    assert [member.lti_sub for member in found] == ["u1", "u2"]


def test_a_list_without_end_is_left(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "MAX_PAGES", 5)
    monkeypatch.setattr(roster, "MAX_MEMBERS", 3)
    for each, code in ((0, "too_many_pages"), (2, "too_many_members")):
        pages = [page(*(person(f"{n}-{m}") for m in range(each)), following=f"?p={n}") for n in range(9)]
        with pytest.raises(ServiceError) as refused:
            read(*pages)
        assert refused.value.code == code


@pytest.mark.parametrize("status", [400, 404, 422, 500])
def test_a_platform_that_refuses_a_question_is_asked_for_the_plain_list(signing_key: SigningKey, status: int) -> None:
    wire = Wire(answers=[answer(status, b"Requested ResourceLink was not found"), page(person())])
    assert len(read_members(connect(wire, signing_key), URL, {"rlid": "a b&c"})) == 1
    assert [url for _, url, _ in wire.called] == [URL + "&rlid=a+b%26c", URL]


@pytest.mark.parametrize("status", [401, 403])
def test_a_refusal_of_all_members_is_not_asked_twice(signing_key: SigningKey, status: int) -> None:
    wire = Wire(answers=[answer(status)] * 5)
    with pytest.raises(ServiceError):
        read_members(connect(wire, signing_key), URL, {"rlid": "7"})
    assert all("rlid" in url for _, url, _ in wire.called)


def groups(*entries: Any, following: str = "") -> requests.Response:
    return answer(200, {"groups": list(entries)}, {"Link": f"<{following}>; rel=next"} if following else {})


def test_groups_are_read_over_their_pages_with_the_names_of_their_sets(signing_key: SigningKey) -> None:
    wire = Wire(
        answers=[
            answer(200, {"sets": [{"id": 9, "name": "Teams"}, "odd", {"name": "no id"}]}),
            groups({"id": "g1", "name": "A", "set_id": 9}, {"id": "", "name": "x"}, 7, following="?p=2"),
            groups({"id": 2, "name": "B\x00", "set_id": "gone"}, {"id": "g1", "name": "A again", "set_id": "9"}),
        ]
    )
    found = read_groups(connect(wire, signing_key), "https://lms.example/g", "https://lms.example/g/sets")
    assert found == [CourseGroup("g1", "A again", "Teams"), CourseGroup("2", "B", "")]


@pytest.mark.parametrize("body", [None, [], {"groups": None}, b"html"])
def test_what_is_no_list_of_groups_is_an_error(signing_key: SigningKey, body: Any) -> None:
    with pytest.raises(ServiceError) as refused:
        read_groups(connect(Wire(answers=[answer(200, body)]), signing_key), "https://lms.example/g")
    assert refused.value.code == "no_list_of_groups"
