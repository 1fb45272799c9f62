"""An administrator connects an LMS by an invitation, in the LMS's own frame, and the first launch opens."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Response
from itsdangerous import TimestampSigner

from plugin.config import Settings
from plugin.services import connecting
from plugin.store.queries import invitations, platforms
from plugin.store.session import Database
from plugin.store.tables import Invitation
from plugin.web.app import create_app
from tests.platforms.browser import Browser, Page
from tests.platforms.registrations import PLATFORM
from tests.strangers import Strangers, strangers_in

FORM = "/lti/register"


def send(browser: Browser, **fields: Any) -> Page:
    return browser.submit(FORM, {"approve": "yes"} | fields)


@pytest.fixture(scope="module")
def all_strangers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Strangers]:
    with strangers_in(tmp_path_factory.mktemp("connecting")) as met:
        yield met


@pytest.fixture
def strangers(all_strangers: Strangers) -> Iterator[Strangers]:
    yield all_strangers
    for registrar in all_strangers.registrars.values():
        registrar.bend = None
        registrar.answers.clear()


def launch(strangers: Strangers, name: str) -> Page:
    browser = Browser()
    return browser.open(f"{strangers.registrars[name].platform.base_url}/as/mei/launch")


@pytest.mark.conformance
def test_dr_moodle_deployment_id_saved(strangers: Strangers) -> None:
    browser = strangers.open("moodle")
    assert send(browser).status == 200
    assert "press Activate on it" in browser.page.text
    registration = strangers.registered("moodle")
    assert registration is not None
    assert (registration.name, registration.platform_family) == ("the law school", "moodle")
    with strangers.tool.database.session() as session:
        found = [d for d in platforms.deployments(session) if d.registration_id == registration.id]
    told = strangers.registrars["moodle"].platform.registration()["deployment_id"]
    assert [(d.lti_deployment_id, d.state) for d in found] == [(told, "approved")]


def test_a_tool_that_moodle_keeps_pending_opens_once_it_is_activated(strangers: Strangers) -> None:
    send(strangers.open("moodle"))
    assert launch(strangers, "moodle").status == 403
    strangers.registrars["moodle"].activate()
    assert "Paste your text" in launch(strangers, "moodle").text


def test_the_first_deployment_at_canvas_is_approved_and_the_second_waits(strangers: Strangers) -> None:
    send(strangers.open("canvas"), own_host="yes", placement="assignment_selection")
    assert "Paste your text" in launch(strangers, "canvas").text
    strangers.registrars["canvas"].platform.deployment_id = "47:another"
    assert "deployment_pending" in launch(strangers, "canvas").text


def test_without_approval_the_first_deployment_waits(strangers: Strangers) -> None:
    browser = strangers.open("canvas")
    browser.submit(FORM, {"own_host": "yes", "placement": "assignment_selection"} | {"approve": []})
    assert "caveat admin deployments" in browser.page.text
    assert "deployment_pending" in launch(strangers, "canvas").text
    browser = strangers.open("moodle")
    browser.submit(FORM, {"approve": []})
    strangers.registrars["moodle"].activate()
    assert "deployment_pending" in launch(strangers, "moodle").text


@pytest.mark.conformance
def test_dr_close_message(strangers: Strangers) -> None:
    browser = strangers.open("moodle")
    page = send(browser)
    assert "data-close" in page.text
    assert "/static/close.js" in page.text
    script = browser.open(strangers.tool.settings.base_url + "/static/close.js").text
    assert "window.opener" in script
    assert '{ subject: "org.imsglobal.lti.close" }' in script


def test_d2l_registers_us_without_a_token_of_its_own(strangers: Strangers) -> None:
    assert "turn it on" in send(strangers.open("d2l")).text
    registration = strangers.registered("d2l")
    assert registration is not None
    assert registration.token_audience == strangers.registrars["d2l"].platform.personality.token_audience


def test_an_invitation_works_once(strangers: Strangers) -> None:
    invitation = strangers.invite()
    browser = strangers.open("moodle", invitation)
    again = strangers.open("moodle", invitation)
    send(browser)
    before = strangers.count()
    assert "invitation_used" in send(again).text
    assert "invitation_used" in strangers.open("moodle", invitation).page.text
    assert strangers.count() == before


def test_of_two_who_use_an_invitation_at_once_one_wins(strangers: Strangers, monkeypatch: pytest.MonkeyPatch) -> None:
    invitation, before = strangers.invite(), strangers.count()
    browsers = [strangers.open("moodle", invitation), strangers.open("d2l", invitation)]
    both_are_registered_there = threading.Barrier(2, timeout=20)
    register = connecting.lti.register

    def together(*args: Any) -> Any:
        registered = register(*args)
        both_are_registered_there.wait()
        return registered

    monkeypatch.setattr(connecting.lti, "register", together)
    workers = [threading.Thread(target=send, args=(browser,)) for browser in browsers]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    said = sorted("invitation_used" in browser.page.text for browser in browsers)
    assert said == [False, True]
    assert strangers.count() == before + 1


def test_an_invitation_stays_open_when_the_platform_refuses(strangers: Strangers) -> None:
    invitation, before = strangers.invite(), strangers.count()
    browser = strangers.open("moodle", invitation)
    strangers.registrars["moodle"].answers.append(Response("no", 400))
    assert "registration_refused" in send(browser).text
    assert strangers.count() == before
    assert send(strangers.open("moodle", invitation)).status == 200


@pytest.mark.conformance
def test_dr_reused_token_message_says_what_to_do_and_keeps_the_invitation(strangers: Strangers) -> None:
    url = strangers.knock("moodle", strangers.invite())
    browser = Browser()
    browser.open(url)
    send(browser)
    token = parse_qs(urlsplit(url).query)["registration_token"][0]
    fresh = strangers.invite()
    reused = strangers.knock("moodle", fresh)
    reused = reused.replace(parse_qs(urlsplit(reused).query)["registration_token"][0], token)
    browser.open(reused)
    page = send(browser)
    assert "registration_token_used" in page.text
    assert "The invitation still works" in page.text
    assert send(strangers.open("moodle", fresh)).status == 200


@pytest.mark.parametrize("days", [-1, 0])
def test_an_invitation_that_expired_or_was_withdrawn_opens_nothing(strangers: Strangers, days: int) -> None:
    token = strangers.invite()
    with strangers.tool.database.session() as session:
        row = connecting.open_invitation(session, token)
        if days:
            session.get_one(Invitation, row.id).expires = datetime.now(UTC) + timedelta(days=days)
        else:
            invitations.withdraw(session, row.id)
    page = strangers.open("moodle", token).page
    assert page.status == 403
    assert ("invitation_expired" if days else "invitation_unknown") in page.text


def test_nobody_is_asked_for_anything_without_an_invitation(strangers: Strangers) -> None:
    seen = strangers.registrars["moodle"].platform.requests_seen
    before = len(seen)
    assert strangers.open("moodle", "made-up").page.status == 403
    assert len(seen) == before


def test_the_link_opened_outside_an_lms_says_where_it_belongs(strangers: Strangers) -> None:
    page = Browser().open(f"{strangers.tool.settings.base_url}/lti/register?invitation={strangers.invite()}")
    assert (page.status, "This link is for your LMS" in page.text) == (400, True)


@pytest.mark.parametrize("query", ["&openid_configuration=a&openid_configuration=b", "&openid_configuration=%00",
                                   "&openid_configuration=https://x.example/" + "a" * 5000])  # fmt: skip
def test_parameters_that_no_platform_sends_are_refused(strangers: Strangers, query: str) -> None:
    page = Browser().open(f"{strangers.tool.settings.base_url}/lti/register?invitation={strangers.invite()}{query}")
    assert (page.status, "registration_address" in page.text) == (400, True)


def test_a_canvas_of_ones_own_is_connected_only_when_a_person_says_whose_it_is(strangers: Strangers) -> None:
    browser, before = strangers.open("canvas"), strangers.count()
    assert "is our own Canvas" in browser.page.text
    page = send(browser, placement="assignment_selection")
    assert page.status == 400
    assert "names Instructure as its issuer" in page.text
    assert strangers.count() == before
    assert send(browser, placement="assignment_selection", own_host="yes").status == 200


def test_a_canvas_where_caveat_would_stand_nowhere_is_asked_again(strangers: Strangers) -> None:
    browser = strangers.open("canvas")
    page = send(browser, own_host="yes", placement=[], document_processor=[], terms=[])
    assert "Choose at least one place" in page.text


def test_the_choices_reach_the_platform(strangers: Strangers) -> None:
    browser = strangers.open("moodle")
    send(browser, name=" Text\u202e check ", privacy="anonymous")
    asked = strangers.registrars["moodle"].received[-1]
    assert asked["client_name"] == "Text check"
    assert asked["https://purl.imsglobal.org/spec/lti-tool-configuration"]["claims"] == ["iss", "sub", "locale"]


def test_what_the_platform_did_not_grant_is_said(strangers: Strangers) -> None:
    browser = strangers.open("moodle")
    answer = {"client_id": "c-little", "scope": "https://purl.imsglobal.org/spec/lti-ags/scope/score"}
    strangers.registrars["moodle"].answers.append(Response(json.dumps(answer), 200))
    page = send(browser)
    assert "shows only students who have opened Caveat" in page.text
    assert "beside files" not in page.text, "what this LMS does not have is no refusal"


def test_all_granted_is_not_commented_on(strangers: Strangers) -> None:
    assert "did not grant" not in send(strangers.open("moodle")).text


@pytest.mark.parametrize("seal", ["", "x", "e30.x.y"])
def test_a_form_that_is_not_ours_is_refused(strangers: Strangers, seal: str) -> None:
    browser = strangers.open("moodle")
    page = send(browser, seal=seal)
    assert (page.status, "registration_form" in page.text) == (400, True)


def test_a_form_that_was_open_for_too_long_is_refused(strangers: Strangers, monkeypatch: pytest.MonkeyPatch) -> None:
    now = TimestampSigner.get_timestamp
    with monkeypatch.context() as earlier:
        earlier.setattr(TimestampSigner, "get_timestamp", lambda self: now(self) - 1900)
        browser = strangers.open("moodle")
    assert "registration_form" in send(browser).text


def test_another_registration_cannot_be_turned_to_other_addresses(strangers: Strangers) -> None:
    """Whoever has an invitation could answer with the client id of a school that is connected already."""
    moodle, before = strangers.registrars["moodle"], strangers.count()
    send(strangers.open("moodle"))
    known = strangers.registered("moodle")
    assert known is not None
    moodle.bend = lambda told: told | {"jwks_uri": moodle.platform.base_url + "/elsewhere"}
    browser = strangers.open("moodle")
    moodle.answers.append(Response(json.dumps({"client_id": known.client_id}), 200))
    page = send(browser)
    assert (page.status, "registration_known" in page.text) == (409, True)
    after = strangers.registered("moodle")
    assert after is not None
    assert after.jwks_url == known.jwks_url
    assert strangers.count() == before + 1


def test_only_the_platform_may_frame_the_form_and_it_runs_no_foreign_script(strangers: Strangers) -> None:
    page = strangers.open("moodle").page
    policy = page.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors " + strangers.registrars["moodle"].platform.base_url)
    assert "script-src 'self'" in policy
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_words_of_the_platform_are_shown_and_never_run(strangers: Strangers) -> None:
    name = {"https://canvas.instructure.com/lti/account_name": "<script>1</script>"}
    strangers.registrars["moodle"].bend = lambda told: told | {PLATFORM: told[PLATFORM] | name}
    page = strangers.open("moodle").page
    assert "&lt;script&gt;1" in page.text
    assert "<script>1" not in page.text


def test_secrets_stay_out_of_the_log(strangers: Strangers, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    invitation = strangers.invite()
    url = strangers.knock("moodle", invitation)
    browser = Browser()
    browser.open(url)
    form = browser.form(FORM)
    for _ in range(2):
        browser.submit(form)
    ours = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("plugin"))
    assert "connected by invitation" in ours
    assert "invitation_used" in ours
    assert invitation not in ours
    assert parse_qs(urlsplit(url).query)["registration_token"][0] not in ours


@pytest.fixture
def client(settings: Settings, database: Database) -> Any:
    return create_app(settings).test_client()


def test_the_page_to_connect_by_hand_has_every_address_and_needs_no_login(client: Any, settings: Settings) -> None:
    page = client.get("/connect")
    assert page.status_code == 200
    for family in ("Canvas", "Moodle", "Brightspace", "Blackboard", "Open edX"):
        assert family in page.text
    for path in ("/lti/launch", "/lti/login", "/lti/jwks", "/lti/canvas.json"):
        assert settings.base_url + path in page.text


def test_canvass_developer_key_fits_its_schema(client: Any, settings: Settings) -> None:
    key = client.get("/lti/canvas.json").json
    assert key["target_link_uri"] == settings.base_url + "/lti/launch"
    (extension,) = key["extensions"]
    placements = {p["placement"]: p for p in extension["settings"]["placements"]}
    assert set(placements) == {
        "ActivityAssetProcessor", "submission_type_selection", "assignment_selection", "link_selection",
        "course_navigation",
    }  # fmt: skip
    assert placements["course_navigation"]["default"] == "disabled"
    assert len(placements["submission_type_selection"]["description"]) <= 255
    assert all(p["message_type"] in ("LtiDeepLinkingRequest", "LtiResourceLinkRequest") for p in placements.values())
    assert extension["settings"]["message_settings"][0]["type"] == "LtiEulaRequest"
    assert all(isinstance(value, str) for value in key["custom_fields"].values())
    assert len(key["scopes"]) == len(set(key["scopes"])) == 10


def test_an_older_canvas_gets_a_key_without_what_it_does_not_know(client: Any) -> None:
    key = client.get("/lti/canvas.json?document_processor=no").json
    assert "ActivityAssetProcessor" not in str(key)
    assert "eula" not in str(key).lower()
    assert "asset" not in str(key["scopes"])
