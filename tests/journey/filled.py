"""A class in which every state of a run is there once, and an administration that has something to show."""

from typing import Any
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.config import MEBIBYTE
from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.document import MediaType
from plugin.domain.score import Band, Reason, Unscorable
from plugin.services import administrator_links, calibrations, connecting, jobs, replies, runs, samples
from plugin.services.audit import COMMAND
from plugin.services.submissions import HandedIn
from plugin.store.job_files import JobFiles
from plugin.store.tables import Calibration, Job, Run
from tests.conftest import House
from tests.domain.examples import TEXT, example_score
from tests.journey.places import USUAL
from tests.platforms.registrations import HABITS
from tests.services.known_calibrations import MADE, facts

CAVEATS = (
    Caveat(Code.NOT_EVIDENCE, Severity.STOP),
    Caveat(Code.FALSE_FLAGS, Severity.CAUTION, {"alpha": 0.05, "bound": 0.062, "reference_n": 1204}),
    Caveat(Code.SECOND_LANGUAGE, Severity.CAUTION, {"n": 90, "flagged": 3, "bound": 0.09}),
)
HANDED_IN = ("mei", "jonas", "priya", "luis", "aigerim")


def fill(house: House) -> None:
    for key in HANDED_IN:
        house.hand_in(key, f"An essay of {key}'s.")
    outcomes = {"mei": example_score(), "aigerim": example_score(Band.CANNOT_TELL),
                "jonas": Unscorable(Reason.TOO_SHORT, 1)}  # fmt: skip
    ids = run_ids(house)
    with house.database.session() as session:
        for key, run_id in ids.items():
            if key == "luis":
                continue
            runs.claim(session, run_id)
            if key == "priya":
                runs.fail(session, run_id, "internal")
            else:
                runs.finish(session, run_id, outcomes[key], CAVEATS, house.files.put(TEXT.encode()))
    USUAL(house)
    samples_and_calibrations(house)
    with house.database.session() as session:
        first = session.get_one(Run, ids["mei"]).submission
        replies.reply(session, house.files, first, replies.draft("I wrote it by hand first.", (), MEBIBYTE))


def samples_and_calibrations(house: House) -> None:
    files = JobFiles(house.settings.jobs_dir)
    given = HandedIn(TEXT.encode())
    with house.database.session() as session:
        for result in (None, example_score(), Unscorable(Reason.TOO_SHORT, 1)):
            job_id = samples.ask(session, files, COMMAND, given, MediaType.TEXT)
            if result:
                jobs.claim(session, job_id)
                files.put(job_id, samples.TEXT, given.data)
                jobs.finish(session, job_id, samples.answer_of(result, CAVEATS) | {"detector": "caveat-1/tiny"})
        calibrations.record(session, "en-1", "en", facts("built-in", 2449))
        calibrations.record(session, "ours", "en", MADE)


def named(house: House) -> dict[str, Any]:
    """What addresses name that belong to nobody's submission."""
    ids, lms = run_ids(house), house.platform
    with house.database.session() as session:
        mei = session.get_one(Run, ids["mei"]).submission.person
        link = administrator_links.invite(session, COMMAND, "a colleague")
        return {
            "registration": mei.registration_id, "person": mei.id, "link": link, **sample_ids(session),
            "calibration": session.scalars(select(Calibration.id).where(Calibration.name == "ours")).one(),
            "invitation": connecting.invite(session, "the law school", 1)[1],
            "configuration": quote(lms.base_url + HABITS[lms.personality.name].path, safe=""),
        }  # fmt: skip


def sample_ids(session: Session) -> dict[str, Any]:
    kinds = ("sample_waiting", "sample_scored", "sample_short")
    return dict(zip(kinds, session.scalars(select(Job.id).order_by(Job.created)), strict=True))


def run_ids(house: House) -> dict[str, Any]:
    """Whoever handed in -> the newest run."""
    subs = {house.platform.school.person(key).sub: key for key in HANDED_IN}
    with house.database.session() as session:
        found = session.scalars(select(Run).order_by(Run.created)).all()
        return {subs[run.submission.person.lti_sub]: run.id for run in found}


def submission_ids(house: House) -> dict[str, Any]:
    ids = run_ids(house)
    with house.database.session() as session:
        return {key: session.get_one(Run, run_id).submission_id for key, run_id in ids.items()}
