"""Whatever a platform, or somebody who claims to be one, puts into its messages: what it says, or a refusal that has a
name."""

import base64
import time
from functools import partial
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from plugin.domain.reach import Reach
from plugin.lms import claims as c
from plugin.lms.connector import Connector, Reply, ServiceError
from plugin.lms.errors import LaunchRefusedError, RegistrationRefusedError
from plugin.lms.gradebook import read_result
from plugin.lms.groups import read_groups
from plugin.lms.id_token import check_addressed, check_times, read_token
from plugin.lms.key_sets import _keys
from plugin.lms.links import origin, read_links
from plugin.lms.messages import Launch, parse_launch
from plugin.lms.notices import COURSE_COPY, SUBMISSION, Notice, addressed_to, parse_notice
from plugin.lms.openid_configuration import check_configuration
from plugin.lms.platform import Platform
from plugin.lms.roster import read_members
from tests.fuzzing import answered, as_bytes, fuzzed, json_values, mutated, texts

pytestmark = pytest.mark.fuzz
LMS = Platform("https://lms.example", "client", *["https://lms.example/x"] * 3, None)
MESSAGES = [
    "LtiResourceLinkRequest", "LtiDeepLinkingRequest", "LtiSubmissionReviewRequest", "LtiReportReviewRequest",
    "LtiAssetProcessorSettingsRequest", "LtiEulaRequest",
]  # fmt: skip
GOOD: dict[str, Any] = {
    "iss": "https://lms.example", "aud": ["client"], "azp": "client", "sub": "7", "name": "A B", "given_name": "A",
    "exp": time.time() + 60, "iat": time.time(), "nbf": time.time(), "nonce": "n",
    c.VERSION: "1.3.0", c.MESSAGE_TYPE: MESSAGES[0], c.DEPLOYMENT_ID: "1", c.TARGET_LINK_URI: "https://tool.example/x",
    c.ROLES: ["http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"],
    c.RESOURCE_LINK: {"id": "l", "title": "Essay"}, c.CONTEXT: {"id": "c", "title": "Course", "label": "C"},
    c.CUSTOM: {"item": "1", "n": 7}, c.BRIGHTSPACE: {"Context.id.history": "a,b"},
    c.TOOL_PLATFORM: {"product_family_code": "moodle"}, c.CANVAS_PLACEMENT: "x",
    c.LAUNCH_PRESENTATION: {"return_url": "https://lms.example/", "locale": "en"}, c.FOR_USER: {"user_id": "7"},
    c.ENDPOINT: {"lineitem": "https://lms.example/l", "lineitems": "https://lms.example/ls", "scope": ["s"]},
    c.MEMBERSHIPS: {"context_memberships_url": "https://lms.example/m"},
    c.GROUPS: {"context_groups_url": "https://lms.example/g", "context_group_sets_url": "https://lms.example/s"},
    c.DEEP_LINKING_SETTINGS: {"deep_link_return_url": "https://lms.example/d", "accept_types": ["ltiResourceLink"],
                              "accept_multiple": True, "title": "t", "data": {"a": 1}},
    c.ACTIVITY: {"id": "a", "title": "t"}, c.SUBMISSION: {"id": "s"}, c.ASSET: {"id": "x"},
    c.NOTICE: {"id": "n", "type": SUBMISSION}, c.ORIGIN_CONTEXTS: ["o"],
    c.NOTIFICATION_SERVICE: {"platform_notification_service_url": "https://lms.example/n", "scope": ["s"],
                             "notice_types_supported": [SUBMISSION]},
    c.ASSET_REPORT: {"report_url": "https://lms.example/r", "scope": ["s"]},
    c.ASSET_SERVICE: {"assets": [{"asset_id": "x", "url": "https://lms.example/f", "size": 3, "filename": "a.docx",
                                  "sha256_checksum": base64.b64encode(bytes(32)).decode()}]},
    c.EULA_SERVICE: {"url": "https://lms.example/e", "scope": ["s"]},
}  # fmt: skip


@fuzzed
@given(mutated(GOOD), st.sampled_from(MESSAGES))
def test_any_claims_are_a_launch_or_a_refusal_with_a_name(claims: dict[str, Any], message: str) -> None:
    given_message = claims.get(c.MESSAGE_TYPE)
    claims |= {"iss": "https://lms.example"} | ({c.MESSAGE_TYPE: message} if given_message == MESSAGES[0] else {})
    launch = answered(lambda: parse_launch(claims, "client"), LaunchRefusedError)
    if launch is None:
        return
    assert isinstance(launch, Launch)
    assert max(map(len, (launch.lti_sub, launch.lti_context_id, launch.lti_deployment_id))) <= c.MAX_ID
    assert (launch.name + launch.course_title + launch.lti_sub).isprintable()  # as a database and a log can take it


