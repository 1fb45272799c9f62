"""Keys that sign exported reports."""

import json

import pytest
from cryptography.hazmat.primitives import serialization

from plugin.services import report_keys
from plugin.services.audit import COMMAND
from plugin.store.session import Database
from plugin.store.tables import AuditEntry, ReportKey
from tests.services.world import SECRET


def test_a_key_is_made_at_the_first_use_and_kept(database: Database) -> None:
    with database.session() as session:
        first = report_keys.signer(session, SECRET)
        assert report_keys.signer(session, SECRET).kid == first.kid
        assert session.query(ReportKey).count() == 1


def test_the_private_half_lies_sealed(database: Database) -> None:
    with database.session() as session:
        report_keys.signer(session, SECRET)
        assert b"PRIVATE" not in session.query(ReportKey).one().private_pem


def test_what_it_signed_is_right_by_the_published_key_alone(database: Database) -> None:
    with database.session() as session:
        signer = report_keys.signer(session, SECRET)
        published = report_keys.keys_in(json.dumps(report_keys.key_set(session)).encode())
    value = signer.value(b"said")
    assert report_keys.is_right(published[signer.kid], value, b"said")
    assert not report_keys.is_right(published[signer.kid], value, b"said otherwise")
    assert not report_keys.is_right(published[signer.kid], "no base64 ü", b"said")


def test_after_a_rotation_another_signs_and_the_earlier_still_verifies(database: Database) -> None:
    with database.session() as session:
        old = report_keys.signer(session, SECRET)
        value = old.value(b"said")
        fresh = report_keys.rotate(session, SECRET, COMMAND)
        assert report_keys.signer(session, SECRET).kid == fresh != old.kid
        earlier = report_keys.public_key(session, old.kid)
        assert earlier is not None
        assert report_keys.is_right(earlier, value, b"said")
        retired = {row["kid"]: "retired" in row for row in report_keys.key_set(session)["keys"]}
        assert retired == {old.kid: True, fresh: False}
        noted = [entry.action for entry in session.query(AuditEntry).order_by(AuditEntry.number)]
        assert noted == ["report_key.made", "report_key.retired", "report_key.made"]


def test_a_key_that_the_secret_no_longer_opens_is_followed_by_another(database: Database) -> None:
    with database.session() as session:
        old = report_keys.signer(session, SECRET)
        assert report_keys.signer(session, "another secret").kid != old.kid
        assert report_keys.public_key(session, old.kid) is not None


def test_a_key_file_may_be_a_pem_one_key_or_a_set(database: Database) -> None:
    with database.session() as session:
        signer = report_keys.signer(session, SECRET)
        rows = report_keys.key_set(session)["keys"]
    pem = signer.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    for raw in (pem, json.dumps(rows[0]).encode(), json.dumps({"keys": rows}).encode()):
        assert list(report_keys.keys_in(raw)) == [signer.kid]


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"keys": [3]}', b"-----BEGIN", b'{"crv": "Ed25519", "x": "AA"}'])
def test_what_holds_no_key_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of them
        report_keys.keys_in(raw)
