"""Open edX: lti-consumer-xblock 11.4.4, measured, with its programmatic way of making columns."""

import hashlib
from dataclasses import dataclass
from typing import Any

from tests.platforms.families.base import AGS, CLAIM, NRPS, Personality, moment_of
from tests.platforms.refusals import ServiceError
from tests.platforms.school import LineItem, Person, School
from tests.platforms.signing import Key

_MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership"
_NONE = [f"http://purl.imsglobal.org/vocab/lis/v2/{who}/person#None" for who in ("system", "institution")]
_PATH = "/api/lti_consumer/v1/lti/1"


@dataclass(frozen=True)
class OpenEdx(Personality):
    def context_id(self, course_id: str) -> str:
        return f"course-v1:Example+ENG{course_id}+2026"

    def roles(self, person: Person) -> list[str]:
        """Beside the course's role always two that say None."""
        if person.gradable:
            return [_MEMBERSHIP + "#Learner", *_NONE]
        if person.part == "teaching assistant":
            return [_MEMBERSHIP + "#Learner", *_NONE, _MEMBERSHIP + "/Instructor#TeachingAssistant"]
        return [*_NONE, _MEMBERSHIP + "#Administrator", _MEMBERSHIP + "#Instructor"]

    def login_extras(self, launch_id: str, key: Key) -> dict[str, str]:
        """The hint is a key of the cache: the same for the same launch, and good for several."""
        return {"lti_message_hint": hashlib.sha256(launch_id.encode()).hexdigest()}

    def claims(self, person: Person) -> dict[str, Any]:
        return {CLAIM + "tool_platform": {"guid": "8a2f6c1e-0b7d-5c55-9a3e-6d1c2f9b7a10", "name": "Example School"}}

    def shaped(self, claims: dict[str, Any]) -> dict[str, Any]:
        """No given and family names, no title of the link; the course is labelled by its key."""
        claims = {name: value for name, value in claims.items() if name not in ("given_name", "family_name")}
        if link := claims.get(CLAIM + "resource_link"):
            claims[CLAIM + "resource_link"] = {"id": link["id"]}
        if context := claims.get(CLAIM + "context"):
            claims[CLAIM + "context"] = context | {"label": context["id"]}
        return claims

    def lineitems_path(self, course_id: str) -> str:
        return _PATH + "/lti-ags"

    def members_path(self, course_id: str) -> str:
        return _PATH + "/memberships"

    def check_line_item(self, body: dict[str, Any]) -> None:
        if not isinstance(body.get("scoreMaximum"), int):
            raise ServiceError(400, "scoreMaximum: A valid integer is required.")
        for name, longest in (("label", 100), ("tag", 50)):
            if len(body.get(name) or "") > longest:
                raise ServiceError(400, f"{name}: Ensure this field has no more than {longest} characters.")
        for name in ("resourceId", "startDateTime", "endDateTime"):
            if body.get(name, "given") in (None, ""):
                raise ServiceError(400, f"{name}: This field may not be null or blank.")
        if not (body.get("resourceId") or body.get("resourceLinkId")):
            raise ServiceError(400, "resourceId or resourceLinkId is required")

    def listed_line_item(self, item: dict[str, Any]) -> dict[str, Any]:
        """With every field that there is, empty ones as well."""
        return {"resourceId": "", "tag": "", "resourceLinkId": None, "startDateTime": None, "endDateTime": None} | item

    def may_delete(self, number: int) -> int | None:
        return 403

    def created_type(self, usual: str) -> str:
        return "application/vnd.ims.lis.v2.lineitemcontainer+json"

    def take_score(self, school: School, row: LineItem, body: dict[str, Any]) -> None:
        """Anybody's score is taken. Without a resource link the column is none of the course's (pylti1.3#54)."""
        moment, cell = moment_of(body["timestamp"]), row.cell(body["userId"])
        if cell.timestamp is not None and moment < cell.timestamp:
            raise ServiceError(400, "Score timestamp can only be updated to a later point in time")
        if cell.timestamp == moment:
            raise ServiceError(400, "Score already exists for the provided timestamp")
        cell.timestamp, cell.posts = moment, cell.posts + 1
        if row.resource_link_id == school.link_id:
            self.keep(row, cell, body)

    def score_answer(self, url: str) -> tuple[Any, int]:
        return {"resultUrl": url}, 201


OPENEDX = OpenEdx(
    name="openedx",
    client_id="0a5e6d4f-2f5b-4b1a-9c7e-3d2c1b0a9f8e",
    deployment_id="1",
    subs="uuid",
    link_id="block-v1:Example+ENG12+2026+type@lti_consumer+block@7",
    scopes=(AGS + "lineitem", AGS + "result.readonly", AGS + "score", NRPS),
    sends_azp=True,
    cuts_scopes=True,
    login_method="get",
    tells_tool=(),
    hint_is_used_up=False,
    page_size=10,
    no_token_status=403,
    filters_by_role=False,
    unknown_progress_status=500,
)
