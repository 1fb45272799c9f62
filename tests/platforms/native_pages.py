"""The pages of an assignment that students hand in to the platform itself, with a document processor attached."""

import uuid
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue

from tests.platforms import native as n
from tests.platforms.choosing import choosing_request
from tests.platforms.content_items import DL
from tests.platforms.families.base import CLAIM
from tests.platforms.native import ACTIVITY, NativeAsset, hand_in
from tests.platforms.platform import Platform

_NO_LINK = (CLAIM + "resource_link",)


def native_pages(platform: Platform) -> Blueprint:
    room, school, native = Blueprint("native", __name__), platform.school, platform.native

    def begin(key: str, shape: Any) -> ResponseReturnValue:
        try:
            fields = platform.begin(school.person(key), request.args.get("fault", ""), shape=shape)
        except (KeyError, StopIteration):
            abort(404)
        return render_template("post.html", action=platform.tool.login_url, fields=fields)

    def framed(key: str, heading: str) -> str:
        source = request.path + "/launch"
        return render_template("frame.html", person=school.person(key), source=source, heading=heading)

    @room.get("/as/<key>/native")
    def assignment(key: str) -> str:
        person = school.person(key)
        asks = native.item is not None and native.eula_required and person.gradable
        return render_template("native.html", person=person, native=native, activity=ACTIVITY,
                               eula=asks and person.sub not in native.eula)  # fmt: skip

    @room.post("/as/<key>/native")
    def submit(key: str) -> ResponseReturnValue:
        file, text = request.files.get("file"), request.form.get("text", "").strip()
        assets = []
        if file and file.filename:
            assets.append(NativeAsset(uuid.uuid4().hex, file.read(), file.mimetype, file.filename))
        if text:
            html = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
            assets.append(NativeAsset(uuid.uuid4().hex, html.encode(), "text/html"))
        if assets:
            hand_in(platform, school.person(key), *assets)
        return redirect(f"/as/{key}/native", 303)

    @room.get("/as/<key>/native/attach")
    def attach(key: str) -> str:
        return framed(key, "Add a document processor")

    @room.get("/as/<key>/native/attach/launch")
    def attach_launch(key: str) -> ResponseReturnValue:
        return begin(key, lambda claims: _attaching(platform, claims))

    @room.get("/as/<key>/native/settings")
    def settings(key: str) -> str:
        return framed(key, "Settings of the document processor")

    @room.get("/as/<key>/native/settings/launch")
    def settings_launch(key: str) -> ResponseReturnValue:
        return begin(key, lambda claims: settings_request(platform, claims))

    @room.get("/as/<key>/native/reports/<asset_id>")
    def report(key: str, asset_id: str) -> str:
        return framed(key, f"SpeedGrader: {native.submission_of(asset_id).person.name}")

    @room.get("/as/<key>/native/reports/<asset_id>/launch")
    def report_launch(key: str, asset_id: str) -> ResponseReturnValue:
        person = school.person(key)
        return begin(key, lambda claims: report_request(platform, claims, asset_id, person.sub))

    @room.get("/as/<key>/native/terms")
    def terms(key: str) -> str:
        return framed(key, "Before you hand in")

    @room.get("/as/<key>/native/terms/launch")
    def terms_launch(key: str) -> ResponseReturnValue:
        return begin(key, lambda claims: eula_request(platform, claims))

    return room


def _attaching(platform: Platform, claims: dict[str, Any]) -> dict[str, Any]:
    told = choosing_request(platform, claims)
    asked = told[DL + "deep_linking_settings"] | {
        "accept_types": ["ltiAssetProcessor"], "accept_multiple": True, "auto_create": True,
    }  # fmt: skip
    platform.asked = asked
    return told | {DL + "deep_linking_settings": asked, CLAIM + "activity": ACTIVITY}


def _of(platform: Platform, claims: dict[str, Any], message_type: str) -> dict[str, Any]:
    kept = {name: value for name, value in claims.items() if name not in _NO_LINK}
    custom = claims[CLAIM + "custom"] | (platform.native.item or {}).get("custom", {})
    return kept | {CLAIM + "message_type": message_type, CLAIM + "custom": custom}


def settings_request(platform: Platform, claims: dict[str, Any]) -> dict[str, Any]:
    return _of(platform, claims, "LtiAssetProcessorSettingsRequest") | {CLAIM + "activity": ACTIVITY}


def report_request(platform: Platform, claims: dict[str, Any], asset_id: str, viewer_sub: str) -> dict[str, Any]:
    """`for_user` is whoever looks, as Canvas has it."""
    report = platform.native.reports.get(asset_id, {"type": "caveat"})
    return _of(platform, claims, "LtiReportReviewRequest") | {
        CLAIM + "activity": ACTIVITY,
        CLAIM + "submission": {"id": platform.native.submission_of(asset_id).id},
        CLAIM + "asset": {"id": asset_id},
        CLAIM + "assetreport_type": report["type"],
        CLAIM + "for_user": {"user_id": viewer_sub},
    }


def eula_request(platform: Platform, claims: dict[str, Any]) -> dict[str, Any]:
    url = platform.base_url + "/api/lti/asset_processor_eulas/45"
    return _of(platform, claims, "LtiEulaRequest") | {
        CLAIM + "eulaservice": {"url": url, "scope": [n.EULA_USER, n.EULA_DEPLOYMENT]},
    }
