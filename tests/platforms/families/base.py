"""What sets one family of platforms apart from another; the defaults are what the specifications say."""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from tests.platforms.refusals import ServiceError
from tests.platforms.school import Cell, LineItem, Person, School, example_school
from tests.platforms.signing import Key

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
COURSE_OFFERING = "http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"
FOUR_SCOPES = (AGS + "lineitem", AGS + "lineitem.readonly", AGS + "result.readonly", AGS + "score", NRPS)


@dataclass(frozen=True)
class Personality:
    """Shapes of ids and addresses, and the habits that a tool has to bear with."""

    name: str
    client_id: str
    deployment_id: str
    subs: str  # see school.SUBS
    link_id: str = "7"
    scopes: tuple[str, ...] = FOUR_SCOPES
    token_seconds: int = 3600
    sends_azp: bool = False
    query: str = ""  # Moodle's service addresses end in ?type_id=…
    short_roles: bool = False
    page_size: int | None = None
    token_content_type: str = "application/json"
    token_audience: str = ""  # D2L: one for all, and not the address of the token endpoint
    cuts_scopes: bool = False  # a scope too many is left out of the token; else the whole is refused
    login_method: str = "post"
    stores_for_tools: bool = False  # LTI platform storage
    tells_tool: tuple[str, ...] = ("scope", "nonce", "state")  # of these faults the tool hears, else the person
    page_status: int = 400
    keys_unreachable_page: bool = False
    hint_is_used_up: bool = True
    no_token_status: int = 401
    wrong_type_status: int = 415
    wrong_accept_status: int = 406
    unknown_progress_status: int = 400
    nrps_versions: tuple[str, ...] = ("2.0",)
    lists_inactive: bool = True  # members who have left stand in the list with a status that says so
    filters_by_role: bool = True

    variables: tuple[str, ...] = (
        "$Context.id.history", "$ResourceLink.id.history", "$ResourceLink.submission.endDateTime",
    )  # fmt: skip

    def issuer(self, base_url: str) -> str:
        return base_url

    def deep_linking(self, base_url: str) -> dict[str, Any]:
        """The settings of a request to choose content."""
        return {
            "deep_link_return_url": base_url + "/deep-link-return?course=2&sesskey=s1",
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["iframe", "window"],
            "accept_multiple": False,
            "accept_lineitem": True,
            "data": 'opaque: é&"<>',
        }

    def school(self) -> School:
        return example_school(self.subs, link_id=self.link_id)

    def context_id(self, course_id: str) -> str:
        return course_id

    def context_type(self) -> list[str]:
        return [COURSE_OFFERING]

    def roles(self, person: Person) -> list[str]:
        return list(person.roles)

    def login_hint(self, person: Person) -> str:
        return person.sub

    def login_extras(self, launch_id: str, key: Key) -> dict[str, str]:
        return {"lti_message_hint": launch_id}

    def knows_hint(self, hint: str) -> bool:
        """Is a hint that is over still one by which the tool's address is known?"""
        return False

    def claims(self, person: Person) -> dict[str, Any]:
        """What this family adds to a launch."""
        return {}

    def shaped(self, claims: dict[str, Any]) -> dict[str, Any]:
        """A launch as this family words it: what it leaves out or writes in another way."""
        return claims

    def custom(self, school: School, members_url: str) -> dict[str, Any]:
        """An unknown variable comes through as it was typed."""
        return {"due_at": "$ResourceLink.submission.endDateTime"}

    def lineitems_path(self, course_id: str) -> str:
        raise NotImplementedError

    def lineitem_path(self, course_id: str, number: int | str) -> str:
        return f"{self.lineitems_path(course_id)}/{number}"

    def lineitem_rule(self, course_id: str) -> str:
        return self.lineitem_path(course_id, "<int:number>")

    def members_path(self, course_id: str) -> str:
        raise NotImplementedError

    def groups_path(self, course_id: str) -> str | None:
        """Where the course groups service is, for whoever has one."""
        return None

    def next_members(self, url: str, query: dict[str, str], size: int, start: int) -> str:
        """The Link header to the next page of members."""
        return f'<{url}?{urlencode(query | {"limit": size, "from": start})}>; rel="next"'

    def linked(self, school: School, rlid: str) -> list[Person]:
        """Who can reach this link. Raises ServiceError for a link of nobody's."""
        if rlid != school.link_id:
            raise ServiceError(400, "Requested ResourceLink was not found")
        return list(school.people)

    def member_message(self, person: Person, number: int) -> dict[str, Any]:
        """What a launch of this member's would carry."""
        return {CLAIM + "message_type": "LtiResourceLinkRequest", CLAIM + "custom": {}}

    def next_link(self, url: str, size: int, start: int) -> str:
        more = "&" if "?" in url else "?"
        return f'<{url}{more}limit={size}&from={start}>; rel="next"'

    def check_line_item(self, body: dict[str, Any]) -> None:
        """Raise ServiceError for a line item that this family does not take."""

    def listed_line_item(self, item: dict[str, Any]) -> dict[str, Any]:
        """A line item as this family tells it: what it adds or writes in another way."""
        return item

    def may_delete(self, number: int) -> int | None:
        """The status with which deleting is refused."""
        return None

    def created_type(self, usual: str) -> str:
        """The media type of the answer to a line item that was made."""
        return usual

    def take_score(self, school: School, row: LineItem, body: dict[str, Any]) -> None:
        """AGS 2.0 section 3.4: the newest timestamp is the one that counts."""
        cell, moment = row.cell(self.gradable(school, body).sub), moment_of(body["timestamp"])
        cell.posts += 1
        if cell.timestamp is None or moment > cell.timestamp:
            cell.timestamp = moment
            self.keep(row, cell, body)

    def keep(self, row: LineItem, cell: Cell, body: dict[str, Any]) -> None:
        given = body.get("scoreGiven")
        cell.score, cell.maximum = None if given is None else share(body) * row.maximum, row.maximum
        cell.comments, cell.by_teacher = [body["comment"]] if body.get("comment") else [], False

    def gradable(self, school: School, body: dict[str, Any]) -> Person:
        """The student that this score is for. Raises ServiceError in the family's words."""
        person = school.by_sub(body["userId"])
        if person is None or not person.gradable:
            raise ServiceError(404, "User not found")
        return person

    def score_answer(self, url: str) -> tuple[Any, int]:
        return {"resultUrl": url}, 200

    def shows_result(self, cell: Cell) -> bool:
        return cell.score is not None

    def result_comment(self, cell: Cell, filtered: bool) -> str | None:
        return cell.comments[-1] if cell.comments else None

    def refuses_results(self, query: dict[str, str]) -> bool:
        """Does this query end in a page of the platform's own errors?"""
        return False


def share(body: dict[str, Any]) -> float:
    return float(body["scoreGiven"]) / float(body.get("scoreMaximum") or 1)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def moment_of(text: str, naive: bool = False) -> datetime:
    """ISO 8601; a zone is demanded by AGS and Canvas, Moodle does without (measured)."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ServiceError(400, "timestamp") from error
    if moment.tzinfo is None and not naive:
        raise ServiceError(400, "timestamp without a zone")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
