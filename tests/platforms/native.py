"""What students hand in to the platform itself, and what document processors make of it (canvas-lms
doc/api/document_processor.md, doc/api/pns.md; app/models/lti/{asset,asset_report,notice_handler}.rb)."""

import base64
import hashlib
import threading
import time
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import requests

from tests.platforms.families.base import CLAIM
from tests.platforms.school import Person

if TYPE_CHECKING:
    from tests.platforms.platform import Platform

SC = "https://purl.imsglobal.org/spec/lti/scope/"
HANDLERS, ASSETS, REPORTS = SC + "noticehandlers", SC + "asset.readonly", SC + "report"
EULA_USER, EULA_DEPLOYMENT = SC + "eula/user", SC + "eula/deployment"
PROCESSOR_SCOPES = (HANDLERS, ASSETS, REPORTS, EULA_USER, EULA_DEPLOYMENT)
HELLO, SUBMISSION, COPY = "LtiHelloWorldNotice", "LtiAssetProcessorSubmissionNotice", "LtiContextCopyNotice"
KINDS = (HELLO, SUBMISSION, "LtiAssetProcessorContributionNotice", COPY)
ACTIVITY = {"id": "0f7a2c1e-5c6b-4d0e-9b7a-1f2e3d4c5b6a", "title": "Essay 3: A letter"}


@dataclass
class NativeAsset:
    """One file, or a text entry, which has no name."""

    id: str
    content: bytes
    content_type: str
    file_name: str | None = None

    def offered(self, url: str) -> dict[str, Any]:
        told = {
            "asset_id": self.id, "url": url, "title": ACTIVITY["title"], "size": len(self.content),
            "sha256_checksum": base64.b64encode(hashlib.sha256(self.content).digest()).decode(),
            "timestamp": _now(), "content_type": self.content_type,
        }  # fmt: skip
        return told | ({"filename": self.file_name} if self.file_name else {})


@dataclass
class NativeSubmission:
    id: str
    person: Person
    attempt: int
    assets: list[NativeAsset]


@dataclass
class Native:
    """Everything of one platform. `asset_troubles` befall the next downloads, one each: a status, "short", "elsewhere"
    (a redirect to another host, where no token may arrive). `report_troubles` befall the next reports."""

    handlers: dict[str, str] = field(default_factory=dict)
    submissions: list[NativeSubmission] = field(default_factory=list)
    reports: dict[str, dict[str, Any]] = field(default_factory=dict)  # asset id -> the newest
    told: list[dict[str, Any]] = field(default_factory=list)  # every report that was taken
    deliveries: list[requests.Response] = field(default_factory=list)
    asset_troubles: list[str] = field(default_factory=list)
    report_troubles: list[str] = field(default_factory=list)
    bearers_elsewhere: list[str] = field(default_factory=list)
    eula: dict[str, dict[str, Any]] = field(default_factory=dict)  # sub -> the newest answer
    eula_required: bool = True
    item: dict[str, Any] | None = None  # the processor that is attached to the assignment

    def asset(self, asset_id: str) -> NativeAsset | None:
        return next((one for done in self.submissions for one in done.assets if one.id == asset_id), None)

    def submission_of(self, asset_id: str) -> NativeSubmission:
        return next(done for done in self.submissions if any(one.id == asset_id for one in done.assets))

    def newest(self, person: Person) -> NativeSubmission | None:
        return next((done for done in reversed(self.submissions) if done.person == person), None)


def notification_claim(platform: "Platform") -> dict[str, Any]:
    """In every launch of a tool that may ask for notices."""
    if HANDLERS not in (platform.scopes or ()):
        return {}
    return {CLAIM + "platformnotificationservice": {
        "service_versions": ["1.0"], "scope": [HANDLERS], "notice_types_supported": list(KINDS),
        "platform_notification_service_url": platform.base_url + "/api/lti/notice-handlers/45",
    }}  # fmt: skip


def hand_in(platform: "Platform", person: Person, *assets: NativeAsset, notify: bool = True) -> NativeSubmission:
    """A student's attempt, and the notice of it where a processor is attached and asked for one."""
    native = platform.native
    attempt = 1 + sum(done.person == person for done in native.submissions)
    done = NativeSubmission(f"{uuid.uuid4()}:{attempt}", person, attempt, list(assets))
    native.submissions.append(done)
    if notify and native.item is not None and native.handlers.get(SUBMISSION):
        deliver(platform, submission_notice(platform, done))
    return done


def submission_notice(platform: "Platform", done: NativeSubmission, **lies: Any) -> dict[str, Any]:
    """`lies` stand in place of what is true of each asset."""
    base = platform.base_url + "/api/lti/asset_processors/17"
    offered = [one.offered(f"{base}/assets/{one.id}") | lies for one in done.assets]
    custom = (platform.native.item or {}).get("custom", {})
    return notice(platform, SUBMISSION) | {
        CLAIM + "for_user": {"user_id": done.person.sub},
        CLAIM + "activity": {"id": ACTIVITY["id"]},
        CLAIM + "submission": {"id": done.id},
        CLAIM + "custom": custom,
        CLAIM + "assetreport": {"scope": [REPORTS], "report_url": base + "/reports"},
        CLAIM + "assetservice": {"scope": [ASSETS], "assets": offered},
    }


def notice(platform: "Platform", kind: str) -> dict[str, Any]:
    """The envelope of every notice: no message_type, no nonce that a login knows."""
    school, now = platform.school, int(time.time())
    return {
        "iss": platform.issuer, "aud": platform.client_id, "azp": platform.client_id,
        "iat": now, "exp": now + 3600, "nonce": uuid.uuid4().hex,
        CLAIM + "version": "1.3.0",
        CLAIM + "deployment_id": platform.registration()["deployment_id"],
        CLAIM + "notice": {"id": str(uuid.uuid4()), "timestamp": _now(), "type": kind},
        CLAIM + "context": {
            "id": platform.personality.context_id(school.course_id),
            "label": school.course_label, "title": school.course_title,
        },
    }  # fmt: skip


def deliver(platform: "Platform", *notices: dict[str, Any] | str, handler: str = "") -> requests.Response:
    """Signed, in one batch; a string goes as it is. Canvas does not ask again when this fails."""
    jwts = [one if isinstance(one, str) else platform.key.sign(one) for one in notices]
    url = handler or platform.native.handlers[SUBMISSION]
    answer = requests.post(url, json={"notices": [{"jwt": one} for one in jwts]}, timeout=20)
    platform.native.deliveries.append(answer)
    return answer


def say_hello(platform: "Platform", handler: str) -> None:
    """Sent as soon as somebody subscribes, and not before their request is answered."""
    hello = notice(platform, HELLO) | {"https://www.instructure.com/hello_world": {"title": "Hello", "message": "!"}}
    threading.Timer(0.05, deliver, (platform, hello), {"handler": handler}).start()


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
