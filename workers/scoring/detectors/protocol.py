"""What a method is: a name, a value of a reading, and which way machine-like lies."""

from typing import Protocol

from workers.scoring.reading import Reading


class Detector(Protocol):
    """`sign` is +1 when a higher value reads more machine-like, -1 when a lower one does.

    `votes`: does it count when the methods' agreement is judged? Only where that was measured, and of two methods
    that say the same in other words only one.
    """

    name: str
    unit: str
    sign: int
    votes: bool

    def value(self, reading: Reading) -> float:
        """The method's own number, or nan when it abstains on this reading."""
        ...
