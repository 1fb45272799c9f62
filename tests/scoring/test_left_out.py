"""What is not the writer's running prose is left out; prose never is."""

import colorsys
import inspect

import pytest

from plugin.domain.score import LeftOutKind
from tests.platforms.essays import GENERIC, HARBOUR, PLACE
from workers.scoring.left_out import left_out

PROSE = (
    "The mill closed that winter and nobody in our street said so, though all of us had heard it. My aunt kept the "
    "alarm at ten to five out of spite, and my father walked as far as the gate each morning and came back wet."
)
AFTER = "What I remember of that year is the quiet, and how far one could hear the trains without the looms between."
QUOTE = (
    "no town that lived by one trade has ever learnt to live by two, for the young leave first and the old keep the "
    "shops open for one another until the day when nobody comes to buy"
)


def parts(*blocks: str, between: str = "\n\n") -> list[tuple[str, str]]:
    raw = between.join(blocks)
    found = left_out(raw)
    assert all(part.words == len(raw[part.start : part.end].split()) for part in found)
    return [(part.kind.value, raw[part.start : part.end]) for part in found]


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("heading", "The closing of the mill"),
        ("heading", "## The closing of the mill"),
        ("heading", "**Why it closed**"),
        ("heading", "2.1 Reasons for the closing"),
        ("heading", "What the owners said:"),
        ("list", "- wool from the hills\n- coal by canal\n- a street of weavers"),
        ("list", "1. wool from the hills\n\n2. coal by canal\n\n3. weavers"),
        ("list", "a) wool\n   from the hills\nb) coal by\n   canal"),
        ("list", "i. wool\nii. coal\niii. weavers"),
        ("code", "def looms(town):\n    return town.count('mill')\n\nprint(looms('Leeds'))"),
        ("code", "SELECT name, year\nFROM mills\nWHERE year < 1980;"),
        ("code", "<ul>\n<li>wool</li>\n</ul>"),
        ("code", "```python\nmills close in winter\n```"),
        ("code", "y1 = f(x1) + e1\n\ny2 = f(x2) + e2\n\ny3 = f(x3) + e3"),
        ("table", "| town | mills |\n|---|---|\n| Leeds | 12 |"),
        ("table", "town\tmills\nLeeds\t12"),
        ("table", "Leeds     12    4.5\nHull       3    1.2\nYork       1    0.7"),
        ("table", "Leeds\n\n12\n\n4.5 %\n\nHull\n\n3\n\n( 1.2 )"),
        ("table", "Town\n\nMills\n\nShare\n\nLeeds\n\n12\n\n4.5 %\n\nHull\n\n3\n\n1.2 %"),
        ("quote", "> the young leave first\n> and the old keep the shops"),
        ("quote", "      no town that lived by one trade has ever learnt to\n      " + QUOTE[52:]),
        ("quote", f"“{QUOTE}” (Okafor, 2019, p. 4)"),
        ("references", "Works Cited\nOkafor, Ada. The Quiet Town. Harbour Press, 2019.\nMarsh, J. Looms. 1988."),
        ("references", "Okafor, A. (2019). The town.\n\nMarsh, J. (1988). Looms.\n\nHill, B. et al. (2001). On wool."),
        ("references", "[1] A. Okafor, The quiet town, 2019.\n[2] J. Marsh, Looms, 1988.\n[3] B. Hill, On wool, 2001."),
        ("references", "References: Okafor, A. (2019). The quiet town. Leeds. Marsh, J. (1988). Looms. York."),
    ],
)  # fmt: skip
def test_a_part_that_is_no_prose_is_left_out_and_nothing_else(kind: str, part: str) -> None:
    assert parts(PROSE, part, AFTER) == [(kind, part.split(" (Okafor, 2019")[0].strip())]


@pytest.mark.parametrize(
    "part",
    [
        "We had nothing left.",
        "Dear Mrs. Marsh,",
        "and then it was over",
        "\n\n".join(f"{n}. {PROSE}" for n in (1, 2, 3)),
        "1. The first step is to open the sluice by hand.\n2. The second step is to start the great wheel slowly.",
        "1. wool from the hills",
        "7. wool\n12. coal",
        "- We left, she said, and that was the last of it for all of us.\nNobody answered her.",
        "The rest is easy (see below); it costs 5 % more.\nFor example: wool.\nReturn to the mill;",
        "In 1981 it closed.\nIn 1982 it burned.\nIn 1983 they sold it.",
        "12\n\n13",
        "> 5 years later",
        f'"{QUOTE}."',
        f"She wrote to the paper of “{QUOTE[:90]}” and no more.",
        f'The sign was 6" wide and read "closed" until "{QUOTE}" was painted over it.',
        f'"Yes" and a 6" board, {QUOTE}, and 9" more.',
        f"\t{PROSE}\n\n\t{AFTER}",
        "The reasons for all of this were these, as the owners said:",
        f"- wool\n- {PROSE}\n- {AFTER} {AFTER}",
        "x = 3\n\ny = 4",
        "x = f(y)\nThis sets the first of the values.\ny = g(z)\nThis sets the second of them.\nz = h(1)",
        "Okafor, A. (2019). The quiet town.\nMarsh, J. (1988). Looms of the north.",
        "Okafor (2019) and Marsh (1988) disagree about the year, and Hill (2001) takes neither side in the matter.",
        "```\nA fence that nobody closed",
        "The winter I was nine\nthe mill stood still,\nand what we heard then\nwas the hill.",
        "\n\n".join(["The winter I was nine", "The mill stood still", "And what we heard", "Was the hill", "Alone"]),
    ],
)  # fmt: skip
def test_prose_is_never_left_out_on_a_guess(part: str) -> None:
    assert parts(PROSE, part, AFTER) == []


