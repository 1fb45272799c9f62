"""Which tests of the LTI certification are covered: for administrators who have to ask."""

from flask import Blueprint, render_template

from plugin.domain.conformance import PARTS

blueprint = Blueprint("conformance", __name__)


@blueprint.get("/conformance")
def tests() -> str:
    return render_template("conformance.html", parts=PARTS)
