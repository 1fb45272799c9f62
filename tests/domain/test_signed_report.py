"""Which bytes of an exported report are signed."""

import json
from typing import Any

import pytest

from plugin.domain import signed_report
from plugin.domain.signed_report import SignatureError, canonical


@pytest.mark.parametrize(("value", "written"), [
    (333333333.33333329, b"333333333.3333333"), (1e30, b"1e+30"), (4.50, b"4.5"), (2e-3, b"0.002"),
    (1e-27, b"1e-27"), (1e21, b"1e+21"), (1e20, b"100000000000000000000"), (1.23e-5, b"0.0000123"),
    (1e-6, b"0.000001"), (1e-7, b"1e-7"), (5e-324, b"5e-324"), (-0.0, b"0"), (100.0, b"100"), (-12.25, b"-12.25"),
    (True, b"true"), (None, b"null"), (7, b"7"), ("\u20ac$\u000f\nA'\"\\", '"\u20ac$\\u000f\\nA\'\\"\\\\"'.encode()),
])  # fmt: skip
def test_numbers_and_strings_are_written_as_rfc_8785_says(value: Any, written: bytes) -> None:
    assert canonical(value) == written


def test_names_are_sorted_by_their_utf_16_units() -> None:
    names = ["€", "\r", "\ufb33", "1", "😀", "\x80", "ö"]
    assert list(json.loads(canonical(dict.fromkeys(names, 0)))) == ["\r", "1", "\x80", "ö", "€", "😀", "\ufb33"]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**60])
def test_what_json_does_not_keep_is_not_signed(value: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical({"n": value})


def _file(**changes: Any) -> bytes:
    whole = signed_report.envelope({"id": "r1"}, "k1", "2026-11-24T12:00:00+00:00")
    whole["signature"]["value"] = "v"
    return json.dumps(whole | changes).encode()


def test_a_json_file_says_who_signed_what_and_when() -> None:
    signed = signed_report.read(_file())
    assert (signed.kid, signed.value, signed.report_id, signed.signed_at) == (
        "k1", "v", "r1", "2026-11-24T12:00:00+00:00",
    )  # fmt: skip
    assert signed.payload == canonical(signed_report.envelope({"id": "r1"}, "k1", "2026-11-24T12:00:00+00:00"))


def test_the_way_a_json_file_is_laid_out_makes_no_difference() -> None:
    pretty = json.dumps(json.loads(_file()), indent=4, ensure_ascii=True).encode()
    assert signed_report.read(pretty).payload == signed_report.read(_file()).payload


@pytest.mark.parametrize(("raw", "code"), [
    (b"", "not_a_report"), (b"\xff\xfe", "not_a_report"), (b"[]", "not_a_report"), (b'{"a": 1}', "not_a_report"),
    (b"[" * 100_000, "not_a_report"), (_file(version=9), "version_unknown"), (_file(signature=3), "no_signature"),
    (_file(report=[]), "not_a_report"), (_file(signature={"alg": "none", "kid": "k1", "value": "v"}), "no_signature"),
    (_file().replace(b'"id"', b'"id": "r2", "id"'), "not_a_report"), (b"%PDF-1.7\n%%EOF\n", "no_signature"),
    (_file(report={"n": float("nan")}), "not_a_report"),
])  # fmt: skip
def test_what_is_no_signed_report_is_told_by_name(raw: bytes, code: str) -> None:
    with pytest.raises(SignatureError, match=code):
        signed_report.read(raw)


def _pdf() -> bytes:
    pdf = signed_report.ended(b"%PDF-1.7\nsomething\n%%EOF")
    return signed_report.with_line(pdf, signed_report.pdf_claim(pdf, "r1", "k1", "now") | {"value": "v"})


def test_a_pdf_says_in_its_last_line_who_signed_every_byte_before() -> None:
    signed = signed_report.read(_pdf())
    assert (signed.kid, signed.report_id, signed.intact) == ("k1", "r1", True)


def test_any_changed_byte_of_a_pdf_is_seen() -> None:
    raw, honest = _pdf(), signed_report.read(_pdf())
    for place in range(len(b"%PDF-"), len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        try:
            signed = signed_report.read(changed)
        except SignatureError:
            continue
        same = signed.intact and (signed.kid, signed.value, signed.payload) == (
            honest.kid, honest.value, honest.payload,
        )  # fmt: skip
        assert not same, raw[max(place - 20, 0) : place + 20]


def test_what_is_added_behind_a_pdf_is_seen() -> None:
    assert not signed_report.read(_pdf() + b"\n").intact
