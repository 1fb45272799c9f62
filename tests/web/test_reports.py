"""The instructor's pages: class, report, mark, settings."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.score import Band, Reason, Unscorable
from plugin.domain.standing import Found
from plugin.services import grade_sending, runs
from plugin.services.tries import Answer, Outcome
from plugin.store.files import FileStore
from plugin.store.tables import Assignment, Deployment, GradeReturn, Run
from tests.conftest import House
from tests.domain.examples import TEXT, example_score
from tests.platforms.browser import Browser

CAVEATS = (
    Caveat(Code.NOT_EVIDENCE, Severity.STOP),
    Caveat(Code.FALSE_FLAGS, Severity.CAUTION, {"alpha": 0.05, "bound": 0.062, "reference_n": 1204}),
)


def scored(house: House, files: FileStore, band: Band = Band.ELEVATED) -> Browser:
    """The teacher's browser, on the report of a run that has been scored."""
    house.hand_in("mei", "An essay.")
    with house.database.session() as session:
        run_id = session.query(Run).one().id
        runs.claim(session, run_id)
        runs.finish(session, run_id, example_score(band), CAVEATS, files.put(TEXT.encode()))
    return opened(house)


def opened(house: House) -> Browser:
    browser = house.launch("teacher")
    browser.open(browser.page.link("Open report"))
    return browser


def grade(house: House) -> GradeReturn:
    with house.database.session() as session:
        return session.query(GradeReturn).one()


def test_caveats_stand_above_the_number(moodle: House, files: FileStore) -> None:
    page = scored(moodle, files).page.text
    order = (">Read this first</h2>", "Human texts are flagged too", "39 of 1,204", ">The text</h2>")
    places = [page.index(words) for words in order]
    assert places == sorted(places)


def test_the_report_names_model_calibration_methods_and_lines(moodle: House, files: FileStore) -> None:
    page = scored(moodle, files).page.text
    for words in ("en-test", "tiny", "Burstiness", "5 in 100 human texts reach this line", "about 26 %", "22 to 43",
                  "Not a share of the text", "valid until 2027-11-24"):  # fmt: skip
        assert words in page, words


@pytest.mark.parametrize("band", [b for b in Band if b is not Band.NOT_SCORED])
def test_every_band_has_its_word_and_shape_on_both_pages(moodle: House, files: FileStore, band: Band) -> None:
    browser = scored(moodle, files, band)
    assert f'class="band band-{band.value}"' in browser.page.text
    assert f'class="band band-{band.value}"' in moodle.launch("teacher").page.text


def test_an_unscorable_run_shows_its_reason_and_no_number(moodle: House) -> None:
    moodle.hand_in("mei", "Short.")
    with moodle.database.session() as session:
        run_id = session.query(Run).one().id
        runs.claim(session, run_id)
        runs.finish(session, run_id, Unscorable(Reason.TOO_SHORT, 1), (), None)
    page = opened(moodle).page.text
    assert "too short for its style" in page
    assert "AI-likelihood" not in page


def test_a_failed_run_says_so_and_can_be_tried_again(moodle: House) -> None:
    moodle.hand_in("mei", "An essay.")
    with moodle.database.session() as session:
        run_id = session.query(Run).one().id
        runs.claim(session, run_id)
        runs.fail(session, run_id, "time_limit")
    browser = opened(moodle)
    assert "took too long" in browser.page.text
    browser.submit(browser.form("/retry"))
    with moodle.database.session() as session:
        assert session.get_one(Run, run_id).state == "queued"


def test_a_report_of_another_course_is_not_found(moodle: House, files: FileStore) -> None:
    url = scored(moodle, files).page.url
    moodle.platform.bend = lambda claims: (
        claims
        | {
            "https://purl.imsglobal.org/spec/lti/claim/context": {"id": "another course"},
        }
    )
    stranger = moodle.launch("teacher")
    assert stranger.open(stranger.page.url.replace("/class", "/reports/" + url.rsplit("/", 1)[1])).status == 404


