"""Each band, caveat and method has its page, which says the same four things of it."""

import re
from typing import Any

import pytest

from plugin.config import Settings
from plugin.domain.caveats import Code
from plugin.domain.help.topics import KINDS, topic, topics
from plugin.domain.language import LOCALES, catalogue, speaking
from plugin.domain.score import Band
from plugin.domain.words import METHODS
from plugin.store.session import Database
from plugin.web.app import create_app
from plugin.web.help import GUIDES

BANNED = ("cheat", "fake", "guilty", "detected", "plagiarism", "作弊", "抄袭", "造假", "有罪")
CHINESE = re.compile("[一-鿿]")


@pytest.fixture
def client(settings: Settings, database: Database) -> Any:
    return create_app(settings).test_client()


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("kind", "codes"), [("band", Band), ("caveat", Code), ("method", METHODS)])
def test_nothing_that_a_report_names_is_without_its_page(kind: str, codes: Any, locale: str) -> None:
    assert topics(kind).keys() >= {str(code) for code in codes}
    with speaking(catalogue(locale)):
        for code in codes:
            found = topic(kind, code)
            assert found is not None
            said = (found.what_it_is, found.what_it_is_not, found.what_can_be_wrong, found.what_to_do)
            assert found.title
            assert all(said)
            assert locale == "en" or all(CHINESE.search(sentence) for sentence in said)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_page_of_help_opens_for_anybody_and_passes_no_judgement(client: Any, locale: str) -> None:
    pages = ["/help", *(f"/help/{name}" for name in GUIDES)]
    pages += [f"/help/{kind}/{code}" for kind in KINDS for code in topics(kind)]
    for page in pages:
        answer = client.get(page, query_string={"language": locale})
        assert answer.status_code == 200, page
        assert locale == "en" or CHINESE.search(answer.text.split("<h1")[1].split("</h1>")[0]) or "method" in page
        assert answer.text.count("<h1") == 1
        assert not [word for word in BANNED if word in answer.text.lower()], page


@pytest.mark.parametrize("address", ["/help/band/xx", "/help/xx/strong", "/help/xx", "/help/method/__init__"])
def test_help_on_what_there_is_not_leads_on(client: Any, address: str) -> None:
    assert client.get(address).status_code == 404
