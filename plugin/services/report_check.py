"""Is a report's file as Caveat signed it? Offline: the file, and the public keys that somebody got beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from plugin.domain import signed_report
from plugin.domain.signed_report import SignatureError, Signed
from plugin.services.report_keys import is_right


class Answer(StrEnum):
    RIGHT = "right"
    CHANGED = "changed"  # not what its signature is over
    UNKNOWN_KEY = "unknown_key"  # nothing can be said: it was signed by a key that is not among those given
    NO_SIGNATURE = "no_signature"
    NOT_A_REPORT = "not_a_report"
    VERSION_UNKNOWN = "version_unknown"  # of a newer Caveat


@dataclass(frozen=True)
class Checked:
    """`signed`: what the file says of itself; to be believed where `answer` is RIGHT alone."""

    answer: Answer
    signed: Signed | None = None


def check(raw: bytes, keys: Mapping[str, Ed25519PublicKey]) -> Checked:
    """`keys` by their kid, retired ones too."""
    try:
        signed = signed_report.read(raw)
    except SignatureError as error:
        return Checked(Answer(str(error)))
    key = keys.get(signed.kid)
    if key is None:
        return Checked(Answer.UNKNOWN_KEY, signed)
    right = signed.intact and is_right(key, signed.value, signed.payload)
    return Checked(Answer.RIGHT if right else Answer.CHANGED, signed)