def test_a_mark_is_kept_and_waits_to_be_sent(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    browser.submit(browser.form("/grade"), {"mark": "17,5", "comment": "Good.", "action": "return"})
    assert (grade(moodle).mark, grade(moodle).comment, grade(moodle).state) == (17.5, "Good.", "pending")
    assert "On its way" in browser.page.text


def test_a_held_mark_stays_until_it_is_returned(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    browser.submit(browser.form("/grade"), {"mark": "12", "comment": "", "action": "hold"})
    assert grade(moodle).state == "held"
    browser.submit(browser.form("/send-again"))
    assert grade(moodle).state == "pending"


def test_what_is_no_mark_is_said_and_what_was_typed_is_kept(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    browser.submit(browser.form("/grade"), {"mark": "excellent", "comment": "Keep me.", "action": "return"})
    assert browser.page.status == 400
    assert "must be a number from 0 to" in browser.page.text
    assert "Keep me." in browser.page.text


def test_a_mark_typed_for_other_points_is_asked_for_again(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    with moodle.database.session() as session:
        session.query(Assignment).one().points = 50
    browser.submit(browser.form("/grade"), {"mark": "17", "comment": "Keep me.", "action": "return"})
    assert browser.page.status == 400
    assert "out of 50 now" in browser.page.text
    assert "Keep me." in browser.page.text
    browser.submit(browser.form("/grade"), {"mark": "17", "action": "return"})
    assert (grade(moodle).mark, grade(moodle).maximum) == (17, 50)


def test_a_held_mark_says_when_the_gradebook_shows_an_earlier_one(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    browser.submit(browser.form("/grade"), {"mark": "12", "action": "return"})
    with moodle.database.session() as session:
        work = grade_sending.take(session, session.query(GradeReturn).one().id, moodle.settings.secret_key)
        assert work is not None
        grade_sending.record(session, work, Answer(Outcome.SENT, "sent"))
    browser.submit(browser.form("/grade"), {"mark": "14", "action": "hold"})
    assert "still shows the mark that was sent" in " ".join(browser.page.text.split())


def test_another_grade_in_the_gradebook_is_named_and_replaced_only_by_a_press(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    browser.submit(browser.form("/grade"), {"mark": "12", "action": "return"})
    assert "Send anyway" not in answered(moodle, browser, Answer(Outcome.REFUSED, "not_enrolled", 400))
    browser.submit(browser.form("/send-again"), {})
    assert grade(moodle).forced is False
    by = moodle.platform.school.person("teacher").sub
    page = answered(moodle, browser, Answer(Outcome.REFUSED, "grade_there", found=Found(9.5, 20, by)))
    assert "It holds 9.5 of 20, given by Ines Okafor." in page
    assert "Send anyway" in page
    browser.submit(browser.form("/send-again"), {})
    assert (grade(moodle).state, grade(moodle).forced, grade(moodle).there_mark) == ("pending", True, None)


def test_a_mark_that_a_late_policy_lowered_is_shown_as_it_stands(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    browser.submit(browser.form("/grade"), {"mark": "12", "action": "return"})
    page = answered(moodle, browser, Answer(Outcome.SENT, "already_there", found=Found(9.6, 20)))
    assert "It held 9.6 of 20 then: less than was sent, as after a late policy." in page


def answered(house: House, browser: Browser, answer: Answer) -> str:
    """The report once the gradebook has answered so."""
    with house.database.session() as session:
        work = grade_sending.take(session, session.query(GradeReturn).one().id, house.settings.secret_key)
        assert work is not None
        grade_sending.record(session, work, answer)
    return " ".join(browser.open(browser.page.url.partition("#")[0]).text.split())


def test_every_attempt_has_a_report_and_an_old_one_says_that_it_is_old(moodle: House, files: FileStore) -> None:
    scored(moodle, files)
    moodle.hand_in("mei", "A second try.")
    newest = opened(moodle)
    assert "newer attempt" not in newest.page.text
    newest.open(newest.page.link("Attempt 1"))
    assert "39 of 1,204" in newest.page.text
    assert "newer attempt" in newest.page.text


def test_a_visit_ends_when_its_deployment_is_blocked(moodle: House, files: FileStore) -> None:
    browser = scored(moodle, files)
    with moodle.database.session() as session:
        session.query(Deployment).one().state = "blocked"
    assert browser.open(browser.page.url).status == 401


def test_the_class_page_says_how_many_false_flags_to_expect(moodle: House, files: FileStore) -> None:
    scored(moodle, files)
    assert "of 100 like it that people wrote, expect about 5 at" in " ".join(moodle.launch("teacher").page.text.split())


def test_settings_change_how_grades_go_back(moodle: House, files: FileStore) -> None:
    browser = moodle.launch("teacher")
    browser.open(browser.page.link("Settings"))
    form = browser.form("/settings")
    assert form.fields["grade"] == "mark"
    assert browser.submit(form, {"grade": "completion", "points": "many"}).status == 400
    browser.submit(form, {"grade": "completion", "points": "10", "ai_use": "Spelling only"})
    assert "Spelling only" in moodle.launch("mei").page.text
    assert "gives full points" in scored(moodle, files).page.text


def test_pages_of_a_run_in_the_queue_wait_without_reload(moodle: House) -> None:
    moodle.hand_in("mei", "An essay.")
    browser = opened(moodle)
    assert "data-reload" in browser.page.text
    assert "appears here by itself" in browser.page.text
    assert UUID(browser.page.url.rsplit("/", 1)[1])


@pytest.mark.parametrize(("kind", "since_due", "said"), [
    ("link", timedelta(minutes=5), True), ("link", -timedelta(minutes=5), False), ("link", None, False),
    ("processor", timedelta(minutes=5), False),
])  # fmt: skip
def test_what_was_handed_in_after_the_due_time_is_said_on_both_pages(
    moodle: House, files: FileStore, kind: str, since_due: timedelta | None, said: bool
) -> None:
    browser = scored(moodle, files)
    with moodle.database.session() as session:
        found = session.query(Assignment).one()
        found.kind, found.due = kind, datetime.now(UTC) - since_due if since_due else None
    for page in (browser.open(browser.page.url), moodle.launch("teacher").page):
        assert ("handed in after the due time" in page.text) is said, page.url
