"""A platform's services by word of mouth: answers in the order in which they are asked for."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.structures import CaseInsensitiveDict

from plugin.lms.connector import Connector, TokenCache
from plugin.lms.platform import Platform, SigningKey

PLATFORM = Platform("https://lms.example", "client", "https://a.example", "https://t.example", "https://j.example")
SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"


def answer(status: int = 200, body: Any = None, headers: Mapping[str, str] | None = None) -> requests.Response:
    """`body`: bytes, or what becomes JSON."""
    response = requests.Response()
    response.status_code = status
    response._content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    response.headers = CaseInsensitiveDict(headers or {})
    return response


def token(word: str = "token", **more: Any) -> requests.Response:
    return answer(200, {"access_token": word, "expires_in": 3600} | more)


@dataclass
class Wire(requests.Session):
    """What goes out is noted; what comes back was laid out before: at the token endpoint, and everywhere else."""

    tokens: list[requests.Response | Exception] = field(default_factory=list)
    answers: list[requests.Response | Exception] = field(default_factory=list)
    asked: list[dict[str, str]] = field(default_factory=list)
    called: list[tuple[str, str, str]] = field(default_factory=list)

    def request(self, method: Any, url: Any, **how: Any) -> requests.Response:  # type: ignore[override]
        if url == PLATFORM.token_url:
            self.asked.append(how["data"])
            return _said(self.tokens.pop(0) if self.tokens else token())
        self.called.append((method, url, (how.get("headers") or {}).get("Authorization", "")))
        return _said(self.answers.pop(0) if self.answers else answer(200, {}))

    def post(self, url: Any, data: Any = None, **_: Any) -> requests.Response:  # type: ignore[override]
        return self.request("POST", url, data=data)


def _said(found: requests.Response | Exception) -> requests.Response:
    if isinstance(found, Exception):
        raise found
    return found


def connect(wire: Wire, key: SigningKey, tokens: TokenCache | None = None, platform: Platform = PLATFORM) -> Connector:
    return Connector(platform, key, wire, tokens or TokenCache())
