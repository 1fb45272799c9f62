"""Whose word counts for an issuer: the host of a platform's configuration, and Canvas's exception to that."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from plugin.lms.errors import RegistrationRefusedError
from plugin.lms.quirks import canvas


@dataclass(frozen=True)
class Named:
    """What a configuration names. `signing`: where people log in and where the keys lie; `account`: a school's own
    host at Instructure."""

    issuer: str
    registration: str
    signing: tuple[str, str]
    family: str
    account: str


def check_hosts(url: str, named: Named) -> bool:
    """The host at `url` vouches for the rest (LTI Dynamic Registration 1.0). Raise RegistrationRefusedError otherwise.

    Canvas names Instructure's issuer everywhere: right where Instructure's own hosts answer and sign. Elsewhere a
    person must know that the host is theirs: then True is returned.
    """
    if canvas.is_shared_issuer(named.issuer) and canvas.is_hosted(url):
        _check_hosted(named)
        return False
    own_host = canvas.is_shared_issuer(named.issuer) and named.family == canvas.FAMILY
    if not own_host and _origin(named.issuer) != _origin(url):
        raise RegistrationRefusedError("registration_issuer")
    same = (named.registration, *named.signing) if own_host else (named.registration,)
    if any(_origin(address) != _origin(url) for address in same):
        raise RegistrationRefusedError("registration_endpoint")
    return own_host


def _check_hosted(named: Named) -> None:
    registers_here = canvas.is_hosted(named.registration) or urlsplit(named.registration).netloc == named.account
    if not registers_here or not all(canvas.is_hosted(address) for address in named.signing):
        raise RegistrationRefusedError("registration_endpoint")


def _origin(url: str) -> tuple[str, str, int]:
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    return parts.scheme, (parts.hostname or "").lower(), port
