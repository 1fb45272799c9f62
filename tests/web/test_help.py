"""Each band, caveat and method has its page, which says the same four things of it."""

from typing import Any

import pytest

from plugin.config import Settings
from plugin.domain.caveats import Code
from plugin.domain.help.topics import KINDS, topic, topics
from plugin.domain.score import Band
from plugin.domain.words import METHODS
from plugin.store.session import Database
from plugin.web.app import create_app
from plugin.web.help import GUIDES

BANNED = ("cheat", "fake", "guilty", "detected", "plagiarism")


@pytest.fixture
def client(settings: Settings, database: Database) -> Any:
    return create_app(settings).test_client()


@pytest.mark.parametrize(("kind", "codes"), [("band", Band), ("caveat", Code), ("method", METHODS)])
def test_nothing_that_a_report_names_is_without_its_page(kind: str, codes: Any) -> None:
    assert topics(kind).keys() >= {str(code) for code in codes}
    for code in codes:
        found = topic(kind, code)
        assert found is not None
        assert all((found.title, found.what_it_is, found.what_it_is_not, found.what_can_be_wrong, found.what_to_do))


def test_every_page_of_help_opens_for_anybody_and_passes_no_judgement(client: Any) -> None:
    pages = ["/help", *(f"/help/{name}" for name in GUIDES)]
    pages += [f"/help/{kind}/{code}" for kind in KINDS for code in topics(kind)]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert answer.text.count("<h1") == 1
        assert not [word for word in BANNED if word in answer.text.lower()], page


@pytest.mark.parametrize("address", ["/help/band/xx", "/help/xx/strong", "/help/xx", "/help/method/__init__"])
def test_help_on_what_there_is_not_leads_on(client: Any, address: str) -> None:
    assert client.get(address).status_code == 404
