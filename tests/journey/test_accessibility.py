"""Each page in each of its states: no violation that axe finds, light and dark, and no page wider than a phone."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journey.places import PLACES, Place
from tests.journey.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

# WCAG 2.0 to 2.2, levels A and AA, and axe's own good practices.
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# All that another scheme of colours changes.
IN_THE_DARK = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
NARROW = 320  # also what 1280 is at 400 % zoom


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_axe_finds_nothing_and_no_page_is_wider_than_a_phone(stage: Stage, place: Place) -> None:
    """One page after the other costs seconds: each is opened once, and made dark and narrow as it stands."""
    page = stage.show(place)
    unfold(page)
    light = violations(page, OPTIONS)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert (light, violations(page, IN_THE_DARK)) == ([], [])
    assert is_narrow(page), wide(page)


def unfold(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")


def violations(page: Any, options: dict[str, Any]) -> list[str]:
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def is_narrow(page: Any) -> bool:
    page.set_viewport_size({"width": NARROW, "height": 900})
    return bool(page.evaluate("document.documentElement.scrollWidth") <= NARROW)


def wide(page: Any) -> list[str]:
    return list(
        page.evaluate(
            """width => [...document.querySelectorAll("main *, header *, footer *")]
            .filter(one => one.getBoundingClientRect().right > width)
            .map(one => one.outerHTML.slice(0, 120)).slice(0, 5)""",
            NARROW,
        )
    )
