"""Who asks, and how: a request at one address of the URL map, with the ids of what stands at home."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from inspect import getclosurevars
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter
from werkzeug.test import TestResponse

from plugin.domain.api_scopes import ApiScope
from plugin.domain.purpose import Purpose
from plugin.domain.roles import Role

SITE = "https://localhost"
# What a parameter of an address is filled with where it is no id. A new one makes the walk fail until it stands here,
# or an id of its name in the campus.
WORDS = {"name": "teachers", "kind": "caveat", "code": "not_evidence", "rest": "nowhere", "filename": "caveat.css"}


@dataclass(frozen=True)
class Asker:
    """`visits`: which they ask for, by purpose; `opens`: whether these are theirs and open. `role`: in the course of
    these visits; "" for nobody. `tokens`: the form token that goes with each visit or with `admin`."""

    name: str
    visits: Mapping[str, UUID]
    cookies: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    tokens: Mapping[UUID | None, str] = field(default_factory=dict)
    role: str = ""
    opens: bool = False

    def client(self, app: Flask) -> FlaskClient:
        client = app.test_client()
        for name, value in self.cookies.items():
            client.set_cookie(name, value, domain="localhost", secure=True)
        return client


@dataclass(frozen=True)
class Door:
    """One method of one address. `role`, `purpose`, `scope`: as the view's own guard says; `named`: something of
    somebody's is named by an id in it."""

    rule: Rule
    method: str
    path: str
    visit_id: UUID | None
    role: Role | None
    purpose: Purpose
    scope: ApiScope | None
    named: bool

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule} ({self.rule.endpoint})"


def doors(app: Flask, ids: Mapping[str, UUID], visits: Mapping[str, UUID], query: Mapping[str, str]) -> Iterator[Door]:
    """Every address with all its methods; KeyError names a parameter that nobody has told how to fill. `query`: what
    more an endpoint is asked with."""
    for rule in app.url_map.iter_rules():
        guard = _guard(app, rule)
        purpose = guard.get("purpose", Purpose.ASSIGNMENT)
        visit_id = visits.get(purpose.value)
        for values in _filled(rule, ids | WORDS | {"visit_id": visit_id}):
            _, path = rule.build(values, append_unknown=False) or ("", "")
            asked = query.get(rule.endpoint, "")
            named = bool(asked) or any(name in ids for name in rule.arguments)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield Door(rule, method, path + asked, visit_id, guard.get("role"), purpose, guard.get("scope"), named)


def ask(client: FlaskClient, asker: Asker, door: Door, form: Mapping[str, Any] | None = None) -> TestResponse:
    """`form`: what is sent where the method changes something, else nothing of it."""
    token = asker.tokens.get(door.visit_id if "visit_id" in door.rule.arguments else None, "")
    data = None if door.method == "GET" else {"form_token": token} | dict(form or {})
    return client.open(door.path, method=door.method, base_url=SITE, headers=dict(asker.headers), data=data)


def told(response: TestResponse) -> str:
    """All that an answer says, headers too."""
    return "\n".join([response.get_data().decode("utf-8", "replace"), *map(" ".join, response.headers)])


# What every answer carries, whatever it is.
HARDENED = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Permissions-Policy",
            "Cache-Control", "Cross-Origin-Resource-Policy")  # fmt: skip


def unhardened(response: TestResponse) -> list[str]:
    """The headers that are missing; "cache" where something of a person may be kept."""
    missing = [name for name in HARDENED if name not in response.headers]
    kept = "Cookie" in response.request.headers and "no-store" not in response.headers.get("Cache-Control", "")
    return missing + ["cache"] * kept


def _filled(rule: Rule, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """An address that says one of several words stands for each of them."""
    some = {name: values[name] for name in rule.arguments if not isinstance(rule._converters[name], AnyConverter)}
    choices = [(name, one.items) for name, one in rule._converters.items() if isinstance(one, AnyConverter)]
    if not choices:
        yield some
    for name, words in choices:
        yield from (some | {name: word} for word in sorted(words))


def _guard(app: Flask, rule: Rule) -> Mapping[str, Any]:
    """What plugin.web.visit.only or plugin.web.api.door.needs was told, out of the view that it made."""
    return getclosurevars(app.view_functions[rule.endpoint]).nonlocals
