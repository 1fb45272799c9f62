"""How much of a document is read before it is set aside. Every upload is taken to be hostile."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds. address_space bounds the reading process as a whole."""

    max_pages: int = 500
    max_characters: int = 2_000_000
    max_members: int = 2_000
    max_unpacked: int = 100 * MEBIBYTE
    wall_seconds: float = 30.0
    cpu_seconds: int = 20
    address_space: int = 1024 * MEBIBYTE


DEFAULT = Limits()
