"""Canvas and Moodle, in what sets them apart from each other and from the specifications.

Sources: canvas-lms lib/lti and app/controllers/lti/ims; Moodle 4.5.6 measured, mod/lti/locallib.php and
mod/lti/service/gradebookservices.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from tests.platforms.school import Person
from tests.platforms.signing import Key

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
_STAFF = ("membership#Instructor", "membership/Instructor#TeachingAssistant")


@dataclass(frozen=True)
class Personality:
    """Shapes of ids and addresses, and the habits that a tool has to bear with."""

    name: str
    client_id: str
    deployment_id: str
    token_seconds: int
    sends_azp: bool
    query: str  # Moodle's service addresses end in ?type_id=…
    subs: str
    short_roles: bool
    page_size: int | None
    token_content_type: str
    scopes: tuple[str, ...]

    def issuer(self, base_url: str) -> str:
        """Hosted Canvas has one issuer for all schools; the address of a school is another."""
        return "https://canvas.instructure.com" if self.name == "canvas" else base_url

    def context_id(self, course_id: str) -> str:
        return f"{int(course_id):040x}" if self.name == "canvas" else course_id

    def context_type(self) -> list[str]:
        if self.name == "canvas":
            return ["http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"]
        return ["CourseSection"]

    def roles(self, person: Person) -> list[str]:
        """Canvas sends all roles of a person. Moodle sends one of two in the course, and says of site managers more."""
        if self.name == "canvas":
            return [*person.roles, "http://purl.imsglobal.org/vocab/lis/v2/system/person#User"]
        staff = any(role.endswith(_STAFF) for role in person.roles)
        site = [role for role in person.roles if role.endswith("#Administrator")]
        return [f"http://purl.imsglobal.org/vocab/lis/v2/membership#{'Instructor' if staff else 'Learner'}", *site]

    def login_hint(self, person: Person) -> str:
        """Moodle's is the user's id; Canvas's an opaque one which is not the sub."""
        return hashlib.sha1(person.sub.encode()).hexdigest() if self.name == "canvas" else person.sub

    def login_extras(self, launch_id: str, key: Key) -> dict[str, str]:
        """Moodle's hint is JSON text with quotes, which must go back byte for byte; Canvas's a long JWT."""
        if self.name == "moodle":
            return {"lti_message_hint": json.dumps({"cmid": 4, "launchid": launch_id})}
        hint = {"verifier": launch_id, "canvas_domain": "school.example", "context_type": "Course", "context_id": 1}
        return {
            "lti_message_hint": key.sign(hint),
            "lti_storage_target": "_parent",
            "canvas_region": "us-east-1",
            "canvas_environment": "prod",
        }

    def claims(self, person: Person) -> dict[str, Any]:
        """What this family adds to a launch."""
        if self.name == "canvas":
            return _canvas_claims(person)
        return _moodle_claims(person)

    def lineitems_path(self, course_id: str) -> str:
        if self.name == "canvas":
            return f"/api/lti/courses/{course_id}/line_items"
        return f"/mod/lti/services.php/{course_id}/lineitems"

    def lineitem_path(self, course_id: str, number: int) -> str:
        if self.name == "canvas":
            return f"/api/lti/courses/{course_id}/line_items/{number}"
        return f"/mod/lti/services.php/{course_id}/lineitems/{number}/lineitem"

    def members_path(self, course_id: str) -> str:
        if self.name == "canvas":
            return f"/api/lti/courses/{course_id}/names_and_roles"
        return f"/mod/lti/services.php/CourseSection/{course_id}/bindings/4/memberships"


def _canvas_claims(person: Person) -> dict[str, Any]:
    return {
        CLAIM + "tool_platform": {
            "guid": "school:canvas-lms", "name": "Example School",
            "product_family_code": "canvas", "version": "cloud",
        },
        CLAIM + "lti1p1": {"user_id": "old-" + person.key},
        CLAIM + "lti11_legacy_user_id": "old-" + person.key,
        CLAIM + "lis": {"person_sourcedid": None, "course_offering_sourcedid": None},
        "locale": "en",
        "https://www.instructure.com/placement": "assignment_selection",
    }  # fmt: skip


def _moodle_claims(person: Person) -> dict[str, Any]:
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


CANVAS = Personality(
    name="canvas",
    client_id="10000000000360",
    deployment_id="45:8865aa05b4b79b64a91a86042e43af5ea8ae79eb",
    token_seconds=3600,
    sends_azp=True,
    query="",
    subs="uuid",
    short_roles=False,
    page_size=3,  # far fewer than Canvas's 50, so that a small class fills several pages
    token_content_type="application/json",
    # No lineitem.readonly: Canvas grants what the developer key asks for, and lineitem covers it.
    scopes=(
        AGS + "lineitem", AGS + "result.readonly", AGS + "score", NRPS,
        "https://canvas.instructure.com/lti-ags/progress/scope/show",
    ),
)  # fmt: skip
MOODLE = Personality(
    name="moodle",
    client_id="h3YzQ0kfPq8mV2d",
    deployment_id="4",
    token_seconds=60,
    sends_azp=False,
    query="?type_id=4",
    subs="number",
    short_roles=True,
    page_size=None,
    token_content_type="text/html; charset=utf-8",
    scopes=(AGS + "lineitem", AGS + "lineitem.readonly", AGS + "result.readonly", AGS + "score", NRPS),
)
PERSONALITIES = {"canvas": CANVAS, "moodle": MOODLE}
