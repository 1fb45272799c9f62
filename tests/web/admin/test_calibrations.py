"""The pages of calibrations: what each promises, which is in use, the wizard, and that nothing typed is lost."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from plugin.config import Settings
from plugin.services import calibrations, jobs, worker_beats
from plugin.services.audit import COMMAND
from plugin.store.job_files import JobFiles
from plugin.store.session import Database
from plugin.store.tables import AuditEntry, Calibration, Job
from plugin.web.admin import calibration_wizard
from plugin.web.app import create_app
from tests.services.known_calibrations import MADE, facts
from tests.statements import counted
from tests.web.admin.conftest import AdminBrowser

NEW = "/admin/calibrations/new"


@pytest.fixture
def known(database: Database) -> dict[str, UUID]:
    with database.session() as session:
        calibrations.record(session, "en-1", "en", facts("built-in", 2449))
        calibrations.record(session, "ours", "en", MADE)
        return {row.name: row.id for row in session.query(Calibration)}


def essays() -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("one.txt"), "An essay.")
    packed.seek(0)
    return packed


def upload(admin: AdminBrowser, data: io.BytesIO | None = None, **fields: str) -> Any:
    form = {"name": "history-2021", "promised": "1", "keep": "0"} | fields
    return admin.post(NEW, form | {"texts": (data or essays(), "essays.zip")}, content_type="multipart/form-data")


def state(database: Database) -> list[tuple[str, str]]:
    with database.session() as session:
        return sorted((row.name, row.state) for row in session.query(Calibration))


def test_before_a_scorer_told_of_one_the_page_says_what_to_do(admin: AdminBrowser) -> None:
    assert "Start one: caveat scorer" in admin.get("/admin/calibrations").text


def test_each_calibration_stands_with_its_number_of_texts_and_the_bound_they_allow(
    admin: AdminBrowser, known: dict[str, UUID]
) -> None:
    page = admin.get("/admin/calibrations").text
    assert "2,449" in page
    assert "at most 9 in 100" in page
    assert "No text was scored with it lately." in page
    assert page.count("in use</span>") >= 2  # one is, one is not


def test_the_list_costs_the_same_however_many_there_are(admin: AdminBrowser, database: Database) -> None:
    with counted(database.engine) as one:
        admin.get("/admin/calibrations")
    with database.session() as session:
        for n in range(12):
            calibrations.record(session, f"c-{n}", "en", MADE)
    with counted(database.engine) as many:
        admin.get("/admin/calibrations")
    assert len(many) <= len(one)


def test_another_is_chosen_and_the_next_run_is_asked_for_it(
    admin: AdminBrowser, known: dict[str, UUID], database: Database, settings: Settings
) -> None:
    answer = admin.post("/admin/calibrations/use", {"name": "ours"})
    assert answer.status_code == 303
    assert "New submissions are compared with it" in admin.get(answer.location).text
    with database.session() as session:
        assert calibrations.in_use(session, settings) == "ours"
        assert "calibration=ours" in calibrations.detector_id(session, settings)
        actions = [entry.action for entry in session.query(AuditEntry)]
    assert "calibration.used" in actions


@pytest.mark.parametrize("name", ["nobody", "en-1", "../up"])
def test_what_cannot_be_used_is_refused_by_name(admin: AdminBrowser, known: dict[str, UUID], name: str) -> None:
    answer = admin.post("/admin/calibrations/use", {"name": name})
    assert answer.status_code == 409
    assert "calibration_unknown" in answer.text


def test_where_the_environment_names_one_no_choice_is_offered_and_none_is_taken(
    settings: Settings, admin: AdminBrowser, known: dict[str, UUID]
) -> None:
    fixed = create_app(replace(settings, calibration="theirs")).test_client()
    fixed.set_cookie("__Host-caveat-admin", _secret(admin), domain="localhost", secure=True)
    browser = AdminBrowser(fixed, admin.administrator_id)
    page = browser.get("/admin/calibrations").text
    assert "CAVEAT_CALIBRATION names the calibration theirs" in page
    assert ">Use it<" not in page
    assert browser.post("/admin/calibrations/use", {"name": "ours"}).status_code == 409


def _secret(admin: AdminBrowser) -> str:
    cookie = admin.client.get_cookie("__Host-caveat-admin", domain="localhost")
    assert cookie is not None
    return cookie.value


def test_a_calibration_s_page_says_what_it_was_made_of_and_what_it_cannot_promise(
    admin: AdminBrowser, known: dict[str, UUID]
) -> None:
    page = admin.get(f"/admin/calibrations/{known['ours']}").text
    assert "130 files were found, 120 serve." in page
    assert "Nearly the same text as another" in page
    assert "20 of 120 texts (95 % interval 10.5 in 100 to 24.5 in 100)" in page
    assert "on your texts the built-in line does not hold" in page
    assert "Not how many flagged texts are human." in page
    assert "those of all lengths" in page
    assert "Only numbers were kept" in page


def test_one_that_is_discarded_is_gone_and_its_name_stays_taken(
    admin: AdminBrowser, known: dict[str, UUID], database: Database
) -> None:
    answer = admin.post(f"/admin/calibrations/{known['ours']}/discard")
    assert "Discarded." in admin.get(answer.location).text
    assert admin.get(f"/admin/calibrations/{known['ours']}").status_code == 404
    assert upload(admin, name="ours").status_code == 400
    assert ("ours", "discarded") in state(database)


def test_the_one_in_use_is_not_discarded(admin: AdminBrowser, known: dict[str, UUID], database: Database) -> None:
    admin.post("/admin/calibrations/use", {"name": "ours"})
    answer = admin.post(f"/admin/calibrations/{known['ours']}/discard")
    assert answer.status_code == 409
    assert "Choose another one first" in answer.text
    assert ("ours", "ready") in state(database)


def test_the_built_in_one_is_never_discarded(admin: AdminBrowser, known: dict[str, UUID], database: Database) -> None:
    admin.post(f"/admin/calibrations/{known['en-1']}/discard")
    assert ("en-1", "ready") in state(database)


def test_the_wizard_says_what_is_needed_before_anything_is_uploaded(admin: AdminBrowser) -> None:
    page = admin.get(NEW).text
    assert "before November 2022" in page
    assert "Delete them as soon as the numbers are drawn" in page


def test_an_upload_waits_for_the_scorer_and_its_page_shows_how_far_it_is(
    admin: AdminBrowser, database: Database, settings: Settings
) -> None:
    answer = upload(admin)
    assert answer.status_code == 303
    assert state(database) == [("history-2021", "waiting")]
    with database.session() as session:
        job = session.query(Job).one()
        job.note(state="running", answer={"step": "scoring", "done": 32, "of": 1000})
        assert JobFiles(settings.jobs_dir).get(job.id, "texts.zip") == essays().getvalue()
    page = admin.get(answer.location).text
    assert "Reading each with the model" in page
    assert "32 of 1,000" in page
    assert 'data-part="progress"' in page


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"name": "a b"}, "calibration_name"),
        ({"name": "../up"}, "calibration_name"),
        ({"name": ""}, "calibration_name"),
        ({"promised": ""}, "calibration_promise"),
    ],
)
def test_a_form_that_is_refused_keeps_what_was_typed_and_stores_nothing(
    admin: AdminBrowser, database: Database, settings: Settings, fields: dict[str, str], code: str
) -> None:
    answer = upload(admin, keep="1", **fields)
    assert answer.status_code == 400
    assert code in answer.text
    assert f'value="{fields.get("name", "history-2021")}"' in answer.text
    assert 'name="keep" value="1" checked' in answer.text
    assert state(database) == []
    assert not list(settings.jobs_dir.rglob("*.zip"))


def test_what_is_no_zip_is_refused_at_once_and_not_kept(
    admin: AdminBrowser, database: Database, settings: Settings
) -> None:
    answer = upload(admin, io.BytesIO(b"PK no zip at all"))
    assert (answer.status_code, "no_zip" in answer.text) == (400, True)
    assert state(database) == []
    assert not list(settings.jobs_dir.rglob("*.zip"))


def test_a_zip_larger_than_a_submission_may_be_is_taken_and_one_too_large_is_said_to_be(
    admin: AdminBrowser, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.txt", "x" * (settings.max_upload + 2**21))
    assert upload(admin, io.BytesIO(packed.getvalue())).status_code == 303
    monkeypatch.setattr(calibration_wizard, "MOST_BYTES", 2**20)
    answer = upload(admin, io.BytesIO(packed.getvalue()), name="another")
    assert answer.status_code == 413
    assert "The ZIP is larger than 1 MiB." in answer.text


def test_who_is_not_signed_in_uploads_nothing(admin: AdminBrowser, database: Database) -> None:
    admin.client.delete_cookie("__Host-caveat-admin", domain="localhost")
    answer = upload(admin)
    assert (answer.status_code, "/sign-in" in answer.location) == (303, True)
    assert state(database) == []


def test_an_upload_without_the_form_s_token_is_refused(admin: AdminBrowser, database: Database) -> None:
    form = {"name": "x", "promised": "1", "texts": (essays(), "essays.zip")}
    answer = admin.client.post(NEW, data=form, base_url="https://localhost", content_type="multipart/form-data")
    assert answer.status_code == 400
    assert state(database) == []


def test_too_few_texts_are_said_with_how_many_more_it_takes(
    admin: AdminBrowser, database: Database, known: dict[str, UUID]
) -> None:
    where = upload(admin).location
    with database.session() as session:
        row = session.query(Calibration).filter_by(name="history-2021").one()
        row.note(state="failed", problem="too_few_texts", upload_sha256=None,
                 facts={"found": 14, "used": 12, "left_out": {"too_short": 2}, "difference": []})  # fmt: skip
    page = admin.get(where).text
    assert "12 can serve; at least 8 more are needed." in page
    assert "14 files were found, 12 serve." in page


def test_texts_that_were_kept_are_deleted_when_that_is_asked(
    admin: AdminBrowser, database: Database, settings: Settings
) -> None:
    where = upload(admin, keep="1").location
    with database.session() as session:
        calibration_id = session.query(Calibration).one().id
    answer = admin.post(f"/admin/calibrations/{calibration_id}/delete-texts")
    assert "The texts are deleted." in admin.get(answer.location).text
    assert not list(settings.jobs_dir.rglob("*.zip"))
    page = admin.get(where).text
    assert "Delete the texts" not in page
    assert "Deleted." in page


def test_a_failed_one_whose_texts_were_kept_is_begun_anew(admin: AdminBrowser, database: Database) -> None:
    upload(admin, keep="1")
    with database.session() as session:
        row = session.query(Calibration).one()
        row.note(state="failed", problem="worker_lost")
        session.query(Job).one().note(state="failed", problem="worker_lost")
        where = f"/admin/calibrations/{row.id}"
    assert "Try again with the same texts" in admin.get(where).text
    admin.post(f"{where}/again")
    assert state(database) == [("history-2021", "waiting")]
    with database.session() as session:
        assert session.query(Job).one().state == "queued"


def fail(database: Database, problem: str = "zip_bomb") -> UUID:
    """As a worker does. Returns the job's id."""
    with database.session() as session:
        job_id = session.query(Job).one().id
        assert jobs.claim(session, job_id)
        assert jobs.fail(session, job_id, problem)
    return job_id


