"""Signing in to the administration, and out."""

from typing import Any

from flask import Blueprint, render_template

blueprint = Blueprint("admin_sign_in", __name__, url_prefix="/admin")


@blueprint.get("/sign-in")
def form() -> Any:
    return render_template("admin/sign_in.html")
