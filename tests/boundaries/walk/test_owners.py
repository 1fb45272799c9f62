"""The same addresses asked by whoever they are for: they are there, with the ids that the walk names; and whatever
changes something changes nothing without the token of its form.

What the owners do is undone at once, so that each finds the campus as it was.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from plugin.domain.roles import Role
from plugin.store.session import Database
from plugin.web import limits
from plugin.web.api import door as api
from plugin.web.app import create_app
from plugin.web.visit import OPEN
from tests.boundaries.walk.asking import Asker, Door, ask, told, unhardened
from tests.boundaries.walk.campus import all_rows
from tests.boundaries.walk.conftest import Campus, silent
from tests.boundaries.walk.test_walk import as_before, doors_for, is_of_a_visit, is_of_the_house

# Doors that prove their sender otherwise than by a form of ours: a platform's signature or state, an invitation's seal;
# at the administration's door, where nobody has a token yet, the browser says where a form is from.
OTHER_PROOF = {
    "lti.login", "lti.launch", "cookieless.confirm", "cookieless.restart", "notices.receive", "connecting.register",
    "admin_sign_in.enter", "admin_first_run.make",
}  # fmt: skip
# Pages that say 403 or 404 to whoever they are for: nothing can be chosen, nothing is there, no platform shows reports.
ONLY_TO_REFUSE = {"deep_linking.refused", "api.nowhere", "attention.ask"}


class Undone(Database):
    @contextmanager
    def session(self, lasting: bool = True) -> Iterator[Session]:
        with self._sessions[lasting]() as session:
            yield session
            session.flush()
            session.expunge_all()
            session.rollback()


@pytest.fixture(scope="module")
def undone(campus: Campus) -> Iterator[Flask]:
    app = silent(create_app(campus.settings))
    database = Undone(campus.settings.database_url)
    app.extensions["caveat"] = replace(app.extensions["caveat"], database=database)
    yield app
    database.dispose()


def owners(campus: Campus) -> list[tuple[Asker, Door]]:
    """Each address with one whom it is for."""
    teacher = campus.of_visits("the teacher", "home", "teacher")
    student = campus.of_visits("the student", "home", "student")
    ada = campus.administrator("an administrator", campus.administrators["ada"])
    bearer = {"Authorization": f"Bearer {campus.tokens.right}"}
    program = Asker("a program", teacher.visits, headers=bearer)
    pairs = [(student, door) for door in doors_for(campus, student) if door.role is Role.LEARNER]
    pairs += [(teacher, door) for door in doors_for(campus, teacher)
              if is_of_a_visit(door) and door.role is not Role.LEARNER]  # fmt: skip
    pairs += [(ada, door) for door in doors_for(campus, ada) if is_of_the_house(door)]
    return pairs + [(program, door) for door in doors_for(campus, program) if api.is_here(door.rule.endpoint)]


def test_every_address_of_the_walk_is_there_for_whom_it_is_for(campus: Campus, undone: Flask) -> None:
    closed = []
    for asker, door in owners(campus):
        response = ask(asker.client(undone), asker, door, campus.form)
        is_closed = response.status_code in (401, 403, 404) or response.status_code >= 500
        if is_closed or "form_expired" in told(response):
            closed.append((asker.name, door.method, door.rule.endpoint, response.status_code))
        assert not unhardened(response), (asker.name, str(door))
    assert [one for one in closed if one[2] not in ONLY_TO_REFUSE] == []
    as_before(campus)


@pytest.mark.parametrize("token", ["", "0" * 64], ids=["no-token", "a-wrong-token"])
def test_no_form_changes_anything_without_its_token(campus: Campus, token: str) -> None:
    with campus.database.session() as session:
        before = all_rows(session)
    for asker, door in owners(campus):
        if door.method == "GET" or api.is_here(door.rule.endpoint):
            continue
        response = ask(asker.client(campus.app), replace(asker, tokens={}), door, campus.form | {"form_token": token})
        assert response.status_code == 400, (asker.name, str(door), response.status_code)
        assert "form_expired" in response.text, (asker.name, str(door))
    with campus.database.session() as session:
        assert all_rows(session) == before


def test_who_holds_a_form_of_one_visit_can_send_it_in_no_other(campus: Campus) -> None:
    teacher = campus.of_visits("the teacher", "home", "teacher")
    other = campus.of_visits("", "next course", "teacher").tokens
    foreign = next(iter(other.values()))
    for door in doors_for(campus, teacher):
        if is_of_a_visit(door) and door.method == "POST" and door.role is not Role.LEARNER:
            asker = replace(teacher, tokens={door.visit_id: foreign})
            assert ask(asker.client(campus.app), asker, door, campus.form).status_code == 400, str(door)


def test_what_proves_itself_otherwise_is_named_one_by_one(campus: Campus) -> None:
    nobody = Asker("nobody", campus.places["home"].people["teacher"].visits)
    unsafe = {door.rule.endpoint for door in doors_for(campus, nobody) if door.method != "GET"}
    assert {one for one in unsafe if one in OPEN} == OTHER_PROOF


@pytest.mark.parametrize("path", ["/admin/sign-in", "/admin/begin"])
@pytest.mark.parametrize("sign", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}])
def test_a_form_of_another_site_does_not_reach_the_administration_s_door(
    campus: Campus, path: str, sign: dict[str, str]
) -> None:
    answer = campus.app.test_client().post(path, data={"name": "ada"}, headers=sign, base_url="https://localhost")
    assert answer.status_code == 400
    assert "form_expired" in answer.text


class Always:
    """Counts everybody as too many."""

    def count(self, _: str, __: int) -> int:
        return 10_000


@pytest.fixture
def full(campus: Campus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(campus.app.extensions, limits.EXTENSION, Always())


@pytest.mark.parametrize("endpoint", ["submit.submit", "replies.give"])
@pytest.mark.parametrize(("person", "status"), [("student", 429), ("teacher", 403), ("guest", 403)])
def test_who_is_held_up_keeps_what_they_typed_and_nobody_else_sees_the_page(
    campus: Campus, full: None, endpoint: str, person: str, status: int
) -> None:
    asker = campus.of_visits(person, "home", person)
    (door,) = (one for one in doors_for(campus, asker) if one.rule.endpoint == endpoint)
    answer = ask(asker.client(campus.app), asker, door, {"text": "Typed for an hour.", "reply": "Typed for an hour."})
    assert answer.status_code == status
    assert ("Typed for an hour." in answer.text) is (status == 429)
    assert ("Retry-After" in answer.headers) is (status == 429)


def test_every_other_door_with_a_limit_says_so(campus: Campus, full: None) -> None:
    held_up = [(asker, door) for asker, door in owners(campus)
               if door.rule.endpoint in limits.LIMITS or api.is_here(door.rule.endpoint)]  # fmt: skip
    assert len(held_up) >= 15
    for asker, door in held_up:
        answer = ask(asker.client(campus.app), asker, door, campus.form)
        assert (answer.status_code, "Retry-After" in answer.headers) == (429, True), str(door)
