"""What a browser makes of a page: its forms with their fields, its links, and whether a form posts itself."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

_SUBMITS = re.compile(r"\.submit\(\s*\)|\.requestSubmit\(")


@dataclass
class Form:
    """`fields` are what would be sent; a name that comes twice has a list."""

    action: str
    method: str
    fields: dict[str, Any] = field(default_factory=dict)
    submits_itself: bool = False
    id: str = ""
    name: str = ""
    multipart: bool = False
    files: list[str] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def put(self, name: str, value: str) -> None:
        if name in self.fields:
            before = self.fields[name]
            self.fields[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            self.fields[name] = value


class Reader(HTMLParser):
    """Feed it a page; then read `forms` and `links`, and where the page leads on by itself (a refresh), if it does."""

    def __init__(self, url: str):
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.leads_on = ""
        self._form: Form | None = None
        self._link: list[str] | None = None
        self._textarea: list[str] | None = None
        self._select: list[Any] | None = None
        self._in_script = False
        self._submits_on_load = False

    @property
    def self_submitting(self) -> Form | None:
        """The form that the page sends by itself: marked so, or submitted by a script or by the body's onload."""
        if self._submits_on_load and self.forms:
            return self.forms[0]
        return next((form for form in self.forms if form.submits_itself), None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        self._submits_on_load |= tag == "body" and bool(_SUBMITS.search(a.get("onload", "")))
        start = getattr(self, f"_start_{tag}", None)
        if start:
            start(a)

    def _start_meta(self, a: dict[str, str]) -> None:
        if a.get("http-equiv", "").lower() == "refresh":
            self.leads_on = urljoin(self.url, a.get("content", "").partition("url=")[2])

    def _start_form(self, a: dict[str, str]) -> None:
        self._form = Form(
            urljoin(self.url, a.get("action", "") or self.url), a.get("method", "get").lower(),
            submits_itself="data-self" in a, id=a.get("id", ""), name=a.get("name", ""),
            multipart=a.get("enctype", "") == "multipart/form-data",
        )  # fmt: skip
        self.forms.append(self._form)

    def _start_input(self, a: dict[str, str]) -> None:
        name, kind = a.get("name", ""), a.get("type", "text").lower()
        if not self._form or not name or "disabled" in a or kind in ("button", "reset", "image"):
            return
        if kind == "file":
            self._form.files.append(name)
        elif kind == "submit":
            self._form.buttons.append((name, a.get("value", "")))
        elif kind not in ("checkbox", "radio"):
            self._form.put(name, a.get("value", ""))
        elif "checked" in a:
            self._form.put(name, a.get("value", "on"))

    def _start_button(self, a: dict[str, str]) -> None:
        if self._form and a.get("name") and a.get("type", "submit") == "submit" and "disabled" not in a:
            self._form.buttons.append((a["name"], a.get("value", "")))

    def _start_textarea(self, a: dict[str, str]) -> None:
        if self._form and a.get("name") and "disabled" not in a:
            self._textarea = [a["name"], ""]

    def _start_select(self, a: dict[str, str]) -> None:
        if self._form and a.get("name") and "disabled" not in a:
            self._select = [a["name"], None, None]  # name, first, selected

    def _start_option(self, a: dict[str, str]) -> None:
        if self._select:
            value = a.get("value", "")
            self._select[1] = value if self._select[1] is None else self._select[1]
            self._select[2] = value if "selected" in a else self._select[2]

    def _start_a(self, a: dict[str, str]) -> None:
        self._link = [urljoin(self.url, a.get("href", "")), ""]

    def _start_script(self, a: dict[str, str]) -> None:
        self._in_script = "src" not in a

    def handle_data(self, data: str) -> None:
        if self._in_script and self.forms and _SUBMITS.search(data):
            self.forms[0].submits_itself = True
        if self._link:
            self._link[1] += data
        if self._textarea:
            self._textarea[1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link:
            self.links.append((self._link[0], self._link[1]))
            self._link = None
        elif tag == "script":
            self._in_script = False
        elif tag == "form":
            self._form = None
        elif self._form and tag == "textarea" and self._textarea:
            self._form.put(self._textarea[0], self._textarea[1].removeprefix("\n"))
            self._textarea = None
        elif self._form and tag == "select" and self._select:
            name, first, selected = self._select
            if first is not None:
                self._form.put(name, selected if selected is not None else first)
            self._select = None
