"""Making an account, or an account's secrets anew, by a link that works once."""

from typing import Any

from flask import Blueprint, abort, make_response, render_template, request
from sqlalchemy.orm import Session

from plugin.domain.errors import NamedError
from plugin.domain.language import say
from plugin.services import administrator_links, administrators, sign_in, totp
from plugin.services.sign_in import SignedIn
from plugin.services.signing import NotOursError, Signer
from plugin.store.queries import administrators as queries
from plugin.store.tables import Administrator, AdministratorLink
from plugin.web.admin import door
from plugin.web.parts import parts

blueprint = Blueprint("admin_first_run", __name__, url_prefix="/admin")
_FORM_SECONDS = 3600


@blueprint.get("/begin")
def form() -> Any:
    return _page(totp.new_secret(), None)


@blueprint.post("/begin")
def make() -> Any:
    if door.is_from_elsewhere():
        abort(400)
    secret = unsealed(request.form.get("seal", ""), _token())
    try:
        step = checked_code(secret, request.form.get("code", ""))
        check_repeated(request.form.get("password", ""), request.form.get("again", ""))
        with parts().database.session() as session:
            entered, codes = _make(session, secret, step)
    except NamedError as error:
        return _page(secret or totp.new_secret(), error), 400
    shown = render_template("admin/recovery_codes.html", codes=codes, first=True)
    return door.keep(make_response(shown), entered)


def _make(session: Session, secret: str, step: int) -> tuple[SignedIn, list[str]]:
    link = administrator_links.find(session, _token())
    administrator_links.use(session, link)
    row = administrator_links.account_of(session, link, request.form.get("name", ""))
    password = request.form.get("password", "")
    codes = administrators.set_secrets(session, row, password, secret, step, parts().settings.secret_key)
    return sign_in.enter(session, row, "", door.secret_sent()), codes


def _page(secret: str, problem: NamedError | None) -> Any:
    with parts().database.session(lasting=False) as session:
        try:
            link = administrator_links.find(session, _token())
        except NamedError as useless:
            return make_response(render_template("admin/refused.html", problem=useless), 403)
        owner = _owner(session, link)
    name = owner.name if owner else request.form.get("name", "")
    shown = render_template(
        "admin/first_run.html",
        link=link,
        owner=owner,
        name=name,
        token=_token(),
        problem=problem,
        single_sign_on=parts().settings.oidc is not None and owner is None,
        codes=new_codes(secret, name, _token()),
    )
    return make_response(shown)


def new_codes(secret: str, name: str, bound_to: str) -> dict[str, str]:
    """For the template admin/_new_codes.html."""
    picture = totp.picture(secret, name)
    seal = _signer(bound_to).sign(secret)
    return {"picture": picture, "secret": totp.in_fours(secret), "address": totp.address(secret, name), "seal": seal}


def unsealed(seal: str, bound_to: str) -> str:
    """The secret that this form was made with; "" for a form that is too old, or not ours."""
    try:
        return str(_signer(bound_to).read(seal))
    except NotOursError:
        return ""


def checked_code(secret: str, code: str) -> int:
    """The step of the first code. Raise NamedError for a wrong one."""
    step = totp.step_of(secret, code) if secret else None
    if step is None:
        raise NamedError(
            "code_wrong",
            say("The code is not the one that the picture gives."),
            say("Scan the picture again, check that the clock of your phone is right, and type the newest code."),
        )
    return step


def check_repeated(password: str, again: str) -> None:
    if password != again:
        raise NamedError("passwords_differ", say("The two passwords differ."), say("Type the same one twice."))


def _owner(session: Session, link: AdministratorLink) -> Administrator | None:
    return queries.find(session, link.administrator_id) if link.administrator_id else None


def _token() -> str:
    return request.values.get("link", "")


def _signer(bound_to: str) -> Signer:
    return Signer(parts().settings.secret_key, "caveat one-time codes " + bound_to, _FORM_SECONDS)
