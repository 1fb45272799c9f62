"""A small user agent: follows redirects and forms that post themselves, keeps cookies as browsers do."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import requests

from tests.platforms.cookies import Jar
from tests.platforms.forms import Form, Reader

_MOST_HOPS = 12


@dataclass
class Page:
    url: str
    status: int
    text: str
    headers: Any
    forms: list[Form] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)
    raw: bytes = b""

    def link(self, words: str) -> str:
        """The address of the first link with these words in it."""
        return next(href for href, text in self.links if words in text)


class Browser:
    """One person's browser with one tab. Whatever is opened after the first page stands in that page's frame.

    `third_party_cookies_blocked`: in a frame of another site only Partitioned cookies are kept, and none where
    `frame_cookies_blocked`.
    `held`: a form that would post itself to an address with this in it is kept for the test to send.
    """

    def __init__(self, lms: str = "", third_party_cookies_blocked: bool = True, frame_cookies_blocked: bool = False):
        self.lms = lms
        self.page = Page("", 0, "", {})
        self.history: list[tuple[str, str, int]] = []
        self.jar = Jar(third_party_cookies_blocked, frame_cookies_blocked)
        self.held = ""
        self._top = ""
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.cookies.set_policy(_NoCookies())

    def open(self, url: str) -> Page:
        return self._go("GET", url)

    def open_in_new_tab(self, url: str) -> Page:
        """`url` becomes the top site: cookies that were partitioned under the LMS are not seen there."""
        self._top = urlsplit(url).hostname or ""
        return self._go("GET", url)

    def submit_in_new_tab(self, form: Form | str) -> Page:
        """As a form with target="_blank" does."""
        form = self.form(form) if isinstance(form, str) else form
        self._top = urlsplit(form.action).hostname or ""
        return self.submit(form)

    def launch(self, as_user: str, fault: str = "", variant: str = "") -> Page:
        """Opens the assignment at `lms` as a person (by key), with a named fault or variant if wanted."""
        self._top = urlsplit(self.lms).hostname or ""
        query = urlencode({name: value for name, value in (("fault", fault), ("variant", variant)) if value})
        return self._go("GET", f"{self.lms}/as/{as_user}/launch" + (f"?{query}" if query else ""))

    def submit(
        self, form: Form | str, fields: dict[str, Any] | None = None, files: dict[str, Any] | None = None
    ) -> Page:
        """Sends a form of the page: one of `page.forms`, or "#id", "[name]" or a part of its address."""
        form = self.form(form) if isinstance(form, str) else form
        data = form.fields | (fields or {})
        if form.buttons and not any(name in data for name, _ in form.buttons):
            data |= dict(form.buttons[:1])  # pressing Enter presses the first button
        if form.method == "get":
            return self._go("GET", form.action, params=data)
        if form.multipart and not files:
            files = {name: ("", b"") for name in form.files}
        return self._go("POST", form.action, data=data, files=files)

    def form(self, selector: str) -> Form:
        if selector.startswith("#"):
            return next(form for form in self.page.forms if form.id == selector[1:])
        if selector.startswith("["):
            return next(form for form in self.page.forms if form.name == selector.strip("[]"))
        return next(form for form in self.page.forms if selector in form.action)

    def cookies(self, host: str) -> dict[str, str]:
        return self.jar.of_host(host.partition(":")[0])

    def forget_cookies(self) -> None:
        self.jar.clear()

    def _go(self, method: str, url: str, **how: Any) -> Page:
        for _ in range(_MOST_HOPS):
            page, itself, leads_on = self._fetch(method, url, **how)
            if page.status in (301, 302, 303):
                method, url, how = "GET", urljoin(url, page.headers["Location"]), {}
            elif page.status in (307, 308):
                url = urljoin(url, page.headers["Location"])
            elif itself and not (self.held and self.held in itself.action):
                method, url = itself.method.upper(), itself.action
                how = {"params" if method == "GET" else "data": itself.fields}
            elif leads_on:
                method, url, how = "GET", leads_on, {}
            else:
                self.page = page
                return page
        raise AssertionError("redirects without end")

    def _fetch(self, method: str, url: str, **how: Any) -> tuple[Page, Form | None, str]:
        self._top = self._top or urlsplit(url).hostname or ""
        sent = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar.for_url(url, self._top))
        headers = {"Accept": "text/html,*/*;q=0.8"} | ({"Cookie": sent} if sent else {})
        response = self._session.request(method, url, headers=headers, allow_redirects=False, timeout=60, **how)
        for line in response.raw.headers.getlist("Set-Cookie"):
            self.jar.keep(line, url, self._top)
        url = response.url or url
        self.history.append((method, url, response.status_code))
        reader = Reader(url)
        if "html" in response.headers.get("Content-Type", ""):
            reader.feed(response.text)
        page = Page(
            url, response.status_code, response.text, response.headers, reader.forms, reader.links, response.content
        )
        return page, reader.self_submitting, reader.leads_on


class _NoCookies(requests.cookies.cookielib.DefaultCookiePolicy):
    """requests would keep cookies of its own beside the jar, and send them by its own rules."""

    def set_ok(self, cookie: Any, request: Any) -> bool:
        return False
