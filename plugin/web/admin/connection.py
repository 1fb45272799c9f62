"""One LMS: its name and addresses, its installations, whether the connection works, and how it is forgotten."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request

from plugin.domain.errors import NamedError
from plugin.domain.language import say
from plugin.lms.manual import families
from plugin.lms.tool_description import Tool
from plugin.services import by_hand, connection_check, forgetting, platforms
from plugin.store.queries import platforms as queries
from plugin.store.queries import removal
from plugin.store.tables import Registration
from plugin.web.admin import door, said
from plugin.web.parts import parts

PATIENCE = timedelta(minutes=5)  # after that the page says that the courier does not answer, and waits no longer
MANY = 200


def add_to(blueprint: Blueprint) -> None:
    for rule, view, methods in (
        ("/by-hand", form, ("GET",)),
        ("/by-hand", save, ("POST",)),
        ("/<uuid:registration_id>", one, ("GET",)),
        ("/<uuid:registration_id>/rename", rename, ("POST",)),
        ("/<uuid:registration_id>/test", test, ("POST",)),
        ("/<uuid:registration_id>/forget", forget, ("POST",)),
    ):
        blueprint.add_url_rule(rule, view.__name__, view, methods=methods)


def form() -> Any:
    """?change= a registration: its values stand in the form."""
    with parts().database.session(lasting=False) as session:
        known = _known(session, request.args.get("change", ""))
    return _form(by_hand.of(known) if known else by_hand.Typed(), known)


def save() -> Any:
    typed = by_hand.read(request.form)
    wrong = by_hand.problems(typed, parts().settings.reach)
    if wrong:
        return _form(typed, None, wrong), 400
    with parts().database.session() as session:
        platforms.ensure_key(session, parts().settings.secret_key)
        row = by_hand.save(session, typed, door.actor())
    parts().bell.check(row.id)
    return said.go_on("admin_connections.one", "connected", registration_id=row.id)


def one(registration_id: UUID) -> Any:
    return _one(registration_id)


def rename(registration_id: UUID) -> Any:
    name = "".join(c for c in request.form.get("name", "") if c.isprintable())
    with parts().database.session() as session:
        row = queries.registration(session, registration_id)
        if row is None:
            return _gone()
        platforms.rename(session, row, name, door.actor())
    return said.go_on("admin_connections.one", "renamed", registration_id=registration_id)


def test(registration_id: UUID) -> Any:
    """The courier tries it: no page waits for a platform."""
    with parts().database.session() as session:
        row = queries.registration(session, registration_id)
        if row is None:
            return _gone()
        connection_check.ask(row)
    heard = parts().bell.check(registration_id)
    code = "check_asked" if heard else "check_waits"
    return said.go_on("admin_connections.one", code, registration_id=registration_id)


def forget(registration_id: UUID) -> Any:
    with parts().database.session() as session:
        row = queries.registration(session, registration_id)
    if row is None:
        return _gone()
    typed = request.form.get("typed", "").strip()
    if typed != row.client_id:
        problem = NamedError(
            "not_confirmed", say("Nothing was deleted."), say("Type the client id as it stands above.")
        )
        return _one(registration_id, problem, typed)
    forgetting.forget_registration(parts().database, parts().files, registration_id, None, door.actor())
    return said.go_on("admin_connections.page", "forgotten")


def _form(typed: by_hand.Typed, known: Registration | None, wrong: dict[str, str] | None = None) -> Any:
    tool = Tool(parts().settings.base_url)
    return render_template(
        "admin/by_hand.html", typed=typed, known=known, wrong=wrong or {}, families=families(tool), tool=tool
    )


def _one(registration_id: UUID, problem: NamedError | None = None, typed: str = "") -> Any:
    with parts().database.session(lasting=False) as session:
        row = queries.registration(session, registration_id)
        if row is None:
            return _gone()
        deployments = queries.deployments_of(session, registration_id)
        counts = removal.counts(session, registration_id)
    page = render_template(
        "admin/connection.html",
        said=said.sentence(),
        registration=row,
        deployments=deployments[:MANY],
        more=max(0, len(deployments) - MANY),
        counts=counts,
        findings=connection_check.last_found(row),
        passed=connection_check.passed(row),
        silent=row.check_asked is not None and datetime.now(UTC) - row.check_asked > PATIENCE,
        problem=problem,
        typed=typed,
    )
    return page, 400 if problem else 200


def _known(session: Any, asked: str) -> Registration | None:
    try:
        return queries.registration(session, UUID(asked))
    except ValueError:
        return None


def _gone() -> Any:
    return said.go_on("admin_connections.page", "registration_gone")
