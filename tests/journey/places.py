"""Every page that people reach, in each of its states: a line a place. Tests of what all pages keep go through them.

A new page joins by a line. `who` is a person of the platform, with @ and the launch where it is not the assignment's;
`path` may name {visit} (the visit of whoever looks), {mei}, {jonas} … (that student's newest run), {mei_receipt} (the
submission), and what filled.named() adds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import update

from plugin.domain.help.topics import KINDS, topics
from plugin.store.tables import Assignment
from plugin.web.admin.menu import PAGES
from tests.conftest import House


@dataclass(frozen=True)
class Place:
    name: str
    who: str  # nobody | admin | a person of the platform, as teacher or teacher@menu
    path: str
    given: Callable[[House], None] | None = None
    status: int = 200
    then: Callable[[Any], None] | None = None  # what is done there, for a page that only a form opens


def policy(**fields: Any) -> Callable[[House], None]:
    """The assignment is otherwise while this page is looked at."""

    def given(house: House) -> None:
        with house.database.session() as session:
            session.execute(update(Assignment).values(**fields))

    return given


def ticked(page: Any) -> None:
    """On the class page: one row is chosen, and what happens to it asked for."""
    page.locator("input[name=run]").first.check()
    page.locator("button[name=action][value=read_again]").click()


def looked_for(page: Any) -> None:
    page.locator("input[name=asked]").fill("Lind")
    page.locator("main form button").click()


USUAL = policy(student_sees="at_once", blind_first=False, anonymous=False, grade_policy="mark", kind="link",
               reply_days=14, shown_since=datetime.now(UTC))  # fmt: skip
VISIT = "/visits/{visit}"
REGISTER = "/lti/register?invitation={invitation}&openid_configuration={configuration}"

PLACES = (
    # Nobody in particular
    Place("front", "nobody", "/"),
    Place("connect", "nobody", "/connect"),
    Place(
        "connect, in the LMS", "nobody", "/lti/register?invitation={invitation}&openid_configuration={configuration}"
    ),
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
    Place("class, before something is done with several", "teacher", VISIT + "/class", then=ticked),
    Place("settings", "teacher", VISIT + "/settings"),
    Place("settings, in the LMS itself", "teacher", VISIT + "/settings", policy(kind="processor")),
    Place("report", "teacher", VISIT + "/reports/{mei}"),
    Place("report, to be released", "teacher", VISIT + "/reports/{mei}", policy(student_sees="released")),
    Place("report, in the LMS itself", "teacher", VISIT + "/reports/{mei}", policy(kind="processor")),
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
    Place("admin: a calibration", "admin", "/admin/calibrations/{calibration}"),
    Place("admin: a sample, waiting", "admin", "/admin/samples/{sample_waiting}"),
    Place("admin: a sample, scored", "admin", "/admin/samples/{sample_scored}"),
    Place("admin: a sample, too short", "admin", "/admin/samples/{sample_short}"),
    Place("admin: people found", "admin", "/admin/people", then=looked_for),
    Place("admin: a person", "admin", "/admin/people/{person}"),
    Place("admin: retention, asked", "admin", "/admin/retention?keep_days=1"),
)
