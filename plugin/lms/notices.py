"""Notices of the Platform Notification Service: a signed JWT each, to a frozen Notice (1EdTech PNS; canvas-lms
doc/api/pns.md and doc/api/document_processor.md, from which the field names of assets are taken)."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plugin.lms import claims as c
from plugin.lms.errors import LaunchRefusedError
from plugin.lms.id_token import read_token, verify_message
from plugin.lms.key_sets import KeySets
from plugin.lms.platform import Platform

SUBMISSION = "LtiAssetProcessorSubmissionNotice"
COURSE_COPY = "LtiContextCopyNotice"
HELLO_WORLD = "LtiHelloWorldNotice"

MAX_AGE_SECONDS = 3600  # Canvas signs a notice for an hour, and may have it wait in its own queue
MAX_ASSETS = 100
MAX_ASSET_URL = 4096
MAX_ORIGINS = 20
_MAX_AUDIENCES = 10


@dataclass(frozen=True)
class OfferedAsset:
    """One file that waits at the platform. sha256 in hex, "" where none that can be read was announced."""

    lti_id: str
    url: str | None
    sha256: str
    size: int | None
    content_type: str
    file_name: str


@dataclass(frozen=True)
class Submitted:
    """A student handed in to the platform. `name`: "" unless the token speaks of the student themselves."""

    lti_sub: str
    name: str
    lti_activity_id: str
    title: str
    lti_submission_id: str
    report_url: str
    assets: tuple[OfferedAsset, ...]


@dataclass(frozen=True)
class CourseCopied:
    """The notice's course was made out of these."""

    lti_origin_ids: tuple[str, ...]


@dataclass(frozen=True)
class Notice:
    """`content` is None for notices that are only noted: a hello, a type unknown here, and a post in a discussion,
    which is a turn of a talk and mostly too short for its style to say anything."""

    lti_id: str
    kind: str
    lti_deployment_id: str
    lti_context_id: str
    course_title: str
    platform_family: str
    custom: Mapping[str, str]
    content: Submitted | CourseCopied | None = None


def addressed_to(token: Any) -> list[tuple[str, str]]:
    """(issuer, client id) pairs that a notice claims to go between: not verified, only to find the registration."""
    claims = read_token(token).claims
    issuer, aud = claims.get("iss"), claims.get("aud")
    audiences = aud if isinstance(aud, list) else [aud]
    if not isinstance(issuer, str):
        raise LaunchRefusedError("iss", 401)
    named = [client for client in audiences[:_MAX_AUDIENCES] if isinstance(client, str)]
    return [(issuer, client) for client in named if (issuer + client).isprintable()]


def verify_notice(token: str, platform: Platform, key_sets: KeySets) -> Notice:
    """Raise LaunchRefusedError naming the check that failed; may fetch the platform's keys."""
    return parse_notice(verify_message(token, platform, key_sets, MAX_AGE_SECONDS))


def parse_notice(claims: Mapping[str, Any]) -> Notice:
    notice, context = c.mapping(claims, c.NOTICE), c.mapping(claims, c.CONTEXT)
    kind = c.identifier(notice.get("type"), "notice_type_missing")
    content = _content(kind, claims)
    course = context.get("id")
    return Notice(
        lti_id=c.identifier(notice.get("id"), "notice_id_missing"),
        kind=kind,
        lti_deployment_id=c.identifier(claims.get(c.DEPLOYMENT_ID), "deployment_id_missing"),
        lti_context_id=c.identifier(course, "context_missing") if content else c.text(course, c.MAX_ID),
        course_title=c.text(context.get("title") or context.get("label"), c.MAX_TITLE),
        platform_family=c.text(c.mapping(claims, c.TOOL_PLATFORM).get("product_family_code"), 64).lower(),
        custom=c.custom_values(claims),
        content=content,
    )


def _content(kind: str, claims: Mapping[str, Any]) -> Submitted | CourseCopied | None:
    if kind == SUBMISSION:
        return _submitted(claims)
    return _copied(claims) if kind == COURSE_COPY else None


def _submitted(claims: Mapping[str, Any]) -> Submitted:
    activity, reports = c.mapping(claims, c.ACTIVITY), c.mapping(claims, c.ASSET_REPORT)
    lti_sub = c.identifier(c.mapping(claims, c.FOR_USER).get("user_id"), "for_user_missing")
    report_url = c.url(reports.get("report_url"), MAX_ASSET_URL)
    if report_url is None:
        raise LaunchRefusedError("report_url_missing")
    return Submitted(
        lti_sub=lti_sub,
        name=c.person_name(claims) if claims.get("sub") == lti_sub else "",
        lti_activity_id=c.identifier(activity.get("id"), "activity_missing"),
        title=c.text(activity.get("title"), c.MAX_TITLE),
        lti_submission_id=c.identifier(c.mapping(claims, c.SUBMISSION).get("id"), "submission_missing"),
        report_url=report_url,
        assets=_assets(c.mapping(claims, c.ASSET_SERVICE).get("assets")),
    )


def _copied(claims: Mapping[str, Any]) -> CourseCopied:
    origins = c.strings(claims.get(c.ORIGIN_CONTEXTS))
    return CourseCopied(tuple(c.identifier(origin, "origin_contexts") for origin in origins[:MAX_ORIGINS]))


def _assets(listed: Any) -> tuple[OfferedAsset, ...]:
    if not isinstance(listed, list) or not all(isinstance(asset, dict) for asset in listed):
        raise LaunchRefusedError("assets_missing")
    if len(listed) > MAX_ASSETS:
        raise LaunchRefusedError("assets_too_many")
    by_id = {asset.lti_id: asset for asset in map(_asset, listed)}
    return tuple(by_id.values())


def _asset(entry: Mapping[str, Any]) -> OfferedAsset:
    size = entry.get("size")
    known = isinstance(size, int) and not isinstance(size, bool) and 0 <= size < 2**31
    return OfferedAsset(
        lti_id=c.identifier(entry.get("asset_id"), "asset_missing"),
        url=c.url(entry.get("url"), MAX_ASSET_URL),
        sha256=_hex(entry.get("sha256_checksum")),
        size=size if known else None,
        content_type=c.text(entry.get("content_type"), 255).partition(";")[0].strip().lower(),
        file_name=c.text(entry.get("filename"), 255),
    )


def _hex(checksum: Any) -> str:
    try:
        raw = base64.b64decode(checksum, validate=True) if isinstance(checksum, str) else b""
    except (binascii.Error, ValueError):
        return ""
    return raw.hex() if len(raw) == 32 else ""
