"""Sentences are said in the language of whoever reads."""

from gettext import NullTranslations

from plugin.domain.language import N_, Spoken, say, say_n, speaking


class Shouting(NullTranslations):
    def gettext(self, message: str) -> str:
        return message.upper()


def test_without_a_language_a_sentence_is_said_as_it_is_written() -> None:
    assert say("%(n)d of 100 %%", n=3) == "3 of 100 %"


def test_within_a_block_another_language_is_spoken_and_then_no_longer() -> None:
    with speaking(Shouting()):
        assert say("quiet") == "QUIET"
    assert say("quiet") == "quiet"


def test_a_table_is_translated_when_it_is_looked_up() -> None:
    table = Spoken({1: N_("one"), 2: (N_("two"), "")})
    with speaking(Shouting()):
        assert (table[1], table[2]) == ("ONE", ("TWO", ""))


def test_the_number_chooses_the_form() -> None:
    assert [say_n("one text", "%(n)d texts", n) for n in (1, 4)] == ["one text", "4 texts"]
