"""Every address asked by everybody who has no business there: refused, nothing told, nothing changed.

`pytest -s` prints how many addresses and askers that are.
"""

from collections import Counter

import pytest
from werkzeug.test import TestResponse

from plugin.domain.api_scopes import ApiScope
from plugin.domain.roles import Role
from plugin.web.admin import door as administration
from plugin.web.api import door as api
from plugin.web.visit import OPEN
from tests.boundaries.walk.asking import Asker, Door, ask, doors, told, unhardened
from tests.boundaries.walk.campus import OF_THE_COURSE, PERSONAL, all_rows
from tests.boundaries.walk.conftest import Campus

REFUSED = {401, 403, 404}


def doors_for(campus: Campus, asker: Asker) -> list[Door]:
    ids = campus.ids | {"token_id": campus.tokens.token_id}
    return list(doors(campus.app, ids, asker.visits, campus.query))


def is_of_a_visit(door: Door) -> bool:
    return "visit_id" in door.rule.arguments


def is_of_the_house(door: Door) -> bool:
    return administration.is_here(door.rule.endpoint) and door.rule.endpoint not in OPEN


@pytest.fixture(scope="module")
def strangers(campus: Campus) -> list[Asker]:
    """Who may not open a visit, or not the visits that they ask for."""
    teacher, other = campus.places["home"].people["teacher"], campus.places["home"].people["other"]
    ada = campus.administrator("an administrator without a visit", campus.administrators["ada"])
    left, blocked = campus.places["home"].people["left"], campus.places["blocked"].people["teacher"]
    next_school = campus.of_visits("", "next school", "teacher")
    return [
        Asker("nobody", teacher.visits),
        campus.with_secret("another browser", other.secret, teacher.visits),
        campus.with_secret("a browser of another school", next_school.cookies["__Host-caveat"], teacher.visits),
        campus.session_in_header("the page session of another visit", next_school, teacher.visits),
        ada,
        campus.with_secret("whose visit is over", teacher.secret, campus.late),
        campus.with_secret("a teacher who has left", left.secret, left.visits),
        campus.with_secret("a teacher of a blocked installation", blocked.secret, blocked.visits),
    ]


@pytest.fixture(scope="module")
def neighbours(campus: Campus) -> list[Asker]:
    """Who has visits of their own, elsewhere or in another role."""
    return [
        campus.of_visits("another student", "home", "other"),
        campus.of_visits("a guest of the course", "home", "guest"),
        campus.of_visits("a student of another course", "next course", "student"),
        *(campus.of_visits(f"a teacher of the {place}", place, "teacher")
          for place in ("next course", "next deployment", "next school", "next platform")),
    ]  # fmt: skip


def leaks(asker: Asker, response: TestResponse) -> list[str]:
    said = told(response)
    of_the_course = () if asker.name in ("another student", "a guest of the course") else OF_THE_COURSE
    return [mark for mark in PERSONAL + of_the_course if mark in said]


def check(campus: Campus, asker: Asker, door: Door, expected: set[int], counted: Counter[str]) -> None:
    response = ask(asker.client(campus.app), asker, door, campus.form)
    counted[asker.name] += 1
    assert not leaks(asker, response), (asker.name, str(door), response.status_code)
    assert not unhardened(response), (asker.name, str(door), response.status_code)
    assert response.status_code in expected, (asker.name, str(door), response.status_code)


def as_before(campus: Campus) -> None:
    with campus.database.session() as session:
        now = all_rows(session)
    changed = [key for key, row in campus.rows.items() if now.get(key) != row]
    assert not changed


def say_how_many(counted: Counter[str]) -> None:
    print(f"\n{counted.total()} requests: {dict(counted)}")


def test_no_page_of_a_visit_opens_to_a_stranger(campus: Campus, strangers: list[Asker]) -> None:
    counted: Counter[str] = Counter()
    for asker in strangers:
        for door in filter(is_of_a_visit, doors_for(campus, asker)):
            check(campus, asker, door, {401}, counted)
    as_before(campus)
    say_how_many(counted)


