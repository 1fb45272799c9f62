"""A log line holds ids and places, and nothing that an exception quotes."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from plugin import logs
from plugin.watch_settings import WatchSettings

TEXT = "The harbour smelled of tar."


def line(form: str, *args: Any, template: str = "%s", error: BaseException | None = None) -> str:
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("plugin.web", logging.ERROR, "f.py", 7, template, args, exc_info)
    return logs.formatter(WatchSettings(log_format=form)).format(record)


def raised() -> ValueError:
    essay = TEXT
    try:
        raise ValueError(f"cannot read {essay}")
    except ValueError as error:
        return error


@pytest.fixture(autouse=True)
def about_nothing() -> Iterator[None]:
    yield
    logs.belongs_to()


def test_json_is_one_object_a_line_with_the_ids_of_the_request() -> None:
    logs.belongs_to(request_id="r1", endpoint="submit.submit")
    told = json.loads(line("json", "two\nlines"))
    assert told["message"] == "two\nlines"
    assert (told["request_id"], told["endpoint"]) == ("r1", "submit.submit")
    assert (told["level"], told["logger"]) == ("ERROR", "plugin.web")
    assert "\n" not in line("json", "two\nlines")


def test_after_a_task_nothing_is_about_it_any_more() -> None:
    logs.belongs_to(task_id="t1")
    logs.belongs_to()
    assert "task_id" not in json.loads(line("json", "x"))


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_exception_is_told_by_type_and_place_alone(form: str) -> None:
    told = line(form, "m", error=raised())
    assert "harbour" not in told
    assert "ValueError" in told
    assert "test_logs.py" in told


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_exception_that_a_line_is_filled_with_is_told_by_its_type(form: str) -> None:
    told = line(form, raised())
    assert "harbour" not in told
    assert "builtins.ValueError" in told


@pytest.mark.parametrize("form", ["text", "json"])
def test_celerys_line_on_a_task_that_raised_holds_no_words_of_it(form: str) -> None:
    """As celery.app.trace writes it."""
    error = raised()
    context = {"id": "t1", "name": "caveat.read_roster", "exc": repr(error), "traceback": f"… {TEXT}",
               "args": TEXT, "kwargs": TEXT, "description": "raised unexpected", "internal": False}  # fmt: skip
    told = line(form, context, template="Task %(name)s[%(id)s] %(description)s: %(exc)s %(args)s", error=error)
    assert "harbour" not in told
    assert "caveat.read_roster" in told


def test_the_web_gives_each_answer_an_id_of_its_own_making(settings: Any, database: Any) -> None:
    from plugin.web.app import create_app

    client = create_app(settings).test_client()
    ids = {client.get("/health/live", headers={"X-Request-Id": "mine"}).headers["X-Request-Id"] for _ in range(2)}
    assert len(ids) == 2
    assert "mine" not in ids
