"""An LMS connected by hand: what an administrator typed is looked at field by field before any of it is saved."""

from collections.abc import Mapping
from dataclasses import dataclass

import requests
from sqlalchemy.orm import Session

from plugin.domain.language import say
from plugin.domain.reach import Reach
from plugin.lms.outgoing import OutgoingRefusedError, check_address
from plugin.lms.platform import Platform
from plugin.lms.quirks import brightspace
from plugin.services import connection_check, platforms
from plugin.services.audit import Actor
from plugin.store.tables import Registration

ADDRESSES = ("issuer", "auth_url", "token_url", "jwks_url")
_LONGEST = {"name": 255, "issuer": 512, "client_id": 255, "token_audience": 1024}
_LONGEST_ADDRESS = 1024
_LONGEST_DEPLOYMENT = 255
MOST_DEPLOYMENTS = 100


@dataclass(frozen=True)
class Typed:
    """`deployments`: their ids, one a line; those named are approved."""

    name: str = ""
    issuer: str = ""
    client_id: str = ""
    auth_url: str = ""
    token_url: str = ""
    jwks_url: str = ""
    token_audience: str = ""
    deployments: str = ""

    @property
    def deployment_ids(self) -> list[str]:
        return list(dict.fromkeys(line.strip() for line in self.deployments.splitlines() if line.strip()))


def read(form: Mapping[str, str]) -> Typed:
    return Typed(**{name: form.get(name, "").strip() for name in Typed.__dataclass_fields__})


def of(registration: Registration) -> Typed:
    """What is known already, to be changed."""
    names = ("name", "issuer", "client_id", *ADDRESSES[1:])
    return Typed(
        **{name: getattr(registration, name) for name in names}, token_audience=registration.token_audience or ""
    )


def problems(typed: Typed, reach: Reach) -> dict[str, str]:
    """Field -> what is wrong with it, and what to do; empty: all of it can be used. Names are looked up."""
    found = {name: _address_problem(getattr(typed, name), reach) for name in ADDRESSES}
    found |= {"client_id": _text_problem(typed.client_id)}
    found |= {name: say("This is too long.") for name, most in _longest().items() if len(getattr(typed, name)) > most}
    for name in ("name", "token_audience"):
        if not getattr(typed, name).isprintable():
            found[name] = say("This holds characters that cannot be shown.")
    found["deployments"] = found.get("deployments") or _deployment_problem(typed.deployment_ids)
    return {name: problem for name, problem in found.items() if problem}


def save(session: Session, typed: Typed, actor: Actor) -> Registration:
    """Add it, or change the one of this issuer and client id; the courier tries it next."""
    audience = typed.token_audience or brightspace.token_audience(typed.token_url)
    platform = Platform(
        typed.issuer, typed.client_id, typed.auth_url, typed.token_url, typed.jwks_url, token_audience=audience
    )
    row = platforms.register_by(session, actor, platform, typed.deployment_ids, typed.name)
    connection_check.ask(row)
    return row


def _longest() -> dict[str, int]:
    return {name: _LONGEST_ADDRESS for name in ADDRESSES} | _LONGEST


def _text_problem(text: str) -> str:
    if not text:
        return say("This is needed.")
    if not text.isprintable() or " " in text:
        return say("This holds a space, or characters that cannot be shown.")
    return ""


def _address_problem(url: str, reach: Reach) -> str:
    if problem := _text_problem(url):
        return problem
    try:
        check_address(url, reach)
    except OutgoingRefusedError:
        return say(
            "Caveat calls no such address. It must begin with https:// and be public, or CAVEAT_CAMPUS_HOSTS must name "
            "its host."
        )
    except requests.ConnectionError:
        return say("The host’s name is not known on this server. Look at it letter by letter.")
    return ""


def _deployment_problem(ids: list[str]) -> str:
    if len(ids) > MOST_DEPLOYMENTS:
        return say("These are more than %(most)s. Approve the rest as they come.", most=MOST_DEPLOYMENTS)
    if any(len(one) > _LONGEST_DEPLOYMENT or not one.isprintable() for one in ids):
        return say("One of these is no deployment id: write one a line.")
    return ""
