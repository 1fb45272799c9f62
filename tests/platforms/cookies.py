"""A browser's cookie jar, in what matters to a page inside another site's frame.

RFC 6265bis: host not port, path, age, prefixes, Secure, SameSite; CHIPS: Partitioned. Secure cookies are taken over
http on the loopback, as Chromium does. A "site" here is a host: enough for localhost within 127.0.0.1.
"""

import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

_LOOPBACK = ("localhost", "127.0.0.1")


@dataclass(frozen=True)
class Cookie:
    name: str
    value: str
    host: str
    path: str
    expires: float
    secure: bool
    same_site: str
    partition: str  # the top site for Partitioned ones, else empty


@dataclass
class Jar:
    """`blocks_third_party`: in a frame of another site only Partitioned cookies live. `blocks_frames`: none does."""

    blocks_third_party: bool = True
    blocks_frames: bool = False

    def __post_init__(self) -> None:
        self._kept: dict[tuple[str, str, str, str], Cookie] = {}

    def keep(self, line: str, url: str, top: str) -> None:
        """One Set-Cookie header; a past date or a Max-Age of 0 deletes."""
        cookie = _parse(line, url, top)
        if cookie is None or not _well_formed(cookie, line, url) or not self._travels(cookie, top):
            return
        key = (cookie.host, cookie.path, cookie.name, cookie.partition)
        self._kept.pop(key, None)
        if cookie.expires > time.time():
            self._kept[key] = cookie

    def for_url(self, url: str, top: str) -> list[Cookie]:
        """What is sent to `url` while the tab stands on `top`; longer paths first."""
        parts = urlsplit(url)
        found = [
            cookie
            for cookie in self._kept.values()
            if cookie.host == parts.hostname
            and cookie.expires > time.time()
            and _path_matches(parts.path or "/", cookie.path)
            and (not cookie.secure or _is_safe(url))
            and cookie.partition in ("", top)
            and self._travels(cookie, top)
        ]
        return sorted(found, key=lambda cookie: -len(cookie.path))

    def of_host(self, host: str) -> dict[str, str]:
        return {c.name: c.value for c in self._kept.values() if c.host == host and c.expires > time.time()}

    def clear(self) -> None:
        self._kept.clear()

    def _travels(self, cookie: Cookie, top: str) -> bool:
        if cookie.host == top:
            return True
        if self.blocks_frames:
            return False
        return cookie.same_site == "none" and (bool(cookie.partition) or not self.blocks_third_party)


def _parse(line: str, url: str, top: str) -> Cookie | None:
    pair, *rest = line.split(";")
    name, equals, value = pair.partition("=")
    if not equals or not name.strip():
        return None
    a = {k.strip().lower(): v.strip() for k, _, v in (part.partition("=") for part in rest)}
    parts = urlsplit(url)
    path = a.get("path", "")
    return Cookie(
        name.strip(), value.strip().strip('"'), parts.hostname or "",
        path if path.startswith("/") else (parts.path.rpartition("/")[0] or "/"),
        _expiry(a), "secure" in a, a.get("samesite", "lax").lower(), top if "partitioned" in a else "",
    )  # fmt: skip


def _expiry(attributes: dict[str, str]) -> float:
    try:
        if "max-age" in attributes:
            return time.time() + int(attributes["max-age"])
        if "expires" in attributes:
            return parsedate_to_datetime(attributes["expires"]).timestamp()
    except ValueError:
        pass
    return float("inf")


def _well_formed(cookie: Cookie, line: str, url: str) -> bool:
    """Cookies that a browser throws away."""
    if cookie.secure and not _is_safe(url):
        return False
    if not cookie.secure and (cookie.same_site == "none" or cookie.partition or cookie.name.startswith("__Secure-")):
        return False
    attributes = [part.partition("=")[0].strip().lower() for part in line.split(";")[1:]]
    return not cookie.name.startswith("__Host-") or (
        cookie.secure and cookie.path == "/" and "path" in attributes and "domain" not in attributes
    )


def _is_safe(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or parts.hostname in _LOOPBACK


def _path_matches(path: str, of_cookie: str) -> bool:
    return path == of_cookie or path.startswith(of_cookie.rstrip("/") + "/")
