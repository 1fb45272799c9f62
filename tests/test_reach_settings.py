"""Hosts of the campus come from the environment, in full and with their port; what is none is said."""

import pytest

from plugin.config import from_environment
from plugin.config_error import ConfigError
from plugin.domain.reach import PUBLIC_ONLY

GOOD = {"CAVEAT_SECRET_KEY": "x" * 32, "CAVEAT_BASE_URL": "https://caveat.example.edu/"}


def test_unless_told_otherwise_nobody_inside_is_called() -> None:
    assert from_environment(GOOD).reach == PUBLIC_ONLY


def test_names_stand_in_a_list_with_a_port_where_it_is_not_that_of_https() -> None:
    told = {"CAVEAT_CAMPUS_HOSTS": " Moodle.Uni.Example, old.uni.example:8443\n xn--lms-9na.example,"}
    found = from_environment(GOOD | told).reach
    assert found.campus == {"moodle.uni.example:443", "old.uni.example:8443", "xn--lms-9na.example:443"}
    assert not found.insecure


@pytest.mark.parametrize(
    "wrong",
    [
        "https://moodle.uni.example", "*.uni.example", "*", "moodle", "localhost", "10.0.0.0/8", "moodle.uni.example/x",
        "moodle.uni.example:", "moodle.uni.example:0", "moodle.uni.example:65536", "moodle.uni.example:http",
        "[fd00::7]", "a@moodle.uni.example", "moodle..example", ".uni.example", "moodle.uni.example.", "-a.example",
        "mo\u00f6dle.example", "moodle.uni.example:\u0664\u0664\u0663",
    ],
)  # fmt: skip
def test_what_is_no_name_of_a_host_is_said(wrong: str) -> None:
    with pytest.raises(ConfigError, match="CAVEAT_CAMPUS_HOSTS lists names of hosts in full"):
        from_environment(GOOD | {"CAVEAT_CAMPUS_HOSTS": "lms.uni.example " + wrong})


@pytest.mark.parametrize(
    ("port", "more"),
    [
        (5432, {}), (6379, {}), (26379, {}),
        (6543, {"CAVEAT_DATABASE_URL": "postgresql://caveat:p%401@db.example:6543/caveat?sslmode=require"}),
        (7777, {"CAVEAT_REDIS_URL": "rediss://redis.example:7777/0"}),
        (7002, {"CAVEAT_REDIS_URL": "sentinel://one.example:7001,two.example:7002/master/0"}),
    ],
)  # fmt: skip
def test_our_own_database_and_broker_are_no_lms(port: int, more: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="is no LMS"):
        from_environment(GOOD | more | {"CAVEAT_CAMPUS_HOSTS": f"lms.uni.example:{port}"})
