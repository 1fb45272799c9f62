"""Every page that people reach, in each of its states: a line a place. Tests of what all pages keep go through them.

A new page joins by a line. `who` is a person of the platform, with @ and the launch where it is not the assignment's;
`path` may name {visit} (the visit of whoever looks), {mei}, {jonas} … (that student's newest run), {mei_receipt} (the
submission), and what named() adds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select, update

from plugin.config import MEBIBYTE
from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.help.topics import KINDS, topics
from plugin.domain.score import Band, Reason, Unscorable
from plugin.services import administrator_links, replies, runs
from plugin.services.audit import COMMAND
from plugin.store.tables import Assignment, Run
from plugin.web.admin.menu import PAGES
from tests.conftest import House
from tests.domain.examples import TEXT, example_score

CAVEATS = (
    Caveat(Code.NOT_EVIDENCE, Severity.STOP),
    Caveat(Code.FALSE_FLAGS, Severity.CAUTION, {"alpha": 0.05, "bound": 0.062, "reference_n": 1204}),
    Caveat(Code.SECOND_LANGUAGE, Severity.CAUTION, {"n": 90, "flagged": 3, "bound": 0.09}),
)
HANDED_IN = ("mei", "jonas", "priya", "luis", "aigerim")


@dataclass(frozen=True)
class Place:
    name: str
    who: str  # nobody | admin | a person of the platform, as teacher or teacher@menu
    path: str
    given: Callable[[House], None] | None = None
    status: int = 200


def policy(**fields: Any) -> Callable[[House], None]:
    """The assignment is otherwise while this page is looked at."""

    def given(house: House) -> None:
        with house.database.session() as session:
            session.execute(update(Assignment).values(**fields))

    return given


USUAL = policy(student_sees="at_once", blind_first=False, anonymous=False, grade_policy="mark", kind="link",
               reply_days=14, shown_since=datetime.now(UTC))  # fmt: skip
VISIT = "/visits/{visit}"

PLACES = (
    # Nobody in particular
    Place("front", "nobody", "/"),
    Place("connect", "nobody", "/connect"),
    Place("conformance", "nobody", "/conformance"),
    Place("error: nothing there", "nobody", "/nothing-there", status=404),
    Place("error: no visit", "nobody", "/visits/00000000-0000-0000-0000-000000000000/assignment", status=401),
    Place("error: no registration begun", "nobody", "/lti/register?invitation=x", status=400),
    Place("help", "nobody", "/help"),
    *(Place(f"help: {name}", "nobody", f"/help/{name}") for name in ("students", "teachers", "numbers", "limits")),
    *(Place(f"help: {kind}", "nobody", f"/help/{kind}/{next(iter(topics(kind)))}") for kind in KINDS),
    # A student
    Place("assignment, handed in", "mei", VISIT + "/assignment"),
    Place("assignment, nothing handed in", "noor", VISIT + "/assignment"),
    Place("assignment, in the LMS itself", "noor", VISIT + "/assignment", policy(kind="processor")),
    Place("receipt, done", "mei", VISIT + "/submissions/{mei_receipt}"),
    Place("receipt, waiting", "luis", VISIT + "/submissions/{luis_receipt}"),
    Place("own report", "mei", VISIT + "/own-reports/{mei}"),
    Place("own report, too short", "jonas", VISIT + "/own-reports/{jonas}"),
    Place("own report, not shown", "mei", VISIT + "/own-reports/{mei}", policy(student_sees="never"), 403),
    Place("terms", "mei@native/terms", VISIT + "/terms"),
    Place("another's page", "mei", VISIT + "/class", status=403),
    Place("help within a visit", "mei", VISIT + "/help/students"),
    # Staff
    Place("class", "teacher", VISIT + "/class"),
    Place("class, names hidden", "teacher", VISIT + "/class", policy(anonymous=True)),
    Place("class, own judgement first", "teacher", VISIT + "/class", policy(blind_first=True)),
    Place("settings", "teacher", VISIT + "/settings"),
    Place("settings, in the LMS itself", "teacher", VISIT + "/settings", policy(kind="processor")),
    Place("report", "teacher", VISIT + "/reports/{mei}"),
    Place("report, to be released", "teacher", VISIT + "/reports/{mei}", policy(student_sees="released")),
    Place("report, no marks", "teacher", VISIT + "/reports/{mei}", policy(grade_policy="none")),
    Place("report, cannot tell", "teacher", VISIT + "/reports/{aigerim}"),
    Place("report, too short", "teacher", VISIT + "/reports/{jonas}"),
    Place("report, scoring stopped", "teacher", VISIT + "/reports/{priya}"),
    Place("report, waiting", "teacher", VISIT + "/reports/{luis}"),
    Place("report, own judgement first", "teacher", VISIT + "/reports/{mei}", policy(blind_first=True)),
    Place("report, not there", "teacher", VISIT + "/reports/00000000-0000-0000-0000-000000000000", status=404),
    Place("course", "teacher@menu", VISIT + "/course"),
    Place("new assignment", "teacher@choose", VISIT + "/deep-linking"),
    # Administrators
    Place("sign in", "nobody", "/admin/sign-in"),
    Place("first run", "nobody", "/admin/begin?link={link}"),
    Place("first run without a link", "nobody", "/admin/begin", status=403),
    *(Place(f"admin: {name}", "admin", endpoint) for endpoint, name in PAGES),
    Place("admin: Your account", "admin", "admin_account.page"),
    Place("admin: new codes", "admin", "admin_account.codes"),
    Place("admin: connect by hand", "admin", "admin_connections.form"),
    Place("admin: one connection", "admin", "/admin/connections/{registration}"),
    Place("admin: keys", "admin", "admin_connections.keys"),
    Place("admin: new calibration", "admin", "admin_calibrations_new.form"),
    Place("admin: people found", "admin", "/admin/people?lms={registration}&name=Lind"),
    Place("admin: a person", "admin", "/admin/people/{person}"),
    Place("admin: retention, asked", "admin", "/admin/retention?keep_days=1"),
)


def fill(house: House) -> None:
    """A class in which every state of a run is there once."""
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
    with house.database.session() as session:
        first = session.get_one(Run, ids["mei"]).submission
        replies.reply(session, house.files, first, replies.draft("I wrote it by hand first.", (), MEBIBYTE))


def named(house: House) -> dict[str, Any]:
    """What addresses of the administration name."""
    ids = run_ids(house)
    with house.database.session() as session:
        mei = session.get_one(Run, ids["mei"]).submission.person
        link = administrator_links.invite(session, COMMAND, "a colleague")
        return {"registration": mei.registration_id, "person": mei.id, "link": link}


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
