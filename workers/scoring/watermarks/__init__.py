"""Tests for marks that a generator may have left, for those whose key the institution holds."""

from workers.scoring.watermarks.loading import load_tests
from workers.scoring.watermarks.protocol import LEAST_TOKENS, TokenTest, WatermarkTest

__all__ = ["LEAST_TOKENS", "TokenTest", "WatermarkTest", "load_tests"]
