"""The door for programs: a token in the header, its scope, its one deployment. No cookie, and so no forged form."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

from flask import Blueprint, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException

from plugin import alarm
from plugin.domain.api_scopes import ApiScope
from plugin.domain.bearer import bearer_token
from plugin.services import api_tokens
from plugin.services.audit import Actor
from plugin.store.tables import ApiToken, Deployment
from plugin.web.errors import TooManyError
from plugin.web.parts import parts

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


class ProblemError(Exception):
    """What a program is told (RFC 9457). `code` is stable; `detail` is for the one who reads its log."""

    def __init__(self, code: str, status: int, detail: str):
        super().__init__(code)
        self.code, self.status, self.detail = code, status, detail


def is_here(endpoint: str) -> bool:
    return endpoint.split(".")[0] == blueprint.name


def open_or_refuse() -> None:
    found = None
    if secret := bearer_token(request.headers.get("Authorization", "")):
        with parts().database.session(lasting=False) as session:
            found = api_tokens.open_token(session, secret)
            blocked = found is not None and _is_closed(session.get(Deployment, found.deployment_id or UUID(int=0)))
    if found is None:
        raise ProblemError("token", 401, "Send a token that works: Authorization: Bearer caveat_...")
    if found.deployment_id is not None and blocked:
        raise ProblemError("deployment", 403, "The installation of this token is not approved.")
    g.api_token = found


def needs(scope: ApiScope) -> Callable[[Callable[P, R]], Callable[P, R]]:
    def mark(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            if scope not in token().scopes:
                raise ProblemError("scope", 403, f"This token lacks the scope {scope.value}.")
            return view(*args, **kwargs)

        return guarded

    return mark


def token() -> ApiToken:
    return g.api_token  # type: ignore[no-any-return]


def deployment_id() -> UUID:
    found = token().deployment_id
    if found is None:
        raise ProblemError("deployment", 403, "This token is for no installation.")
    return found


def actor() -> Actor:
    return Actor("program", token().id)


def _is_closed(deployment: Deployment | None) -> bool:
    return deployment is None or deployment.state != "approved"


@blueprint.errorhandler(ProblemError)
def _problem(error: ProblemError) -> Response:
    told = {"type": f"urn:caveat:problem:{error.code}", "title": error.code, "status": error.status,
            "detail": error.detail}  # fmt: skip
    response = jsonify(told)
    response.status_code, response.mimetype = error.status, "application/problem+json"
    if error.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="caveat"'
    return response


@blueprint.errorhandler(TooManyError)
def _too_many(error: TooManyError) -> Response:
    response = _problem(ProblemError("too_many", 429, "Ask less often: see Retry-After, in seconds."))
    response.headers["Retry-After"] = str(error.seconds)
    return response


@blueprint.errorhandler(HTTPException)
def _http(error: HTTPException) -> Response:
    code = {404: "not_found", 405: "method", 413: "too_large"}.get(error.code or 500, "request")
    return _problem(ProblemError(code, error.code or 500, error.name))


@blueprint.errorhandler(Exception)
def _unexpected(error: Exception) -> Response:
    """The type only: a message may quote a person's text."""
    log.error("unexpected %s in the API", type(error).__name__)
    alarm.ring(error)
    return _problem(ProblemError("internal", 500, "Something went wrong on our side. Try again in a minute."))


def not_found() -> Any:
    raise ProblemError("not_found", 404, "There is nothing of this name here for this token.")
