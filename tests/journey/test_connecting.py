"""In Chromium: an administrator connects the tool in the LMS's frame, which closes when the tool says so."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.strangers import Strangers, strangers_in

pytestmark = [pytest.mark.browser, pytest.mark.timeout(60)]


@pytest.fixture(scope="module")
def strangers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Strangers]:
    with strangers_in(tmp_path_factory.mktemp("connecting")) as met:
        yield met


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["canvas", "moodle"])
def test_a_tool_is_connected_in_the_frame_and_the_frame_closes(
    chrome: Any, strangers: Strangers, name: str, width: int
) -> None:
    lms = strangers.registrars[name].platform.base_url
    page = chrome.new_page(viewport={"width": width, "height": 900})
    page.goto(lms + "/tools")
    link = f"{strangers.tool.settings.base_url}/lti/register?invitation={strangers.invite()}"
    page.get_by_label("Registration link of the tool").fill(link)
    page.get_by_role("button", name="Open").click()
    tool = page.frame_locator("iframe[name=tool]")
    tool.get_by_role("button", name="Connect").wait_for()
    if name == "canvas":
        tool.get_by_label("is our own Canvas").press("Space")
    wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.frame(name="tool").evaluate(wider) <= 0
    tool.get_by_role("button", name="Connect").press("Enter")
    tool.get_by_role("button", name="Back to the LMS").press("Enter")
    page.get_by_role("heading", name=f"Client {strangers.registrars[name].platform.client_id}").wait_for()
    assert strangers.registered(name) is not None
    page.close()


def test_every_value_of_the_page_to_connect_can_be_copied(chrome: Any, strangers: Strangers) -> None:
    base = strangers.tool.settings.base_url
    context = chrome.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(base + "/connect")
    page.get_by_role("button", name="Copy JSON URL").click()
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == base + "/lti/canvas.json"
    context.close()
