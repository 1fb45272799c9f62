"""The administration's first page: what is to be done next, and how things stand."""

from typing import Any

from flask import Blueprint, render_template

blueprint = Blueprint("admin_overview", __name__, url_prefix="/admin")


@blueprint.get("")
def page() -> Any:
    return render_template("admin/overview.html")
