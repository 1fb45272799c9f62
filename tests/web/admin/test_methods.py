"""The page of methods and models: what is loaded, what reports show, and what switching a method off does not do."""

from datetime import UTC, datetime
from typing import Any

import pytest

from plugin.domain.methods_shown import ALWAYS, in_reports, switchable, without
from plugin.domain.report import build_report
from plugin.services import institution, worker_beats
from plugin.store.session import Database
from plugin.store.tables import AuditEntry
from tests.domain.examples import TEXT, example_score
from tests.web.admin.conftest import AdminBrowser

FACTS: dict[str, Any] = {
    "state": "ready", "model": "SmolLM2", "sha256": "ab" * 32, "device": "cpu", "dtype": "float32", "context": 8192,
    "window": 512, "memory": 1_500_000_000, "parameters": 134_515_008, "library": "transformers 5", "language": "en",
    "calibration": "en-1", "companions": {"observer": "SmolLM2-base"}, "unmeasured": ["observer"],
    "languages": {"zh": "a/chinese"}, "watermarks": ["ours"],
}  # fmt: skip


@pytest.fixture
def scorer(database: Database) -> None:
    with database.session() as session:
        worker_beats.beat(session, "score@gpu-1/7", "score", datetime.now(UTC), FACTS)


def off(database: Database) -> tuple[str, ...]:
    with database.session() as session:
        return institution.read(session).methods_off


def test_without_a_scorer_the_page_says_how_to_start_one(admin: AdminBrowser) -> None:
    assert "Start one: caveat scorer" in admin.get("/admin/methods").text


@pytest.mark.usefixtures("scorer")
def test_what_a_scorer_has_loaded_is_told(admin: AdminBrowser) -> None:
    page = admin.get("/admin/methods").text
    for said in ("SmolLM2", "ab" * 32, "cpu, float32", "1.5 GB", "512 tokens", "8,192", "SmolLM2-base", "a/chinese"):
        assert said in page


def test_each_method_of_a_report_has_its_row_with_its_help(admin: AdminBrowser) -> None:
    page = admin.get("/admin/methods").text
    for code in in_reports():
        assert f'id="{code}"' in page
        assert f"/help/method/{code}" in page


def test_a_method_that_needs_another_model_says_which_setting_names_it(admin: AdminBrowser) -> None:
    page = admin.get("/admin/methods").text
    row = page[page.index('id="binoculars"') :].split("</tr>")[0]
    assert "CAVEAT_OBSERVER" in row
    assert "not there" in row


def test_a_method_is_switched_off_and_on_and_both_are_written_down(admin: AdminBrowser, database: Database) -> None:
    page = admin.post("/admin/methods/gltr", {"shown": "0"}, "/admin/methods").text
    assert off(database) == ("gltr",)
    assert "switched off" in page[page.index('id="gltr"') :].split("</tr>")[0]
    assert "autofocus" in page[page.index('id="gltr"') :].split("</tr>")[0]
    admin.post("/admin/methods/gltr", {"shown": "1"}, "/admin/methods")
    assert off(database) == ()
    with database.session() as session:
        assert [entry.facts["setting"] for entry in session.query(AuditEntry)] == ["methods_off", "methods_off"]


@pytest.mark.parametrize("code", [ALWAYS, "log_likelihood", "nobody"])
def test_what_the_rank_is_taken_on_and_what_is_no_method_cannot_be_switched(
    admin: AdminBrowser, database: Database, code: str
) -> None:
    answer = admin.post(f"/admin/methods/{code}", {"shown": "0"}, "/admin/methods")
    assert (answer.status_code, "method_unknown" in answer.text) == (400, True)
    assert off(database) == ()


def test_a_method_that_is_off_has_no_row_and_changes_no_number() -> None:
    score = example_score()
    gone = score.methods[0].name
    before, after = build_report(score, [], TEXT), build_report(without(score, {gone}), [], TEXT)
    assert gone in [row.code for row in before.methods]
    assert gone not in [row.code for row in after.methods]
    assert (after.band, after.numbers) == (before.band, before.numbers)


def test_methods_are_kept_in_the_order_of_reports_and_once() -> None:
    assert switchable(["gltr", "perplexity", "gltr", ALWAYS, "x"]) == ("perplexity", "gltr")
