"""A small report, signed as exports sign it."""

from plugin.domain import signed_report
from plugin.services.report_keys import Signer

AT = "2026-11-28T12:00:00+00:00"


def signed_json(signer: Signer, report_id: str = "r1") -> bytes:
    claim = signed_report.envelope({"id": report_id, "numbers": {"rank": 39}}, signer.kid, AT)
    claim["signature"]["value"] = signer.value(signed_report.canonical(claim))
    return signed_report.canonical(claim)


def signed_pdf(signer: Signer) -> bytes:
    pdf = signed_report.ended(b"%PDF-1.7\nsomething\n%%EOF")
    claim = signed_report.pdf_claim(pdf, "r1", signer.kid, AT)
    return signed_report.with_line(pdf, claim | {"value": signer.value(signed_report.canonical(claim))})
