"""The scopes of LTI's services that Caveat uses. A platform may refuse any of them: `without` says what rests then."""

from collections.abc import Collection
from dataclasses import dataclass

_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
_LTI = "https://purl.imsglobal.org/spec/lti/scope/"
LINEITEM = _AGS + "lineitem"
LINEITEM_READ = _AGS + "lineitem.readonly"
RESULT = _AGS + "result.readonly"
SCORE = _AGS + "score"
MEMBERS = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
GROUPS = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly"
NOTICES = _LTI + "noticehandlers"
ASSETS = _LTI + "asset.readonly"
REPORTS = _LTI + "report"
EULA_USER = _LTI + "eula/user"
EULA_DEPLOYMENT = _LTI + "eula/deployment"
PROCESSOR = (ASSETS, REPORTS)
TERMS = (EULA_USER, EULA_DEPLOYMENT)


@dataclass(frozen=True)
class Scope:
    uri: str
    allows: str
    without: str


_UNREAD = "What is handed in to the LMS itself is not read."
SCOPES = (
    Scope(LINEITEM, "make and change gradebook columns", "Marks reach only links that have a column already."),
    Scope(LINEITEM_READ, "read gradebook columns", "Points set in the LMS are not read."),
    Scope(RESULT, "see grades", "A grade that a teacher changed in the LMS is not seen before sending."),
    Scope(SCORE, "return marks", "Marks do not reach the gradebook."),
    Scope(MEMBERS, "read the class list", "The class page shows only students who have opened Caveat."),
    Scope(NOTICES, "be told of submissions and course copies", _UNREAD),
    Scope(ASSETS, "fetch files handed in to the LMS", _UNREAD),
    Scope(REPORTS, "report beside files in the LMS", "Reports do not stand beside files in the LMS."),
    Scope(EULA_USER, "ask students to accept terms of use", "The LMS does not show students the terms of use."),
    Scope(EULA_DEPLOYMENT, "say whether terms are needed", "The LMS decides whether students see the terms."),
    Scope(GROUPS, "read groups", "Groups of the course are not known."),
)
# Who may change columns may read them; Canvas grants the second only where it was asked for.
_COVERS = {LINEITEM_READ: LINEITEM}


def resting(granted: Collection[str], asked: Collection[str] | None = None) -> tuple[str, ...]:
    """What does not work with these scopes alone, a sentence each; of those asked for, where that is said."""
    looked_at = [scope for scope in SCOPES if asked is None or scope.uri in asked]
    missing = [s for s in looked_at if s.uri not in granted and _COVERS.get(s.uri) not in granted]
    return tuple(dict.fromkeys(scope.without for scope in missing))


def wanted(supported: Collection[str] | None, unneeded: Collection[str] = ()) -> list[str]:
    """What is asked for at registration: Canvas refuses the whole for one scope that it does not know
    (canvas-lms app/models/lti/ims/registration.rb), so of a list only what stands in it."""
    asked = [scope.uri for scope in SCOPES if scope.uri not in unneeded]
    return [uri for uri in asked if supported is None or uri in supported]
