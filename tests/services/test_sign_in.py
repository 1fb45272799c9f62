"""Signing in, many at the same moment, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import Any

import pyotp
import pytest

from plugin.domain.errors import NamedError
from plugin.services import (
    administrator_links,
    administrators,
    known_browsers,
    passwords,
    recovery_codes,
    sign_in,
    totp,
)
from plugin.services.audit import COMMAND
from plugin.services.sign_in import Attempt
from plugin.store.session import Database
from plugin.store.tables import Administrator, AdministratorSession, RecoveryCode
from tests.services.world import SECRET

PASSWORD = "three unlikely herons"
PHONE = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def long_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody of these is sent away."""
    monkeypatch.setattr(passwords, "_IN_LINE", BoundedSemaphore(99))


@pytest.fixture
def spare(database: Database) -> list[str]:
    """An account, and its recovery codes."""
    with database.session() as session:
        row = administrators.create(session, "ada")
        return administrators.set_secrets(session, row, PASSWORD, PHONE, 0, SECRET)


def attempts(database: Database, several: list[Attempt]) -> int:
    """How many of these, made together, came in."""
    with ThreadPoolExecutor(len(several)) as pool:
        return sum(one is not None for one in pool.map(lambda one: sign_in.sign_in(database, SECRET, one), several))


def looked_at(database: Database, several: list[Attempt]) -> int:
    """For how many of these, made together, a password of somebody was looked at."""
    kept = []

    def noted(_password: str, of: str) -> bool:
        kept.append(of)
        return False

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "is_right", noted)
        attempts(database, several)
    return sum(map(bool, kept))


def test_one_code_lets_in_one_of_many(database: Database, spare: list[str]) -> None:
    code = pyotp.TOTP(PHONE).now()
    assert attempts(database, [Attempt("ada", PASSWORD, code)] * 4) == 1
    with database.session() as session:
        assert session.query(AdministratorSession).count() == 1


def test_one_recovery_code_lets_in_one_of_many(database: Database, spare: list[str]) -> None:
    assert attempts(database, [Attempt("ada", PASSWORD, spare[0])] * 4) == 1


def test_many_wrong_tries_at_once_are_all_counted(database: Database, spare: list[str]) -> None:
    assert attempts(database, [Attempt("ada", "wrong", "000000")] * 6) == 0
    with database.session() as session:
        row = session.query(Administrator).one()
        assert row.failures >= sign_in.FREE_TRIES
        assert row.locked_until is not None


def test_of_many_tries_at_once_no_more_are_looked_at_than_of_some_after_each_other(
    database: Database, spare: list[str]
) -> None:
    assert looked_at(database, [Attempt("ada", "wrong", "000000")] * 12) == sign_in.FREE_TRIES


def test_a_known_browser_has_few_tries_at_once_as_well(database: Database, spare: list[str]) -> None:
    with database.session() as session:
        known = known_browsers.renew(session, session.query(Administrator).one().id, "")
    tries = [Attempt("ada", "wrong", "000000", known)] * 20
    assert looked_at(database, tries) == known_browsers.MOST_FAILURES + sign_in.FREE_TRIES


def test_who_finds_too_many_in_line_is_sent_away_and_has_not_tried(
    database: Database, spare: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "_IN_LINE", BoundedSemaphore(1))
    right = Attempt("ada", PASSWORD, spare[0])
    with passwords.in_line(), pytest.raises(NamedError) as refused:
        sign_in.sign_in(database, SECRET, right)
    assert refused.value.code == "sign_in_busy"
    with database.session() as session:
        assert session.query(Administrator).one().failures == 0
    assert sign_in.sign_in(database, SECRET, right) is not None


def test_one_link_makes_one_account(database: Database) -> None:
    with database.session() as session:
        token = administrator_links.invite(session, COMMAND, "")

    def use(name: str) -> bool:
        try:
            with database.session() as session:
                link = administrator_links.find(session, token)
                administrator_links.use(session, link)
                administrator_links.account_of(session, link, name)
        except NamedError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(use, ("a", "b", "c", "d"))) == 1
    with database.session() as session:
        assert session.query(Administrator).count() == 1


def test_codes_of_the_neighbouring_half_minutes_are_right_and_no_others() -> None:
    now = 1_800_000_015.0
    for off, right in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        code = pyotp.TOTP(PHONE).at(int(now) + 30 * off)
        step = totp.step_of(PHONE, code, now=now)
        assert (step == int(now // 30) + off) is right
    assert totp.step_of(PHONE, pyotp.TOTP(PHONE).at(int(now)), after=int(now // 30), now=now) is None
    assert totp.step_of(PHONE, "", now=now) is None


def test_recovery_codes_are_kept_as_hashes(database: Database, spare: list[str]) -> None:
    with database.session() as session:
        kept = {row.code_hash for row in session.query(RecoveryCode)}
    assert len(kept) == recovery_codes.HOW_MANY
    assert not kept & set(spare)


class Counting:
    """A hasher that tells how many passwords it hashed."""

    def __init__(self, hasher: Any):
        self._hasher, self.hashed = hasher, 0

    def verify(self, kept: str, password: str) -> bool:
        self.hashed += 1
        return bool(self._hasher.verify(kept, password))


def test_an_unknown_name_takes_as_long_as_a_known_one(
    database: Database, spare: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both hash once: told by the calls, not by a clock on a busy machine."""
    counting = Counting(passwords._HASHER)
    monkeypatch.setattr(passwords, "_HASHER", counting)
    for number, name in enumerate(("ada", "nobody"), 1):
        assert sign_in.sign_in(database, SECRET, Attempt(name, "wrong", "1")) is None
        assert counting.hashed == number