def test_a_failed_one_whose_texts_go_with_it_does_not_offer_to_try_them_again(
    admin: AdminBrowser, database: Database
) -> None:
    where = upload(admin).location
    job_id = fail(database)
    with database.session() as session:
        assert not jobs.keeps_files(session, job_id)
    page = admin.get(where).text
    assert "The texts are deleted." in page
    assert "Try again with the same texts" not in page
    assert "They are deleted as soon as it is made" not in page
    assert f"{NEW}?name=history-2021" in page
    assert 'value="history-2021"' in admin.get(f"{NEW}?name=history-2021").text


def test_the_name_of_one_that_failed_is_free_for_better_texts(
    admin: AdminBrowser, database: Database, settings: Settings
) -> None:
    where = upload(admin).location
    failed = fail(database)
    more = io.BytesIO()
    with zipfile.ZipFile(more, "w") as archive:
        archive.writestr("two.txt", "Another essay.")
    assert upload(admin, io.BytesIO(more.getvalue()), keep="1").location == where
    assert state(database) == [("history-2021", "waiting")]
    with database.session() as session:
        job, row = session.query(Job).one(), session.query(Calibration).one()
        assert (job.id != failed, job.state, row.problem, row.facts, row.keep_texts) == (True, "queued", "", {}, True)
        assert JobFiles(settings.jobs_dir).get(job.id, "texts.zip") == more.getvalue()
        assert (jobs.keeps_files(session, job.id), jobs.keeps_files(session, failed)) == (True, False)


