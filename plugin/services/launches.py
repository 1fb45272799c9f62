"""From a launch to a visit: what is checked, and what is written down of it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from plugin.domain.language import nearest
from plugin.lms.errors import LaunchRefusedError
from plugin.lms.key_sets import KeySets
from plugin.lms.launch import verify_launch
from plugin.lms.messages import Launch
from plugin.lms.platform import Platform
from plugin.services.arrivals import arrive
from plugin.services.copies import note_copied_course
from plugin.services.notices import note_address
from plugin.services.platforms import platform_of
from plugin.services.tokens import hashed
from plugin.store.queries import arriving, platforms
from plugin.store.queries.arriving import NOTHING, Known
from plugin.store.queries.unique import get_or_create
from plugin.store.session import Database
from plugin.store.tables import (
    Course,
    Deployment,
    Membership,
    Person,
)

VISIT_LIFETIME = timedelta(hours=8)
_LAUNCHED_EVERY = timedelta(hours=1)


def accept_launch(
    database: Database, parameters: Mapping[str, str], browser: str, key_sets: KeySets, own_host: str, holder: str = ""
) -> UUID:
    """Verify the launch and return the id of its visit. Raises LaunchRefusedError.

    `holder`: the secret that will open the visit, where it is another than that which bound the launch.

    Three steps, since the platform's keys may have to be fetched: no transaction is open meanwhile, and the state
    stays used up whatever the checks say.
    """
    with database.session(lasting=False) as session:
        registration_id, platform, nonce = _take_state(session, parameters.get("state", ""), browser)
    launch = verify_launch(parameters, platform, nonce, key_sets, own_host)
    with database.session(lasting=False) as session:
        seen = (launch.lti_deployment_id, launch.lti_context_id, launch.lti_sub)
        known = arriving.known(session, registration_id, *seen)
        deployment = known.deployment
        if deployment is None or deployment.state == "pending":
            deployment = platforms.deployment(session, registration_id, launch.lti_deployment_id)
        approved = deployment.state == "approved"
        visit_id = record_launch(session, deployment, launch, holder or browser, known) if approved else None
    if visit_id is None:  # the deployment stays written down, so that an administrator can approve it
        raise LaunchRefusedError(f"deployment_{deployment.state}", 403, launch.lti_deployment_id)
    return visit_id


def _take_state(session: Session, state: str, browser: str) -> tuple[UUID, Platform, str]:
    row = arriving.take_login(session, hashed(state), hashed(browser))
    if row is None:
        raise LaunchRefusedError("state", 401)
    if row.expires < datetime.now(UTC):
        raise LaunchRefusedError("state_expired", 401)
    return row.registration_id, platform_of(arriving.registered_as(session, row.registration_id)), row.nonce


def record_launch(
    session: Session, deployment: Deployment, launch: Launch, browser: str, known: Known = NOTHING
) -> UUID:
    """Write down course, person and membership as this launch tells them, and what it is about; open the visit.

    `known`: rows of the same launch that were read already. Returns the id of the visit.
    """
    _note_services(deployment, launch)
    course = _course(session, deployment, launch, known.course)
    person = known.person or get_or_create(
        session, Person, registration_id=deployment.registration_id, lti_sub=launch.lti_sub
    )
    person.note(name=launch.name or person.name)
    membership = _membership(session, course, person, launch, known.membership)
    now, browser_hash = datetime.now(UTC), hashed(browser)
    if not membership.test_user:  # at a computer that many use, nobody walks back into another's pages
        arriving.close_others(session, browser_hash, person, now)
    arrival = arrive(session, course, membership, launch)
    return arriving.add_visit(
        session,
        browser_hash=browser_hash,
        membership_id=membership.id,
        assignment_id=arrival.assignment.id if arrival.assignment else None,
        purpose=arrival.purpose.value,
        facts=arrival.facts,
        locale=nearest(launch.locale),
        expires=now + VISIT_LIFETIME,
    )


def _note_services(deployment: Deployment, launch: Launch) -> None:
    """Addresses change when a platform moves: the newest launch is right."""
    now = datetime.now(UTC)
    if deployment.launched is None or now - deployment.launched > _LAUNCHED_EVERY:
        deployment.launched = now
    if launch.notifications:
        note_address(deployment, launch.notifications.url, launch.notifications.kinds)
    if launch.eula:
        deployment.note(lti_eula_url=launch.eula.url, lti_eula_scopes=list(launch.eula.scopes))
    registration = deployment.registration
    registration.note(platform_family=launch.platform_family or registration.platform_family)


def _course(session: Session, deployment: Deployment, launch: Launch, known: Course | None) -> Course:
    key = {"deployment_id": deployment.id, "lti_context_id": launch.lti_context_id}
    course = known or get_or_create(session, Course, **key)
    course.note(
        title=launch.course_title or course.title,
        lti_memberships_url=launch.lti_memberships_url or course.lti_memberships_url,
        lti_groups_url=launch.lti_groups_url or course.lti_groups_url,
        lti_group_sets_url=launch.lti_group_sets_url or course.lti_group_sets_url,
    )
    note_copied_course(session, course, launch)
    return course


def _membership(
    session: Session, course: Course, person: Person, launch: Launch, known: Membership | None
) -> Membership:
    membership = known or get_or_create(session, Membership, course_id=course.id, person_id=person.id)
    membership.note(role=launch.role.role.value, test_user=launch.role.test_user)
    if not membership.active:  # the platform's list had left them out, its own door let them in
        membership.active, membership.lti_status = True, ""
    return membership
