"""From a verified id_token to a frozen Launch: who came from where, and with which of LTI's messages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from plugin.domain.roles import CourseRole, course_role
from plugin.lms import claims as c
from plugin.lms.errors import LaunchRefusedError


@dataclass(frozen=True)
class Gradebook:
    """The AGS endpoint of a launch: URLs are opaque and used as they came."""

    lti_lineitem_url: str | None
    lti_lineitems_url: str | None
    lti_scopes: tuple[str, ...]


@dataclass(frozen=True)
class Service:
    """Where a service of the platform lives and what we may do there. kinds: notice types, for notifications."""

    url: str
    scopes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class ResourceLink:
    """LtiResourceLinkRequest: somebody opens a link of a course."""

    lti_id: str
    title: str


@dataclass(frozen=True)
class DeepLinking:
    """LtiDeepLinkingRequest: an instructor chooses what a link, or an asset processor, shall be."""

    return_url: str
    accept_types: tuple[str, ...]
    accept_multiple: bool
    accept_lineitem: bool | None
    title: str
    text: str
    data: Any
    lti_activity_id: str | None


@dataclass(frozen=True)
class SubmissionReview:
    """LtiSubmissionReviewRequest: one person's submission, out of the gradebook."""

    lti_for_sub: str
    link: ResourceLink | None


@dataclass(frozen=True)
class ProcessorSettings:
    """LtiAssetProcessorSettingsRequest: an instructor looks after a processor of ours at an assignment."""

    lti_activity_id: str
    title: str


@dataclass(frozen=True)
class ReportReview:
    """LtiReportReviewRequest: a report on an asset is opened. Canvas's for_user is the viewer, so it is not read."""

    lti_activity_id: str
    lti_submission_id: str
    lti_asset_id: str
    report_type: str


@dataclass(frozen=True)
class Eula:
    """LtiEulaRequest: somebody is asked for our terms of use, before a first submission."""


Message = ResourceLink | DeepLinking | SubmissionReview | ProcessorSettings | ReportReview | Eula


@dataclass(frozen=True)
class Launch:
    """Who came from where, and why. Names may be empty: platforms decide what they share."""

    issuer: str
    client_id: str
    lti_deployment_id: str
    lti_sub: str
    name: str
    role: CourseRole
    lti_context_id: str
    course_title: str
    target_link_uri: str
    platform_family: str
    placement: str
    return_url: str | None
    locale: str
    custom: Mapping[str, str]
    gradebook: Gradebook | None
    lti_memberships_url: str | None
    lti_groups_url: str | None
    lti_group_sets_url: str | None
    notifications: Service | None
    eula: Service | None
    message: Message


def parse_launch(claims: Mapping[str, Any], client_id: str) -> Launch:
    """Read a launch of any kind; raise LaunchRefusedError naming the claim that is missing or wrong."""
    message = _message(claims)
    context = c.mapping(claims, c.CONTEXT)
    return Launch(
        issuer=str(claims["iss"]),
        client_id=client_id,
        lti_deployment_id=c.identifier(claims.get(c.DEPLOYMENT_ID), "deployment_id_missing"),
        lti_sub=c.identifier(claims.get("sub"), "sub_missing"),
        name=c.person_name(claims),
        role=_role(claims),
        lti_context_id=c.text(context.get("id"), c.MAX_ID) or _course_of_its_own(message),
        course_title=c.text(context.get("title") or context.get("label"), c.MAX_TITLE),
        target_link_uri=c.identifier(claims.get(c.TARGET_LINK_URI), "target_link_uri_missing", 4096),
        platform_family=c.text(c.mapping(claims, c.TOOL_PLATFORM).get("product_family_code"), 64).lower(),
        placement=c.text(claims.get(c.CANVAS_PLACEMENT), 64),
        return_url=c.url(c.mapping(claims, c.LAUNCH_PRESENTATION).get("return_url")),
        locale=c.text(c.mapping(claims, c.LAUNCH_PRESENTATION).get("locale"), 64),
        custom=c.custom_values(claims),
        gradebook=_gradebook(claims),
        lti_memberships_url=c.url(c.mapping(claims, c.MEMBERSHIPS).get("context_memberships_url")),
        lti_groups_url=c.url(c.mapping(claims, c.GROUPS).get("context_groups_url")),
        lti_group_sets_url=c.url(c.mapping(claims, c.GROUPS).get("context_group_sets_url")),
        notifications=_service(
            c.mapping(claims, c.NOTIFICATION_SERVICE), "platform_notification_service_url", "notice_types_supported"
        ),
        eula=_service(c.mapping(claims, c.EULA_SERVICE), "url"),
        message=message,
    )


