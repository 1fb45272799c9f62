"""HTML as a text entry brings it: what a reader would see, and hostile markup."""

import contextlib

import pytest

from plugin.domain.document import MediaType, Unreadable
from plugin.domain.score import Reason
from workers.reading.limits import DEFAULT
from workers.reading.parse import parse
from workers.reading.read import read


def shown(source: str) -> str:
    return parse(source.encode(), DEFAULT, marked_up=True).content


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<div>One<br>line.</div>", "One\nline."),
        ("<p>Fish &amp; chips &#8212; caf&eacute;</p>", "Fish & chips — café"),
        ("<p>  Much \n\n\n  space </p>", "Much space"),
        ("<ul><li>One</li><li>Two</li></ul>", "One\n\nTwo"),
        ("<table><tr><td>One</td><td>two</td></tr></table>", "One two"),
        ("<p>an <em>em</em>phasis</p>", "an emphasis"),
        ("<html><head><title>T</title><body>No end of the head.", "No end of the head."),
        ("<p>Seen</p><script>alert('<p>x</p>')</script><style>p{}</style><template>x</template>", "Seen"),
        ("plain, no tags", "plain, no tags"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<p>Never closed <b>at all", "Never closed at all"),
        ("<!-- a > comment --><p>Seen</p><![CDATA[x]]>", "Seen"),
        ("<p title='a > b' class=x>Seen</p>", "Seen"),
        ("<p don't>Seen, it's here</p>", "Seen, it's here"),
        ("<SCRIPT>x</SCRIPT ><P>Seen</P>", "Seen"),
        ("<p>Seen</p><!-- never closed", "Seen"),
    ],
)
def test_what_a_reader_sees_is_read(source: str, text: str) -> None:
    assert shown(source) == text


@pytest.mark.parametrize("source", ["<p></p>", "<script>only()</script>", "<style>p{}", "<br>" * 50])
def test_markup_without_words_is_empty(source: str) -> None:
    with pytest.raises(Unreadable) as refused:
        shown(source)
    assert refused.value.reason is Reason.EMPTY


@pytest.mark.parametrize(
    "piece",
    ["<", "<div>", "<a b=", '<a b="', "<a '\"", "&", "&#", "<!--", "</p", "<?", "<![CDATA[", "<script>", "<title></"],
)
def test_hostile_markup_costs_no_more_for_each_byte(piece: str) -> None:
    """The standard library's parser takes minutes for some of these."""
    with contextlib.suppress(Unreadable):
        parse(piece.encode() * 200_000, DEFAULT, marked_up=True)


def test_only_what_was_declared_marked_up_loses_its_tags() -> None:
    """An essay about HTML begins with a tag and is no HTML."""
    essay = b"<p> is the tag of a paragraph."
    assert read(essay).content == essay.decode()
    marked = read(b"<p>A paragraph.</p>", marked_up=True)
    assert (marked.content, marked.media_type) == ("A paragraph.", MediaType.HTML)


def test_a_declared_pdf_is_still_told_from_its_bytes() -> None:
    with pytest.raises(Unreadable) as refused:
        parse(b"%PDF-1.7 rubbish", DEFAULT, marked_up=True)
    assert refused.value.reason is Reason.UNREADABLE
