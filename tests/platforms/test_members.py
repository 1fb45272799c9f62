"""The list of members and the groups of the double: what each family tells, and what it leaves out."""

from typing import Any

from tests.platforms.claims import groups_url, members_url
from tests.platforms.groups import GROUPS, SETS
from tests.platforms.members import MEMBERS
from tests.platforms.personality import CLAIM
from tests.platforms.platform import Platform
from tests.platforms.school import crowded_school
from tests.platforms.test_services import call


def listed(lms: Platform, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = call(lms, "GET", f"{members_url(lms)}?limit=50{query}", MEMBERS).json["members"]
    return found


def test_who_has_left_is_left_out_or_said_to_have_left(each_lms: Platform) -> None:
    each_lms.school.change("mei", status="Inactive")
    each_lms.school.change("tester", listed=False)
    found = {member["name"]: member["status"] for member in listed(each_lms)}
    assert "Test Student" not in found
    left_out = each_lms.personality.name in ("canvas", "moodle")
    assert found.get("Mei Lindqvist") == (None if left_out else "Inactive")


def test_canvas_lists_for_a_link_whom_it_is_given_to_and_for_the_course_everybody(canvas_lms: Platform) -> None:
    school = canvas_lms.school
    school.assigned_to = frozenset({"mei"})
    school.change("mei", sections=("Morning", "Lab"))
    assert [member["name"] for member in listed(canvas_lms, "&rlid=" + school.link_id)] == ["Mei Lindqvist"]
    everybody = listed(canvas_lms, "&rlid=" + canvas_lms.personality.context_id(school.course_id))
    assert len(everybody) == len(school.people)
    mei = next(member for member in everybody if member["name"] == "Mei Lindqvist")
    assert mei["message"][0][CLAIM + "custom"] == {"canvas_user_id": 5502, "section_names": '["Morning", "Lab"]'}


def test_open_edx_overlooks_the_role(openedx_lms: Platform) -> None:
    assert len(listed(openedx_lms, "&role=Learner")) == len(openedx_lms.school.people)


def test_blackboard_tells_groups_where_they_are_asked_for(blackboard_lms: Platform) -> None:
    school = blackboard_lms.school
    school.groups = {"g1": ("Team A", "Teams"), "g2": ("Team B", "Teams"), "g3": ("Lab", "Labs")}
    school.change("mei", groups=("g1", "g3"))
    assert "group_enrollments" not in listed(blackboard_lms)[0]
    mei = next(member for member in listed(blackboard_lms, "&groups=true") if member["name"] == "Mei Lindqvist")
    assert mei["group_enrollments"] == [{"group_id": "g1"}, {"group_id": "g3"}]
    first = call(blackboard_lms, "GET", groups_url(blackboard_lms), GROUPS)
    assert ([group["id"] for group in first.json["groups"]], first.headers["Link"]) == (
        ["g1", "g2"],
        "<?from=2>; rel=next",
    )
    sets = call(blackboard_lms, "GET", groups_url(blackboard_lms) + "/sets", SETS).json["sets"]
    assert [one["name"] for one in sets] == ["Teams", "Labs"]
    mine = f"{groups_url(blackboard_lms)}?user_id={school.person('mei').sub}"
    assert [group["name"] for group in call(blackboard_lms, "GET", mine, GROUPS).json["groups"]] == ["Team A", "Lab"]


def test_a_crowded_school_has_its_students_in_sections() -> None:
    school = crowded_school(5)
    assert len(school.people) == 15
    assert school.person("s4").sections == ("Section 1",)
    assert len({person.sub for person in school.people}) == 15
