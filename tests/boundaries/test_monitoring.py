"""The alert rules, the dashboard and the document name metrics that exist, in expressions that Prometheus can read."""

import json
import re
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml

from plugin import metering
from plugin.services import measures
from plugin.store.session import Database
from plugin.web import metrics as web_metrics
from workers import metrics as worker_metrics

ROOT = Path(__file__).parents[2]
RULES: list[dict[str, Any]] = yaml.safe_load((ROOT / "docker/prometheus/alerts.yml").read_text())["groups"][0]["rules"]
PANELS: list[dict[str, Any]] = json.loads((ROOT / "docker/grafana/caveat.json").read_text())["panels"]
EXPRESSIONS = [rule["expr"] for rule in RULES] + [one["expr"] for panel in PANELS for one in panel["targets"]]


@pytest.fixture
def known(database: Database) -> set[str]:
    assert web_metrics is not None
    assert worker_metrics is not None  # what they count is known once they are imported
    with database.session() as session:
        gauges = {measure.name for measure in measures.read(session)}
    gauges |= {"caveat_database_up", "caveat_broker_up", "caveat_build"}
    return gauges | {family.name + ("_total" if family.type == "counter" else "") for family in metering._own.collect()}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_prometheus_can_read_it(expression: str) -> None:
    promql_parser.parse(expression)


def test_an_expression_that_is_none_is_not_taken_for_one() -> None:
    with pytest.raises(ValueError, match="."):
        promql_parser.parse("sum(rate(caveat_runs[5m])")


def test_every_metric_that_is_named_exists(known: set[str]) -> None:
    named = {name for expression in EXPRESSIONS for name in re.findall(r"caveat_\w+", expression)}
    assert {re.sub(r"_(bucket|sum|count)$", "", name) for name in named} - known == set()


def test_the_document_tells_of_every_metric_and_of_no_other(known: set[str]) -> None:
    told = set(re.findall(r"`(caveat_\w+)`", (ROOT / "docs/metrics.md").read_text()))
    assert told == {name for name in known if name.startswith("caveat_")}


def test_every_alert_says_how_grave_it_is_what_it_means_and_what_to_do() -> None:
    for rule in RULES:
        assert set(rule) - {"for"} == {"alert", "expr", "labels", "annotations"}, rule["alert"]
        assert rule["labels"]["severity"] in ("page", "warn")
        assert set(rule["annotations"]) == {"summary", "do"}
