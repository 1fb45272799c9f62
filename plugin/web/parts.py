"""The way from a request to the parts of the application."""

from typing import TYPE_CHECKING, cast

from flask import current_app

if TYPE_CHECKING:
    from plugin.web.app import Parts


def parts() -> "Parts":
    return cast("Parts", current_app.extensions["caveat"])
