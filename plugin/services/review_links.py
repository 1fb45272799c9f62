"""A launch address that carries one submission, signed: a platform opens it later, and it says nothing of the student.

Canvas keeps such an address with a submission and opens it from SpeedGrader as an ordinary launch of the grader
(canvas-lms issues #1975, #2192). Being signed is no right to see anything: who may is asked when it is opened.
"""

from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from plugin.services.signing import Signer

PARAMETER = "review"
_SALT = "caveat review"


def review_url(base_url: str, secret_key: str, submission_id: UUID) -> str:
    return f"{base_url}/lti/launch?{PARAMETER}={_signer(secret_key).sign(str(submission_id))}"


def review_value(target_link_uri: str) -> str | None:
    """What a launch's target carries for a review; None for any other target."""
    return parse_qs(urlsplit(target_link_uri).query).get(PARAMETER, [None])[0]


def submission_of(secret_key: str, value: str) -> UUID | None:
    """The submission that we signed; None for what we did not."""
    try:
        return UUID(_signer(secret_key).read(value))
    except (ValueError, TypeError, AttributeError):
        return None


def _signer(secret_key: str) -> Signer:
    return Signer(secret_key, _SALT)
