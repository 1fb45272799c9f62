"""An assignment as an instructor types it: its title and its times."""

from datetime import UTC, datetime

import pytest

from plugin.domain.draft import draft_from_form
from plugin.domain.policy import Policy, PolicyError

POLICY = Policy()


def test_times_come_with_a_zone_and_are_kept_in_utc() -> None:
    draft = draft_from_form(" Essay\x00  one ", "2026-11-01T08:00+01:00", "2026-11-08T22:00:00.000Z", POLICY)
    assert draft.title == "Essay one"
    assert draft.opens == datetime(2026, 11, 1, 7, tzinfo=UTC)
    assert draft.due == datetime(2026, 11, 8, 22, tzinfo=UTC)


def test_a_time_without_a_zone_is_utc_and_none_is_none() -> None:
    draft = draft_from_form("Essay", "", "2026-11-08T22:00", POLICY)
    assert (draft.opens, draft.due) == (None, datetime(2026, 11, 8, 22, tzinfo=UTC))


@pytest.mark.parametrize(("title", "opens", "due"), [
    ("  ", "", ""), ("x" * 256, "", ""), ("Essay", "tomorrow", ""), ("Essay", "", "0001-01-01T00:00+23:00"),
    ("Essay", "2026-11-08T22:00", "2026-11-08T22:00"), ("Essay", "", "9999-12-31T23:59-23:00"),
])  # fmt: skip
def test_what_cannot_be_an_assignment_is_told_in_a_sentence(title: str, opens: str, due: str) -> None:
    with pytest.raises(PolicyError, match=r"\.$"):
        draft_from_form(title, opens, due, POLICY)
