"""What a student hands in to the platform itself is told only to a processor that is attached and asked to be told."""

import pytest

from tests.platforms import native
from tests.platforms.platform import Platform


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    notices: list[object] = []
    monkeypatch.setattr(native, "deliver", lambda _, *told: notices.extend(told))
    return notices


@pytest.mark.parametrize(("attached", "asked"), [(True, True), (True, False), (False, True)])
def test_a_submission_is_told_only_to_a_processor_that_is_attached_and_asked(
    canvas_lms: Platform, sent: list[object], attached: bool, asked: bool
) -> None:
    canvas_lms.native.item = {"type": "ltiAssetProcessor"} if attached else None
    canvas_lms.native.handlers = {native.SUBMISSION: canvas_lms.tool.launch_url} if asked else {}
    native.hand_in(canvas_lms, canvas_lms.school.person("mei"), native.NativeAsset("a-1", b"An essay.", "text/plain"))
    assert len(sent) == (attached and asked)
