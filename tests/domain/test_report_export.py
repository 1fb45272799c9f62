"""The report as data."""

import json
from dataclasses import replace
from datetime import UTC, datetime

from plugin.domain.caveats import Caveat, Code, Severity
from plugin.domain.report import build_report, build_unscored
from plugin.domain.report_export import Around, DocumentFacts, OutcomeFacts, ReplyFacts, exported
from plugin.domain.score import Band
from plugin.domain.signed_report import canonical
from tests.domain.examples import TEXT, example_score

AT = datetime(2026, 11, 28, 12, 30, tzinfo=UTC)
FILE = DocumentFacts("ab" * 32, "text/plain", 9)
AROUND = Around("r1", "en", False, "Essay", "Spelling only", "Mei", 1, AT, "scored", AT, (FILE,))
CAVEATS = (Caveat(Code.NOT_EVIDENCE, Severity.STOP),)


def test_each_number_has_beside_it_what_it_is_and_what_it_is_not() -> None:
    numbers = exported(build_report(example_score(), CAVEATS, TEXT), AROUND)["numbers"]
    assert list(numbers) == ["rank", "likelihood", "share"]
    for name, number in numbers.items():
        assert number["is"], name
        assert number["is_not"], name
    assert (numbers["rank"]["at_or_above"], numbers["rank"]["reference_n"]) == (39, 1204)
    assert (numbers["likelihood"]["value"], numbers["likelihood"]["base_rate"]) == (31.4, 0.10)


def test_caveats_stand_before_the_numbers_and_every_character_of_the_text_is_there() -> None:
    told = exported(build_report(example_score(), CAVEATS, TEXT), AROUND)
    assert list(told).index("caveats") < list(told).index("band") < list(told).index("numbers")
    assert "\n\n".join("".join(piece["text"] for piece in paragraph) for paragraph in told["text"]) == TEXT
    assert [piece["passage"] for paragraph in told["text"] for piece in paragraph if "passage" in piece] == ["H1", "M1"]


def test_it_is_json_that_can_be_signed() -> None:
    told = exported(build_report(example_score(), CAVEATS, TEXT), AROUND)
    assert json.loads(canonical(told)) == json.loads(json.dumps(told))


def test_without_a_score_there_is_no_number() -> None:
    told = exported(build_unscored(Band.NOT_SCORED, "Too short.", (), "Short."), AROUND)
    assert told["numbers"] is None
    assert (told["lines"], told["methods"], told["provenance"]["model"]) == ([], [], None)
    assert told["band"]["why"] == "Too short."


def test_outcome_and_replies_stand_in_it_where_the_reader_sees_them() -> None:
    around = replace(AROUND, outcome=OutcomeFacts("cleared", "Cleared.", AT), replies=(ReplyFacts(AT, "I wrote it."),))
    told = exported(build_report(example_score(), CAVEATS, TEXT), around)
    assert told["outcome"] == {"code": "cleared", "words": "Cleared.", "at": "2026-11-28T12:30:00+00:00"}
    assert told["replies"] == [{"at": "2026-11-28T12:30:00+00:00", "text": "I wrote it.", "files": []}]
    assert exported(build_report(example_score(), CAVEATS, TEXT), AROUND)["outcome"] is None
