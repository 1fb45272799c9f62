"""What somebody looks at on a class page, in its address and back."""

import pytest

from plugin.domain.class_view import Sort, View, Work, view_from


def test_an_address_without_wishes_shows_all_by_student() -> None:
    assert view_from({}) == View()
    assert View().args == {}


def test_a_view_goes_into_an_address_and_comes_back() -> None:
    view = View(Sort.RANK, True, "mei l", Work.READ.value, "strong", "g" * 36, "yes", "cleared", "held", 3)
    assert view_from(view.args) == view
    assert view.args["down"] == "1"


@pytest.mark.parametrize("args", [
    {"sort": "name; drop table"}, {"work": "x"}, {"band": "guilty"}, {"page": "-1"}, {"page": "²"}, {"page": "9" * 40},
    {"mark": "'"}, {"reply": "perhaps"}, {"down": "yes"}, {"outcome": "?"},
])  # fmt: skip
def test_what_is_no_choice_counts_as_none(args: dict[str, str]) -> None:
    assert view_from(args) == View()


def test_a_column_pressed_again_turns_round_and_begins_at_the_first_page() -> None:
    once = View(page=4).sorted_by(Sort.RANK)
    assert (once.sort, once.down, once.page) == (Sort.RANK, False, 1)
    assert once.sorted_by(Sort.RANK).down
    assert not once.sorted_by(Sort.RANK).sorted_by(Sort.RANK).down
    assert not once.sorted_by(Sort.RANK).sorted_by(Sort.WORDS).down


def test_of_bands_the_first_press_shows_the_strongest_first() -> None:
    assert View().sorted_by(Sort.BAND).down
    assert not View().sorted_by(Sort.BAND).sorted_by(Sort.BAND).down
