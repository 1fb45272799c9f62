"""An administrator's own account: where they are signed in, and out."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, url_for

from plugin.services import administrators
from plugin.web.admin import door
from plugin.web.parts import parts

blueprint = Blueprint("admin_account", __name__, url_prefix="/admin/account")


@blueprint.get("")
def page() -> Any:
    return render_template("admin/account.html")


@blueprint.post("/sign-out")
def sign_out() -> Any:
    with parts().database.session() as session:
        administrators.close_session(session, g.administrator_session.id)
    return door.forget(redirect(url_for("admin_sign_in.form"), 303))
