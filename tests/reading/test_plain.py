"""Plain text in whatever encoding, told or guessed."""

import pytest

from plugin.domain.document import Unreadable
from plugin.domain.score import Reason
from workers.reading.limits import DEFAULT
from workers.reading.plain import read_plain
from workers.reading.read import read

SENTENCE = "Naïve readers – and others – liked the “déjà vu” of it, señor. "
WRITINGS = {
    "cp1250": "Pogoda nad morzem zmienia się z każdą porą roku. Zimą wieje wiatr, a ludzie siedzą w domach.",
    "cp1251": "Это простое сочинение о погоде и о временах года.",
    "koi8_r": "Это простое сочинение о погоде и временах года.",
    "cp1253": "Αυτή είναι μια απλή έκθεση για τον καιρό.",
    "cp1256": "هذا نص بسيط عن الطقس وكيف يتغير مع الفصول",
    "gb18030": "这是一篇关于天气的作文，讲述天气如何随着四季变化而变化。",
    "cp932": "これは天気についての作文です。季節とともに変わります。",
    "cp949": "이것은 날씨에 관한 간단한 글입니다. 계절에 따라 변합니다.",
}


@pytest.mark.parametrize(
    ("encoding", "said", "guessed"),
    [("utf-8", "utf-8", False), ("utf-8-sig", "utf-8", False), ("utf-16", "utf-16", False),
     ("utf-32", "utf-32", False), ("cp1252", "cp1252", True)],
)  # fmt: skip
def test_plain_text_is_read_in_its_encoding_and_a_guess_is_said(encoding: str, said: str, guessed: bool) -> None:
    text = read((SENTENCE * 12).encode(encoding))
    assert text.content == (SENTENCE * 12).strip()
    assert text.notes == (("encoding_guessed",) if guessed else ())
    assert text.facts == {"encoding": said, "characters": len(SENTENCE) * 12 - 1, "words": 12 * len(SENTENCE.split())}


def test_utf_16_is_read_in_either_byte_order() -> None:
    data = b"\xfe\xff" + SENTENCE.encode("utf-16-be")
    assert read_plain(data, DEFAULT)[0] == SENTENCE


@pytest.mark.parametrize("text", ["naïve café", "Über die Brücke läuft Jörg.", "L’été où l’on naît"])
def test_a_few_western_words_stay_western(text: str) -> None:
    assert read_plain(text.encode("cp1252"), DEFAULT) == (text, {"encoding": "cp1252"}, ("encoding_guessed",))


@pytest.mark.parametrize("encoding", WRITINGS)
def test_other_writings_are_told_from_western(encoding: str) -> None:
    text, facts, notes = read_plain(WRITINGS[encoding].encode(encoding), DEFAULT)
    assert text == WRITINGS[encoding]
    assert facts == {"encoding": encoding}
    assert notes == ("encoding_guessed",)


@pytest.mark.parametrize(
    "data",
    [
        b"\xff\xfe" + b"\x00\xdc" * 20,
        b"\xff\xfea",
        ("\ue000\ue001" * 300).encode(),
        ("\x7f\x81" * 300 + "a").encode(),
        bytes(160 + n * 7 % 96 for n in range(4000)),
    ],
    ids=["surrogates", "half a letter", "private use", "control", "random letters"],
)
def test_bytes_that_are_no_writing_are_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read_plain(data, DEFAULT)
    assert refused.value.reason is Reason.UNREADABLE
