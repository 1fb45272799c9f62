"""One person: found, their data handed out, or erased. What is typed to find them never stands in an address."""

import tempfile
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, render_template, request, send_file

from plugin.domain.errors import NamedError
from plugin.domain.language import say
from plugin.services import erasure, person_file
from plugin.store.queries import people, platforms
from plugin.store.tables import Person
from plugin.web.admin import door, said
from plugin.web.parts import parts

blueprint = Blueprint("admin_people", __name__, url_prefix="/admin/people")
SHOWN = 50
LONGEST = 255
IN_MEMORY = 8 * 1024 * 1024


@blueprint.get("")
def page() -> Any:
    return _page()


@blueprint.post("")
def find() -> Any:
    """By POST, so that no name reaches the log of whatever stands before us."""
    asked = "".join(c for c in request.form.get("asked", "") if c.isprintable()).strip()[:LONGEST]
    return _page(asked, request.form.get("registration", ""))


@blueprint.get("/<uuid:person_id>")
def one(person_id: UUID) -> Any:
    return _one(person_id)


@blueprint.post("/<uuid:person_id>/export")
def export(person_id: UUID) -> Any:
    try:
        with parts().database.session() as session:
            found = person_file.gather(session, person_id, door.actor())
    except erasure.NoSuchPersonError:
        return said.go_on("admin_people.page", "person_gone")
    held = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the answer closes it
    person_file.write_zip(found, parts().files, held)
    held.seek(0)
    answer: Response = send_file(held, "application/zip", as_attachment=True, download_name=f"person-{person_id}.zip")
    return answer


@blueprint.post("/<uuid:person_id>/erase")
def erase(person_id: UUID) -> Any:
    with parts().database.session() as session:
        person = session.get(Person, person_id)
    if person is None:
        return said.go_on("admin_people.page", "person_gone")
    typed = request.form.get("typed", "").strip()
    if typed != person.lti_sub:
        problem = NamedError(
            "not_confirmed", say("Nothing was deleted."), say("Type the LMS’s id of this person as it stands above.")
        )
        return _one(person_id, problem, typed)
    try:
        erasure.erase_person(parts().database, parts().files, person_id, door.actor(), pause=None)
    except erasure.NoSuchPersonError:
        return said.go_on("admin_people.page", "person_gone")
    return said.go_on("admin_retention.page", "person_erased")


def _page(asked: str = "", registration: str = "") -> Any:
    with parts().database.session(lasting=False) as session:
        registrations = platforms.registrations(session)
        chosen = next((row for row in registrations if str(row.id) == registration), None)
        found = people.find(session, chosen.id, asked, SHOWN) if chosen and asked else None
    return render_template(
        "admin/people.html",
        said=said.sentence(),
        registrations=registrations,
        chosen=chosen,
        asked=asked,
        found=found,
        most=SHOWN,
    )


def _one(person_id: UUID, problem: NamedError | None = None, typed: str = "") -> Any:
    with parts().database.session(lasting=False) as session:
        person = session.get(Person, person_id)
        if person is None:
            return said.go_on("admin_people.page", "person_gone")
        registration = platforms.registration(session, person.registration_id)
        courses = people.memberships(session, person_id)
        held = erasure.held(session, person_id)
    page = render_template(
        "admin/person.html",
        person=person,
        registration=registration,
        memberships=courses,
        held=held,
        problem=problem,
        typed=typed,
    )
    return page, 400 if problem else 200