@pytest.mark.parametrize("essay", [PLACE, HARBOUR, GENERIC, PLACE.replace("\n\n", "\n"), " ".join(HARBOUR.split())])
def test_an_essay_is_judged_whole(essay: str) -> None:
    assert left_out(essay) == ()


@pytest.mark.parametrize(
    ("before", "mark", "after"),
    [
        ("Marsh holds that ", "“”", ", and I agree."),
        ("Marsh holds that ", '""', ", and I agree."),
        ("Marsh tient que ", "«»", " et moi aussi."),
        ("As she put it, ", '""', " (p. 12). I agree."),
    ],
)
def test_a_long_quotation_in_a_paragraph_is_left_out_with_its_marks(before: str, mark: str, after: str) -> None:
    quoted = mark[0] + QUOTE + mark[1]
    assert parts(PROSE, f'{before}{quoted}{after} He said "yes" to it.') == [("quote", quoted)]


def test_a_quotation_over_hard_line_ends_is_one() -> None:
    quoted = '"' + QUOTE.replace(" and ", "\nand ").replace(" for ", "\nfor ") + '"'
    assert parts(PROSE, f"Marsh holds that {quoted}, and I agree.") == [("quote", quoted)]


def test_dialogue_is_its_writers_own_but_a_quotation_with_its_page_is_not() -> None:
    talk = ' "No," he said. "Then when?" I asked. "Never," he said, and "go home."'
    told = f'My father said, "{QUOTE}," and sat down.{talk}'
    assert parts(PROSE, told) == []
    assert parts(PROSE, told, f'Marsh holds that "{QUOTE}" (Marsh, 1988).') == [("quote", f'"{QUOTE}"')]


def test_a_title_page_is_headings() -> None:
    page = ["Ada Okafor", "Mrs. Marsh", "English 101", "12 May 2019", "The Quiet Town"]
    assert parts(*page, PROSE) == [("heading", "\n\n".join(page))]


def test_references_end_where_an_appendix_begins() -> None:
    entries = "References\n\nOkafor, A. (2019). The quiet town.\n\nMarsh, J. (1988). Looms, https://looms.example."
    assert parts(PROSE, entries, "Appendix", PROSE)[0] == ("references", entries)
    assert PROSE not in dict(parts(PROSE, entries, "Appendix", PROSE)).values()


def test_broken_entries_are_whole() -> None:
    entries = (
        "References\n\nOkafor, A. (2019). The quiet town\n   and its end.\nMarsh, J. (1988). Looms\n   of the north."
    )
    assert parts(PROSE, entries) == [("references", entries)]


def test_most_of_a_module_is_code() -> None:
    source = inspect.getsource(colorsys)
    code = sum(part.words for part in left_out(source) if part.kind is LeftOutKind.CODE)
    assert code > 0.6 * len(source.split())


def test_a_text_set_in_as_a_whole_quotes_nobody() -> None:
    assert parts(*("    " + PROSE.replace(". ", ".\n    ") + f"\n    {AFTER}" for _ in range(3))) == []


def test_lines_below_a_heading_of_which_few_name_a_year_are_no_references() -> None:
    lines = "The spring\n\nThe well\n\nThe brook\n\nThe canal\n\nThe rain of 2019"
    assert "references" not in dict(parts(PROSE, "Sources", lines))


def test_below_a_heading_without_entries_prose_stays() -> None:
    assert parts(PROSE, "Sources", f"Our town took its water from three springs. {AFTER}") == [("heading", "Sources")]


def test_what_leads_up_to_a_list_is_no_heading() -> None:
    assert parts(PROSE, "The mill lived on things such as", "- wool\n- coal", AFTER) == [("list", "- wool\n- coal")]


def test_the_same_parts_are_found_where_paragraphs_are_single_lines() -> None:
    raw = [f"{PROSE} {AFTER}", "The closing of the mill", f"{PROSE} {AFTER}", "- wool", "- coal", AFTER]
    assert parts(*raw, between="\n") == [("heading", raw[1]), ("list", "- wool\n- coal")]
