"""Moodle 4.5.6, measured; mod/lti/locallib.php and mod/lti/service/gradebookservices."""

import json
import math
from dataclasses import dataclass
from typing import Any

from tests.platforms.families.base import CLAIM, Personality, moment_of, share
from tests.platforms.refusals import ServiceError
from tests.platforms.school import Cell, LineItem, Person, School
from tests.platforms.signing import Key

_STAFF = ("membership#Instructor", "membership/Instructor#TeachingAssistant")


@dataclass(frozen=True)
class Moodle(Personality):
    def context_type(self) -> list[str]:
        return ["CourseSection"]

    def roles(self, person: Person) -> list[str]:
        """One of two in the course; of site managers more."""
        staff = any(role.endswith(_STAFF) for role in person.roles)
        site = [role for role in person.roles if role.endswith("#Administrator")]
        return [f"http://purl.imsglobal.org/vocab/lis/v2/membership#{'Instructor' if staff else 'Learner'}", *site]

    def login_extras(self, launch_id: str, key: Key) -> dict[str, str]:
        """The hint is JSON text with quotes, which must go back byte for byte."""
        return {"lti_message_hint": json.dumps({"cmid": 4, "launchid": launch_id})}

    def claims(self, person: Person) -> dict[str, Any]:
        return {
            CLAIM + "tool_platform": {
                "guid": "127.0.0.1", "name": "Example School", "description": "",
                "product_family_code": "moodle", "version": "2024100706",
            },
            CLAIM + "ext": {"user_username": person.key, "lms": "moodle-2"},
            CLAIM + "lis": {"person_sourcedid": "", "course_section_sourcedid": ""},
            "https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome": {
                "lis_result_sourcedid": json.dumps({"data": {"instanceid": "7", "userid": person.sub}, "hash": "0"}),
                "lis_outcome_service_url": "http://127.0.0.1/mod/lti/service.php",
            },
        }  # fmt: skip

    def custom(self, school: School, members_url: str) -> dict[str, Any]:
        """What nobody asked for comes as well."""
        return super().custom(school, members_url) | {"context_memberships_url": members_url}

    def deep_linking(self, base_url: str) -> dict[str, Any]:
        """Measured: several at once, no data, nothing said of columns."""
        return {
            "accept_types": ["ltiResourceLink"], "accept_presentation_document_targets": ["frame", "iframe", "window"],
            "accept_copy_advice": False, "accept_multiple": True, "accept_unsigned": False, "auto_create": False,
            "can_confirm": False, "title": "Caveat", "text": "",
            "deep_link_return_url": base_url + "/deep-link-return?course=2&id=2&sesskey=s1",
        }  # fmt: skip

    def lineitems_path(self, course_id: str) -> str:
        return f"/mod/lti/services.php/{course_id}/lineitems"

    def lineitem_path(self, course_id: str, number: int | str) -> str:
        return f"{self.lineitems_path(course_id)}/{number}/lineitem"

    def members_path(self, course_id: str) -> str:
        return f"/mod/lti/services.php/CourseSection/{course_id}/bindings/4/memberships"

    def next_members(self, url: str, query: dict[str, str], size: int, start: int) -> str:
        """Forgets the role that was asked for (measured)."""
        return f'<{url}?limit={size}&from={start}>; rel="next"'

    def next_link(self, url: str, size: int, start: int) -> str:
        """HTML entities and typographic quotes (measured); headers travel as Latin-1."""
        return f"<{url}?type_id=4&amp;limit={size}&amp;from={start}>; rel=“next”".encode().decode("latin-1")

    def gradable(self, school: School, body: dict[str, Any]) -> Person:
        person = school.by_sub(body["userId"])
        if person is None or not person.gradable:
            raise ServiceError(400, f"Incorrect score received {body}")
        return person

    def take_score(self, school: School, row: LineItem, body: dict[str, Any]) -> None:
        """Whole seconds, capped, wiped unless FullyGraded, comment replaced or removed."""
        person, moment = self.gradable(school, body), moment_of(body["timestamp"], naive=True)
        cell = row.cell(person.sub)
        if cell.timestamp is not None and math.floor(cell.timestamp.timestamp()) >= math.floor(moment.timestamp()):
            raise ServiceError(409, "Refusing score with an earlier timestamp for item and user")
        cell.timestamp, cell.posts, cell.maximum = moment, cell.posts + 1, row.maximum
        graded = body["gradingProgress"] == "FullyGraded" and body.get("scoreGiven") is not None
        cell.score = min(max(share(body), 0), 1) * row.maximum if graded else None
        cell.comments, cell.by_teacher = [body["comment"]] if body.get("comment") else [], False

    def score_answer(self, url: str) -> tuple[Any, int]:
        return None, 200

    def shows_result(self, cell: Cell) -> bool:
        """A grade of zero is left out."""
        return bool(cell.score)

    def refuses_results(self, query: dict[str, str]) -> bool:
        return "limit" in query  # measured; results.php meets a null


MOODLE = Moodle(
    name="moodle",
    client_id="h3YzQ0kfPq8mV2d",
    deployment_id="4",
    subs="number",
    variables=("$Context.id.history",),
    token_seconds=60,
    query="?type_id=4",
    short_roles=True,
    lists_inactive=False,
    token_content_type="text/html; charset=utf-8",
    cuts_scopes=True,
    tells_tool=("client_id",),
    page_status=404,
    keys_unreachable_page=True,
    wrong_type_status=400,
    wrong_accept_status=400,
    nrps_versions=("1.0", "2.0"),
)
