"""`caveat score`: one answer a file, every key always there."""

import json
from pathlib import Path

import pytest

from plugin.cli import main
from tests.platforms.essays import GENERIC, PLACE
from tests.reading import documents

pytestmark = pytest.mark.model

KEYS = {"file", "state", "band", "rank", "likelihood", "share", "words", "tokens", "language", "methods", "spans",
        "caveats", "model", "calibration", "reason", "band_rates", "judged_words"}  # fmt: skip


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    folder: Path = tmp_path_factory.mktemp("files")
    (folder / "personal.txt").write_text(PLACE, "utf-8")
    (folder / "generic.txt").write_text(GENERIC, "utf-8")
    (folder / "locked.pdf").write_bytes(documents.locked_pdf())
    (folder / "empty.txt").write_bytes(b"")
    import contextlib
    import io
    import os

    out = io.StringIO()
    os.environ["CAVEAT_DATA_DIR"] = str(folder)
    try:
        with contextlib.redirect_stdout(out):
            files = [str(file) for file in sorted(folder.glob("*.*"))]
            code = main(["score", "--json", *files, str(folder / "no.txt")])
    finally:
        del os.environ["CAVEAT_DATA_DIR"]
    assert code == 1  # one file does not exist; the others are answered all the same
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    return {Path(row["file"]).name: row for row in rows}


def test_every_file_has_one_object_with_every_key(answers: dict[str, dict[str, object]]) -> None:
    assert set(answers) == {"personal.txt", "generic.txt", "locked.pdf", "empty.txt"}
    for row in answers.values():
        assert set(row) == KEYS


def test_a_scored_file_has_rank_likelihood_methods_and_caveats(answers: dict[str, dict[str, object]]) -> None:
    for name in ("personal.txt", "generic.txt"):
        row = json.loads(json.dumps(answers[name]))
        assert row["state"] == "scored"
        assert 0 < row["rank"]["p_value"] <= 1
        assert row["rank"]["reference_n"] >= 299
        assert row["likelihood"]["low"] <= row["likelihood"]["value"] <= row["likelihood"]["high"]
        assert row["likelihood"]["base_rate"] == 0.1
        assert {"perplexity", "burstiness", "log_rank", "curvature"} <= {method["name"] for method in row["methods"]}
        assert {"name", "value"} <= set(row["methods"][0])
        assert row["caveats"][0]["code"] == "not_evidence"
        assert row["model"]["sha256"]
        assert row["calibration"]["id"]


def test_the_generic_essay_ranks_above_the_personal_one(answers: dict[str, dict[str, object]]) -> None:
    personal, generic = (json.loads(json.dumps(answers[name])) for name in ("personal.txt", "generic.txt"))
    assert generic["rank"]["p_value"] < 0.05 < personal["rank"]["p_value"]
    assert generic["likelihood"]["value"] > personal["likelihood"]["value"]


def test_spans_lie_in_the_text_and_human_evidence_is_always_there(answers: dict[str, dict[str, object]]) -> None:
    for name in ("personal.txt", "generic.txt"):
        row = json.loads(json.dumps(answers[name]))
        assert "human" in {span["direction"] for span in row["spans"]}
        for span in row["spans"]:
            assert 0 <= span["start"] < span["end"] <= 10_000


def test_a_file_that_cannot_be_scored_says_why(answers: dict[str, dict[str, object]]) -> None:
    for name, reason in (("locked.pdf", "encrypted"), ("empty.txt", "empty")):
        row = answers[name]
        assert (row["state"], row["band"], row["reason"]) == ("unscorable", "not_scored", reason)
        assert answers[name]["rank"] is None
