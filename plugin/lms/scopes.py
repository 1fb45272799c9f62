"""The scopes of LTI's services that Caveat uses. A platform may refuse any of them: `without` says what rests then."""

from collections.abc import Collection
from dataclasses import dataclass

from plugin.domain.language import N_, say

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


_UNREAD = N_("What is handed in to the LMS itself is not read.")
SCOPES = (
    Scope(LINEITEM, N_("make and change gradebook columns"), N_("Marks reach only links that have a column already.")),
    Scope(LINEITEM_READ, N_("read gradebook columns"), N_("Points set in the LMS are not read.")),
    Scope(RESULT, N_("see grades"), N_("A grade that a teacher changed in the LMS is not seen before sending.")),
    Scope(SCORE, N_("return marks"), N_("Marks do not reach the gradebook.")),
    Scope(MEMBERS, N_("read the class list"), N_("The class page shows only students who have opened Caveat.")),
    Scope(NOTICES, N_("be told of submissions and course copies"), _UNREAD),
    Scope(ASSETS, N_("fetch files handed in to the LMS"), _UNREAD),
    Scope(REPORTS, N_("report beside files in the LMS"), N_("Reports do not stand beside files in the LMS.")),
    Scope(EULA_USER, N_("ask students to accept terms of use"), N_("The LMS does not show students the terms of use.")),
    Scope(EULA_DEPLOYMENT, N_("say whether terms are needed"), N_("The LMS decides whether students see the terms.")),
    Scope(GROUPS, N_("read groups"), N_("Groups of the course are not known.")),
)
# Who may change columns may read them; Canvas grants the second only where it was asked for.
_COVERS = {LINEITEM_READ: LINEITEM}


def resting(granted: Collection[str], asked: Collection[str] | None = None) -> tuple[str, ...]:
    """What does not work with these scopes alone, a sentence each; of those asked for, where that is said."""
    looked_at = [scope for scope in SCOPES if asked is None or scope.uri in asked]
    missing = [s for s in looked_at if s.uri not in granted and _COVERS.get(s.uri) not in granted]
    return tuple(dict.fromkeys(say(scope.without) for scope in missing))


def wanted(supported: Collection[str] | None, unneeded: Collection[str] = ()) -> list[str]:
    """What is asked for at registration: Canvas refuses the whole for one scope that it does not know
    (canvas-lms app/models/lti/ims/registration.rb), so of a list only what stands in it."""
    asked = [scope.uri for scope in SCOPES if scope.uri not in unneeded]
    return [uri for uri in asked if supported is None or uri in supported]
