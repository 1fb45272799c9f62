"""Tiny models, made as the tests of scoring make them."""

from tests.scoring.conftest import _one_thread, tiny, tiny_folder

__all__ = ["_one_thread", "tiny", "tiny_folder"]
