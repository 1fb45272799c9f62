"""Pieces of one length go through a model together: nothing is filled up, and nobody's numbers depend on company."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Piece = TypeVar("Piece")


def batches(pieces: Sequence[Piece], length_of: Callable[[Piece], int], tokens: int) -> Iterator[list[Piece]]:
    """Groups of pieces of the same length, each of at most `tokens` tokens together, and at least one piece."""
    by_length: dict[int, list[Piece]] = {}
    for piece in pieces:
        by_length.setdefault(length_of(piece), []).append(piece)
    for length, same in by_length.items():
        most = max(tokens // length, 1)
        for at in range(0, len(same), most):
            yield same[at : at + most]
