"""The gradebook column of an assignment, as the courier needs to know it; found or made by one courier at a time."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.lms.platform import Platform, SigningKey
from plugin.lms.scopes import LINEITEM
from plugin.services.platforms import platform_of, signing_key
from plugin.services.tries import LEASE, Answer, Outcome
from plugin.store.queries import clock, grades
from plugin.store.tables import Assignment

COLUMN_UNDER_WAY = Answer(Outcome.RETRY, "column_under_way")


@dataclass(frozen=True)
class Column:
    """Plain data, no session behind it. `lti_lineitem_url` is None when none is known."""

    platform: Platform
    key: SigningKey
    platform_family: str
    assignment_id: UUID
    item_id: UUID
    title: str
    points: float
    lti_resource_link_id: str
    lti_lineitem_url: str | None
    lti_lineitems_url: str | None
    lti_scopes: tuple[str, ...]

    @property
    def may_be_made(self) -> bool:
        return bool(self.lti_lineitems_url and self.lti_resource_link_id) and LINEITEM in self.lti_scopes


def column_of(session: Session, assignment: Assignment, secret_key: str) -> Column:
    return Column(
        platform=platform_of(assignment.course.deployment.registration),
        key=signing_key(session, secret_key),
        platform_family=assignment.platform_family,
        assignment_id=assignment.id,
        item_id=assignment.item_id,
        title=assignment.title,
        points=assignment.points,
        lti_resource_link_id=assignment.lti_resource_link_id or "",
        lti_lineitem_url=None if assignment.lineitem_doubted else assignment.lti_lineitem_url,
        lti_lineitems_url=assignment.lti_lineitems_url,
        lti_scopes=tuple(assignment.lti_ags_scopes),
    )


def may_make(session: Session, column: Column) -> bool:
    """Two grades sent at once would both find no column and make one each: one of them waits."""
    now = clock.now(session)
    return grades.lease_lineitem(session, column.assignment_id, now, now + LEASE)


def remember(session: Session, column: Column, lineitem_url: str) -> bool:
    """False when it takes the place of another: a grade that was taken before knows what stood in that one."""
    assignment = session.get_one(Assignment, column.assignment_id)
    assignment.lineitem_lease = None
    return use(session, assignment, lineitem_url)


def use(session: Session, assignment: Assignment, lineitem_url: str) -> bool:
    """This is the assignment's column. What stood in one that is gone does not stand in another. False for another."""
    another = assignment.lineitem_doubted and assignment.lti_lineitem_url != lineitem_url
    if another:
        for row in grades.of_assignment(session, assignment.id):
            row.posted, row.stood_before = [], None
    assignment.note(lti_lineitem_url=lineitem_url, lineitem_doubted=False)
    return not another


def doubt(session: Session, column: Column) -> None:
    """The platform says that the column is gone, by mistake perhaps (a 404 from a gateway): the next try looks for it,
    and finds it, finds another or makes one."""
    assignment = session.get_one(Assignment, column.assignment_id)
    if assignment.lti_lineitem_url == column.lti_lineitem_url:  # else it was found or made meanwhile
        assignment.lineitem_doubted, assignment.lineitem_lease = True, None


def is_gone(column: Column, answer: Answer, attempts: int) -> bool:
    """Is it worth looking for another column? Once: D2L answers 404 for a person who is not there as well."""
    return answer.code == "gone" and attempts == 1 and column.lti_lineitem_url is not None and column.may_be_made
