"""At which addresses Caveat calls a host: public ones, and of hosts that the installation names private ones too."""

import ipaddress
from dataclasses import dataclass

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_GIVEN_OUT = ipaddress.ip_network("2000::/3")  # all of IPv6 that IANA gives out; what lies elsewhere leads nowhere good
# Special by IANA's registries, and taken for global by Pythons of before 2024.
_SPECIAL = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))
# Where clouds answer their own machines, about secrets too, besides 169.254.0.0/16: Azure (WireServer), and over IPv6
# AWS and Google (each one's manual of instance metadata).
_CLOUD = tuple(map(ipaddress.ip_network, ("168.63.129.16/32", "fd00:ec2::/32", "fd20:ce::/32")))
# RFC 1918 and RFC 4193, as they are written and not through a gateway. What lies inside one machine (loopback), on one
# wire (link-local, with the metadata of clouds) or between carriers (100.64.0.0/10) is no LMS's address.
_PRIVATE = tuple(map(ipaddress.ip_network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fd00::/8")))


@dataclass(frozen=True)
class Reach:
    """Whom Caveat may call. `insecure`: anybody, over http too: for a demo and tests. `campus`: "host:port" of those in
    the institution's own network."""

    insecure: bool = False
    campus: frozenset[str] = frozenset()

    def includes(self, host: str, port: int, address: str) -> bool:
        """Whether `host` is called there, which its name led to."""
        named = f"{host.lower().rstrip('.')}:{port}" in self.campus
        return is_public(address) or (named and is_private(address))


PUBLIC_ONLY = Reach()


def is_public(address: str) -> bool:
    """Looks into IPv6 addresses that carry an IPv4 one: through a gateway they lead inside as well."""
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is None and ip not in _GIVEN_OUT:
            return False
        ip = inner or ip
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in (*_SPECIAL, *_CLOUD))


def is_private(address: str) -> bool:
    """Of an institution's own network, where an LMS may be."""
    ip = ipaddress.ip_address(address)
    return any(ip in network for network in _PRIVATE) and not any(ip in network for network in _CLOUD)
