"""What every answer tells the browser to refuse: pages, files, errors and answers to programs alike."""

from flask import Flask, Response, request

from plugin.web import framing
from plugin.web.admin import door
from plugin.web.parts import parts

_YEAR = 365 * 24 * 3600
# None of these is used here; a page in an LMS's frame could otherwise ask for them in the LMS's name.
_NO_DEVICES = ", ".join(
    f"{feature}=()"
    for feature in ("accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope",
                    "hid", "magnetometer", "microphone", "midi", "payment", "serial", "usb")
)  # fmt: skip


def install(app: Flask) -> None:
    app.after_request(_harden)


def _harden(response: Response) -> Response:
    """No script but our own files, no content sniffing, nothing of a person's pages in any cache.

    Who may frame us is set page by page in plugin.web.framing: only the platform that launched.
    """
    headers = response.headers
    headers.setdefault("Content-Security-Policy", framing.content_policy("'none'"))
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    headers.setdefault("Permissions-Policy", _NO_DEVICES)
    headers.setdefault("Cache-Control", "no-store")
    is_file = request.endpoint == "static"
    if not is_file and "public" not in headers["Cache-Control"]:  # Flask's send_file says no-cache, which may be kept
        headers["Cache-Control"] = "no-store"
    # An LMS shows our icon in its own pages; nothing else of ours belongs into another site's page but as a frame.
    headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if is_file else "same-origin")
    if request.endpoint is not None and door.is_here(request.endpoint):
        # Not for pages of a launch: a window that an LMS opens finds the LMS's storage through its opener.
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if parts().settings.base_url.startswith("https://"):
        headers.setdefault("Strict-Transport-Security", f"max-age={_YEAR}")
    return response
