"""A report is opened out of the platform: of the submission and by the processor that the launch names."""

from dataclasses import replace
from unittest.mock import Mock
from uuid import UUID

import pytest
from sqlalchemy import select

from plugin.lms.errors import LaunchRefusedError
from plugin.lms.messages import Launch, ReportReview
from plugin.lms.reports import TYPE
from plugin.services import processor_launches
from plugin.store.files import FileStore
from plugin.store.session import Database
from plugin.store.tables import Membership
from tests.services.offering import fetch, take_in, told
from tests.services.world import World

ONE, TWO = "6f1c9d1e-0000-4000-8000-000000000001", "6f1c9d1e-0000-4000-8000-000000000002"


def looked_after_twice(database: Database, files: FileStore) -> dict[str, UUID]:
    """One file that two processors of one activity are told of; item -> the run that each made of it."""
    found = {}
    for item in (TWO, ONE):
        asset_id = take_in(database, replace(told("a"), custom={"item": item}, lti_id=item)).assets[0]
        found[item] = fetch(database, files, asset_id).run_id
    return {item: run_id for item, run_id in found.items() if run_id is not None}


def asked(item: str | None, submission: str = "s:1") -> Launch:
    message = ReportReview("activity", submission, "a", TYPE)
    return Mock(spec=Launch, message=message, custom={"item": item} if item else {})


def reviewed(database: Database, world: World, launch: Launch) -> str:
    """The run whose report opens for staff."""
    with database.session() as session:
        of_teacher = select(Membership).where(Membership.person_id == world.teacher_id)
        membership = session.scalars(of_teacher).one()
        arrival = processor_launches.at_report_review(session, membership.course, membership, launch)
        return str(arrival.facts["landing"]["values"]["run_id"])


def test_a_report_opens_of_the_processor_that_was_asked(database: Database, files: FileStore, world: World) -> None:
    for item, run_id in looked_after_twice(database, files).items():
        assert reviewed(database, world, asked(item)) == str(run_id)


def test_a_report_opens_of_the_newest_where_no_processor_is_named(
    database: Database, files: FileStore, world: World
) -> None:
    newest = looked_after_twice(database, files)[ONE]
    assert reviewed(database, world, asked(None)) == str(newest)


@pytest.mark.parametrize(("item", "submission"), [(ONE, "s:2"), (ONE[:-1] + "3", "s:1"), ("no id", "s:1")])
def test_a_report_of_another_submission_or_processor_is_not_known(
    database: Database, files: FileStore, world: World, item: str, submission: str
) -> None:
    looked_after_twice(database, files)
    with pytest.raises(LaunchRefusedError, match="report_unknown"):
        reviewed(database, world, asked(item, submission))
