"""The Link header of an answer, as platforms really write it (RFC 8288)."""

import contextlib
import re
from urllib.parse import urljoin, urlsplit

_LINK = re.compile(r"<([^<>]*)>([^<>]*)")
_REL = re.compile(r""";\s*rel\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;,"']+))""", re.IGNORECASE)
_QUOTES = str.maketrans({quote: '"' for quote in "“”„‟″"})
_PORTS = {"https": 443, "http": 80}


def read_links(header: str, asked: str) -> dict[str, str]:
    """rel -> URL, verbatim; what is relative counts from the address `asked`.

    Lower-casing it would break pages (pylti1.3#139). Moodle writes typographic quotes and HTML's `&amp;` (measured).
    """
    found: dict[str, str] = {}
    for url, parameters in _LINK.findall(_decoded(header)):
        match = _REL.search(parameters)
        for rel in next(filter(None, match.groups()), "").split() if match else ():
            found.setdefault(rel.lower(), _absolute(url.strip().replace("&amp;", "&"), asked))
    return found


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port; ("", "", None) for what is no address."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return "", "", None


def _decoded(header: str) -> str:
    """Headers travel as Latin-1, whatever was written into them."""
    with contextlib.suppress(UnicodeError):
        header = header.encode("latin-1").decode()
    return header.translate(_QUOTES)


def _absolute(url: str, asked: str) -> str:
    if url.lower().startswith(("http://", "https://")):
        return url
    try:
        return urljoin(asked, url)
    except ValueError:
        return url  # has no origin, and so is refused; dropped it would look like the last page
