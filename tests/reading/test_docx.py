"""Word documents: what a reader sees, in its order, and nothing fetched from elsewhere."""

from collections.abc import Callable
from pathlib import Path

import pytest

from plugin.domain.document import MediaType, Unreadable
from plugin.domain.score import Reason
from tests.reading import documents
from workers.reading.docx import read_docx
from workers.reading.limits import DEFAULT
from workers.reading.read import read

BOX = "<w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p></w:txbxContent>"


def shown(body_xml: str, prolog: str = "") -> str:
    return read_docx(documents.docx_with(body_xml, prolog), DEFAULT)[0]


def test_a_word_document_is_read_in_its_order_with_its_tables() -> None:
    text = read(documents.docx_file())
    assert text.media_type is MediaType.DOCX
    assert text.content.split("\n\n") == ["A heading", "First one.", "cell a", "cell b", "Last one."]
    assert text.facts == {"characters": 48, "words": 10}


def test_footnotes_come_after_the_text() -> None:
    assert read_docx(documents.docx_with_footnote(), DEFAULT)[0] == "The text.\n\nThe note."


@pytest.mark.parametrize("gone", ["<w:delText>gone</w:delText>", "<w:t>gone</w:t>"])
def test_deleted_text_is_not_text_and_breaks_are_kept(gone: str) -> None:
    body = f"<w:p><w:r><w:t>kept</w:t><w:br/><w:t>next</w:t></w:r><w:del><w:r>{gone}</w:r></w:del></w:p>"
    assert shown(body) == "kept\nnext"


def test_moved_text_stands_only_where_it_was_moved_to() -> None:
    moved = "<w:r><w:t>moved</w:t></w:r>"
    body = f"<w:p><w:moveFrom>{moved}</w:moveFrom></w:p><w:p><w:moveTo>{moved}</w:moveTo></w:p>"
    assert shown(body) == "moved"


def test_inserted_and_linked_text_is_text() -> None:
    body = "<w:p><w:ins><w:r><w:t>new </w:t></w:r></w:ins><w:hyperlink><w:r><w:t>link</w:t></w:r></w:hyperlink></w:p>"
    assert shown(body) == "new link"


def test_a_text_box_is_read_once_though_it_is_stored_twice() -> None:
    space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    choice = f'<mc:Choice Requires="wps">{BOX}</mc:Choice><mc:Fallback>{BOX}</mc:Fallback>'
    body = f'<w:p><w:r><mc:AlternateContent xmlns:mc="{space}">{choice}</mc:AlternateContent></w:r></w:p>'
    assert shown(body) == "boxed"


def test_a_tab_is_text_and_the_setting_of_a_tab_stop_is_not() -> None:
    stop = '<w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr>'
    assert shown(f"<w:p>{stop}<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t></w:r></w:p>") == "a\tb"


def test_a_hyphen_that_does_not_break_is_a_hyphen() -> None:
    assert shown("<w:p><w:r><w:t>e</w:t><w:noBreakHyphen/><w:t>mail</w:t></w:r></w:p>") == "e-mail"


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY secret SYSTEM "{uri}">]>',
        '<!DOCTYPE x [<!ENTITY % load SYSTEM "{dtd}"> %load;]>',
        '<!DOCTYPE x SYSTEM "{dtd}">',
    ],
    ids=["entity", "parameter entity", "external DTD"],
)
def test_nothing_is_fetched_that_the_xml_points_to(tmp_path: Path, declaration: str) -> None:
    (tmp_path / "secret").write_text("a secret of the server")
    (tmp_path / "evil.dtd").write_text('<!ENTITY secret "a secret of the server">')
    prolog = declaration.format(uri=(tmp_path / "secret").as_uri(), dtd=(tmp_path / "evil.dtd").as_uri())
    data = documents.docx_with("<w:p><w:r><w:t>before</w:t></w:r><w:r><w:t>&secret;</w:t></w:r></w:p>", prolog)
    try:
        assert read(data).content == "before"
    except Unreadable as refused:
        assert refused.reason is Reason.UNREADABLE  # noqa: PT017 - either answer is safe


def test_entities_that_multiply_are_stopped() -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    prolog = f'<!DOCTYPE x [<!ENTITY l0 "lol">{lol}]>'
    try:
        assert len(read(documents.docx_with("<w:p><w:r><w:t>&l11;</w:t></w:r></w:p>", prolog)).content) < 1000
    except Unreadable as refused:
        assert refused.reason in (Reason.UNREADABLE, Reason.TOO_LARGE_INSIDE, Reason.EMPTY)  # noqa: PT017


@pytest.mark.parametrize("kind", [documents.docx_with_macros, documents.strict_docx, documents.docx_of_word_on_the_web])
def test_every_way_in_which_word_saves_a_docx_is_read_alike(kind: Callable[[], bytes]) -> None:
    """With macros: they are neither run nor looked at."""
    assert read(kind()).content == read(documents.docx_file()).content


def test_a_package_whose_main_part_is_no_word_document_is_unreadable() -> None:
    other = documents.replaced(documents.docx_file(), "word/document.xml", b"<workbook/>")
    with pytest.raises(Unreadable) as refused:
        read_docx(other, DEFAULT)
    assert refused.value.reason is Reason.UNREADABLE
