"""An administrator's own account: their secrets, and where they are signed in."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from plugin.domain.errors import NamedError
from plugin.domain.language import say
from plugin.services import administrators, sign_in, totp
from plugin.store.queries import ways_in
from plugin.store.tables import Administrator
from plugin.web.admin import door, first_run
from plugin.web.parts import parts

blueprint = Blueprint("admin_account", __name__, url_prefix="/admin/account")


@blueprint.get("")
def page() -> Any:
    return _page()


@blueprint.post("/sign-out")
def sign_out() -> Any:
    with parts().database.session() as session:
        administrators.close_session(session, g.administrator_session.id)
    return door.forget(redirect(url_for("admin_sign_in.form"), 303))


@blueprint.post("/sign-out-others")
def sign_out_others() -> Any:
    with parts().database.session() as session:
        closed = administrators.close_others(session, _own(session), g.administrator_session.id)
    return redirect(url_for("admin_account.page", done="others", n=closed), 303)


@blueprint.post("/password")
def password() -> Any:
    new = request.form.get("new", "")

    def change(session: Session, row: Administrator) -> None:
        first_run.check_repeated(new, request.form.get("again", ""))
        administrators.change_password(session, row, new, g.administrator_session.id)

    return _done(change, "password")


@blueprint.get("/codes")
def codes() -> Any:
    return _codes_page(totp.new_secret(), None)


@blueprint.post("/codes")
def new_codes() -> Any:
    secret = first_run.unsealed(request.form.get("seal", ""), _bound_to())

    def change(session: Session, row: Administrator) -> None:
        step = first_run.checked_code(secret, request.form.get("code", ""))
        administrators.change_totp(session, row, secret, step, parts().settings.secret_key, g.administrator_session.id)

    return _done(change, "codes", lambda error: _codes_page(secret or totp.new_secret(), error))


@blueprint.post("/recovery-codes")
def recovery_codes() -> Any:
    try:
        _check_password()
        with parts().database.session() as session:
            made = administrators.renew_recovery_codes(session, _own(session))
    except NamedError as error:
        return _page(error), 400
    return render_template("admin/recovery_codes.html", codes=made, first=False)


def _done(
    change: Callable[[Session, Administrator], None],
    what: str,
    refused: Callable[[NamedError], Any] = lambda error: _page(error),
) -> Any:
    """After the password was asked for once more: a browser that was left open is not enough."""
    try:
        _check_password()
        with parts().database.session() as session:
            change(session, _own(session))
    except NamedError as error:
        return refused(error), 400
    return redirect(url_for("admin_account.page", done=what), 303)


def _check_password() -> None:
    name, typed = door.administrator().name, request.form.get("password", "")
    if not sign_in.is_password(parts().database, name, typed, door.known_sent()):
        step = say("Type the one you sign in with. After several tries, wait for 15 minutes.")
        raise NamedError("password_wrong", say("That is not your password."), step)


def _page(problem: NamedError | None = None) -> Any:
    with parts().database.session() as session:
        row = _own(session)
        facts = {
            "left": ways_in.recovery_codes_left(session, row.id),
            "sessions": administrators.sessions_open(session, row),
        }
    done, n = request.args.get("done", ""), request.args.get("n", 0, int)
    return render_template("admin/account.html", account=row, problem=problem, done=done, n=n, **facts)


def _codes_page(secret: str, problem: NamedError | None) -> Any:
    made = first_run.new_codes(secret, door.administrator().name, _bound_to())
    return render_template("admin/codes.html", codes=made, problem=problem)


def _bound_to() -> str:
    return str(g.administrator_session.id)


def _own(session: Session) -> Administrator:
    return session.get_one(Administrator, door.administrator().id)