def _message(claims: Mapping[str, Any]) -> Message:
    if claims.get(c.VERSION) != c.LTI_VERSION:
        raise LaunchRefusedError("version")
    name = claims.get(c.MESSAGE_TYPE)
    if not name:
        raise LaunchRefusedError("message_type_missing")
    read = _MESSAGES.get(name) if isinstance(name, str) else None
    if read is None:
        raise LaunchRefusedError("message_type_unknown", detail=c.text(name, 64))
    return read(claims)


def _resource_link(claims: Mapping[str, Any]) -> ResourceLink:
    link = c.mapping(claims, c.RESOURCE_LINK)
    return ResourceLink(
        c.identifier(link.get("id"), "resource_link_id_missing"), c.text(link.get("title"), c.MAX_TITLE)
    )


def _deep_linking(claims: Mapping[str, Any]) -> DeepLinking:
    settings = c.mapping(claims, c.DEEP_LINKING_SETTINGS)
    return_url = c.url(settings.get("deep_link_return_url"))
    if return_url is None:
        raise LaunchRefusedError("deep_link_return_url_missing")
    lineitem = settings.get("accept_lineitem")
    return DeepLinking(
        return_url=return_url,
        accept_types=c.strings(settings.get("accept_types")),
        accept_multiple=settings.get("accept_multiple") is True,  # absent: one (DL 2.0 section 4.4.1)
        accept_lineitem=lineitem if isinstance(lineitem, bool) else None,
        title=c.text(settings.get("title"), c.MAX_TITLE),
        text=c.text(settings.get("text"), c.MAX_TITLE),
        data=settings.get("data"),  # opaque, to lti1p3platform a dictionary: given back as it came
        lti_activity_id=c.text(c.mapping(claims, c.ACTIVITY).get("id"), c.MAX_ID) or None,
    )


def _submission_review(claims: Mapping[str, Any]) -> SubmissionReview:
    """Open edX and Moodle send the resource link along; the specification does not ask for it."""
    for_user = c.mapping(claims, c.FOR_USER).get("user_id")
    link = _resource_link(claims) if c.mapping(claims, c.RESOURCE_LINK).get("id") else None
    return SubmissionReview(c.identifier(for_user, "for_user_missing"), link)


def _activity_id(claims: Mapping[str, Any]) -> str:
    return c.identifier(c.mapping(claims, c.ACTIVITY).get("id"), "activity_missing")


def _processor_settings(claims: Mapping[str, Any]) -> ProcessorSettings:
    title = c.text(c.mapping(claims, c.ACTIVITY).get("title"), c.MAX_TITLE)
    return ProcessorSettings(_activity_id(claims), title)


def _report_review(claims: Mapping[str, Any]) -> ReportReview:
    return ReportReview(
        lti_activity_id=_activity_id(claims),
        lti_submission_id=c.identifier(c.mapping(claims, c.SUBMISSION).get("id"), "submission_missing"),
        lti_asset_id=c.identifier(c.mapping(claims, c.ASSET).get("id"), "asset_missing"),
        report_type=c.text(claims.get(c.ASSET_REPORT_TYPE), c.MAX_ID),
    )


_MESSAGES: dict[str, Callable[[Mapping[str, Any]], Message]] = {
    "LtiResourceLinkRequest": _resource_link,
    "LtiDeepLinkingRequest": _deep_linking,
    "LtiSubmissionReviewRequest": _submission_review,
    "LtiAssetProcessorSettingsRequest": _processor_settings,
    "LtiReportReviewRequest": _report_review,
    "LtiEulaRequest": lambda _: Eula(),
}


def _course_of_its_own(message: Message) -> str:
    """A launch may come without a course (LTI Core 5.4.1): the link then stands for one, and terms of use need none."""
    if isinstance(message, Eula):
        return "eula"
    link = message if isinstance(message, ResourceLink) else getattr(message, "link", None)
    if link is None:
        raise LaunchRefusedError("context_missing")
    return f"link:{link.lti_id}"[: c.MAX_ID]


def _role(claims: Mapping[str, Any]) -> CourseRole:
    roles = claims.get(c.ROLES)
    if not isinstance(roles, list):  # an empty list is legal, a missing claim is not (LTI Core 5.3.7)
        raise LaunchRefusedError("roles_missing")
    return course_role(c.strings(roles))


def _gradebook(claims: Mapping[str, Any]) -> Gradebook | None:
    endpoint = c.mapping(claims, c.ENDPOINT)
    if not isinstance(endpoint.get("scope"), list):
        return None
    return Gradebook(c.url(endpoint.get("lineitem")), c.url(endpoint.get("lineitems")), c.strings(endpoint["scope"]))


def _service(claim: Mapping[str, Any], url_field: str, kinds_field: str = "") -> Service | None:
    url = c.url(claim.get(url_field))
    return Service(url, c.strings(claim.get("scope")), c.strings(claim.get(kinds_field))) if url else None
