"""The services of the lti1p3platform counterpart: authorization, statuses, media types and links are the package's;
what it leaves to its user, where the line items, scores and members are kept, is here."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from lti1p3platform.exceptions import LineItemNotFoundException
from lti1p3platform.framework.django.request import DjangoRequest
from lti1p3platform.membership import Context
from lti1p3platform.score import UpdateScoreStatus
from lti1p3platform.service_connector import AssignmentsGradesService, NamesRoleProvisioningService

M = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
PEOPLE = {"teacher": M + "Instructor"} | dict.fromkeys(("mei", "jonas", "priya", "luis"), M + "Learner")
NAMES = {"mei": "Mei Lindqvist", "teacher": "Ines Okafor"}


@dataclass
class Book:
    """The gradebook of one registration; line items by address."""

    base_url: str
    line_items: dict[str, dict[str, Any]] = field(default_factory=dict)
    scores: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)


class Request(DjangoRequest):
    def build_metadata(self, request: HttpRequest) -> Any:
        found = super().build_metadata(request)
        numbers = {name: int(found["get_data"][name]) for name in ("page", "limit") if name in found["get_data"]}
        return found | {"get_data": found["get_data"] | numbers}  # the package adds 1 to a page


def page_of(everything: list[Any], page: int = 1, limit: int | None = None) -> Any:
    if not limit:
        return {"content": everything, "has_next": False}
    return {"content": everything[(page - 1) * limit : page * limit], "has_next": page * limit < len(everything)}


class Grades(AssignmentsGradesService):
    def __init__(self, request: Request, platform: Any, book: Book):
        super().__init__(request, platform, book.base_url + "/lineitems")
        self.book = book

    def find_lineitem(self, line_item_id: str) -> Any:
        if line_item_id not in self.book.line_items:
            raise LineItemNotFoundException
        return self.book.line_items[line_item_id]

    def find_lineitems(self, page: int = 1, limit: int | None = None, **wanted: str) -> Any:
        names = {"resource_link_id": "resourceLinkId", "resource_id": "resourceId", "tag": "tag"}
        found = [
            item for item in self.book.line_items.values()
            if all(item.get(names[name]) == value for name, value in wanted.items())
        ]  # fmt: skip
        return page_of(found, page, limit)

    def create_lineitem(self, creation_data: Any) -> Any:
        url = f"{self.book.base_url}/lineitems/{len(self.book.line_items) + 1}"
        self.book.line_items[url] = dict(creation_data) | {"id": url}
        return self.book.line_items[url]

    def update_lineitem(self, update_data: Any) -> Any:
        self.find_lineitem(update_data["id"])
        self.book.line_items[update_data["id"]] = update_data
        return update_data

    def delete_lineitem(self, line_item_id: str) -> None:
        self.find_lineitem(line_item_id)
        del self.book.line_items[line_item_id]

    def update_score(self, line_item_id: str, score: Any) -> UpdateScoreStatus:
        self.find_lineitem(line_item_id)
        place = (line_item_id, score["userId"])
        before = self.book.scores.get(place)
        if before and datetime.fromisoformat(score["timestamp"]) <= datetime.fromisoformat(before["timestamp"]):
            return UpdateScoreStatus.OLD_TIMESTAMP
        self.book.scores[place] = score
        return UpdateScoreStatus.CREATED

    def get_results(self, line_item_id: str, page: int = 1, limit: int | None = None, user_id: str = "") -> Any:
        self.find_lineitem(line_item_id)
        found = [
            {"id": f"{line_item_id}/results/{user}", "userId": user, "scoreOf": item, "comment": score.get("comment"),
             "resultScore": score["scoreGiven"], "resultMaximum": score["scoreMaximum"]}
            for (item, user), score in self.book.scores.items() if item == line_item_id and user_id in ("", user)
        ]  # fmt: skip
        return page_of(found, page, limit)


class Members(NamesRoleProvisioningService):
    def get_context_by_id(self) -> Context:
        return Context("course-1", "ENG", "English")

    def get_member_data_page(self, page: int = 1, limit: int | None = None, **_: Any) -> Any:
        everybody = [
            {"user_id": key, "roles": [role]} | ({"name": NAMES[key]} if key in NAMES else {})
            for key, role in PEOPLE.items()
        ]
        return page_of(everybody, page, limit)
