"""D2L Brightspace: a public capture of October 2022, and what tools report of its refusals."""

from dataclasses import dataclass
from typing import Any

from tests.platforms.families.base import CLAIM, Personality
from tests.platforms.refusals import ServiceError
from tests.platforms.school import Person, School

AUDIENCE = "https://api.brightspace.com/auth/token"
_DEPLOYMENT = "3c9f1a52-7d4e-4b8a-a1f0-5e6d7c8b9a01"
_ITEM = "6f0d2a10-9d2e-4b7e-8f00-"


@dataclass(frozen=True)
class D2l(Personality):
    def context_id(self, course_id: str) -> str:
        return f"22738{course_id}"

    def claims(self, person: Person) -> dict[str, Any]:
        return {
            CLAIM + "tool_platform": {"guid": "a1b2c3d4-school", "product_family_code": "desire2learn"},
            "http://www.brightspace.com": {
                "tenant_id": "a1b2c3d4-school", "org_defined_id": "", "user_id": 1826270,
                "username": person.key, "Context.id.history": "", "ResourceLink.id.history": "",
            },
        }  # fmt: skip

    def shaped(self, claims: dict[str, Any]) -> dict[str, Any]:
        return claims | {"nbf": claims["iat"]}

    def lineitems_path(self, course_id: str) -> str:
        return f"/d2l/api/lti/ags/2.0/deployment/{_DEPLOYMENT}/orgunit/22738{course_id}/lineitems"

    def lineitem_path(self, course_id: str, number: int | str) -> str:
        shown = number if isinstance(number, str) else f"{number:012d}"
        return f"{self.lineitems_path(course_id)}/{_ITEM}{shown}"

    def lineitem_rule(self, course_id: str) -> str:
        return self.lineitem_path(course_id, "<int(fixed_digits=12):number>")

    def members_path(self, course_id: str) -> str:
        return f"/d2l/api/lti/nrps/2.0/deployment/{_DEPLOYMENT}/orgunit/22738{course_id}/memberships"

    def gradable(self, school: School, body: dict[str, Any]) -> Person:
        person = school.by_sub(body["userId"])
        if person is None:
            raise ServiceError(404, "User does not exist")
        if not person.gradable:
            raise ServiceError(403, "User in requested score is not enrolled in the org unit")
        return person


D2L = D2l(
    name="d2l",
    client_id="7e6d5c4b-3a29-4817-9605-f4e3d2c1b0a9",
    deployment_id=_DEPLOYMENT,
    subs="d2l",
    link_id="a1b2c3d4-9981_2273812",
    token_seconds=1800,
    token_audience=AUDIENCE,
)
