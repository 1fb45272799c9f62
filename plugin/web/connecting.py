"""Connecting an LMS: what it needs to know of us, and the registration that it begins itself by an invitation.

The platform opens /lti/register in a frame or a new tab, so no cookie is needed: what the form stands for is sealed in
it, and the invitation, a secret of the one who uses it, is part of the seal.
"""

import logging
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request

from plugin.lms.canvas_key import developer_key
from plugin.lms.errors import RegistrationRefusedError
from plugin.lms.manual import families
from plugin.lms.openid_configuration import PlatformConfiguration
from plugin.lms.outgoing import PlatformSession
from plugin.lms.quirks import canvas
from plugin.lms.registration import messages
from plugin.lms.scopes import resting, wanted
from plugin.lms.tool_description import CANVAS_PLACEMENTS, EULA, NAME, PROCESSOR_PLACEMENT, Choices, Tool
from plugin.services import connecting
from plugin.services.connecting import Knock
from plugin.services.signing import NotOursError, Signer
from plugin.web import framing
from plugin.web.errors import SENTENCES, PageError
from plugin.web.parts import parts

blueprint = Blueprint("connecting", __name__)
log = logging.getLogger(__name__)
SEAL_SECONDS = 1800  # a platform's own registration token lives about an hour
MAX_PARAMETER = 4096


@blueprint.get("/connect")
def connect() -> str:
    return render_template("connect.html", families=families(_tool()), tool=_tool())


@blueprint.get("/lti/canvas.json")
def canvas_key() -> Response:
    """?document_processor=no for a Canvas that does not know it, which would refuse the whole key."""
    processor = request.args.get("document_processor") != "no"
    response = jsonify(developer_key(_tool(), Choices(document_processor=processor, terms=processor)))
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@blueprint.get("/lti/register")
def options() -> Any:
    """What shall be asked of the platform that knocks here."""
    try:
        invitation, url, token = map(_parameter, ("invitation", "openid_configuration", "registration_token"))
        if invitation and not url:
            raise RegistrationRefusedError("registration_outside")
        knock = connecting.meet(parts().database, _http(), invitation, url, token)
    except RegistrationRefusedError as error:
        return _refused(error)
    return _page(knock.configuration, _signer().sign(asdict(knock)), Choices())


@blueprint.post("/lti/register")
def register() -> Any:
    try:
        knock, choices, approve = _unseal(request.form.get("seal", "")), _choices(), "approve" in request.form
        configuration = knock.configuration
        problem = _problem(configuration, choices)
        if problem:
            return _page(configuration, request.form["seal"], choices, problem), 400
        registered = connecting.connect(parts().database, _http(), knock, _tool(), choices, approve)
    except RegistrationRefusedError as error:
        return _refused(error)
    asked = wanted(configuration.scopes, choices.unneeded_scopes)
    rests = resting(registered.scopes, asked) if registered.scopes is not None else ()
    _frame(configuration)
    return render_template(
        "connect_done.html",
        registered=registered,
        family=configuration.family,
        rests=rests,
        approved=approve,
    )


def _page(configuration: PlatformConfiguration, seal: str, choices: Choices, problem: str = "") -> str:
    is_canvas = configuration.family == canvas.FAMILY
    places = [p for p in CANVAS_PLACEMENTS if is_canvas and configuration.supports(p.message_type, p.name)]
    _frame(configuration)
    return render_template(
        "connect_options.html",
        configuration=configuration,
        seal=seal,
        choices=choices,
        places=places,
        processor=configuration.supports(PROCESSOR_PLACEMENT.message_type, PROCESSOR_PLACEMENT.name),
        terms=configuration.supports(EULA, ""),
        approve=request.method == "GET" or "approve" in request.form,
        problem=SENTENCES[problem] if problem else None,
    )


def _choices() -> Choices:
    name = "".join(c for c in request.form.get("name", "") if c.isprintable()).strip()[:64]
    return Choices(
        name=name or NAME,
        placements=frozenset(request.form.getlist("placement")),
        share_names=request.form.get("privacy") != "anonymous",
        document_processor="document_processor" in request.form,
        terms="terms" in request.form,
    )


def _problem(configuration: PlatformConfiguration, choices: Choices) -> str:
    if configuration.own_host and "own_host" not in request.form:
        return "registration_own_host"
    return "" if messages(configuration, _tool(), choices) else "registration_nowhere"


def _signer() -> Signer:
    return Signer(parts().settings.secret_key, "caveat registration form", SEAL_SECONDS)


def _unseal(seal: str) -> Knock:
    """What we sealed ourselves; raise RegistrationRefusedError for anything else, and after half an hour."""
    try:
        facts = _signer().read(seal)
    except NotOursError as error:
        raise RegistrationRefusedError("registration_form", 400) from error
    return Knock(**facts | {"configuration": PlatformConfiguration(**facts["configuration"])})


def _parameter(name: str) -> str:
    """NUL and its like stand in no address and no token; twice the same name could be read two ways."""
    values = request.args.getlist(name)
    if len(values) > 1 or any(len(value) > MAX_PARAMETER or not value.isprintable() for value in values):
        raise RegistrationRefusedError("registration_address")
    return values[0] if values else ""


def _frame(configuration: PlatformConfiguration) -> None:
    """The platform's own page holds ours; at Canvas that is a school's host, which may be another than it names."""
    framing.allow_addresses(
        configuration.url, configuration.issuer, configuration.auth_url, configuration.registration_url
    )


def _refused(error: RegistrationRefusedError) -> Any:
    log.warning("registration refused: %s", error)
    raise PageError(error.code, error.status)


def _tool() -> Tool:
    return Tool(parts().settings.base_url)


def _http() -> PlatformSession:
    return PlatformSession(parts().settings.reach)
