"""What an administrator decides for the whole installation: one frozen noun, each field a setting of that name."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Institution:
    """`policy`: fields of plugin.domain.policy.Policy that new assignments begin with; `locks`: those that no
    instructor may change. `keep_days`: how long a submission is kept after it was handed in, 0 for as long as its
    registration stands. `contact`: whom students and teachers ask. `methods_off`: methods that no report shows.
    `calibrations`: language -> the name of the local calibration in use."""

    name: str = ""
    contact: str = ""
    policy: dict[str, Any] = field(default_factory=dict)
    locks: tuple[str, ...] = ()
    keep_days: int = 0
    methods_off: tuple[str, ...] = ()
    calibrations: dict[str, str] = field(default_factory=dict)
