"""What every login and every launch asks of the store. Its statements are made once: making one costs as much as
running it."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from sqlalchemy import and_, bindparam, delete, exists, insert, select, update
from sqlalchemy.orm import Session, contains_eager

from plugin.store.tables import Course, Deployment, LoginState, Membership, Person, Registration, Visit

_logins: Any = LoginState.__table__
_visits: Any = Visit.__table__
_ADD_LOGIN, _ADD_VISIT = insert(_logins), insert(_visits)
_TAKE_LOGIN = (
    delete(_logins)
    .where(_logins.c.state_hash == bindparam("state"), _logins.c.browser_hash == bindparam("browser"))
    .returning(_logins.c.registration_id, _logins.c.nonce, _logins.c.expires)
)
_registrations: Any = Registration.__table__
_REGISTERED = select(
    _registrations.c[
        "id", "issuer", "client_id", "auth_url", "token_url", "jwks_url", "token_audience", "platform_family"
    ]
)
_REGISTERED_FOR = _REGISTERED.where(
    _registrations.c.issuer == bindparam("issuer"), _registrations.c.client_id == bindparam("client_id")
)
_REGISTERED_AS = _REGISTERED.where(_registrations.c.id == bindparam("registration"))
_KNOWN = (
    select(Deployment, Course, Person, Membership)
    .join(Deployment.registration)
    .outerjoin(Course, and_(Course.deployment_id == Deployment.id, Course.lti_context_id == bindparam("context")))
    .outerjoin(Person, and_(Person.registration_id == Registration.id, Person.lti_sub == bindparam("sub")))
    .outerjoin(Membership, and_(Membership.course_id == Course.id, Membership.person_id == Person.id))
    .where(Registration.id == bindparam("registration"), Deployment.lti_deployment_id == bindparam("deployment"))
    .options(contains_eager(Deployment.registration))
)
_CLOSE_OTHERS = (
    update(_visits)
    .where(
        _visits.c.browser_hash == bindparam("browser"),
        _visits.c.expires > bindparam("now"),
        exists().where(
            Membership.id == _visits.c.membership_id,
            ~Membership.test_user,
            Person.id == Membership.person_id,
            Person.registration_id == bindparam("registration"),
            Person.id != bindparam("person"),
        ),
    )
    .values(expires=bindparam("now"))
)


class Registered(NamedTuple):
    """What a login and its launch need of a registration."""

    id: UUID
    issuer: str
    client_id: str
    auth_url: str
    token_url: str
    jwks_url: str
    token_audience: str | None
    platform_family: str


class TakenLogin(NamedTuple):
    registration_id: UUID
    nonce: str
    expires: datetime


class Known(NamedTuple):
    """Whatever of a launch was seen before."""

    deployment: Deployment | None = None
    course: Course | None = None
    person: Person | None = None
    membership: Membership | None = None


NOTHING = Known()


def registered(session: Session, issuer: str, client_id: str) -> Registered | None:
    row = session.execute(_REGISTERED_FOR, {"issuer": issuer, "client_id": client_id}).one_or_none()
    return Registered(*row) if row else None


def registered_as(session: Session, registration_id: UUID) -> Registered:
    return Registered(*session.execute(_REGISTERED_AS, {"registration": registration_id}).one())


def add_login(session: Session, **values: Any) -> None:
    session.execute(_ADD_LOGIN, values)


def take_login(session: Session, state_hash: str, browser_hash: str) -> TakenLogin | None:
    """Find and delete in one go: of two launches with one state only one gets the row.

    A row of another browser is left: the stranger must not be able to use up somebody's login.
    """
    row = session.execute(_TAKE_LOGIN, {"state": state_hash, "browser": browser_hash}).one_or_none()
    return TakenLogin(*row) if row else None


def known(session: Session, registration_id: UUID, deployment: str, context: str, sub: str) -> Known:
    """All at once what would be asked for one by one."""
    keys = {"registration": registration_id, "deployment": deployment, "context": context, "sub": sub}
    row = session.execute(_KNOWN, keys).one_or_none()
    return Known(*row) if row else NOTHING


def add_visit(session: Session, **values: Any) -> UUID:
    visit_id = uuid4()
    session.execute(_ADD_VISIT, {"id": visit_id} | values)
    return visit_id


def close_others(session: Session, browser_hash: str, person: Person, now: datetime) -> None:
    """What other people of the same LMS left open in this browser ends; a test student is the teacher, looking."""
    session.execute(
        _CLOSE_OTHERS,
        {"browser": browser_hash, "now": now, "registration": person.registration_id, "person": person.id},
    )
