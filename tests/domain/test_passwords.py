"""Passwords that would be found soon are refused."""

import pytest

from plugin.domain import passwords
from plugin.domain.errors import NamedError


@pytest.mark.parametrize(
    "good", ["three unlikely herons", "correct-horse-battery", "七只不太可能的苍鹭站在水边", "Zq8!vLw0#mPx"]
)
def test_a_long_and_uncommon_one_is_taken(good: str) -> None:
    passwords.check(good, "ada")


@pytest.mark.parametrize(("bad", "code"), [
    ("elevenchars", "password_short"), ("", "password_short"), ("x" * 257, "password_long"),
    ("aaaaaaaaaaaaa", "password_common"), ("12121212121212", "password_common"), ("password1234", "password_common"),
    ("PASSWORD!!!!!", "password_common"), ("passwordpassword", "password_common"), ("123456789012", "password_common"),
    ("qwertyuiopas", "password_common"), ("zyxwvutsrqponm", "password_common"), ("countessofada", ""),
])  # fmt: skip
def test_what_people_try_first_is_not(bad: str, code: str) -> None:
    if not code:
        passwords.check(bad, "ada")
        return
    with pytest.raises(NamedError) as refused:
        passwords.check(bad, "ada")
    assert refused.value.code == code
    assert not bad or bad not in str(refused.value)


@pytest.mark.parametrize("bad", ["katherine johnson", "Katherine Johnson1", "katherine johnsonkatherine johnson"])
def test_ones_own_name_is_not(bad: str) -> None:
    with pytest.raises(NamedError, match="password_common"):
        passwords.check(bad, "Katherine Johnson")


def test_the_same_letters_typed_otherwise_are_the_same_password() -> None:
    assert passwords.normal("cafe\u0301 au lait") == passwords.normal("caf\u00e9 au lait")
