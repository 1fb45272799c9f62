"""How an exported report is signed, so that anybody can check it offline. No key is here: only which bytes are signed.

JSON: the signature is over the whole file but its own value, in canonical form (RFC 8785). PDF: one comment line
behind the last %%EOF, which readers pass over, names the SHA-256 of every byte before it; the signature is over that
line's canonical form but its value.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

FORMAT = "caveat-report"
VERSION = 1
ALGORITHM = "Ed25519"
_LINE = b"%Caveat-Signature: "
_MOST_EXACT = 2**53  # beyond it a reader of JSON may round a whole number (RFC 8785, 3.2.2.3)


class SignatureError(ValueError):
    """What was given is no signed report; the code says why: not_a_report | no_signature | version_unknown."""


@dataclass(frozen=True)
class Signed:
    """What a file claims: `payload` are the bytes its signature is over; `intact` is false where a PDF's own bytes
    are not those that its line names."""

    kind: str
    kid: str
    value: str
    signed_at: str
    report_id: str
    sha256: str
    payload: bytes
    intact: bool = True


def canonical(value: Any) -> bytes:
    """JSON in the one form of RFC 8785: no spaces, keys by their UTF-16 units, numbers as ECMAScript writes them."""
    return _written(value).encode("utf-8")


def envelope(report: dict[str, Any], kid: str, signed_at: str) -> dict[str, Any]:
    """A report that waits for its signature's value."""
    signature = {"alg": ALGORITHM, "kid": kid, "signed_at": signed_at}
    return {"format": FORMAT, "version": VERSION, "report": report, "signature": signature}


def pdf_claim(pdf: bytes, report_id: str, kid: str, signed_at: str) -> dict[str, Any]:
    """The comment line of a PDF, which waits for its signature's value."""
    return {
        "alg": ALGORITHM,
        "format": f"{FORMAT}-pdf",
        "kid": kid,
        "report": report_id,
        "sha256": hashlib.sha256(pdf).hexdigest(),
        "signed_at": signed_at,
        "version": VERSION,
    }


def with_line(pdf: bytes, claim: dict[str, Any]) -> bytes:
    return pdf + _LINE + canonical(claim) + b"\n"


def ended(pdf: bytes) -> bytes:
    """The comment begins on a line of its own."""
    return pdf if pdf.endswith(b"\n") else pdf + b"\n"


def read(raw: bytes) -> Signed:
    """What a file says of itself, whether or not it is true; raise SignatureError."""
    return _read_pdf(raw) if raw.startswith(b"%PDF-") else _read_json(raw)


def _read_json(raw: bytes) -> Signed:
    whole = _object(raw)
    _check_version(whole, FORMAT)
    report, signature = whole.get("report"), whole.get("signature")
    if not isinstance(report, dict):
        raise SignatureError("not_a_report")
    if not isinstance(signature, dict):
        raise SignatureError("no_signature")
    unsigned = whole | {"signature": {name: value for name, value in signature.items() if name != "value"}}
    payload = _payload(unsigned)
    return _signed("json", signature, str(report.get("id", "")), hashlib.sha256(payload).hexdigest(), payload)


def _read_pdf(raw: bytes) -> Signed:
    before, found, line = raw.rpartition(_LINE)
    if not found:
        raise SignatureError("no_signature")
    claim = _object(line)
    _check_version(claim, f"{FORMAT}-pdf")
    payload = _payload({name: value for name, value in claim.items() if name != "value"})
    # The line itself may be written in one way only, or bytes could be changed within it unseen.
    intact = claim.get("sha256") == hashlib.sha256(before).hexdigest() and line == canonical(claim) + b"\n"
    return _signed("pdf", claim, str(claim.get("report", "")), str(claim.get("sha256", "")), payload, intact)


def _signed(
    kind: str, signature: dict[str, Any], report_id: str, sha256: str, payload: bytes, intact: bool = True
) -> Signed:
    kid, value, signed_at = (str(signature.get(name, "")) for name in ("kid", "value", "signed_at"))
    if signature.get("alg") != ALGORITHM or not kid or not value:
        raise SignatureError("no_signature")
    return Signed(kind, kid, value, signed_at, report_id, sha256, payload, intact)


def _payload(unsigned: dict[str, Any]) -> bytes:
    try:
        return canonical(unsigned)
    except (ValueError, RecursionError):
        raise SignatureError("not_a_report") from None


def _object(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw.decode("utf-8"), object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise SignatureError("not_a_report") from None
    if not isinstance(found, dict):
        raise SignatureError("not_a_report")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A name that stands twice means one thing to one reader and another to the next."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _check_version(whole: dict[str, Any], name: str) -> None:
    if whole.get("format") != name:
        raise SignatureError("not_a_report")
    if whole.get("version") != VERSION:
        raise SignatureError("version_unknown")


def _written(value: Any) -> str:
    if isinstance(value, dict):
        rows = sorted(value.items(), key=lambda row: row[0].encode("utf-16-be"))
        return "{" + ",".join(f"{_written(name)}:{_written(one)}" for name, one in rows) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_written, value)) + "]"
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > _MOST_EXACT:
        raise ValueError("a whole number beyond what JSON keeps")
    return json.dumps(value, ensure_ascii=False)


def _number(value: float) -> str:
    """As ECMAScript writes a number: Python finds the same shortest digits, and sets them in another way."""
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError("not a number of JSON")
    if value == 0:
        return "0"
    sign, digits, point = _digits(value)
    if 0 < point <= 21:
        whole = digits.ljust(point, "0")
        return sign + whole[:point] + (f".{whole[point:]}" if len(digits) > point else "")
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{point - 1:+d}"


def _digits(value: float) -> tuple[str, str, int]:
    """Sign, digits without zeros at either end, and where the point stands before or among them."""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))
    return "-" if value < 0 else "", digits.rstrip("0"), point
