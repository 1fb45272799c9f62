"""A deep linking response, checked in full: whose it is, whether it is fresh, and what each item says (DL 2.0)."""

import time
from datetime import datetime
from typing import TYPE_CHECKING, Any

import jwt
import requests
from jwt.algorithms import RSAAlgorithm

from tests.platforms.personality import CLAIM
from tests.platforms.tokens import RefusedError

if TYPE_CHECKING:
    from tests.platforms.platform import Platform

DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
_TEXTS = ("title", "text", "url")
_KNOWN = {
    "ltiResourceLink": {"type", *_TEXTS, "icon", "thumbnail", "window", "iframe", "custom", "lineItem", "available",
                        "submission"},
    "ltiAssetProcessor": {"type", *_TEXTS, "icon", "window", "iframe", "custom", "report"},
}  # fmt: skip
_LONGEST = 255  # of an asset processor's texts, canvas-lms lib/schemas


def read_response(platform: "Platform", token: str, asked: dict[str, Any], nonces: set[str]) -> dict[str, Any]:
    """The claims of a response to the settings `asked`; RefusedError says what is wrong."""
    claims = _verified(platform, token)
    _need(claims.get("nonce") and claims["nonce"] not in nonces, "nonce")
    nonces.add(claims["nonce"])
    _need(claims.get(CLAIM + "message_type") == "LtiDeepLinkingResponse", "message_type")
    _need(claims.get(CLAIM + "version") == "1.3.0", "version")
    _need(claims.get(CLAIM + "deployment_id") == platform.registration()["deployment_id"], "deployment_id")
    _need((DL + "data" in claims) == ("data" in asked) and claims.get(DL + "data") == asked.get("data"), "data")
    items = claims.get(DL + "content_items", [])
    _need(isinstance(items, list), "content_items")
    _need(len(items) <= 1 or asked.get("accept_multiple") is True, "accept_multiple")
    for item in items:
        _check_item(platform, item, asked)
    return claims


def published_keys(platform: "Platform") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = requests.get(platform.tool.jwks_url, timeout=10).json()["keys"]
    return found


def _verified(platform: "Platform", token: str) -> dict[str, Any]:
    """Signed by a key that the tool publishes now, for us, by our client, fresh."""
    header = jwt.get_unverified_header(token)
    key = next((key for key in published_keys(platform) if key["kid"] == header.get("kid")), None)
    _need(header.get("alg") == "RS256" and key is not None, "kid")
    try:
        claims: dict[str, Any] = jwt.decode(
            token, RSAAlgorithm.from_jwk(key), ["RS256"], audience=platform.issuer, issuer=platform.client_id,
            options={"require": ["exp", "iat", "aud", "iss"]},
        )  # fmt: skip
    except jwt.PyJWTError as error:
        raise RefusedError("invalid_token", type(error).__name__) from error
    _need(claims["exp"] - claims["iat"] <= 660 and claims["iat"] <= time.time(), "times")
    return claims


def _check_item(platform: "Platform", item: dict[str, Any], asked: dict[str, Any]) -> None:
    kind = item.get("type")
    _need(kind in asked["accept_types"] and kind in _KNOWN, "type")
    _need(set(item) <= _KNOWN[kind] or any(name.startswith("http") for name in set(item) - _KNOWN[kind]), "fields")
    for name in _TEXTS:
        _need(isinstance(item.get(name, ""), str) and item.get(name, "x") != "", name)
    if kind == "ltiAssetProcessor":
        _need(all(len(item.get(name, "")) <= _LONGEST for name in ("title", "text")), "length")
        _check_custom(item.get("report", {}).get("custom", {}))
    _need(item.get("url", platform.tool.origin).startswith(platform.tool.origin), "url")  # Moodle: the tool's domain
    _check_custom(item.get("custom", {}))
    _check_column(item.get("lineItem"), asked)
    for span in (item.get("available", {}), item.get("submission", {})):
        _need(all(datetime.fromisoformat(moment).tzinfo for moment in span.values()), "dates")


def _check_custom(custom: Any) -> None:
    """A number there makes the link vanish."""
    _need(isinstance(custom, dict) and all(isinstance(value, str) for value in custom.values()), "custom")


def _check_column(column: dict[str, Any] | None, asked: dict[str, Any]) -> None:
    if column is None:
        return
    _need(asked.get("accept_lineitem", True), "accept_lineitem")
    maximum = column.get("scoreMaximum")
    _need(isinstance(maximum, int | float) and not isinstance(maximum, bool) and maximum > 0, "scoreMaximum")
    _need(all(isinstance(column.get(name, ""), str) for name in ("label", "resourceId", "tag")), "lineItem")


def _need(fine: Any, what: str) -> None:
    if not fine:
        raise RefusedError("invalid_request", what)
