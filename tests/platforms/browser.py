"""A small user agent: follows redirects and forms that post themselves, keeps cookies as browsers do."""

import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

_MOST_HOPS = 12


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    submits_itself: bool = False


@dataclass
class Page:
    url: str
    status: int
    text: str
    headers: Any
    forms: list[Form] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    def link(self, words: str) -> str:
        return next(href for href, text in self.links if words in text)


class _Reader(HTMLParser):
    """Forms with their fields, links with their words."""

    def __init__(self, url: str):
        super().__init__()
        self.url, self.forms, self.links = url, [], []  # type: ignore[var-annotated]
        self._open_link: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(urljoin(self.url, a.get("action", "")), a.get("method", "get").lower()))
            self.forms[-1].submits_itself = "data-self" in a
        elif tag in ("input", "textarea") and self.forms and a.get("name") and a.get("type") != "file":
            if a.get("type") != "radio" or "checked" in a:
                self.forms[-1].fields[a["name"]] = a.get("value", "")
        elif tag == "a":
            self._open_link = [urljoin(self.url, a.get("href", "")), ""]

    def handle_data(self, data: str) -> None:
        if self._open_link:
            self._open_link[1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open_link:
            self.links.append((self._open_link[0], self._open_link[1]))
            self._open_link = None


@dataclass
class Cookie:
    value: str
    expires: float


class Browser:
    """`third_party_cookies`: without them only Partitioned cookies are kept, as in a frame of another site."""

    def __init__(self, third_party_cookies: bool = False):
        self.third_party_cookies = third_party_cookies
        self.page = Page("", 0, "", {})
        self.history: list[tuple[str, str, int]] = []
        self._session = requests.Session()
        self._session.trust_env = False
        self._jar: dict[tuple[str, str], Cookie] = {}

    def open(self, url: str) -> Page:
        return self._go("GET", url)

    def submit(self, form: Form, fields: dict[str, str] | None = None, files: dict[str, Any] | None = None) -> Page:
        data = form.fields | (fields or {})
        if form.method == "get":
            return self._go("GET", form.action, params=data)
        return self._go("POST", form.action, data=data, files=files)

    def form(self, action_part: str) -> Form:
        return next(form for form in self.page.forms if action_part in form.action)

    def cookies(self, host: str) -> dict[str, str]:
        return {name: c.value for (at, name), c in self._jar.items() if at == host and c.expires > time.time()}

    def forget_cookies(self) -> None:
        self._jar.clear()

    def _go(self, method: str, url: str, **how: Any) -> Page:
        for _ in range(_MOST_HOPS):
            page = self._fetch(method, url, **how)
            how = {}
            if page.status in (301, 302, 303):
                method, url = "GET", urljoin(url, page.headers["Location"])
            elif page.forms and page.forms[0].submits_itself:
                form = page.forms[0]
                method, url, how = form.method.upper(), form.action, {"data": form.fields}
            else:
                self.page = page
                return page
        raise AssertionError("redirects without end")

    def _fetch(self, method: str, url: str, **how: Any) -> Page:
        host = urlsplit(url).netloc
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies(host).items())
        headers = {"Cookie": cookies} if cookies else {}
        response = self._session.request(method, url, headers=headers, allow_redirects=False, timeout=60, **how)
        self._keep(host, response)
        self.history.append((method, url, response.status_code))
        reader = _Reader(url)
        if "html" in response.headers.get("Content-Type", ""):
            reader.feed(response.text)
        return Page(url, response.status_code, response.text, response.headers, reader.forms, reader.links)

    def _keep(self, host: str, response: requests.Response) -> None:
        for line in response.raw.headers.getlist("Set-Cookie"):
            partitioned = "partitioned" in line.lower()
            for name, morsel in SimpleCookie(line.replace("; Partitioned", "")).items():
                if self.third_party_cookies or (partitioned and morsel["secure"] and morsel["samesite"] == "None"):
                    until = time.time() + float(morsel["max-age"] or 1e9)
                    self._jar[host, name] = Cookie(morsel.value, until)
