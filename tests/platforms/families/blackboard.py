"""Blackboard Learn: its developer documentation (3900.93), and what tools report of it."""

from dataclasses import dataclass
from typing import Any

from tests.platforms.families.base import CLAIM, FOUR_SCOPES, Personality
from tests.platforms.refusals import ServiceError
from tests.platforms.school import Cell, LineItem, Person, School


@dataclass(frozen=True)
class Blackboard(Personality):
    def issuer(self, base_url: str) -> str:
        """One for all schools."""
        return "https://blackboard.com"

    def context_id(self, course_id: str) -> str:
        return f"{int(course_id):032x}"

    def claims(self, person: Person) -> dict[str, Any]:
        return {
            CLAIM + "tool_platform": {
                "guid": "school", "name": "Example School", "url": "https://school.example/",
                "product_family_code": "BlackboardLearn", "version": "3900.93.0",
                "contact_email": "help@school.example",
            },
            "https://blackboard.com/lti/claim/one_time_session_token": "0123456789abcdef",
            "locale": "en-US",
        }  # fmt: skip

    def shaped(self, claims: dict[str, Any]) -> dict[str, Any]:
        link = claims.get(CLAIM + "resource_link")
        described = link | {"description": 'Say "where" & when'} if link else None
        return claims | ({CLAIM + "resource_link": described} if link else {})

    def custom(self, school: School, members_url: str) -> dict[str, Any]:
        return super().custom(school, members_url) | {"group": "$CourseGroup.id", "nothing": ""}

    def lineitems_path(self, course_id: str) -> str:
        return f"/learn/api/v1/lti/courses/_{course_id}_1/lineItems"

    def lineitem_path(self, course_id: str, number: int | str) -> str:
        return f"{self.lineitems_path(course_id)}/_{number}_1"

    def members_path(self, course_id: str) -> str:
        return f"/learn/api/v1/lti/external/namesandroles/_{course_id}_1"

    def groups_path(self, course_id: str) -> str | None:
        return f"/learn/api/v1/lti/external/groups/_{course_id}_1"

    def gradable(self, school: School, body: dict[str, Any]) -> Person:
        person = school.by_sub(body["userId"])
        if person is None or not person.gradable:
            raise ServiceError(400, f"User could not be found: {body['userId']}")
        return person

    def keep(self, row: LineItem, cell: Cell, body: dict[str, Any]) -> None:
        """A comment is HTML: its line breaks are lost."""
        comment = body.get("comment")
        super().keep(row, cell, body | ({"comment": " ".join(comment.split())} if comment else {}))

    def result_comment(self, cell: Cell, filtered: bool) -> str | None:
        """Asked for one person, the comment is left out."""
        return None if filtered else super().result_comment(cell, filtered)


BLACKBOARD = Blackboard(
    name="blackboard",
    client_id="d2e1c0b9-6f5a-4c3b-8a7d-1e2f3a4b5c6d",
    deployment_id="9b8a7c6d-5e4f-4a3b-9c2d-1e0f9a8b7c6d",
    subs="hex",
    link_id="_47_1",
    scopes=(*FOUR_SCOPES, "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly"),
)
