"""Deep linking, as the certification's guide 1.3 asks (section 6.2), opposite a platform that checks every claim."""

import time
from typing import Any

import pytest
import requests

from tests.conftest import House
from tests.platforms.browser import Browser
from tests.platforms.content_items import DL
from tests.platforms.personality import CLAIM

pytestmark = pytest.mark.conformance


@pytest.fixture(autouse=True)
def asks(lms: House) -> Any:
    """What the platform asks for, as the family does unless a test says otherwise."""
    lms.platform.asks = {}
    yield lms.platform.asks
    lms.platform.asks = {}


def choose(lms: House) -> Browser:
    browser = Browser()
    browser.open(lms.platform.base_url + "/as/teacher/choose/launch")
    return browser


def made(lms: House, **typed: str) -> dict[str, Any]:
    """The claims of the answer to one assignment made."""
    browser = choose(lms)
    browser.submit("#draft", {"title": "Essay"} | typed)
    assert browser.page.status == 200, browser.page.text
    return lms.platform.responses[-1]


def test_dl_request_accepted(lms: House) -> None:
    page = choose(lms).page
    assert page.status == 200
    assert page.url.endswith("/deep-linking")


def test_dl_response_is_form_post_with_JWT(lms: House) -> None:  # noqa: N802 - the guide's word
    browser = choose(lms)
    browser.submit("#draft", {"title": "Essay"})
    method, url, status = browser.history[-1]
    assert (method, url, status) == ("POST", lms.platform.asked["deep_link_return_url"], 200)
    assert "Caveat made one assignment." in browser.page.text


def test_dl_response_exp_iat_nonce(lms: House) -> None:
    first, second = made(lms), made(lms)
    assert time.time() - 60 < first["iat"] <= time.time() < first["exp"] <= first["iat"] + 600
    assert first["nonce"] != second["nonce"]


def test_dl_response_signature_kid_in_jwks(lms: House) -> None:
    """The platform looks the key up where we publish it, and checks the signature by it."""
    published = requests.get(lms.platform.tool.jwks_url, timeout=10).json()["keys"]
    assert all(key["alg"] == "RS256" and key["kid"] for key in published)
    made(lms)


def test_dl_response_required_claims(lms: House) -> None:
    claims = made(lms)
    registration = lms.platform.registration()
    assert (claims["iss"], claims["aud"]) == (registration["client_id"], registration["issuer"])
    assert claims[CLAIM + "message_type"] == "LtiDeepLinkingResponse"
    assert claims[CLAIM + "version"] == "1.3.0"
    assert claims[CLAIM + "deployment_id"] == registration["deployment_id"]
    assert [item["type"] for item in claims[DL + "content_items"]] == ["ltiResourceLink"]


def test_dl_data_echoed(lms: House, asks: dict[str, Any]) -> None:
    asks["data"] = 'opaque: é&"<> ' + "x" * 3000
    assert made(lms)[DL + "data"] == asks["data"]


def test_dl_data_absent_not_sent(lms: House) -> None:
    assert "data" not in lms.platform.personality.deep_linking("")
    assert DL + "data" not in made(lms)


def test_dl_empty_selection(lms: House) -> None:
    before = dict(lms.platform.school.links)
    browser = choose(lms)
    browser.submit("/cancel")
    assert lms.platform.responses[-1][DL + "content_items"] == []
    assert lms.platform.school.links == before


def test_dl_multiple_refused_when_not_allowed(lms: House, asks: dict[str, Any]) -> None:
    """Not offered, and not taken from a form that was made up."""
    asks["accept_multiple"] = False
    browser = choose(lms)
    assert "make another" not in browser.page.text
    browser.submit("#draft", {"title": "One", "then": "another"})
    assert len(lms.platform.responses[-1][DL + "content_items"]) == 1


def test_dl_several_where_accepted(lms: House) -> None:
    browser = choose(lms)
    browser.submit("#draft", {"title": "One", "then": "another"})
    browser.submit("#draft", {"title": "Two", "then": "another"})
    browser.submit("/finish")
    assert [item["title"] for item in lms.platform.responses[-1][DL + "content_items"]] == ["One", "Two"]


def test_dl_custom_values_are_strings(lms: House) -> None:
    item = made(lms, points="12.5")[DL + "content_items"][0]
    assert all(isinstance(value, str) for value in item["custom"].values())
    assert item["custom"]["due_at"] == "$ResourceLink.submission.endDateTime"
    assert item["lineItem"]["scoreMaximum"] == 12.5


def test_dl_line_item_has_resource_id_tag_and_review(lms: House) -> None:
    item = made(lms, points="20")[DL + "content_items"][0]
    column = item["lineItem"]
    assert (column["resourceId"], column["tag"], column["scoreMaximum"]) == (item["custom"]["item"], "caveat-mark", 20)
    assert column["submissionReview"]["url"] == lms.platform.tool.launch_url


def test_dl_no_line_item_where_none_is_accepted(lms: House, asks: dict[str, Any]) -> None:
    asks["accept_lineitem"] = False
    assert "lineItem" not in made(lms)[DL + "content_items"][0]


def test_dl_no_line_item_where_no_grade_goes_back(lms: House) -> None:
    assert "lineItem" not in made(lms, grade="none")[DL + "content_items"][0]


def test_dl_dates_are_in_utc_with_their_zone(lms: House) -> None:
    item = made(lms, opens="2026-11-01T07:00:00.000Z", due="2026-11-08T23:30:00+02:00")[DL + "content_items"][0]
    assert item["available"] == {"startDateTime": "2026-11-01T07:00:00Z"}
    assert item["submission"] == {"startDateTime": "2026-11-01T07:00:00Z", "endDateTime": "2026-11-08T21:30:00Z"}


def test_dl_type_not_made_is_refused_with_a_way_back(lms: House, asks: dict[str, Any]) -> None:
    asks["accept_types"] = ["file", "html"]
    browser = choose(lms)
    assert browser.page.status == 403
    assert "<code>deep_linking_no_type</code>" in browser.page.text
    browser.submit("/cancel")
    assert "does not make" in lms.platform.responses[-1][DL + "errormsg"]


def test_dl_learner_is_refused_with_a_way_back(lms: House) -> None:
    browser = Browser()
    browser.open(lms.platform.base_url + "/as/mei/choose/launch")
    assert browser.page.status == 403
    assert "<code>deep_linking_not_yours</code>" in browser.page.text
    form = browser.form("/cancel")
    assert browser.open(browser.page.url.replace("/refused", "")).status == 403
    browser.submit(form)
    assert lms.platform.responses[-1][DL + "content_items"] == []


def test_dl_link_that_was_made_launches(lms: House) -> None:
    made(lms, title="Harbour essay", ai_use="Spelling only")
    link = list(lms.platform.school.links.values())[-1]
    browser = Browser()
    page = browser.open(f"{lms.platform.base_url}/as/mei/links/{link.id}/launch")
    assert "Harbour essay" in page.text
    assert "Spelling only" in page.text
