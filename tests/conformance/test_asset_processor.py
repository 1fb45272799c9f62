"""Asset processor: attached, told of submissions, files fetched, reports beside them, opened by whom they are for."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from plugin.domain.score import Band, Reason
from plugin.lms.connector import Connector
from plugin.services import asset_reports, eula_requirement, handing_back, report_sending, runs, tries
from plugin.store.tables import (
    Asset,
    Assignment,
    Course,
    Deployment,
    Document,
    EulaAnswer,
    GradeReturn,
    Membership,
    Run,
    Submission,
)
from tests.conformance.conftest import code_on
from tests.domain.examples import example_score
from tests.native_house import ESSAY, NativeHouse, native_house
from tests.platforms.browser import Browser
from tests.platforms.families.base import CLAIM
from tests.platforms.native import COPY, NativeAsset, hand_in, notice, submission_notice

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NativeHouse]:
    """A teacher has attached the processor, out of the platform."""
    with native_house(tmp_path_factory.mktemp("house")) as made:
        browser = made.open("/as/teacher/native/attach/launch")
        browser.submit("#draft", {"title": "Reading the letters"})
        made.open("/as/teacher/native")
        made.open("/as/teacher/native/settings/launch")
        yield made


@pytest.fixture
def canvas(house: NativeHouse) -> Iterator[NativeHouse]:
    """Nothing of the test before waits or goes wrong any more."""
    native = house.platform.native
    native.asset_troubles.clear()
    native.report_troubles.clear()
    house.assignment(student_sees="never")
    yield house
    house.fetch()
    house.score()
    house.report()


def only(done: Any) -> str:
    return str(done.assets[0].id)


def test_ap_dl_response_item(canvas: NativeHouse) -> None:
    item = canvas.platform.native.item
    assert item["type"] == "ltiAssetProcessor"
    assert item["title"] == "Reading the letters"
    assert item["report"]["url"].startswith(canvas.house.settings.base_url)
    assert all(isinstance(value, str) for value in item["custom"].values())
    assert canvas.platform.native.handlers["LtiAssetProcessorSubmissionNotice"]  # before the answer was given


def test_a_processor_is_not_attached_where_caveat_would_not_be_told_of_submissions(canvas: NativeHouse) -> None:
    scopes, answers = canvas.platform.scopes, len(canvas.platform.responses)
    canvas.platform.scopes = tuple(scope for scope in scopes if not scope.endswith("noticehandlers"))
    canvas.platform.forget_tokens()
    browser = canvas.open("/as/teacher/native/attach/launch")
    browser.submit("#draft", {"title": "Not told of"})
    canvas.platform.scopes = scopes
    assert (browser.page.status, code_on(browser.page)) == (502, "notices_no_token")
    assert "internal" not in browser.page.text
    assert len(canvas.platform.responses) == answers


def test_ap_settings_launch(canvas: NativeHouse) -> None:
    browser = canvas.open("/as/teacher/native/settings/launch")
    assert browser.page.url.endswith("/settings")
    assert "marks are given there" in browser.page.text
    browser.submit(browser.form("/settings"), {"student_sees": "released"})
    assert canvas.assignment().student_sees == "released"
    refused = canvas.open("/as/mei/native/settings/launch").page
    assert (refused.status, code_on(refused)) == (403, "settings_not_yours")


def test_ap_notice_to_jobs(canvas: NativeHouse) -> None:
    """The person, their attempt and its files are written down; the platform hears of each state."""
    before = canvas.assignment()
    done = canvas.hand_in("jonas", ESSAY, b"A second file of the same attempt. " * 40)
    first, second = (asset.id for asset in done.assets)
    assert canvas.report() == ["sent", "sent"]
    assert canvas.told(first)["processingProgress"] == "Pending"
    assert canvas.fetch() == ["fetched", "fetched"]
    asset = canvas.asset(first)
    with canvas.database.session() as session:
        submission = session.get_one(Submission, asset.submission_id)
        assert submission.assignment_id == before.id
        assert (submission.lti_submission_id, submission.attempt) == (done.id, done.attempt)
        assert submission.person.lti_sub == canvas.person("jonas").sub
        assert [(one.position, one.file_name) for one in submission.documents] == [
            (0, "essay-1.txt"),
            (1, "essay-2.txt"),
        ]
        runs.claim(session, submission.runs[0].id)
    canvas.report()
    assert canvas.told(first)["processingProgress"] == "Processing"
    with canvas.database.session() as session:
        handing_back.give_back(session, Run, submission.runs[0].id)
    canvas.score()
    canvas.report()
    for told in (canvas.told(first), canvas.told(second)):
        assert (told["processingProgress"], told["result"], told["priority"]) == ("Processed", "Elevated", 0)
        assert told["visibleToOwner"] is False
    with canvas.database.session() as session:
        assert session.scalar(select(func.count()).select_from(GradeReturn)) == 0


@pytest.mark.parametrize("lies", [{"sha256_checksum": "A" * 43 + "="}, {"size": 3}])
def test_ap_checksum_mismatch(canvas: NativeHouse, lies: dict[str, Any]) -> None:
    done = canvas.hand_in("mei", notify=False)
    canvas.deliver(submission_notice(canvas.platform, done, **lies))
    assert canvas.fetch() == ["DOWNLOAD_FAILED"]
    canvas.report()
    told = canvas.told(only(done))
    assert (told["processingProgress"], told["errorCode"]) == ("Failed", "DOWNLOAD_FAILED")
    assert canvas.asset(only(done)).document_id is None


def test_ap_redirect_drops_bearer(canvas: NativeHouse) -> None:
    canvas.platform.native.asset_troubles = ["elsewhere"]
    canvas.hand_in("mei")
    assert canvas.fetch() == ["fetched"]
    assert canvas.platform.native.bearers_elsewhere == [""]


def test_ap_report_fields_limits(canvas: NativeHouse) -> None:
    """Checked by the platform on every report of these tests; here what a person reads."""
    told = canvas.told(only(canvas.all_the_way()))
    assert len(told["result"]) <= 15
    assert told["indicationColor"] != ""
    assert told["indicationAlt"] == told["result"]
    assert "%" not in told["result"]
    assert "Human texts are flagged too." in told["comment"]
    assert "A person decides" in told["comment"]
    assert len(told["comment"]) <= 65536


def test_ap_report_409_ignored(canvas: NativeHouse) -> None:
    done = canvas.hand_in("mei")
    canvas.platform.native.report_troubles = ["409"]
    assert canvas.report() == ["newer_there"]
    assert canvas.report() == []
    canvas.fetch()
    canvas.score()
    assert canvas.report() == ["sent"]
    assert canvas.told(only(done))["processingProgress"] == "Processed"


@pytest.mark.parametrize(
    ("content", "trouble", "code"),
    [
        (b"MZ\x90\x00\x03\x00\x00\x00", "", "UNSUPPORTED_ASSET_TYPE"),
        (b" \n ", "", "ASSET_TOO_SMALL"),
        (ESSAY, "404", "DOWNLOAD_FAILED"),
        (ESSAY, "403", "DOWNLOAD_FAILED"),
        (ESSAY, "short", "DOWNLOAD_FAILED"),
    ],
)
def test_ap_failed_codes(canvas: NativeHouse, content: bytes, trouble: str, code: str) -> None:
    canvas.platform.native.asset_troubles = [trouble] if trouble else []
    done = canvas.hand_in("priya", content)
    assert canvas.fetch() == [code]
    canvas.report()
    told = canvas.told(only(done))
    assert (told["processingProgress"], told["errorCode"], told["priority"]) == ("Failed", code, 0)
    assert "result" not in told


def test_a_file_that_is_too_large_is_not_even_fetched(canvas: NativeHouse) -> None:
    done = canvas.hand_in("priya", notify=False)
    canvas.deliver(submission_notice(canvas.platform, done, size=2_000_000_000))
    assert canvas.fetch() == []
    canvas.report()
    assert canvas.told(only(done))["errorCode"] == "ASSET_TOO_LARGE"


@pytest.mark.parametrize(
    ("reason", "progress", "code"),
    [
        (Reason.TOO_SHORT, "Failed", "ASSET_TOO_SMALL"),
        (Reason.UNSUPPORTED_TYPE, "Failed", "UNSUPPORTED_ASSET_TYPE"),
        (Reason.TOO_LARGE_INSIDE, "Failed", "ASSET_TOO_LARGE"),
        (Reason.ENCRYPTED, "PendingManual", None),
        (Reason.LANGUAGE_NOT_CALIBRATED, "PendingManual", None),
    ],
)
def test_what_cannot_be_scored_says_why_or_asks_for_a_person(
    canvas: NativeHouse, reason: Reason, progress: str, code: str | None
) -> None:
    done = canvas.hand_in("priya")
    canvas.fetch()
    canvas.score(reason)
    canvas.report()
    told = canvas.told(only(done))
    assert (told["processingProgress"], told.get("errorCode")) == (progress, code)
    assert told["comment"]


def test_ap_eula_not_accepted(canvas: NativeHouse) -> None:
    """A student who declined is not read: no byte is fetched. One who accepts afterwards is."""
    browser = canvas.open("/as/jonas/native/terms/launch")
    browser.submit(browser.form("/terms"), {"answer": "decline"})
    assert browser.page.url.endswith("/done")
    assert canvas.tell_answers() == ["sent"]
    assert canvas.platform.native.eula[canvas.person("jonas").sub]["accepted"] is False
    done = canvas.hand_in("jonas")
    assert canvas.fetch() == []
    canvas.report()
    told = canvas.told(only(done))
    assert (told["processingProgress"], told["errorCode"]) == ("Failed", "EULA_NOT_ACCEPTED")
    browser = canvas.open("/as/jonas/native/terms/launch")
    browser.submit(browser.form("/terms"), {"answer": "accept"})
    assert canvas.tell_answers() == ["sent"]
    assert canvas.fetch() == ["fetched"]


def test_where_terms_are_needed_silence_is_no_consent(canvas: NativeHouse) -> None:
    own, database, settings = canvas.deployment_id(), canvas.database, canvas.house.settings
    assert eula_requirement.require(database, settings, own, True) is None
    assert canvas.platform.native.eula_required is True
    done = canvas.hand_in("priya")
    assert canvas.fetch() == []
    canvas.report()
    assert canvas.told(only(done))["errorCode"] == "EULA_NOT_ACCEPTED"
    assert eula_requirement.require(database, settings, own, False) is None
    assert canvas.platform.native.eula_required is False


def test_new_terms_are_asked_of_everybody_again(canvas: NativeHouse) -> None:
    browser = canvas.open("/as/mei/native/terms/launch")
    browser.submit(browser.form("/terms"), {"answer": "accept"})
    canvas.tell_answers()
    assert eula_requirement.renew(canvas.database, canvas.house.settings, canvas.deployment_id()) is None
    assert canvas.platform.native.eula == {}
    with canvas.database.session() as session:
        assert session.scalar(select(func.count()).select_from(EulaAnswer)) == 0


def test_an_answer_that_the_platform_has_newer_is_done(canvas: NativeHouse) -> None:
    browser = canvas.open("/as/mei/native/terms/launch")
    browser.submit(browser.form("/terms"), {"answer": "accept"})
    canvas.platform.native.eula[canvas.person("mei").sub] = {"timestamp": "2999-01-01T00:00:00Z", "accepted": True}
    assert canvas.tell_answers() == ["newer_there"]
    assert canvas.tell_answers() == []


def test_a_file_that_waits_is_reported_as_declined_once_its_student_declines(canvas: NativeHouse) -> None:
    done = canvas.hand_in("jonas")
    browser = canvas.open("/as/jonas/native/terms/launch")
    browser.submit(browser.form("/terms"), {"answer": "decline"})
    assert canvas.fetch() == []
    canvas.report()
    assert canvas.told(only(done))["errorCode"] == "EULA_NOT_ACCEPTED"
    browser = canvas.open("/as/jonas/native/terms/launch")
    browser.submit(browser.form("/terms"), {"answer": "accept"})
    assert canvas.tell_answers() == ["sent"]


def test_an_answer_that_can_be_told_nowhere_ends(canvas: NativeHouse) -> None:
    browser = canvas.open("/as/mei/native/terms/launch")
    browser.submit(browser.form("/terms"), {"answer": "accept"})
    with canvas.database.session() as session:
        row = session.get_one(Deployment, canvas.deployment_id())
        kept, row.lti_eula_url = row.lti_eula_url, None
    assert canvas.tell_answers() == ["eula_not_offered"]
    assert canvas.tell_answers() == []
    with canvas.database.session() as session:
        session.get_one(Deployment, canvas.deployment_id()).lti_eula_url = kept


def test_a_file_that_changed_while_it_was_fetched_is_fetched_again(
    canvas: NativeHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = canvas.hand_in("mei")
    download = Connector.download

    def meanwhile(*asked: Any) -> Any:
        monkeypatch.undo()
        got = download(*asked)
        done.assets[0].content = ESSAY + b"A second version."
        canvas.deliver(submission_notice(canvas.platform, done))
        return got

    monkeypatch.setattr(Connector, "download", meanwhile)
    assert canvas.fetch() == ["offered_anew"]
    assert canvas.fetch() == ["fetched"]
    with canvas.database.session() as session:
        document = session.get_one(Document, canvas.asset(only(done)).document_id)
        assert document.size == len(done.assets[0].content)


def review(canvas: NativeHouse, key: str, asset_id: str) -> Browser:
    return canvas.open(f"/as/{key}/native/reports/{asset_id}/launch")


def test_ap_review_launch_authz_student_hidden(canvas: NativeHouse) -> None:
    done = canvas.all_the_way("mei")
    refused = review(canvas, "mei", only(done)).page
    assert (refused.status, code_on(refused)) == (403, "report_not_shown")
    canvas.assignment(student_sees="at_once")
    another = review(canvas, "jonas", only(done)).page
    assert (another.status, code_on(another)) == (403, "report_not_yours")
    assert review(canvas, "teacher", only(done)).page.url.endswith(f"/reports/{canvas.run_of(only(done)).id}")


def test_ap_review_launch_authz_owner_visible(canvas: NativeHouse) -> None:
    """By the policy, which the platform hears of as well: at once, or when a person released it."""
    canvas.assignment(student_sees="released")
    done = canvas.all_the_way("mei")
    assert canvas.told(only(done))["visibleToOwner"] is False
    staff = review(canvas, "teacher", only(done))
    staff.submit(staff.form("/release"), {"action": "release"})
    canvas.report()
    assert canvas.told(only(done))["visibleToOwner"] is True
    page = review(canvas, "mei", only(done)).page
    assert page.status == 200
    assert f"/own-reports/{canvas.run_of(only(done)).id}" in page.url
    staff = review(canvas, "teacher", only(done))
    staff.submit(staff.form("/release"), {"action": "withdraw"})
    canvas.report()
    assert canvas.told(only(done))["visibleToOwner"] is False


def test_a_review_of_nothing_known_is_refused(canvas: NativeHouse) -> None:
    done = canvas.all_the_way("mei")
    for changed in (
        {CLAIM + "asset": {"id": "another"}},
        {CLAIM + "activity": {"id": "another"}},
        {CLAIM + "assetreport_type": "another"},
        {CLAIM + "context": {"id": "another"}},
    ):
        canvas.platform.bend = lambda claims, changed=changed: claims | changed
        refused = review(canvas, "teacher", only(done)).page
        canvas.platform.bend = None
        assert (refused.status, code_on(refused)) == (404, "report_unknown"), changed


def test_a_review_while_the_file_waits_leads_to_the_class(canvas: NativeHouse) -> None:
    page = review(canvas, "teacher", only(canvas.hand_in("mei"))).page
    assert "There is no report of this submission yet." in page.text
    assert "Waits to be fetched from the LMS" in page.text


def test_a_resubmission_with_the_same_checksum_is_told_again_and_not_fetched(canvas: NativeHouse) -> None:
    done = canvas.all_the_way("mei")
    before = canvas.told(only(done))
    canvas.deliver(submission_notice(canvas.platform, done))
    assert canvas.fetch() == []
    assert canvas.score() == []
    assert canvas.report() == ["sent"]
    after = canvas.told(only(done))
    assert after["timestamp"] > before["timestamp"]
    assert after["result"] == before["result"]


def test_a_resubmission_with_other_bytes_is_fetched_and_scored_anew(canvas: NativeHouse) -> None:
    done = canvas.all_the_way("mei")
    before = canvas.run_of(only(done)).id
    done.assets[0].content = ESSAY + b"More."
    canvas.deliver(submission_notice(canvas.platform, done))
    assert canvas.fetch() == ["fetched"]
    canvas.score()
    assert canvas.run_of(only(done)).id != before


def test_a_resubmission_after_a_failed_download_fetches_again(canvas: NativeHouse) -> None:
    canvas.platform.native.asset_troubles = ["404"]
    done = canvas.hand_in("mei")
    assert canvas.fetch() == ["DOWNLOAD_FAILED"]
    canvas.deliver(submission_notice(canvas.platform, done))
    assert canvas.fetch() == ["fetched"]


def test_a_resubmission_of_a_failed_run_queues_it_again(canvas: NativeHouse) -> None:
    done = canvas.hand_in("mei")
    canvas.fetch()
    run = canvas.run_of(only(done))
    with canvas.database.session() as session:
        runs.claim(session, run.id)
        runs.fail(session, run.id, "internal")
    canvas.report()
    assert canvas.told(only(done))["processingProgress"] == "PendingManual"
    canvas.deliver(submission_notice(canvas.platform, done))
    assert canvas.run_of(only(done)).state == "queued"


def test_a_file_whose_platform_does_not_answer_is_tried_again_and_then_given_up(canvas: NativeHouse) -> None:
    done = canvas.hand_in("mei")
    canvas.platform.native.asset_troubles = ["503"] * 100  # the connector itself tries more than once
    codes = [code for _ in range(7) for code in canvas.fetch()]
    assert codes[-1] == "DOWNLOAD_FAILED"
    assert set(codes[:-1]) == {"unreachable"}
    assert canvas.fetch() == []
    canvas.report()
    assert canvas.told(only(done))["errorCode"] == "DOWNLOAD_FAILED"


def test_a_report_that_is_not_taken_now_goes_later_and_a_refused_one_ends(canvas: NativeHouse) -> None:
    canvas.hand_in("mei")
    canvas.platform.native.report_troubles = ["503", "429"]
    assert canvas.report() == ["unreachable"]
    assert canvas.report() == ["unreachable"]
    assert canvas.report() == ["sent"]
    canvas.hand_in("jonas")
    canvas.platform.native.report_troubles = ["400"]
    assert canvas.report() == ["refused"]
    assert canvas.report() == []


def test_news_while_a_report_is_under_way_goes_afterwards(canvas: NativeHouse) -> None:
    done = canvas.hand_in("mei")
    canvas.report()
    asset = canvas.asset(only(done))
    settings = canvas.house.settings
    with canvas.database.session() as session:
        report_id = asset_reports.mark(session, session.get_one(Asset, asset.id))
    with canvas.database.session() as session:
        under_way = report_sending.take(session, report_id, settings.secret_key)
    canvas.fetch()
    assert under_way is not None
    with canvas.database.session() as session:
        assert report_sending.record(session, under_way, tries.SENT) == 0.0
    assert canvas.report() == ["sent"]


def test_timestamps_of_reports_grow_even_within_a_moment(canvas: NativeHouse) -> None:
    canvas.all_the_way("mei")
    by_asset: dict[str, list[str]] = {}
    for told in canvas.platform.native.told:
        by_asset.setdefault(told["assetId"], []).append(told["timestamp"])
    assert all(times == sorted(set(times)) for times in by_asset.values())


def test_only_a_person_raises_the_priority(canvas: NativeHouse) -> None:
    done = canvas.hand_in("mei")
    canvas.fetch()
    canvas.score(example_score(Band.STRONG, 93))
    canvas.report()
    assert canvas.told(only(done))["priority"] == 0
    staff = review(canvas, "teacher", only(done))
    staff.submit(staff.form("/attention"), {"action": "ask"})
    canvas.report()
    assert canvas.told(only(done))["priority"] == 3
    staff.submit(staff.form("/attention"), {"action": "clear"})
    canvas.report()
    assert canvas.told(only(done))["priority"] == 0


def test_a_text_entry_is_read_as_a_reader_sees_it(canvas: NativeHouse) -> None:
    asset = NativeAsset("as-entry", b"<p>An essay &amp; more.</p><script>alert(1)</script>", "text/html")
    hand_in(canvas.platform, canvas.person("priya"), asset)
    canvas.fetch()
    with canvas.database.session() as session:
        document = session.get_one(Document, canvas.asset("as-entry").document_id)
        assert (document.media_type, document.file_name) == ("text/html", "")
        run = session.scalars(select(Run).where(Run.document_id == document.id)).one()
        assert runs.claim(session, run.id).media_type == "text/html"  # type: ignore[union-attr]


def test_the_class_page_shows_every_file_with_its_own_report(canvas: NativeHouse) -> None:
    done = canvas.all_the_way("priya", ESSAY, ESSAY + b"And one more.")
    browser = canvas.open("/as/teacher/native/settings/launch")
    browser.open(browser.page.link("Class"))
    with canvas.database.session() as session:
        of_it = select(Run.id).join(Submission).where(Submission.lti_submission_id == done.id)
        runs_of_it = [str(run_id) for run_id in session.scalars(of_it)]
    links = [href for href, _ in browser.page.links if href.rsplit("/", 1)[1] in runs_of_it]
    assert len(links) == len(done.assets) == 2
    browser.open(links[0])
    assert 'aria-label="Files"' in browser.page.text
    assert "Marks are given in the LMS itself." in browser.page.text


def test_a_student_is_told_to_hand_in_to_the_lms_and_cannot_hand_in_here(canvas: NativeHouse) -> None:
    canvas.assignment(student_sees="at_once")
    browser = review(canvas, "mei", only(canvas.all_the_way("mei")))
    visit = browser.page.url.split("/own-reports")[0]
    browser.open(visit + "/assignment")
    assert "Hand in to your LMS" in browser.page.text
    assert not [form for form in browser.page.forms if "/submissions" in form.action]


def test_attempts_keep_the_platforms_numbers_whichever_comes_first(canvas: NativeHouse) -> None:
    person = canvas.person("mei")
    first = hand_in(canvas.platform, person, NativeAsset("as-first", ESSAY, "text/plain", "a.txt"), notify=False)
    second = hand_in(canvas.platform, person, NativeAsset("as-second", ESSAY, "text/plain", "b.txt"), notify=False)
    first.id, second.id = "late:701", "early:702"
    canvas.deliver(submission_notice(canvas.platform, second))
    canvas.deliver(submission_notice(canvas.platform, first))
    with canvas.database.session() as session:
        for done, attempt in ((first, 701), (second, 702)):
            asset = session.scalars(select(Asset).where(Asset.lti_asset_id == only(done))).one()
            assert asset.submission.attempt == attempt


def test_an_item_of_another_tenant_stands_for_a_new_assignment(canvas: NativeHouse) -> None:
    done = canvas.hand_in("mei", notify=False)
    told = submission_notice(canvas.platform, done)
    told[CLAIM + "custom"] = {"item": "6f1c9d1e-0000-4000-8000-000000000000"}
    told[CLAIM + "activity"] = {"id": "an-activity-never-seen"}
    canvas.deliver(told)
    with canvas.database.session() as session:
        asset = session.scalars(select(Asset).where(Asset.lti_asset_id == only(done))).one()
        assignment = asset.submission.assignment
        assert (assignment.lti_activity_id, assignment.student_sees) == ("an-activity-never-seen", "never")
        assert assignment.copied_from is None
        session.delete(assignment)


def test_a_course_copy_clones_settings_and_never_student_data(canvas: NativeHouse) -> None:
    canvas.all_the_way("mei")
    origin = canvas.assignment(student_sees="released", ai_use="For spelling.")
    told = notice(canvas.platform, COPY)
    origins = [told[CLAIM + "context"]["id"]]
    told[CLAIM + "context"] = {"id": "copied-course", "title": "English 102"}
    canvas.deliver(told | {CLAIM + "origin_contexts": origins})
    with canvas.database.session() as session:
        course = session.scalars(select(Course).where(Course.lti_context_id == "copied-course")).one()
        own = Assignment.course_id == course.id, Assignment.item_id == origin.item_id
        copy = session.scalars(select(Assignment).where(*own)).one()
        assert (copy.kind, copy.student_sees, copy.ai_use) == ("processor", "released", "For spelling.")
        assert (copy.copied_from, copy.lti_activity_id, copy.item_id) == (origin.id, None, origin.item_id)
        assert (
            session.scalar(select(func.count()).select_from(Submission).where(Submission.assignment_id == copy.id)) == 0
        )
        members = select(func.count()).select_from(Membership).where(Membership.course_id == course.id)
        assert session.scalar(members) == 0
        copy_id = copy.id
    first = submission_notice(canvas.platform, canvas.hand_in("mei", notify=False))
    first |= {CLAIM + "context": {"id": "copied-course"}, CLAIM + "activity": {"id": "copied-activity"}}
    canvas.deliver(first)
    with canvas.database.session() as session:
        assert session.get_one(Assignment, copy_id).lti_activity_id == "copied-activity"
        session.delete(session.get_one(Course, course.id))


def test_nothing_of_a_person_stands_in_the_log(canvas: NativeHouse, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        canvas.all_the_way("mei")
    assert "notice" in caplog.text
    for secret in ("Lindqvist", "essay-1.txt", "people who stayed", canvas.person("mei").sub):
        assert secret not in caplog.text
