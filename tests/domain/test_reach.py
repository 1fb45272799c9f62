"""Which addresses are outside, which are an institution's own, and which are nobody's to call."""

import pytest

from plugin.domain.reach import PUBLIC_ONLY, Reach, is_private, is_public

CAMPUS = Reach(campus=frozenset({"moodle.uni.example:443", "old.uni.example:8443"}))

OUTSIDE = ["93.184.216.34", "2606:4700::1", "64:ff9b::5db8:d822"]
CAMPUS_OWN = ["10.0.0.7", "172.16.0.1", "172.31.255.254", "192.168.0.7", "fd00::1", "fd12:3456::7"]
# Loopback, link-local, carriers' own, clouds' own, groups, nothing, and whatever carries an inner address in another.
NOBODYS = [
    "127.0.0.1", "127.8.8.8", "::1", "169.254.169.254", "fe80::1", "100.64.0.1", "168.63.129.16", "fd00:ec2::254",
    "fd20:ce::254", "224.0.0.1", "ff02::1", "255.255.255.255", "0.0.0.0", "::", "::ffff:10.0.0.1",
    "::ffff:0:10.0.0.1", "::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b::a00:7", "64:ff9b:1::a00:1", "2002:a00:1::1",
    "2001:0:7f00:1::", "192.0.0.8", "fc00::7", "fec0::1", "3fff::1",
]  # fmt: skip


@pytest.mark.parametrize("address", [*OUTSIDE, *CAMPUS_OWN, *NOBODYS])
def test_public_is_what_leads_outside_by_every_spelling(address: str) -> None:
    assert is_public(address) is (address in OUTSIDE)


@pytest.mark.parametrize("address", [*OUTSIDE, *CAMPUS_OWN, *NOBODYS, "172.32.0.1"])
def test_private_is_an_institution_s_own_network_as_it_is_written(address: str) -> None:
    assert is_private(address) is (address in CAMPUS_OWN)


@pytest.mark.parametrize(
    ("host", "port", "address", "called"),
    [
        ("moodle.uni.example", 443, "10.0.0.7", True), ("Moodle.Uni.Example.", 443, "fd12::7", True),
        ("old.uni.example", 8443, "10.0.0.7", True), ("moodle.uni.example", 443, "93.184.216.34", True),
        ("old.uni.example", 443, "10.0.0.7", False), ("moodle.uni.example", 5432, "10.0.0.7", False),
        ("moodle.uni.example", 443, "127.0.0.1", False), ("moodle.uni.example", 443, "169.254.169.254", False),
        ("evil.moodle.uni.example", 443, "10.0.0.7", False),
        ("moodle.uni.example.evil.example", 443, "10.1.1.1", False),
        ("uni.example", 443, "10.0.0.7", False), ("10.0.0.7", 443, "10.0.0.7", False),
        ("elsewhere.example", 8443, "93.184.216.34", True),
    ],
)  # fmt: skip
def test_a_private_address_is_called_for_a_host_that_is_named_with_its_port(
    host: str, port: int, address: str, called: bool
) -> None:
    assert CAMPUS.includes(host, port, address) is called


def test_where_nobody_is_named_nothing_inside_is_called() -> None:
    assert not PUBLIC_ONLY.includes("moodle.uni.example", 443, "10.0.0.7")
