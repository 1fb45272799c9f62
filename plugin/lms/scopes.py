"""The scopes of LTI's services that Caveat uses. A platform may refuse any of them: `without` says what rests then."""

from collections.abc import Collection
from dataclasses import dataclass

_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
_LTI = "https://purl.imsglobal.org/spec/lti/scope/"
PROCESSOR = (_LTI + "asset.readonly", _LTI + "report")
TERMS = (_LTI + "eula/user", _LTI + "eula/deployment")


@dataclass(frozen=True)
class Scope:
    uri: str
    allows: str
    without: str


SCOPES = (
    Scope(_AGS + "lineitem", "make and change gradebook columns", "Marks reach only links that have a column already."),
    Scope(_AGS + "lineitem.readonly", "read gradebook columns", "Points set in the LMS are not read."),
    Scope(
        _AGS + "result.readonly", "see grades", "A grade that a teacher changed in the LMS is not seen before sending."
    ),
    Scope(_AGS + "score", "return marks", "Marks do not reach the gradebook."),
    Scope(
        "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly",
        "read the class list",
        "The class page shows only students who have opened Caveat.",
    ),
    Scope(_LTI + "noticehandlers", "be told of submissions", "What is handed in to the LMS itself is not read."),
    Scope(PROCESSOR[0], "fetch files handed in to the LMS", "What is handed in to the LMS itself is not read."),
    Scope(PROCESSOR[1], "report beside files in the LMS", "Reports do not stand beside files in the LMS."),
    Scope(
        _LTI + "eula/user", "ask students to accept terms of use", "The LMS does not show students the terms of use."
    ),
    Scope(TERMS[1], "say whether terms are needed", "The LMS decides whether students see the terms."),
    Scope(
        "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly",
        "read groups",
        "Groups of the course are not known.",
    ),
)
# Who may change columns may read them; Canvas grants the second only where it was asked for.
_COVERS = {_AGS + "lineitem.readonly": _AGS + "lineitem"}


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
