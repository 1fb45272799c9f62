"""The pages for a person, and the command that serves them."""

import json
import sys
from pathlib import Path

import pytest

from tests.platforms import __main__ as command
from tests.platforms.app import create_platform, make_app, platform_of
from tests.platforms.personality import CANVAS, MOODLE
from tests.platforms.platform import Platform
from tests.platforms.signing import Key
from tests.platforms.tool import ToolSettings


def test_every_page_says_that_it_is_not_the_real_thing(lms: Platform) -> None:
    client = make_app(lms).test_client()
    for path in ("/", "/as/mei", "/gradebook", "/return?lti_msg=Done"):
        page = client.get(path)
        assert page.status_code == 200
        assert f"a stand-in for {lms.personality.name.title()}, not the real thing" in page.text


def test_the_course_lists_everybody_with_a_way_to_open_as_them(lms: Platform) -> None:
    page = make_app(lms).test_client().get("/").text
    for person in lms.school.people:
        assert person.name in page
        assert f'href="/as/{person.key}"' in page


def test_the_tool_stands_in_a_titled_frame_of_another_site(lms: Platform) -> None:
    page = make_app(lms).test_client().get("/as/mei").text
    assert 'title="Essay 2: A place that changed, in Caveat"' in page
    assert f'data-tool="{lms.tool.origin}"' in page
    assert "localhost" in lms.tool.origin
    assert "127.0.0.1" in lms.base_url
    assert (" data-storage" in page) is (lms.personality.name == "canvas")


def test_what_the_tool_says_on_return_is_shown_and_not_run(lms: Platform) -> None:
    page = make_app(lms).test_client().get("/return?lti_errormsg=<script>1</script>").text
    assert "&lt;script&gt;" in page


def test_the_gradebook_shows_grades_as_its_family_writes_them(lms: Platform) -> None:
    cell = lms.school.column.cell(lms.school.person("mei").sub)
    cell.score, cell.comments = 17, ["Well heard."]
    client = make_app(lms).test_client()
    page = client.get("/gradebook").text
    assert ("17.00" in page) is (lms.personality.name == "moodle")
    assert "Well heard." in page
    assert client.get("/demo/gradebook.json").json["mei"][lms.school.assignment]["score"] == 17


def test_troubles_and_rotation_can_be_asked_for_from_outside(lms: Platform) -> None:
    client = make_app(lms).test_client()
    client.post("/demo/troubles", json={"next": ["503", "lost answer"]})
    assert lms.troubles == ["503", "lost answer"]
    client.post("/demo/rotate")
    assert len(client.get("/jwks").json["keys"]) == 2
    assert ("POST", "/demo/troubles") in lms.seen
    assert lms.requests_seen[-1].status == 200


def test_tool_settings_decide_over_the_personalitys_own_ids(keys: list[Key]) -> None:
    tool = ToolSettings("http://localhost:1/l", "http://localhost:1/x", "http://localhost:1/k", "client", "deployment")
    platform = platform_of(create_platform(MOODLE, "http://127.0.0.1:2", tool, key=keys[0]))
    assert platform.registration()["client_id"] == "client"
    assert platform.registration()["deployment_id"] == "deployment"
    assert platform.begin(platform.school.person("mei"))["client_id"] == "client"
    assert CANVAS.issuer("http://127.0.0.1:2") == "https://canvas.instructure.com"


def test_the_command_prints_a_registration_and_keeps_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "key.pem"
    monkeypatch.setattr(sys, "argv", ["x", "--client-id", "c-1", "--key-file", str(path), "--print-registration"])
    command.main()
    assert json.loads(capsys.readouterr().out) == {
        "issuer": "http://127.0.0.1:9100", "client_id": "c-1", "deployment_id": "4",
        "auth_url": "http://127.0.0.1:9100/auth", "token_url": "http://127.0.0.1:9100/token",
        "jwks_url": "http://127.0.0.1:9100/jwks",
    }  # fmt: skip
    assert path.stat().st_mode & 0o077 == 0
    assert Key.kept_in(path).kid == Key.kept_in(path).kid
