"""Choosing content, and what is launched besides the course's first assignment: links that were made, the course's own
menu, and a student's work out of the gradebook."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from tests.platforms.claims import ENDPOINT, lineitem_url
from tests.platforms.content_items import DL, read_response
from tests.platforms.personality import CLAIM
from tests.platforms.platform import Platform
from tests.platforms.school import Link
from tests.platforms.tokens import RefusedError

_MENU = "https://www.instructure.com/placement"


def choosing(platform: Platform) -> Blueprint:
    room, school = Blueprint("choosing", __name__), platform.school
    nonces: set[str] = set()

    def begin(key: str, shape: Any, target: str = "") -> ResponseReturnValue:
        try:
            fields = platform.begin(school.person(key), request.args.get("fault", ""), shape=shape)
        except (KeyError, StopIteration):
            abort(404)
        fields |= {"target_link_uri": target} if target else {}
        return render_template("post.html", action=platform.tool.login_url, fields=fields)

    @room.get("/as/<key>/choose")
    def choose(key: str) -> str:
        return render_template("frame.html", person=school.person(key), source=f"/as/{key}/choose/launch",
                               heading="Choose content")  # fmt: skip

    @room.get("/as/<key>/choose/launch")
    def choose_launch(key: str) -> ResponseReturnValue:
        return begin(key, lambda claims: choosing_request(platform, claims))

    @room.post("/deep-link-return")
    def chosen() -> ResponseReturnValue:
        """What the tool's form brings, into its frame: the window around it goes on. The session key in the address
        must come back (Moodle's sesskey)."""
        try:
            if request.args.get("sesskey") != "s1" or list(request.form) != ["JWT"]:
                raise RefusedError("invalid_request", "form")
            claims = read_response(platform, request.form["JWT"], platform.asked, nonces)
        except RefusedError as error:
            return render_template("refused.html", error=error), 400
        platform.responses.append(claims)
        items = claims.get(DL + "content_items", [])
        for item in items:
            _place(platform, item)
        said = claims.get(DL + "errormsg") or claims.get(DL + "msg") or f"{len(items)} added"
        attached = any(item["type"] == "ltiAssetProcessor" for item in items)
        onward = "/as/teacher/native" if attached else "/?" + urlencode({"said": said})
        return render_template("said.html", said=said, onward=onward)

    @room.get("/as/<key>/links/<link_id>")
    def link_page(key: str, link_id: str) -> str:
        return render_template("frame.html", person=school.person(key), source=f"/as/{key}/links/{link_id}/launch",
                               heading=_link(platform, link_id).title)  # fmt: skip

    @room.get("/as/<key>/links/<link_id>/launch")
    def link_launch(key: str, link_id: str) -> ResponseReturnValue:
        link = _link(platform, link_id)
        return begin(key, lambda claims: _of_link(platform, claims, link), link.url)

    @room.get("/as/<key>/menu")
    def menu(key: str) -> str:
        return render_template("frame.html", person=school.person(key), source=f"/as/{key}/menu/launch",
                               heading="Caveat")  # fmt: skip

    @room.get("/as/<key>/menu/launch")
    def menu_launch(key: str) -> ResponseReturnValue:
        """Canvas's course navigation: the link is the course itself."""
        return begin(key, _of_menu)

    @room.get("/as/<key>/review/<student>/launch")
    def review_launch(key: str, student: str) -> ResponseReturnValue:
        """Moodle's gradebook: one student's work in one column, by LtiSubmissionReviewRequest."""
        person, number = school.person(student), request.args.get("column", type=int)
        link = next((link for link in school.links.values() if number and link.line_item == number), None)
        return begin(key, lambda claims: (_of_link(platform, claims, link) if link else claims) | {
            CLAIM + "message_type": "LtiSubmissionReviewRequest",
            CLAIM + "for_user": {"user_id": person.sub},
        })  # fmt: skip

    @room.get("/as/<key>/review/<student>")
    @room.get("/as/<key>/speedgrader/<student>")
    def work_page(key: str, student: str) -> str:
        return render_template("frame.html", person=school.person(key), heading=school.person(student).name,
                               source=f"{request.path}/launch?{urlencode(request.args)}")  # fmt: skip

    @room.get("/as/<key>/speedgrader/<student>/launch")
    def speedgrader_launch(key: str, student: str) -> ResponseReturnValue:
        """Canvas opens the address that the tool left with the attempt, as the grader, and names the course as link."""
        handed_in = school.column.cell(school.person(student).sub).handed_in
        if not handed_in:
            return render_template("said.html", said=f"{school.person(student).name} has handed nothing in.")
        target = handed_in[-1]
        return begin(key, lambda claims: _of_menu(claims) | {CLAIM + "target_link_uri": target}, target)

    return room


def choosing_request(platform: Platform, claims: dict[str, Any]) -> dict[str, Any]:
    """No resource link; Moodle's request knows no launch_presentation but the locale, and no column (measured)."""
    settings = platform.personality.deep_linking(platform.base_url) | platform.asks
    platform.asked = settings
    left_out = (CLAIM + "resource_link", CLAIM + "launch_presentation")
    kept = {name: value for name, value in claims.items() if name not in left_out}
    if ENDPOINT in kept:
        kept[ENDPOINT] = {name: value for name, value in kept[ENDPOINT].items() if name != "lineitem"}
    return kept | {CLAIM + "message_type": "LtiDeepLinkingRequest", DL + "deep_linking_settings": settings}


def _place(platform: Platform, item: dict[str, Any]) -> None:
    """A link, and its column where the item has one; a processor is attached to the assignment."""
    school = platform.school
    if item["type"] != "ltiResourceLink":
        platform.native.item = item
        return
    link_id = str(100 + len(school.links))
    link = Link(link_id, item.get("title", ""), item.get("url", ""), item.get("custom", {}), item)
    if column := item.get("lineItem"):
        link.line_item = school.add_line_item(
            label=column.get("label") or link.title, maximum=column["scoreMaximum"], resource_link_id=link_id,
            resource_id=column.get("resourceId"), tag=column.get("tag"),
            extra={"submissionReview": column["submissionReview"]} if "submissionReview" in column else {},
        ).number  # fmt: skip
    school.links[link_id] = link


def _link(platform: Platform, link_id: str) -> Link:
    return platform.school.links.get(link_id) or abort(404)


def _of_link(platform: Platform, claims: dict[str, Any], link: Link) -> dict[str, Any]:
    said = claims | {
        CLAIM + "resource_link": {"id": link.id, "title": link.title},
        CLAIM + "target_link_uri": link.url,
        CLAIM + "custom": claims[CLAIM + "custom"] | _substituted(platform, link),
    }
    if ENDPOINT in said:
        column = {"lineitem": lineitem_url(platform, link.line_item)} if link.line_item else {}
        said[ENDPOINT] = {n: v for n, v in said[ENDPOINT].items() if n != "lineitem"} | column
    return said


def _substituted(platform: Platform, link: Link) -> dict[str, str]:
    """Variables that the family knows have their values; the others come as they were written."""
    known = {
        "$Context.id.history": platform.school.course_history,
        "$ResourceLink.id.history": link.history,
        "$ResourceLink.submission.endDateTime": link.item.get("submission", {}).get("endDateTime", ""),
    }
    known = {name: value for name, value in known.items() if name in platform.personality.variables}
    return {name: known.get(value, value) for name, value in link.custom.items()}


def _of_menu(claims: dict[str, Any]) -> dict[str, Any]:
    context = claims[CLAIM + "context"]
    told = claims | {
        CLAIM + "resource_link": {"id": context["id"], "title": context["title"]}, _MENU: "course_navigation",
    }  # fmt: skip
    if ENDPOINT in told:
        told[ENDPOINT] = {name: value for name, value in told[ENDPOINT].items() if name != "lineitem"}
    return told
