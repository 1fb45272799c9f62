"""What is said of one band, caveat or method on the page of its own: four things, the same for each."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Topic:
    title: str
    what_it_is: str
    what_it_is_not: str
    what_can_be_wrong: str
    what_to_do: str
