"""Each page in each of its states: no violation that axe finds, light and dark, and no page wider than a phone."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journey.places import PLACES, Place
from tests.journey.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

# WCAG 2.0 to 2.2, levels A and AA, and axe's own good practices.
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
NARROW = 320  # also what 1280 is at 400 % zoom


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_axe_finds_nothing(stage: Stage, place: Place) -> None:
    page = stage.show(place)
    unfold(page)
    light = violations(page)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    assert (light, violations(page)) == ([], [])


@pytest.mark.parametrize("locale", ["en", "zh_Hans"])
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_no_page_is_wider_than_a_phone(stage: Stage, place: Place, locale: str) -> None:
    page = stage.show(place, width=NARROW, locale=locale)
    unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW, wide(page)


def test_the_menu_of_the_administration_covers_neither_help_nor_languages(stage: Stage) -> None:
    (overview,) = (place for place in PLACES if place.name == "admin: Overview")
    page = stage.show(overview, width=1280)
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")
    covered = """() => [...document.querySelectorAll(".foot a, .foot button")].filter(one => {
        const box = one.getBoundingClientRect();
        return !one.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
    }).map(one => one.textContent)"""
    assert page.evaluate(covered) == []


def test_a_choice_with_a_long_name_is_no_wider_than_a_phone(stage: Stage) -> None:
    (tokens,) = (place for place in PLACES if place.name == "admin: API tokens")
    page = stage.show(tokens, width=NARROW)
    page.evaluate("document.querySelector('select option').textContent = 'an installation of '.repeat(9)")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW, wide(page)


def unfold(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(details => { details.open = true })")


def violations(page: Any) -> list[str]:
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in found for node in one["nodes"]]


def wide(page: Any) -> list[str]:
    return list(
        page.evaluate(
            """width => [...document.querySelectorAll("main *, header *, footer *")]
            .filter(one => one.getBoundingClientRect().right > width)
            .map(one => one.outerHTML.slice(0, 120)).slice(0, 5)""",
            NARROW,
        )
    )
