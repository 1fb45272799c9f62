"""`caveat admin notices` and `caveat admin eula`, against a platform that answers."""

import uuid
from collections.abc import Iterator

import pytest

from plugin.cli import main
from tests.native_house import NativeHouse, native_house


@pytest.fixture(scope="module")
def canvas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NativeHouse]:
    with native_house(tmp_path_factory.mktemp("house")) as house:
        browser = house.open("/as/mei/native/terms/launch")  # the platform has asked for terms
        assert browser.page.status == 200
        yield house


@pytest.fixture(autouse=True)
def environment(canvas: NativeHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = canvas.house.settings
    for name, value in (
        ("DATA_DIR", str(settings.data_dir)), ("SECRET_KEY", settings.secret_key), ("BASE_URL", settings.base_url),
        ("DATABASE_URL", settings.database_url), ("INSECURE_PLATFORMS", "1"),
    ):  # fmt: skip
        monkeypatch.setenv("CAVEAT_" + name, value)


def said(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_notices_are_subscribed_listed_and_ended(canvas: NativeHouse, capsys: pytest.CaptureFixture[str]) -> None:
    own = str(canvas.deployment_id())
    assert main(["admin", "notices", "list"]) == 0
    assert "does not notify" in said(capsys)
    assert main(["admin", "notices", "subscribe", own]) == 0
    assert main(["admin", "notices", "list"]) == 0
    assert "notifies of LtiHelloWorldNotice, LtiAssetProcessorSubmissionNotice" in said(capsys)
    assert main(["admin", "notices", "unsubscribe", own]) == 0
    assert set(canvas.platform.native.handlers.values()) == {""}


def test_terms_are_needed_or_not_and_asked_again(canvas: NativeHouse, capsys: pytest.CaptureFixture[str]) -> None:
    own = str(canvas.deployment_id())
    for verb, required in (("off", False), ("on", True)):
        assert main(["admin", "eula", verb, own]) == 0
        assert canvas.platform.native.eula_required is required
    canvas.platform.native.eula["5"] = {"accepted": True}
    assert main(["admin", "eula", "renew", own]) == 0
    assert canvas.platform.native.eula == {}


def test_what_cannot_be_done_says_what_to_do(canvas: NativeHouse, capsys: pytest.CaptureFixture[str]) -> None:
    unknown = str(uuid.uuid4())
    assert main(["admin", "notices", "subscribe", unknown]) == 1
    assert "Allow the scope noticehandlers" in said(capsys)
    assert main(["admin", "eula", "on", unknown]) == 1
    assert "has not asked Caveat for terms of use" in said(capsys)
