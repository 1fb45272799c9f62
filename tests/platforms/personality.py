"""Canvas and Moodle, in what sets them apart from each other and from the specifications.

Sources: canvas-lms lib/lti and app/controllers/lti/ims; Moodle 4.5.6 measured, mod/lti/locallib.php and
mod/lti/service/gradebookservices.
"""

import json
from dataclasses import dataclass
from typing import Any

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"


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

    def issuer(self, base_url: str) -> str:
        """Hosted Canvas has one issuer for all schools; the address of a school is another."""
        return "https://canvas.instructure.com" if self.name == "canvas" else base_url

    def context_id(self, course_id: str) -> str:
        return f"{int(course_id):040x}" if self.name == "canvas" else course_id

    def context_type(self) -> list[str]:
        if self.name == "canvas":
            return ["http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"]
        return ["CourseSection"]

    def login_extras(self, launch_id: str) -> dict[str, str]:
        """Moodle's hint is JSON text with quotes, which must go back byte for byte."""
        if self.name == "moodle":
            return {"lti_message_hint": json.dumps({"cmid": 4, "launchid": launch_id})}
        return {
            "lti_message_hint": f"eyJ0eXAiOiJKV1QifQ.{launch_id}.{'c' * 280}",
            "lti_storage_target": "_parent",
            "canvas_region": "us-east-1",
            "canvas_environment": "prod",
        }

    def claims(self) -> dict[str, Any]:
        if self.name == "canvas":
            return {
                CLAIM + "tool_platform": {
                    "guid": "school:canvas-lms", "name": "Example School",
                    "product_family_code": "canvas", "version": "cloud",
                },
                CLAIM + "lti1p1": {"user_id": "old"},
                "https://www.instructure.com/placement": "assignment_selection",
            }  # fmt: skip
        return {
            CLAIM + "tool_platform": {
                "guid": "127.0.0.1", "name": "Example School", "description": "",
                "product_family_code": "moodle", "version": "2024100706",
            },
            CLAIM + "ext": {"lms": "moodle-2"},
        }  # fmt: skip

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
)
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
)
PERSONALITIES = {"canvas": CANVAS, "moodle": MOODLE}