@pytest.mark.parametrize("verb", ["discard", "delete-texts", "again"])
def test_what_is_not_there_has_its_page(admin: AdminBrowser, verb: str) -> None:
    answer = admin.post(f"/admin/calibrations/{UUID(int=3)}/{verb}")
    assert (answer.status_code, "calibration_gone" in answer.text) == (404, True)


def test_the_command_line_s_choice_is_written_down_too(
    known: dict[str, UUID], database: Database, settings: Settings
) -> None:
    with database.session() as session:
        calibrations.use(session, settings, COMMAND, "ours")
        assert [entry.actor for entry in session.query(AuditEntry)] == ["command", "command"]


def test_pressing_twice_makes_one(admin: AdminBrowser, database: Database, settings: Settings) -> None:
    first, second = upload(admin), upload(admin)
    assert (second.status_code, second.location) == (303, first.location)
    assert len(list(settings.jobs_dir.rglob("*.zip"))) == 1
    assert state(database) == [("history-2021", "waiting")]


def loaded(database: Database, **facts: str) -> None:
    with database.session() as session:
        told = {"sha256": "ab" * 32, "dtype": "float32"} | facts
        worker_beats.beat(session, "score@here/1", "score", datetime.now(UTC), told)


@pytest.mark.parametrize("other", [{"sha256": "cd" * 32}, {"dtype": "bfloat16"}])
def test_one_made_with_another_model_is_not_used_for_nothing_could_be_scored(
    admin: AdminBrowser, known: dict[str, UUID], database: Database, other: dict[str, str]
) -> None:
    loaded(database, **other)
    assert "another model’s" in admin.get("/admin/calibrations").text
    answer = admin.post("/admin/calibrations/use", {"name": "ours"})
    assert (answer.status_code, "calibration_mismatch" in answer.text) == (409, True)


def test_one_made_with_the_model_that_is_loaded_is_used(
    admin: AdminBrowser, known: dict[str, UUID], database: Database
) -> None:
    loaded(database)
    assert admin.post("/admin/calibrations/use", {"name": "ours"}).status_code == 303


def test_one_in_use_that_an_update_left_behind_is_told_at_the_head_of_the_page(
    admin: AdminBrowser, known: dict[str, UUID], database: Database
) -> None:
    admin.post("/admin/calibrations/use", {"name": "ours"})
    with database.session() as session:
        calibrations.record(session, "en-2", "en", facts("built-in", 2449))
    assert "No text can be scored with it." in admin.get("/admin/calibrations").text
