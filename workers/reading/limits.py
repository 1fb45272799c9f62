"""How much of a document is read before it is set aside. Every upload is taken to be hostile."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Sizes in bytes, times in seconds.

    `max_members`, `max_unpacked_bytes` and `max_ratio` (unpacked to packed) are a zip's.
    `address_space_bytes` bounds the reading process as a whole, interpreter included.
    """

    max_bytes: int = 64 * MEBIBYTE
    max_pages: int = 500
    max_characters: int = 2_000_000
    max_members: int = 2_000
    max_unpacked_bytes: int = 100 * MEBIBYTE
    max_ratio: int = 200
    wall_seconds: float = 30.0
    cpu_seconds: int = 20
    address_space_bytes: int = 1024 * MEBIBYTE

    @property
    def max_answer_bytes(self) -> int:
        """JSON spends up to twelve bytes on a character; the rest is for facts."""
        return 12 * self.max_characters + 65_536


DEFAULT = Limits()
