"""The tool as the counterparts meet it: its web served, its courier called, its database at hand."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from sqlalchemy import select

from plugin.config import Settings
from plugin.domain.document import MediaType
from plugin.domain.grading import Decision, Mark
from plugin.domain.reach import Reach
from plugin.domain.status import ReturnState
from plugin.lms.connector import Connector, TokenCache
from plugin.lms.outgoing import PlatformSession
from plugin.lms.platform import Platform, SigningKey
from plugin.services import grades, platforms, submissions
from plugin.services.submissions import HandedIn
from plugin.store.files import FileStore
from plugin.store.migrate import migrate
from plugin.store.session import Database
from plugin.store.tables import Assignment, GradeReturn, Membership, Person
from plugin.web.app import create_app
from tests.conftest import settings_in
from tests.platforms.browser import Browser
from tests.platforms.server import serving


@dataclass
class Tool:
    settings: Settings
    database: Database

    @property
    def signing_key(self) -> SigningKey:
        with self.database.session() as session:
            return platforms.signing_key(session, self.settings.secret_key)

    def connector(self, platform: Platform, key: SigningKey | None = None) -> Connector:
        return Connector(platform, key or self.signing_key, PlatformSession(Reach(insecure=True)), TokenCache())

    def assignment(self, lti_resource_link_id: str) -> Assignment:
        """The newest one of that link."""
        with self.database.session() as session:
            wanted = select(Assignment).where(Assignment.lti_resource_link_id == lti_resource_link_id)
            return session.scalars(wanted.order_by(Assignment.created.desc())).first()  # type: ignore[return-value]

    def members(self, assignment: Assignment) -> dict[str, tuple[str, str]]:
        """sub -> (role, name) of the assignment's course."""
        with self.database.session() as session:
            wanted = select(Person, Membership).join(Membership).where(Membership.course_id == assignment.course_id)
            return {person.lti_sub: (member.role, person.name) for person, member in session.execute(wanted)}

    def mark(self, assignment: Assignment, lti_sub: str, mark: Mark) -> Any:
        """A mark that a teacher decided on what the student hands in now; the id under which it waits to be sent."""
        with self.database.session() as session:
            wanted = select(Person).join(Membership).where(Membership.course_id == assignment.course_id)
            student = session.scalars(wanted.where(Person.lti_sub == lti_sub)).one()
            text, files = HandedIn(b"An essay."), FileStore(self.settings.files_dir)
            work = (assignment.id, student.id, text, MediaType.TEXT, "d")
            accepted = submissions.accept(session, files, *work)
            submission = session.get_one(submissions.Submission, accepted.submission_id)
            return grades.write(session, submission, Decision(mark, ReturnState.PENDING), None)

    def grade_return(self, grade_return_id: Any) -> GradeReturn:
        with self.database.session() as session:
            return session.get_one(GradeReturn, grade_return_id)


@contextmanager
def served_tool(folder: Path) -> Iterator[Tool]:
    settings = settings_in(folder)
    database = Database(settings.database_url)
    migrate(database)
    with serving(create_app(settings), int(settings.base_url.rsplit(":", 1)[1])):
        yield Tool(settings, database)
    database.dispose()


def courier_of(tool: Tool, patch: pytest.MonkeyPatch) -> Any:
    """The courier's own tasks, to be called; it reads its settings from the environment when it is imported."""
    for name, value in (("SECRET_KEY", tool.settings.secret_key), ("BASE_URL", tool.settings.base_url)):
        patch.setenv("CAVEAT_" + name, value)
    from workers import courier
    from workers.entry import Base

    base = Base(tool.settings, tool.database, FileStore(tool.settings.files_dir))
    patch.setattr(courier, "settings", tool.settings)
    patch.setattr(courier, "base", lambda: base)
    return courier


@dataclass
class Counterpart:
    """One assignment at a platform of another maker, with the tool registered there and here."""

    tool: Tool
    platform: Platform
    address: str
    link_id: str
    subs: dict[str, str]
    held: Callable[[], dict[str, Any]]

    def launch(self, key: str, message: str = "", browser: Browser | None = None) -> Browser:
        browser = browser or Browser()
        browser.open(f"{self.address}/as/{key}/launch" + (f"?message={message}" if message else ""))
        return browser

    def asked(self, browser: Browser) -> str:
        """The address at which the tool had the browser ask for a token."""
        return next(url for _, url, _ in browser.history if url.startswith(self.platform.auth_url + "?"))

    @property
    def connector(self) -> Connector:
        return self.tool.connector(self.platform)


def replaced(url: str, **values: str) -> str:
    parts = urlsplit(url)
    return parts._replace(query=urlencode(dict(parse_qsl(parts.query)) | values)).geturl()


MakeBlock = Callable[..., Counterpart]
