"""Exported reports are checked offline."""

import json
from collections.abc import Callable

import pytest

from plugin.services import report_keys
from plugin.services.audit import COMMAND
from plugin.services.report_check import Answer, check
from plugin.services.report_keys import Signer
from plugin.store.session import Database
from tests.services.signed import signed_json, signed_pdf
from tests.services.world import SECRET

BOTH = pytest.mark.parametrize("make", [signed_json, signed_pdf])


@BOTH
def test_a_file_is_right_as_it_was_signed_and_no_byte_of_it_may_change(
    database: Database, make: Callable[[Signer], bytes]
) -> None:
    with database.session() as session:
        raw = make(report_keys.signer(session, SECRET))
        keys = report_keys.all_public(session)
    assert check(raw, keys).answer is Answer.RIGHT
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        assert check(changed, keys).answer is not Answer.RIGHT, raw[max(place - 20, 0) : place + 20]


@BOTH
def test_a_key_that_was_retired_still_verifies_what_it_signed(
    database: Database, make: Callable[[Signer], bytes]
) -> None:
    with database.session() as session:
        raw = make(report_keys.signer(session, SECRET))
        report_keys.rotate(session, SECRET, COMMAND)
        published = report_keys.keys_in(json.dumps(report_keys.key_set(session)).encode())
    assert check(raw, published).answer is Answer.RIGHT


@BOTH
def test_by_keys_of_somebody_else_nothing_is_said(database: Database, make: Callable[[Signer], bytes]) -> None:
    with database.session() as session:
        raw = make(report_keys.signer(session, SECRET))
    checked = check(raw, {})
    assert checked.answer is Answer.UNKNOWN_KEY
    assert checked.signed is not None


def test_a_number_changed_in_a_json_file_is_seen(database: Database) -> None:
    with database.session() as session:
        raw = signed_json(report_keys.signer(session, SECRET))
        keys = report_keys.all_public(session)
    assert check(raw.replace(b'"rank":39', b'"rank":3'), keys).answer is Answer.CHANGED


@pytest.mark.parametrize(("raw", "answer"), [
    (b"", Answer.NOT_A_REPORT), (b"%PDF-1.7\n%%EOF\n", Answer.NO_SIGNATURE),
    (b'{"format": "caveat-report", "version": 9}', Answer.VERSION_UNKNOWN),
])  # fmt: skip
def test_what_cannot_be_checked_is_told_by_name(raw: bytes, answer: Answer) -> None:
    assert check(raw, {}).answer is answer
