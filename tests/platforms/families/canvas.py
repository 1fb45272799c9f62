"""Canvas: canvas-lms lib/lti, app/controllers/lti/ims/{scores,line_items,results}_controller.rb, doc/api."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tests.platforms.families.base import AGS, CLAIM, NRPS, Personality, moment_of, share
from tests.platforms.native import PROCESSOR_SCOPES
from tests.platforms.refusals import ServiceError
from tests.platforms.school import Cell, LineItem, Person, School
from tests.platforms.signing import Key

CANVAS_SUBMISSION = "https://canvas.instructure.com/lti/submission"


@dataclass(frozen=True)
class Canvas(Personality):
    def issuer(self, base_url: str) -> str:
        """Hosted Canvas has one issuer for all schools; the address of a school is another."""
        return "https://canvas.instructure.com"

    def context_id(self, course_id: str) -> str:
        return f"{int(course_id):040x}"

    def roles(self, person: Person) -> list[str]:
        """All roles of a person, of the institution and the system as well."""
        return [*person.roles, "http://purl.imsglobal.org/vocab/lis/v2/system/person#User"]

    def login_hint(self, person: Person) -> str:
        """An opaque one, which is not the sub."""
        return hashlib.sha1(person.sub.encode()).hexdigest()

    def login_extras(self, launch_id: str, key: Key) -> dict[str, str]:
        """The hint is a long JWT."""
        hint = {"verifier": launch_id, "canvas_domain": "school.example", "context_type": "Course", "context_id": 1}
        return {
            "lti_message_hint": key.sign(hint), "lti_storage_target": "_parent",
            "canvas_region": "us-east-1", "canvas_environment": "prod",
        }  # fmt: skip

    def knows_hint(self, hint: str) -> bool:
        return hint.count(".") == 2

    def claims(self, person: Person) -> dict[str, Any]:
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

    def shaped(self, claims: dict[str, Any]) -> dict[str, Any]:
        link = claims.get(CLAIM + "resource_link")
        return claims | ({CLAIM + "resource_link": link | {"description": None}} if link else {})

    def custom(self, school: School, members_url: str) -> dict[str, Any]:
        """Numbers come as numbers."""
        return super().custom(school, members_url) | {"canvas_assignment_points": school.points}

    def lineitems_path(self, course_id: str) -> str:
        return f"/api/lti/courses/{course_id}/line_items"

    def members_path(self, course_id: str) -> str:
        return f"/api/lti/courses/{course_id}/names_and_roles"

    def next_members(self, url: str, query: dict[str, str], size: int, start: int) -> str:
        """Several rels in one line, in mixed case because an address must go back as it came."""
        kept = urlencode(
            {"From": "X"} | {name: value for name, value in query.items() if name not in ("limit", "from")}
        )
        return ", ".join(
            f'<{url}?{kept}&from={begin}&limit={size}>; rel="{rel}"'
            for rel, begin in (("current", start - size), ("next", start), ("first", 0))
        )

    def linked(self, school: School, rlid: str) -> list[Person]:
        """The course's own id stands for everybody (lib/lti/ims/providers/memberships_provider.rb)."""
        if rlid == self.context_id(school.course_id):
            return list(school.people)
        given_to = super().linked(school, rlid)
        return [person for person in given_to if school.assigned_to is None or person.key in school.assigned_to]

    def member_message(self, person: Person, number: int) -> dict[str, Any]:
        """Section names are a JSON list in a string (doc tools_variable_substitutions)."""
        custom = {"canvas_user_id": 5500 + number, "section_names": json.dumps(person.sections)}
        return super().member_message(person, number) | {CLAIM + "custom": custom}

    def may_delete(self, number: int) -> int | None:
        return 401 if number == 1 else None  # made together with the assignment

    def gradable(self, school: School, body: dict[str, Any]) -> Person:
        person = school.by_sub(body["userId"])
        if person is None or not person.gradable or person.test_user:
            raise ServiceError(422, "User not found in course or is not a student")
        return person

    def take_score(self, school: School, row: LineItem, body: dict[str, Any]) -> None:
        person, moment = self.gradable(school, body), moment_of(body["timestamp"])
        if body.get("scoreGiven") is not None and not (body.get("scoreMaximum") or 0) > 0:
            raise ServiceError(422, "ScoreMaximum must be greater than 0")
        submitted = body.get("submission", {}).get("submittedAt")
        if submitted and moment_of(submitted) > datetime.now(UTC) + timedelta(minutes=1):
            raise ServiceError(400, "Provided submittedAt timestamp of date in the future")
        cell, extension = row.cell(person.sub), body.get(CANVAS_SUBMISSION, {})
        if cell.timestamp is not None and moment < cell.timestamp:
            raise ServiceError(400, "Provided timestamp before last updated timestamp")
        _attempt(row, cell, extension, submitted)
        cell.timestamp, cell.posts = moment, cell.posts + 1
        if body.get("comment"):
            cell.comments.append(body["comment"])  # each post adds one; nothing takes one away
        if not (extension.get("prioritize_non_tool_grade") and cell.by_teacher):
            _score(row, cell, body, bool(extension.get("preserve_score")))


def _attempt(row: LineItem, cell: Cell, extension: dict[str, Any], submitted: str | None) -> None:
    """A new attempt at every post, unless new_submission is false, the submission's type is none, or it was handed in
    at the very time of the last one (app/models/submission.rb counts by a changed submitted_at)."""
    default = extension.get("submission_type") != "none"
    if not extension.get("new_submission", default):
        return
    if row.attempts_allowed is not None and cell.attempts >= row.attempts_allowed:
        raise ServiceError(422, "The maximum number of allowed attempts has been reached for this submission")
    if submitted is None or submitted != cell.submitted:
        cell.attempts, cell.submitted = cell.attempts + 1, submitted
    cell.handed_in = [*cell.handed_in[: cell.attempts - 1], str(extension.get("submission_data", ""))]


def _score(row: LineItem, cell: Cell, body: dict[str, Any], preserve: bool) -> None:
    """The late policy takes its share of what a tool gives, and the results show what is left."""
    if body["gradingProgress"] in ("FullyGraded", "PendingManual") and body.get("scoreGiven") is not None:
        cell.score, cell.maximum = share(body) * row.maximum * (1 - row.late_deduction), row.maximum
        cell.by_teacher = False
    elif not preserve:
        cell.score = None


CANVAS = Canvas(
    name="canvas",
    client_id="10000000000360",
    deployment_id="45:8865aa05b4b79b64a91a86042e43af5ea8ae79eb",
    subs="uuid",
    sends_azp=True,
    stores_for_tools=True,
    lists_inactive=False,
    page_size=3,  # far fewer than Canvas's 50, so that a small class fills several pages
    # No lineitem.readonly: Canvas grants what the developer key asks for, and lineitem covers it.
    scopes=(
        AGS + "lineitem", AGS + "result.readonly", AGS + "score", NRPS,
        "https://canvas.instructure.com/lti-ags/progress/scope/show", *PROCESSOR_SCOPES,
    ),
)  # fmt: skip
