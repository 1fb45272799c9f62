"""What Caveat is to a platform: its addresses, where it shows up, and what it asks of a launch."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from plugin.domain.language import N_
from plugin.lms.scopes import PROCESSOR, TERMS

NAME = "Caveat"
DESCRIPTION = "Compares how a submission reads with known human writing, and says how sure that is."
TOOL_ID = "caveat"
RESOURCE_LINK, DEEP_LINKING = "LtiResourceLinkRequest", "LtiDeepLinkingRequest"
SUBMISSION_REVIEW, EULA = "LtiSubmissionReviewRequest", "LtiEulaRequest"
_NAMES = ("name", "given_name", "family_name")

# A variable that a platform does not know arrives as it stands, and counts as absent (LTI Core 5.4.6).
CUSTOM = {
    "ctx_history": "$Context.id.history",
    "rl_history": "$ResourceLink.id.history",
    "opens_at": "$ResourceLink.submission.startDateTime",
    "available_at": "$ResourceLink.available.startDateTime",  # Canvas knows no start of submission
    "due_at": "$ResourceLink.submission.endDateTime",
}
CANVAS_CUSTOM = CUSTOM | {
    "canvas_user_id": "$Canvas.user.id",
    "canvas_course_id": "$Canvas.course.id",
    "canvas_assignment_id": "$Canvas.assignment.id",
    "assignment_lti_id": "$com.instructure.Assignment.lti.id",
    "section_names": "$com.instructure.User.sectionNames",
}


@dataclass(frozen=True)
class Tool:
    """Caveat's own addresses. Every message comes to the one launch address and is told apart by its type."""

    base_url: str

    @property
    def domain(self) -> str:
        return urlsplit(self.base_url).netloc

    @property
    def launch(self) -> str:
        return self.base_url + "/lti/launch"

    @property
    def login(self) -> str:
        return self.base_url + "/lti/login"

    @property
    def key_set(self) -> str:
        return self.base_url + "/lti/jwks"

    @property
    def canvas_key(self) -> str:
        return self.base_url + "/lti/canvas.json"

    @property
    def logo(self) -> str:
        return self.base_url + "/static/caret.svg"


@dataclass(frozen=True)
class Placement:
    """A place in a platform for Caveat, "" where the message alone tells; `words` are for its administrator."""

    name: str
    message_type: str
    words: str


CANVAS_PLACEMENTS = (
    Placement("submission_type_selection", DEEP_LINKING, N_("Assignments: as a submission type of its own")),
    Placement("assignment_selection", DEEP_LINKING, N_("Assignments: under External Tool")),
    Placement("link_selection", DEEP_LINKING, N_("Modules: under Add item, External Tool")),
    Placement("course_navigation", RESOURCE_LINK, N_("Course menu: for teachers, off until one turns it on")),
)
STANDARD_PLACEMENTS = (
    Placement("", RESOURCE_LINK, N_("Links of a course")),
    Placement("ContentArea", DEEP_LINKING, N_("Adding content to a course")),
    Placement("", SUBMISSION_REVIEW, N_("Submissions, out of the gradebook")),
)
PROCESSOR_PLACEMENT = Placement(
    "ActivityAssetProcessor",
    DEEP_LINKING,
    N_("Files that students hand in to the LMS itself: reports stand beside them"),
)
TERMS_PLACEMENT = Placement("", EULA, N_("Terms of use, shown to students before they hand in"))


@dataclass(frozen=True)
class Choices:
    """What the person who connects a platform decides."""

    name: str = NAME
    placements: frozenset[str] = frozenset(place.name for place in CANVAS_PLACEMENTS)
    share_names: bool = True
    document_processor: bool = True
    terms: bool = True

    @property
    def privacy_level(self) -> str:
        """Canvas's word. E-mail addresses are never asked for: nothing here uses them."""
        return "name_only" if self.share_names else "anonymous"

    @property
    def claims(self) -> list[str]:
        return ["iss", "sub", "locale", *(_NAMES if self.share_names else ())]

    @property
    def unneeded_scopes(self) -> tuple[str, ...]:
        return (() if self.document_processor else PROCESSOR) + (() if self.terms else TERMS)