@fuzzed
@given(mutated(GOOD), st.sampled_from([SUBMISSION, COURSE_COPY]))
def test_any_claims_are_a_notice_or_a_refusal_with_a_name(claims: dict[str, Any], kind: str) -> None:
    if claims.get(c.NOTICE) == GOOD[c.NOTICE]:
        claims[c.NOTICE] = {"id": "n", "type": kind}
    assert isinstance(answered(lambda: parse_notice(claims), LaunchRefusedError), Notice | None)


@fuzzed
@given(mutated(GOOD))
@example(GOOD | {"exp": 10**400})
@example(GOOD | {"iat": float("nan")})
def test_any_times_and_audiences_are_right_or_refused_by_name(claims: dict[str, Any]) -> None:
    for check in (lambda: check_addressed(claims, LMS), lambda: check_times(claims)):
        answered(check, LaunchRefusedError)


@fuzzed
@given(json_values, json_values, texts)
def test_any_token_is_read_or_refused_by_name(head: Any, claims: Any, signature: str) -> None:
    def part(value: Any) -> str:
        return base64.urlsafe_b64encode(as_bytes(value)).decode().rstrip("=")

    known = part({"alg": "RS256", "kid": "k"})
    for token in (head, signature, f"{part(head)}.{part(claims)}.{signature}", f"{known}.{part(claims)}.AAAA"):
        for read in (read_token, addressed_to):
            answered(partial(read, token), LaunchRefusedError)


MEMBER = {"user_id": "7", "name": "A", "roles": ["Learner"], "status": "Active", "group_enrollments": [{"group_id": 1}],
          "message": [{c.CUSTOM: {"section_names": '["a"]', "canvas_user_id": 7}}]}  # fmt: skip
ANSWER: dict[str, Any] = {
    "members": [MEMBER], "groups": [{"id": 1, "name": "G", "set_id": 2}], "sets": [{"id": 2, "name": "S"}],
}  # fmt: skip


class Says:
    def __init__(self, body: Any):
        self.body = body

    def call(self, *_: Any, **__: Any) -> Reply:
        return Reply(200, self.body, {})


@fuzzed
@given(mutated(ANSWER) | json_values)
def test_any_answer_of_a_service_is_read_or_an_error_of_the_platform(body: Any) -> None:
    connector, url = cast(Connector, Says(body)), "https://lms.example/x"
    for ask in (
        lambda: read_members(connector, url),
        lambda: read_groups(connector, url, url),
        lambda: read_result(connector, url, "7"),
    ):
        answered(ask, ServiceError)


@fuzzed
@given(
    st.lists(mutated({"kty": "RSA", "kid": "k", "n": "AQAB", "e": "AQAB", "alg": "RS256"}) | json_values, max_size=3)
)
def test_any_key_set_is_read_and_what_is_no_key_left_out(published: list[Any]) -> None:
    assert isinstance(_keys(published), dict)


CONFIGURATION: dict[str, Any] = {
    "issuer": "https://lms.example", "authorization_endpoint": "https://lms.example/a", "scopes_supported": ["s"],
    "token_endpoint": "https://lms.example/t", "jwks_uri": "https://lms.example/k", "authorization_server": "x",
    "registration_endpoint": "https://lms.example/r",
    "https://purl.imsglobal.org/spec/lti-platform-configuration": {
        "product_family_code": "moodle", "messages_supported": [{"type": MESSAGES[0], "placements": ["x"]}],
        "https://canvas.instructure.com/lti/account_name": "A",
    },
}  # fmt: skip


@fuzzed
@given(mutated(CONFIGURATION))
def test_any_configuration_is_a_platform_or_a_refusal_with_a_name(found: dict[str, Any]) -> None:
    address = "https://lms.example/.well-known/openid-configuration"
    platform = answered(lambda: check_configuration(address, found, Reach(insecure=True)), RegistrationRefusedError)
    assert platform is None or platform.issuer


@fuzzed
@given(texts, texts)
def test_any_link_header_is_read(header: str, url: str) -> None:
    for found in read_links(f"<{header}>; rel=next, <{url}>;rel='prev'{header}", "https://lms.example/").values():
        assert len(origin(found)) == 3
