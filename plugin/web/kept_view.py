"""Between a class page and its reports the address keeps how the class was filtered and sorted, whatever is done on the
way: links, forms and redirects all carry it."""

from typing import Any

from flask import Flask, request

from plugin.domain.class_view import View, view_from

CLASS = "course.class_page"
# Of reports, and what is done on one.
_REPORTS = frozenset(
    {
        "reports.show", "marks.grade", "marks.send_again", "reports.retry", "releases.release", "outcomes.decide",
        "outcomes.judge", "attention.ask",
    }
)  # fmt: skip


def install(app: Flask) -> None:
    app.url_defaults(_keep)


def current() -> View:
    return view_from(request.args)


def _keep(endpoint: str, values: dict[str, Any]) -> None:
    """A class page says itself what its own links are for."""
    here = request.endpoint if request else None
    if here in _REPORTS and (endpoint in _REPORTS or endpoint == CLASS) or here == CLASS and endpoint == "reports.show":
        for name, value in current().args.items():
            values.setdefault(name, value)
