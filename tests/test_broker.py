"""The broker's address is read once for every client; Sentinel, TLS and the order of the queue with real servers."""

import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import redis

from plugin.address_settings import address_setting
from plugin.broker import BrokerUrlError, celery_settings, client_of, read
from plugin.config import Settings, from_environment
from plugin.config_error import ConfigError
from plugin.counting import Counter
from plugin.queue import FIRST, LATER, SCORE_QUEUE, Bell, broker_answers
from tests.platforms.certificates import self_made
from tests.platforms.processes import redis_command, redis_server
from tests.platforms.server import free_port
from tests.platforms.tls_end import tls_end
from workers import doctor
from workers.celery_app import make_celery

TWO = "sentinel://caveat:p%2Fw%40@one,[::1]:26380/main/3"


def test_a_redis_that_is_away_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page waits for the answer: whoever asked again, with pauses, kept it for seconds."""
    tries = []

    def away(_: redis.Connection) -> None:
        tries.append(1)
        raise ConnectionRefusedError

    monkeypatch.setattr(redis.Connection, "_connect", away)
    with pytest.raises(redis.ConnectionError):
        client_of("redis://127.0.0.1:1/0", seconds=1).ping()
    assert len(tries) == 1


def test_celery_is_told_of_every_sentinel() -> None:
    told = celery_settings(TWO, visibility_timeout=5)
    assert told["broker_url"] == "sentinel://caveat:p%2Fw%40@one:26379/3;sentinel://caveat:p%2Fw%40@[::1]:26380/3"
    assert told["broker_transport_options"] == {
        "visibility_timeout": 5, "master_name": "main", "sentinel_kwargs": {"username": "caveat", "password": "p/w@"},
    }  # fmt: skip


@pytest.mark.parametrize(("asked", "told"), [("", {"password": "p"}), ("?sentinel_password=", {}),
                                              ("?sentinel_password=q", {"password": "q"})])  # fmt: skip
def test_sentinels_may_have_a_password_of_their_own_or_none(asked: str, told: dict[str, str]) -> None:
    options = celery_settings(f"sentinel://:p@one/main{asked}")["broker_transport_options"]
    assert options["sentinel_kwargs"] == told


@pytest.mark.parametrize(
    "url", ["rediss://cache:6380/1?ssl_ca_certs=/ca.pem", "sentinels://one,two/main?ssl_ca_certs=/ca.pem"]
)
def test_through_tls_certificates_are_checked_by_every_client(url: str) -> None:
    told = celery_settings(url)
    assert told["broker_use_ssl"]["ssl_cert_reqs"].name == "CERT_REQUIRED"
    assert told["broker_use_ssl"]["ssl_ca_certs"] == "/ca.pem"
    options = client_of(url, 1).connection_pool.connection_kwargs
    assert (options["ssl_ca_certs"], options["ssl_check_hostname"]) == ("/ca.pem", True)
    if "sentinels" in url:
        assert told["broker_transport_options"]["sentinel_kwargs"]["ssl_ca_certs"] == "/ca.pem"


@pytest.mark.parametrize(
    "url",
    ["", "http://one", "redis://", "redis://one,two/0", "redis://one/x", "redis://one:x/0", "sentinel://one,two",
     "rediss://one/0?ssl_cert_reqs=none", "redis://one/0/1",
     "redis://one/0?ssl_ca_certs=/ca.pem"],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_said(url: str) -> None:
    with pytest.raises(BrokerUrlError, match="CAVEAT_REDIS_URL"):
        read(url)


def test_a_password_of_any_characters_stands_apart_from_its_address(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("a/b@c:d %?#é\n")
    env = {"CAVEAT_SECRET_KEY": "x" * 32, "CAVEAT_BASE_URL": "https://caveat.example.edu",
           "CAVEAT_DATABASE_URL": "postgresql://caveat@db:5432/caveat", "CAVEAT_REDIS_URL": "redis://redis:6379/0",
           "CAVEAT_DATABASE_PASSWORD_FILE": str(tmp_path / "password"), "CAVEAT_REDIS_PASSWORD": "a/b@c"}  # fmt: skip
    settings = from_environment(env)
    assert read(settings.redis_url).password == "a/b@c"
    from sqlalchemy.engine import make_url

    url = make_url(settings.database_url)
    assert (url.username, url.password, url.host, url.port) == ("caveat", "a/b@c:d %?#é", "db", 5432)
    assert address_setting({}, "REDIS", "redis://one") == "redis://one"
    with pytest.raises(ConfigError, match="CAVEAT_DATABASE_PASSWORD_FILE"):
        from_environment(env | {"CAVEAT_DATABASE_PASSWORD_FILE": "/nowhere"})


@contextmanager
def running(*commands: list[str]) -> Iterator[None]:
    started = [subprocess.Popen(one, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for one in commands]
    try:
        yield
    finally:
        for process in started:
            process.kill()
            process.wait()


def answers(url: str, seconds: float = 30) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(redis.RedisError):
            if client_of(url, 1).ping():
                return True
    return False


@pytest.mark.server
def test_behind_a_sentinel_bells_reach_the_master(tmp_path: Path) -> None:
    master, sentinel = free_port(), free_port()
    configuration = tmp_path / "sentinel.conf"
    configuration.write_text(f"port {sentinel}\nbind 127.0.0.1\nsentinel monitor main 127.0.0.1 {master} 1\n")
    url = f"sentinel://127.0.0.1:{sentinel}/main/0"
    with running(redis_command(master, tmp_path / "data"), [redis_server(), str(configuration), "--sentinel"]):
        assert answers(url)
        assert broker_answers(url)
        assert Bell(url).score(uuid.uuid4())
        assert client_of(f"redis://127.0.0.1:{master}/0", 1).llen(SCORE_QUEUE) == 1


@pytest.mark.server
def test_who_hands_in_now_goes_before_what_is_scored_once_more(tmp_path: Path, settings: Settings) -> None:
    port = free_port()
    settings = replace(settings, redis_url=f"redis://127.0.0.1:{port}/0")
    again, job, first, second = (uuid.uuid4() for _ in range(4))
    with running(redis_command(port, tmp_path / "data")):
        assert answers(settings.redis_url)
        bell = Bell(settings.redis_url)
        assert all([bell.score_later(again), bell.job(job), bell.score(first), bell.score(second)])
        assert bell.waiting(SCORE_QUEUE) == 4
        with make_celery("test", settings).connection_for_read() as connection:
            queue = connection.SimpleQueue(SCORE_QUEUE)
            heard = [queue.get(timeout=10).payload[0][0] for _ in range(4)]
    assert heard == [str(one) for one in (first, second, again, job)]
    assert FIRST < LATER


@dataclass
class Secured:
    """`port`: of the Redis itself; `trusted`: where the authority that we name vouches for it, `doubted`: where another
    does; `key`: a file of no certificates."""

    port: int
    trusted: str
    doubted: str
    key: str


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    port, folder = free_port(), tmp_path_factory.mktemp("secured")
    for name in ("right", "wrong", "data"):
        (folder / name).mkdir()
    ours, another = self_made(folder / "right", "localhost"), self_made(folder / "wrong", "localhost")
    with running(redis_command(port, folder / "data")), tls_end(port, ours) as right, tls_end(port, another) as wrong:
        assert answers(f"redis://127.0.0.1:{port}/0")
        trusted, doubted = (f"rediss://localhost:{end}/0?ssl_ca_certs={ours[0]}" for end in (right, wrong))
        yield Secured(port, trusted, doubted, ours[1])


@pytest.mark.server
def test_through_tls_bells_are_rung_and_heard(secured: Secured, settings: Settings) -> None:
    run_id, bell = uuid.uuid4(), Bell(secured.trusted)
    assert bell.score(run_id)
    assert (bell.waiting(SCORE_QUEUE), client_of(f"redis://127.0.0.1:{secured.port}/0", 1).llen(SCORE_QUEUE)) == (1, 1)
    with make_celery("test", replace(settings, redis_url=secured.trusted)).connection_for_read() as connection:
        assert connection.SimpleQueue(SCORE_QUEUE).get(timeout=10).payload[0] == [str(run_id)]


@pytest.mark.server
def test_through_tls_it_is_counted_and_health_is_asked(secured: Secured, settings: Settings) -> None:
    assert [Counter(secured.trusted).count("somebody", 3600) for _ in range(2)] == [1, 2]
    assert broker_answers(secured.trusted)
    assert "answers" in doctor._broker(replace(settings, redis_url=secured.trusted))


@pytest.mark.server
def test_a_redis_for_which_another_authority_vouches_is_refused_and_the_doctor_says_so(
    secured: Secured, settings: Settings
) -> None:
    assert not Bell(secured.doubted).score(uuid.uuid4())
    assert Counter(secured.doubted).count("somebody", 3600) is None
    assert not broker_answers(secured.doubted)
    with pytest.raises(doctor.Ailment, match="certificate is not believed"):
        doctor._broker(replace(settings, redis_url=secured.doubted))


@pytest.mark.server
def test_an_authority_that_cannot_be_read_is_told_from_a_redis_that_is_away(
    secured: Secured, settings: Settings
) -> None:
    for file, words in ((secured.key, "no TLS"), ("/nowhere", "no answer .FileNotFoundError")):
        address = secured.trusted.partition("=")[0] + "=" + file
        with pytest.raises(doctor.Ailment, match=words):
            doctor._broker(replace(settings, redis_url=address))
