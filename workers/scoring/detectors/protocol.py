"""What a method is: a name, a value of a reading, and which way machine-like lies."""

from typing import Protocol

from workers.scoring.reading import Reading


class Detector(Protocol):
    """`sign` is +1 when a higher value reads more machine-like, -1 when a lower one does."""

    name: str
    unit: str
    sign: int

    def value(self, reading: Reading) -> float:
        """The method's own number, or nan when it abstains on this reading."""
        ...
