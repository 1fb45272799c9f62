"""The campus is built once: the walk asks it a thousand times."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.config import Settings
from plugin.services import administrator_links, administrators, connecting
from plugin.services.audit import COMMAND
from plugin.services.review_links import review_url
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Administrator, AdministratorLink, Calibration, Deployment, Job, Membership
from plugin.web import browser, page_session
from plugin.web.admin import door
from plugin.web.app import create_app
from tests.boundaries.walk.asking import Asker
from tests.boundaries.walk.campus import (
    Place,
    all_rows,
    enrol,
    failed_run,
    hand_in_all,
    make_place,
    visits_of,
)
from tests.boundaries.walk.tokens import Tokens, make_tokens
from tests.conftest import settings_in
from tests.databases import migrated

Rows = dict[tuple[str, tuple[Any, ...]], dict[str, Any]]


@dataclass(frozen=True)
class Campus:
    """`ids`: of what stands at home, by the name an address has for it; `failed`: a run to be tried again; `rows`: as
    they were when all was built; `administrators`: the secret of the session of each, by what is wrong with it."""

    app: Flask
    settings: Settings
    database: Database
    places: dict[str, Place]
    ids: dict[str, UUID]
    failed: UUID
    rows: Rows
    late: dict[str, UUID]
    administrators: dict[str, str]
    tokens: Tokens

    @property
    def query(self) -> dict[str, str]:
        url = review_url(self.settings.base_url, self.settings.secret_key, self.ids["submission_id"])
        return {"review.show": "?value=" + url.rpartition("=")[2]}

    @property
    def form(self) -> dict[str, str]:
        """What a form would name that means to reach home."""
        failed, run = str(self.failed), str(self.ids["run_id"])
        return {"run": failed, "runs": f"{run},{failed}", "action": "read_again", "answer": "accept", "mark": "1",
                "out_of": "20", "locale": "en", "text": "An essay.", "reply": "A reply.", "outcome": "unclear",
                "leans": "human", "assignment": str(self.places["home"].assignment_id), "student": "sub home student",
                "registration": str(self.ids["registration_id"]), "person": "sub home student"}  # fmt: skip

    def of_visits(self, name: str, place: str, person: str, **more: Any) -> Asker:
        """Somebody in their own visits."""
        one = self.places[place].people[person]
        return self.with_secret(name, one.secret, one.visits, role=one.role, opens=True, **more)

    def with_secret(self, name: str, secret: str, visits: dict[str, UUID], **more: Any) -> Asker:
        key = self.settings.secret_key
        tokens: dict[UUID | None, str] = {one: browser.form_token(key, secret, one) for one in visits.values()}
        return Asker(name, visits, {browser.COOKIE: secret}, tokens=tokens, **more)

    def session_in_header(self, name: str, of: Asker, visits: dict[str, UUID]) -> Asker:
        """The session of a page without cookies, sent to visits that it is not of."""
        secret, own = of.cookies[browser.COOKIE], next(iter(of.visits.values()))
        token = page_session.issue(self.settings.secret_key, own, secret)
        return Asker(name, visits, {}, {page_session.HEADER: token}, of.tokens)

    def administrator(self, name: str, secret: str) -> Asker:
        key = self.settings.secret_key
        with self.database.session() as session:
            row = administrators.session_of(session, secret)
        token = browser.form_token(key, secret, row.id) if row else ""
        home = self.places["home"].people["teacher"].visits
        return Asker(name, home, {door.COOKIE: secret} if secret else {}, tokens={None: token}, opens=row is not None)


@pytest.fixture(scope="session")
def campus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Campus]:
    settings = settings_in(tmp_path_factory.mktemp("campus"))
    database, files = migrated(settings), FileStore(settings.files_dir)
    with database.session() as session:
        places = _others(session)
        before = all_rows(session)
        home = places["home"] = make_place(session, "home")
        ids = hand_in_all(session, files, home) | _of_the_house(session)
        failed = failed_run(session, files, home)
        late = _who_may_no_longer(session, home, places["blocked"])
        signed_in = _administrators(session)
        tokens = make_tokens(session, home.deployment_id, places["next deployment"].deployment_id,
                             places["blocked"].deployment_id)  # fmt: skip
        rows = {key: row for key, row in all_rows(session).items() if key not in before}
    yield Campus(silent(create_app(settings)), settings, database, places, ids, failed, rows, late, signed_in, tokens)
    database.dispose()


class Silence:
    """A bell that nobody hears: looking for a broker takes longer than the rest of a request."""

    def __getattr__(self, _: str) -> Callable[..., bool]:
        return lambda *_, **__: False


def silent(app: Flask) -> Flask:
    app.extensions["caveat"] = replace(app.extensions["caveat"], bell=Silence())
    return app


def _others(session: Session) -> dict[str, Place]:
    return {
        "next course": make_place(session, "next course"),
        "next deployment": make_place(session, "next deployment", deployment="2"),
        "next school": make_place(session, "next school", client="two"),
        "next platform": make_place(session, "next platform", issuer="https://other.example"),
        "blocked": make_place(session, "blocked", client="three"),
    }


def _who_may_no_longer(session: Session, home: Place, blocked: Place) -> dict[str, UUID]:
    """Visits of the teacher that are over; a teacher who has left; an installation that was switched off."""
    teacher = home.people["teacher"]
    member = session.scalars(select(Membership.id).where(Membership.person_id == teacher.person_id)).one()
    session.get_one(Deployment, blocked.deployment_id).state = "blocked"
    registration = session.get_one(Deployment, home.deployment_id).registration_id
    home.people["left"] = enrol(session, home, registration, "home left", "staff", active=False)
    return visits_of(session, home, member, teacher.secret, hours=-1)


def _of_the_house(session: Session) -> dict[str, UUID]:
    """What stands in the administration alone."""
    administrator_links.setup(session, COMMAND)
    rows = {"calibration_id": Calibration(name="local-one", state="ready"), "job_id": Job(kind="sample"),
            "administrator_id": Administrator(name="grace")}  # fmt: skip
    session.add_all(rows.values())
    session.flush()
    link = session.scalars(select(AdministratorLink.id)).one()
    invitation = connecting.invite(session, "the school of birds", 9)[0]
    return {name: row.id for name, row in rows.items()} | {"link_id": link, "invitation_id": invitation.id}


def _administrators(session: Session) -> dict[str, str]:
    """Ada is signed in; the sessions of the others are over, idle, or of somebody who may no longer enter."""
    now, made = datetime.now(UTC), {}
    for name in ("ada", "over", "idle", "disabled"):
        row = Administrator(name=name)
        session.add(row)
        session.flush()
        made[name] = administrators.open_session(session, row)
        opened = administrators.session_of(session, made[name])
        assert opened is not None
        opened.expires = now - timedelta(minutes=1) if name == "over" else opened.expires
        opened.seen = now - timedelta(hours=2) if name == "idle" else opened.seen
        row.disabled = now if name == "disabled" else None
        session.flush()
    return made
