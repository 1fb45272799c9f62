"""Canvas: what it does otherwise than the specifications."""

from typing import Any
from urllib.parse import urlsplit

FAMILY = "canvas"
PREFIX = "https://canvas.instructure.com/lti/"
ACCOUNT_NAME = PREFIX + "account_name"
ACCOUNT_DOMAIN = PREFIX + "account_domain"
_SHARED_ISSUERS = frozenset(f"https://canvas.{part}instructure.com" for part in ("", "beta.", "test."))
_HOSTS = (".instructure.com", ".canvaslms.com")
_PLACEMENTS = {"ContentArea": "link_selection", "RichTextEditor": "editor_button"}
_SUBMISSION = "https://canvas.instructure.com/lti/submission"


def with_a_grade(forced: bool) -> dict[str, Any]:
    """By default every posted score makes a new attempt of the student's, and may replace a grade that a teacher
    gave in Canvas itself (canvas-lms doc/api/score, app/controllers/lti/ims/scores_controller.rb)."""
    return {_SUBMISSION: {"new_submission": False, "prioritize_non_tool_grade": not forced}}


def new_submission(review_url: str) -> dict[str, Any]:
    """What SpeedGrader shows of something handed in to us: an address that it launches as the grader.

    `online_upload` with content items would hand Canvas the file itself; Canvas would have to fetch it from us without
    a sign-in, so a text would lie open to whoever holds its address: left out.
    """
    return {
        _SUBMISSION: {
            "new_submission": True,
            "preserve_score": True,  # without a score in the post, the one that stands would be emptied
            "prioritize_non_tool_grade": True,
            "submission_type": "basic_lti_launch",
            "submission_data": review_url,
        }
    }


def comment_once(comment: str, posted: str | None) -> str:
    """Each post adds its comment to those that are there."""
    return "" if comment == posted else comment


def is_shared_issuer(issuer: str) -> bool:
    """All schools at Instructure have one issuer, and so has a Canvas of one's own unless its security.yml says
    otherwise (canvas-lms config/security.yml.example)."""
    return issuer.rstrip("/") in _SHARED_ISSUERS


def is_hosted(url: str) -> bool:
    """Whether Instructure itself answers there: the host of a school, or the one that signs for all."""
    parts = urlsplit(url)
    return parts.scheme == "https" and (parts.hostname or "").lower().endswith(_HOSTS)


def placement_name(name: str) -> str:
    """Names are plain or have Canvas's prefix, and two are the standard's (app/models/lti/ims/registration.rb)."""
    return _PLACEMENTS.get(name, name.removeprefix(PREFIX))


def knows_scope(uri: str) -> bool:
    """A key with one unknown scope is refused as a whole, and Canvas has no groups service (lib/token_scopes.rb)."""
    return "/lti-gs/" not in uri


def whole_course_with_messages(lti_context_id: str) -> dict[str, str]:
    """What to ask the list of members for so that it carries custom parameters (Canvas's own user id, sections).

    The course's own id as rlid: the id of an assignment's link would leave out everybody whom the assignment is not
    given to, and they would look as if they had left (canvas-lms lib/lti/ims/providers/memberships_provider.rb).
    """
    return {} if lti_context_id.startswith("link:") else {"rlid": lti_context_id}
