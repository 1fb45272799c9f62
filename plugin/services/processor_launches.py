"""Launches of the asset processor family: settings of a processor, a report on a file, our terms of use."""

from sqlalchemy.orm import Session

from plugin.domain.purpose import Purpose
from plugin.domain.roles import Role
from plugin.lms.errors import LaunchRefusedError
from plugin.lms.messages import Eula, Launch, ProcessorSettings, ReportReview
from plugin.lms.reports import TYPE
from plugin.services.arrival import Arrival, landing
from plugin.services.processors import assignment_at, item_id_of
from plugin.store.queries import assets
from plugin.store.tables import Asset, Course, Membership


def at_processor_settings(session: Session, course: Course, membership: Membership, launch: Launch) -> Arrival:
    """LtiAssetProcessorSettingsRequest: a teacher looks after the processor at one assignment."""
    asked = launch.message
    assert isinstance(asked, ProcessorSettings)  # noqa: S101 - by the table of arrivals
    if membership.role != Role.STAFF.value:
        raise LaunchRefusedError("settings_not_yours", 403)
    item = launch.custom.get("item", "")
    assignment = assignment_at(session, course, asked.lti_activity_id, item, asked.title)
    assignment.platform_family = launch.platform_family or assignment.platform_family
    return Arrival(Purpose.ASSIGNMENT, assignment, landing("settings.show"))


def at_report_review(session: Session, course: Course, membership: Membership, launch: Launch) -> Arrival:
    """LtiReportReviewRequest: found within this course, and authorised by us. Canvas's `for_user` is whoever looks."""
    asked = launch.message
    assert isinstance(asked, ReportReview)  # noqa: S101 - by the table of arrivals
    asset = _asset(session, course, asked, launch.custom.get("item")) if asked.report_type == TYPE else None
    if membership.role == Role.STAFF.value:
        return _for_staff(session, asset)
    if membership.role != Role.LEARNER.value or asset is None or asset.submission.person_id != membership.person_id:
        raise LaunchRefusedError("report_not_yours", 403)
    return _for_owner(session, asset)


def at_eula(session: Session, course: Course, membership: Membership, launch: Launch) -> Arrival:
    """LtiEulaRequest: whoever is asked may answer, whatever their role."""
    assert isinstance(launch.message, Eula)  # noqa: S101 - by the table of arrivals
    return Arrival(Purpose.EULA)


def _asset(session: Session, course: Course, asked: ReportReview, item: str | None) -> Asset | None:
    item_id = item_id_of(item) if item else None
    named = asked.lti_activity_id, item_id, asked.lti_submission_id, asked.lti_asset_id
    return assets.asset_in_course(session, course.id, *named)


def _for_staff(session: Session, asset: Asset | None) -> Arrival:
    if asset is None:
        raise LaunchRefusedError("report_unknown", 404)
    run = assets.newest_run(session, asset.document_id) if asset.document_id else None
    facts = landing("reports.show", run_id=str(run.id)) if run else landing("course.class_page", said="no_report_yet")
    return Arrival(Purpose.ASSIGNMENT, asset.submission.assignment, facts)


def _for_owner(session: Session, asset: Asset) -> Arrival:
    submission = asset.submission
    run = assets.newest_run(session, asset.document_id) if asset.document_id else None
    if run is None or not submission.assignment.policy.student_may_see(submission.released):
        raise LaunchRefusedError("report_not_shown", 403)
    return Arrival(Purpose.ASSIGNMENT, submission.assignment, landing("own_report.show", run_id=str(run.id)))
