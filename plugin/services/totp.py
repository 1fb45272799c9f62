"""One-time codes of an authenticator app (RFC 6238): six digits, thirty seconds, one step to either side."""

import logging
import time

import pyotp
import segno
from cryptography.fernet import InvalidToken

from plugin.store.secrets import ADMINISTRATORS, seal, unseal

log = logging.getLogger(__name__)
ISSUER = "Caveat"
_SECONDS = 30
_STEPS_OFF = 1  # clocks of phones differ


def new_secret() -> str:
    return pyotp.random_base32()


def address(secret: str, name: str) -> str:
    """What the QR code says; apps take it typed as well."""
    return pyotp.TOTP(secret).provisioning_uri(name=name or "administrator", issuer_name=ISSUER)


def picture(secret: str, name: str) -> str:
    """The QR code as an SVG element that needs no style and no address."""
    return segno.make(address(secret, name), error="m").svg_inline(scale=4, border=2, omitsize=True)


def in_fours(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def sealed(secret: str, secret_key: str) -> bytes:
    return seal(secret.encode(), secret_key, ADMINISTRATORS)


def opened(box: bytes, secret_key: str) -> str:
    """ "" where CAVEAT_SECRET_KEY is another one by now: recovery codes still work, or a link for new secrets."""
    try:
        return unseal(box, secret_key, ADMINISTRATORS).decode()
    except InvalidToken:
        log.error("one-time codes were encrypted with another CAVEAT_SECRET_KEY")
        return ""


def step_of(secret: str, code: str, after: int = 0, now: float | None = None) -> int | None:
    """The time step whose code this is; None for a wrong one, and for one that is not newer than the step `after`."""
    digits = "".join(code.split())
    at = int((time.time() if now is None else now) // _SECONDS)
    found = None
    for step in range(at - _STEPS_OFF, at + _STEPS_OFF + 1):
        right = pyotp.utils.strings_equal(pyotp.TOTP(secret).generate_otp(step), digits)
        found = step if right and step > after else found
    return found
