"""A launch address that carries one signed submission (plugin.services.review_links), opened from SpeedGrader."""

from typing import Any

from flask import Blueprint, request

from plugin.domain.purpose import Purpose
from plugin.lms.errors import LaunchRefusedError
from plugin.services import review_links, reviews, visits
from plugin.store.queries import work
from plugin.web import visit
from plugin.web.errors import PageError
from plugin.web.leading_on import lead_on
from plugin.web.parts import parts

blueprint = Blueprint("review", __name__, url_prefix="/visits/<uuid:visit_id>/review")


@blueprint.get("")
@visit.only(None, Purpose.COURSE)
def show() -> Any:
    """The signature says which submission; whether this person may see it is asked here."""
    here = visit.current()
    submission_id = review_links.submission_of(parts().settings.secret_key, request.args.get("value", ""))
    if submission_id is None:
        raise PageError("review_signature", 403)
    with parts().database.session() as session:
        submission = work.submission_in_course(session, here.membership.course_id, submission_id)
        if submission is None:
            raise PageError("review_unknown", 404)
        try:
            facts = reviews.place(submission, here.membership)
        except LaunchRefusedError as error:
            raise PageError(error.code, error.status) from error
        found = visits.open_assignment(session, here, submission.assignment_id, facts)
    if found is None:
        raise PageError("review_unknown", 404)
    return lead_on(found)
