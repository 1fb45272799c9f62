"""A language beside the default one: which model reads it, and what its texts are compared with."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class LanguageSetting:
    """`language` is its ISO 639-1 code, or "zh-hant"; `model` a hub id or folder; `calibration` a file."""

    language: str
    model: str
    calibration: Path

    @property
    def key(self) -> str:
        """What tells this from another model or calibration."""
        return f"{self.model}@{self.calibration.stem}"
