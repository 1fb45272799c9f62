"""A connection is tried for real, opposite a platform that checks every assertion; what is wrong is said in words."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from plugin.domain.reach import Reach
from plugin.lms import probe, retrying
from plugin.lms.outgoing import PlatformSession
from plugin.lms.platform import Platform, SigningKey
from plugin.lms.probe import Grants
from plugin.services import connection_check
from plugin.services.connection_check import Finding, examine
from plugin.services.platforms import platform_of, rotate_key, signing_key
from plugin.store.files import FileStore
from plugin.store.queries import platforms
from tests.conftest import House, house_of, settings_in
from tests.databases import migrated
from tests.platforms.personality import CANVAS, MOODLE
from tests.platforms.server import free_port

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, House]]:
    """Opened once: nothing is written but keys."""
    opened, found = [], {}
    for personality in (CANVAS, MOODLE):
        settings = settings_in(tmp_path_factory.mktemp(personality.name))
        opened.append(house_of(personality, settings, migrated(settings), FileStore(settings.files_dir)))
        found[personality.name] = opened[-1].__enter__()
    yield found
    for house in opened:
        house.__exit__(None, None, None)


@pytest.fixture
def moodle(houses: dict[str, House]) -> Iterator[House]:
    yield houses["moodle"]
    houses["moodle"].platform.scopes = MOODLE.scopes


def connection(house: House) -> tuple[Platform, SigningKey]:
    with house.database.session() as session:
        (registration,) = platforms.registrations(session)
        return platform_of(registration), signing_key(session, house.settings.secret_key)


def findings(house: House, **changes: str) -> list[Finding]:
    platform, key = connection(house)
    return examine(PlatformSession(Reach(insecure=True)), replace(platform, **changes), key)


@pytest.fixture
def no_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of the rest: asking for each takes a while."""
    monkeypatch.setattr(connection_check, "ask_for_tokens", lambda http, platform, key: Grants((), ()))


def failures(found: list[Finding]) -> dict[str, Finding]:
    return {finding.name: finding for finding in found if finding.mark == "FAIL"}


@pytest.mark.parametrize("name", ["canvas", "moodle"])
def test_a_connection_that_works_says_what_it_may(houses: dict[str, House], name: str) -> None:
    found = findings(houses[name])
    assert failures(found) == {}
    assert "return marks" in [finding.words for finding in found if finding.mark == "ok"]


def test_what_is_not_granted_is_said_as_what_does_not_work(moodle: House) -> None:
    moodle.platform.scopes = (AGS + "lineitem",)
    notes = [finding.words for finding in findings(moodle) if finding.mark == "note"]
    assert "Marks do not reach the gradebook." in notes
    assert "Points set in the LMS are not read." not in notes  # who may change columns may read them
    assert len(notes) == len(set(notes))


def test_a_platform_that_grants_nothing_fails(moodle: House) -> None:
    moodle.platform.scopes = ()
    assert "grants no scope" in failures(findings(moodle))["access token"].words


def test_a_platform_that_cannot_read_our_keys_points_to_moodles_settings(moodle: House) -> None:
    keys = moodle.platform.tokens.keys
    keys.url, known = f"http://127.0.0.1:{free_port()}/lti/jwks", dict(keys._kept)
    keys._kept.clear()
    try:
        assert "cURL blocked hosts list" in failures(findings(moodle))["access token"].next_step
    finally:
        keys.url, keys._kept = moodle.settings.base_url + "/lti/jwks", known


def test_a_wrong_client_id_is_told_from_an_unreachable_address(moodle: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrying, "sleep", lambda seconds: None)
    assert "invalid_client" in failures(findings(moodle, client_id="another"))["access token"].words
    nobody = f"http://127.0.0.1:{free_port()}/"
    found = failures(findings(moodle, token_url=nobody, jwks_url=nobody))
    assert "unreachable" in found["access token"].words
    assert "unreachable" in found["keys of the LMS"].words


def test_an_address_inside_is_refused_by_words_that_name_the_setting(moodle: House) -> None:
    platform, key = connection(moodle)
    inside = replace(platform, jwks_url="https://10.0.0.7/jwks", token_url="https://10.0.0.7/token")
    found = failures(examine(PlatformSession(), inside, key))
    assert set(found) == {"keys of the LMS", "access token"}
    for finding in found.values():
        assert "address_refused" in finding.words
        assert "CAVEAT_CAMPUS_HOSTS" in finding.next_step


@pytest.mark.usefixtures("no_tokens")
@pytest.mark.parametrize("path", ["/", "/gradebook.json", "/nowhere"])
def test_what_is_no_key_set_is_not_taken_for_one(moodle: House, path: str) -> None:
    assert "keys of the LMS" in failures(findings(moodle, jwks_url=moodle.platform.base_url + path))


@pytest.mark.usefixtures("no_tokens")
@pytest.mark.parametrize(("seconds", "words"), [(-300, "ahead of ours"), (300, "behind ours")])
def test_a_clock_that_is_wrong_fails(moodle: House, monkeypatch: pytest.MonkeyPatch, seconds: int, words: str) -> None:
    platform, _ = connection(moodle)
    now = probe.time.time()
    with monkeypatch.context() as skewed:
        skewed.setattr(probe, "time", type("Clock", (), {"time": staticmethod(lambda: now + seconds)}))
        found = failures(findings(moodle))
    assert words in found["clock of the LMS"].words
    assert "NTP" in found["clock of the LMS"].next_step


def test_a_platform_that_kept_the_old_key_set_learns_the_new_key(moodle: House) -> None:
    """It fetches again for a kid it does not know; the old one stays published meanwhile."""
    assert failures(findings(moodle)) == {}
    with moodle.database.session() as session:
        old = platforms.signing_key(session)
        rotate_key(session, moodle.settings.secret_key)
        assert old in platforms.published_keys(session)
    fetches = moodle.platform.tokens.keys.fetches
    assert failures(findings(moodle)) == {}
    assert moodle.platform.tokens.keys.fetches == fetches + 1


def test_no_finding_quotes_a_token_or_a_key(moodle: House) -> None:
    _, key = connection(moodle)
    said = str(findings(moodle))
    assert key.kid not in said
    assert not [token for token in moodle.platform.tokens.issued if token in said]
