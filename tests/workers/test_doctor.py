"""What the doctor says of the process that reads."""

from typing import Any

import pytest

from workers import doctor


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ({"files", "calls"}, "without files, network or other processes"),
        ({"calls"}, "this system cannot keep it from files"),
        (set(), "this system cannot keep it from files or the network and other processes"),
    ],
)
def test_what_the_system_cannot_keep_from_the_reading_process_is_said(
    monkeypatch: pytest.MonkeyPatch, kept: set[str], words: str
) -> None:
    settings: Any = None  # this check asks the kernel alone
    monkeypatch.setattr(doctor, "kept_by_kernel", lambda: frozenset(kept))
    assert words in doctor._reading(settings)