def expected_of(asker: Asker, door: Door) -> set[int]:
    """Somebody in their own visit: pages of the other role are closed, and what is named is not theirs; the rest is
    their own, and tells nothing of home."""
    if door.role is not None and door.role.value != asker.role:
        return {403}
    return REFUSED if door.named else set(range(200, 500))


def test_no_page_tells_or_changes_anything_of_home_for_a_neighbour(campus: Campus, neighbours: list[Asker]) -> None:
    counted: Counter[str] = Counter()
    for asker in neighbours:
        for door in filter(is_of_a_visit, doors_for(campus, asker)):
            check(campus, asker, door, expected_of(asker, door), counted)
    as_before(campus)
    say_how_many(counted)


def test_a_form_that_is_filled_in_wrongly_opens_no_more_than_a_right_one(
    campus: Campus, neighbours: list[Asker]
) -> None:
    for asker in neighbours:
        for door in filter(is_of_a_visit, doors_for(campus, asker)):
            if door.named and door.method != "GET":
                response = ask(asker.client(campus.app), asker, door)
                assert (response.status_code in REFUSED | {400}, leaks(asker, response)) == (True, []), (
                    asker.name,
                    str(door),
                )
    as_before(campus)


@pytest.mark.parametrize(("person", "role"), [("student", Role.STAFF), ("teacher", Role.LEARNER)])
def test_in_one_s_own_course_the_pages_of_the_other_role_stay_closed(campus: Campus, person: str, role: Role) -> None:
    asker, counted = campus.of_visits(person, "home", person), Counter[str]()
    for door in doors_for(campus, asker):
        if door.role is role:
            check(campus, asker, door, {403}, counted)
    as_before(campus)
    say_how_many(counted)


def test_the_administration_leads_everybody_else_to_its_door(campus: Campus) -> None:
    teacher, counted = campus.of_visits("a teacher", "home", "teacher"), Counter[str]()
    askers = [teacher, Asker("nobody", teacher.visits)]
    askers += [campus.administrator(name, secret) for name, secret in campus.administrators.items() if name != "ada"]
    askers += [campus.administrator("a made-up session", "x" * 43)]
    for asker in askers:
        for door in filter(is_of_the_house, doors_for(campus, asker)):
            check(campus, asker, door, {303}, counted)
    as_before(campus)
    say_how_many(counted)


def test_no_other_token_opens_the_api(campus: Campus) -> None:
    home, counted = campus.places["home"].people["teacher"].visits, Counter[str]()
    for name, (token, status) in campus.tokens.wrong.items():
        asker = Asker(name, home, headers={"Authorization": f"Bearer {token}"} if token else {})
        for door in doors_for(campus, asker):
            if api.is_here(door.rule.endpoint):
                check(campus, asker, door, _of_token(door, status), counted)
    as_before(campus)
    say_how_many(counted)


def _of_token(door: Door, status: int) -> set[int]:
    if status == 401:
        return {401}
    return REFUSED if door.named else set(range(200, 500))


def test_a_token_does_nothing_that_it_has_no_scope_for(campus: Campus) -> None:
    home, counted = campus.places["home"].people["teacher"].visits, Counter[str]()
    for scope, token in campus.tokens.without.items():
        asker = Asker(f"a token without {scope}", home, headers={"Authorization": f"Bearer {token}"})
        for door in doors_for(campus, asker):
            if api.is_here(door.rule.endpoint) and door.scope is scope:
                check(campus, asker, door, {403}, counted)
    assert set(counted) == {f"a token without {scope}" for scope in ApiScope}
    as_before(campus)
    say_how_many(counted)


def test_what_is_open_to_all_tells_nothing_of_anybody(campus: Campus) -> None:
    teacher = campus.places["home"].people["teacher"]
    nobody, counted = Asker("nobody", teacher.visits), Counter[str]()
    for door in doors_for(campus, nobody):
        if door.rule.endpoint in OPEN and not is_of_a_visit(door):
            check(campus, nobody, door, set(range(200, 500)) | {503}, counted)
    as_before(campus)
    say_how_many(counted)
