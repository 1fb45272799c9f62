"""A program with a token of one installation, in which a student handed something in."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from plugin.config import Settings
from plugin.domain.api_scopes import ApiScope
from plugin.services import api_tokens
from plugin.services.audit import COMMAND
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Course
from plugin.web.app import create_app
from tests.services.world import World, hand_in, make_world


@dataclass
class Program:
    app: Flask
    database: Database
    world: World
    token: str

    def get(self, path: str, **more: Any) -> Any:
        return self.ask("GET", path, **more)

    def ask(self, method: str, path: str, token: str | None = None, **more: Any) -> Any:
        bearer = {"Authorization": f"Bearer {self.token if token is None else token}"}
        return self.app.test_client().open("/api/v1" + path, method=method, headers=bearer, **more)


def token_for(database: Database, course_id: UUID, scopes: Iterable[str] = tuple(ApiScope), days: int = 5) -> str:
    with database.session() as session:
        deployment_id = session.get_one(Course, course_id).deployment_id
        asked = api_tokens.wanted("a program", scopes, deployment_id, days)
        return api_tokens.make(session, COMMAND, asked)[1]


@pytest.fixture
def world(database: Database) -> World:
    with database.session() as session:
        return make_world(session)


@pytest.fixture
def program(settings: Settings, database: Database, world: World) -> Program:
    return Program(create_app(settings), database, world, token_for(database, world.course_id))


@pytest.fixture
def other_submission(database: Database, files: FileStore) -> tuple[UUID, UUID]:
    """(submission, run) of another school's."""
    with database.session() as session:
        done = hand_in(session, files, make_world(session, "two"), b"Of another school.")
        return done.submission_id, done.run_id
