"""What gunicorn is told."""

import pytest
from gunicorn.config import Config

from plugin.cli_web import options


@pytest.fixture
def told() -> Config:
    config = Config()
    parsed = config.parser().parse_args([*options("127.0.0.1:8000", 3), "plugin.web.app:create_app()"])
    for name, value in vars(parsed).items():
        if value is not None and name != "args":
            config.set(name, value)
    return config


def test_gunicorn_takes_every_option(told: Config) -> None:
    assert (told.address, told.workers, told.worker_class_str) == ([("127.0.0.1", 8000)], 3, "gthread")


def test_gunicorn_itself_believes_no_header_of_a_proxy(told: Config) -> None:
    assert told.forwarded_allow_ips == []


def test_workers_are_renewed_at_moments_of_their_own(told: Config) -> None:
    assert 0 < told.max_requests_jitter < told.max_requests


def test_an_idle_connection_is_left_to_the_proxy_to_close(told: Config) -> None:
    assert told.keepalive > 60


def test_nothing_is_written_outside_memory(told: Config) -> None:
    assert told.worker_tmp_dir in ("/dev/shm", "/tmp")
    assert told.control_socket_disable
