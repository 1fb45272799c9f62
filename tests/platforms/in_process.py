"""A platform that is called without a network: what is sent to its address goes to the application itself."""

from typing import Any
from urllib.parse import urlsplit

import requests
from requests.structures import CaseInsensitiveDict

from plugin.lms.platform import SigningKey
from tests.platforms.app import make_services_app
from tests.platforms.platform import Platform


class InProcess(requests.Session):
    """A session for the connector. The tool's key is known to the platform beforehand."""

    def __init__(self, platform: Platform, key: SigningKey, public_jwk: dict[str, Any]):
        super().__init__()
        self._base_url = platform.base_url
        self._client = make_services_app(platform).test_client(use_cookies=False)
        platform.tokens.keys.know(key.kid, public_jwk)

    def request(self, method: Any, url: Any, **how: Any) -> requests.Response:  # type: ignore[override]
        parts = urlsplit(url)
        if not url.startswith(self._base_url):
            raise requests.ConnectionError("nobody there")
        said = self._client.open(
            parts.path, method=method, query_string=parts.query, headers=dict(how.get("headers") or {}),
            data=how.get("data"),
        )  # fmt: skip
        return _response(url, said)

    def post(self, url: Any, data: Any = None, **how: Any) -> requests.Response:  # type: ignore[override]
        return self.request("POST", url, data=data, **how)


def _response(url: str, said: Any) -> requests.Response:
    response = requests.Response()
    response.status_code, response.url, response._content = said.status_code, url, said.data
    response.headers = CaseInsensitiveDict(said.headers.items())
    return response
