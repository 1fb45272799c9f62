"""Good documents with some of their bytes changed: a text fit to be kept, or a named reason."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.document import Text, Unreadable
from plugin.domain.score import Reason
from tests.fuzzing import damaged, fuzzed, in_a_process
from tests.reading import documents
from workers.reading.child import answer_to
from workers.reading.limits import DEFAULT
from workers.reading.read import read

pytestmark = pytest.mark.fuzz
DOCX = documents.docx_with_footnote()
PARTS = zipfile.ZipFile(io.BytesIO(DOCX)).namelist()
HTML = b"<!DOCTYPE html><body class='a'>\xc3\xa9 words &amp; <b>more</b><script>1 < 2</script><p>end<br>of it<!-- c -->"
PROSE = "Words — “quoted”, naïve café.\r\n\r\nA second paragraph, 汉字 and العربية.\n".encode()


def is_an_answer(data: bytes, marked_up: bool = False) -> bool:
    answer = answer_to(data, DEFAULT, marked_up)
    return "content" in answer or str(answer["reason"]) in set(Reason)


@fuzzed
@given(damaged(DOCX))
def test_a_damaged_package_is_a_text_or_a_reason(data: bytes) -> None:
    assert is_an_answer(data)


@fuzzed
@given(st.data(), st.sampled_from(PARTS))
def test_a_package_with_a_damaged_part_is_a_text_or_a_reason(data: st.DataObject, part: str) -> None:
    with zipfile.ZipFile(io.BytesIO(DOCX)) as package:
        good = package.read(part)
    assert is_an_answer(documents.replaced(DOCX, part, data.draw(damaged(good))))


@fuzzed
@given(st.one_of(damaged(HTML), damaged(PROSE)), st.booleans())
def test_damaged_writing_is_a_text_or_a_reason(data: bytes, marked_up: bool) -> None:
    assert is_an_answer(data, marked_up)


@in_a_process
@given(st.one_of(*map(damaged, (documents.pdf_file(), documents.scanned_pdf(), DOCX, HTML, PROSE))))
def test_whatever_was_damaged_the_text_can_be_kept(data: bytes) -> None:
    """In the real process: what takes that down is contained by it."""
    try:
        text = read(data)
    except Unreadable as error:
        text = Text(error.reason.value, None)  # type: ignore[arg-type]
    assert text.content.strip()
    assert "\0" not in text.content
    text.content.encode()
