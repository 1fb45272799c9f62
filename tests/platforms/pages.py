"""The few pages that a person sees, and what a demo or a test may read and set from outside."""

from flask import Blueprint, abort, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from tests.platforms.platform import Platform


def pages(platform: Platform) -> Blueprint:
    room, school = Blueprint("pages", __name__), platform.school

    @room.get("/")
    def course() -> str:
        return render_template("course.html", said=request.args.get("said", ""))

    @room.get("/as/<key>")
    def assignment(key: str) -> str:
        """The assignment page: the tool stands in a frame."""
        try:
            return render_template("assignment.html", person=school.person(key))
        except StopIteration:
            abort(404)

    @room.get("/beside")
    def beside() -> str:
        """A frame beside the tool's that passes messages on."""
        return render_template("beside.html")

    @room.get("/gradebook")
    def gradebook() -> str:
        return render_template("gradebook.html")

    @room.get("/return")
    def come_back() -> ResponseReturnValue:
        """LTI 1.3 section 5.4.4: what the tool says on leaving is shown."""
        said = request.args.get("lti_errormsg") or request.args.get("lti_msg") or ""
        return render_template("course.html", said=said)

    @room.get("/gradebook.json")
    @room.get("/demo/gradebook.json")
    def gradebook_json() -> ResponseReturnValue:
        return jsonify(platform.gradebook)

    @room.post("/demo/troubles")
    def troubles() -> ResponseReturnValue:
        """{"next": ["503", "lost answer"]}: what befalls the next score posts, one each."""
        platform.troubles.extend(str(trouble) for trouble in request.get_json()["next"])
        return jsonify(platform.troubles)

    @room.post("/demo/rotate")
    def rotate() -> ResponseReturnValue:
        platform.rotate()
        return redirect("/jwks", 303)

    return room
