"""What stands on a report's pages of paper beside its data: headings, and how the file can be checked."""

import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any

from plugin.domain.language import say, say_n
from plugin.domain.paper_drawings import chart_of, drawn
from plugin.domain.report import Report
from plugin.domain.report_export import Around
from plugin.domain.score import Direction
from plugin.domain.words.paper import paper_words

Moment = Callable[[datetime], str]
# About 250 pages, more than 100,000 words, which take some seconds and 300 MB to set. A hostile file would make 20,000.
MOST_LINES = 9_000
_LINES_OF_A_REPLY = 400  # as prose the longest reply has 250
_IN_A_LINE = 80
_REGIONS = {"zh": "cn"}  # which shapes the letters of Chinese take


def on_paper(told: dict[str, Any], report: Report, around: Around, moment: Moment, keys_address: str) -> dict[str, Any]:
    """`told` by report_export.exported, as templates/report.typ takes it; `moment` says a time in the reader's way."""
    language = around.language.split("-")[0]
    text, is_cut = _that_fits(told["text"])
    return {
        "lang": language,
        "region": _REGIONS.get(language),
        "text_lang": around.text_language[:2] or language,
        "title": _title(around),
        "about": say("How machine-like a text reads, compared with known human writing, and what speaks against it."),
        "heading": _typed(around.assignment or say("Assignment")),
        "who": _who(around, moment),
        "writer": _typed(_writer(around)),
        "ai_use": _typed(around.ai_use),
        "footer": say("Compares style with known texts. Not evidence that anyone broke a rule."),
        "text": [
            {"rtl": is_rtl("".join(piece["text"] for piece in paragraph)), "pieces": paragraph} for paragraph in text
        ],
        "cut": _goes_on() if is_cut else "",
        "picture": drawn(report.picture),
        "surprise": chart_of(report),
        "reasons": _reasons(told),
        "questions": [
            _typed(question.quote) | {"asked": question.text, "passage": question.label}
            for question in (report.conversation.questions if report.conversation else ())
        ],
        "made": _made(told, around, moment),
        "replies": [_reply(reply.text, reply.at, reply.files, moment) for reply in around.replies],
        "outcome_at": moment(around.outcome.at) if around.outcome and around.outcome.at else "",
        "check": say(
            "This file is signed. Whoever has Caveat can check offline that nothing in it was changed, by the command "
            "below. Its keys are published at %(address)s. The same report as data is attached to this file.",
            address=keys_address,
        ),
        "command": f"caveat verify caveat-report-{around.run_id[:8]}.pdf --keys KEYS",
        "attached": say("The same report as signed JSON"),
        "words": paper_words(),
        "report": {name: value for name, value in told.items() if name != "text"},
    }


def _goes_on() -> str:
    return say("The text is longer than what fits here. All of it stands in the attached data.")


def _that_fits(paragraphs: list[list[dict[str, Any]]]) -> tuple[list[list[dict[str, Any]]], bool]:
    """What stands on the first pages of them, and whether it is not all."""
    fits: list[list[dict[str, Any]]] = []
    left = float(MOST_LINES)
    for paragraph in paragraphs:
        left -= 2  # what it is set apart by
        fits.append([])
        for piece in paragraph:
            text, lines = _beginning(piece["text"], left)
            fits[-1].append(piece | {"text": text})
            left -= lines
            if len(text) < len(piece["text"]):
                return fits, True
    return fits, False


def _beginning(text: str, most: float) -> tuple[str, float]:
    """As much of it as `most` lines hold, and how many that are. A letter of Chinese takes three bytes, and the room of
    two or three others."""
    kept, taken = [], 0.0
    for number, line in enumerate(text.split("\n")):
        taken += bool(number)
        if taken >= most:
            break
        kept.append(line[: int((most - taken) * _IN_A_LINE)])
        taken += len(kept[-1].encode("utf-8", "replace")) / _IN_A_LINE
    return "\n".join(kept), taken


def unshown_words(count: int) -> str:
    """Of letters that no font here has a shape for."""
    return say_n(
        "%(n)s character has no shape in the fonts of this file; ▯ stands for it. The attached data has it.",
        "%(n)s characters have no shape in the fonts of this file; ▯ stands for each. The attached data has them.",
        count,
    )


def is_rtl(text: str) -> bool:
    """By its first letter that has a direction."""
    strong = (unicodedata.bidirectional(letter) for letter in text)
    return next((way for way in strong if way in {"L", "R", "AL"}), "L") != "L"


def _reasons(told: dict[str, Any]) -> dict[str, Any]:
    machine, human = Direction.MACHINE.value, (told["for_human"] or {"passages": []})["passages"]
    return {
        "machine": [row for row in told["passages"] if row["direction"] == machine],
        "human": [row for row in told["passages"] if row["label"] in human],
    }


def _title(around: Around) -> str:
    if around.for_student:
        return say("Report on your text, attempt %(number)s", number=around.attempt)
    return say("Report: %(name)s, attempt %(number)s", name=_writer(around), number=around.attempt)


def _writer(around: Around) -> str:
    return say("Your text") if around.for_student else around.writer or say("Name not shared")


def _who(around: Around, moment: Moment) -> str:
    attempt = say("attempt %(number)s", number=around.attempt)
    return f"{attempt} · {say('handed in')} {moment(around.handed_in)}"


def _made(told: dict[str, Any], around: Around, moment: Moment) -> list[dict[str, str]]:
    rows = [*told["provenance"]["words"]]
    rows += [{"name": say("SHA-256 of what was handed in"), "words": one.sha256} for one in around.documents]
    if around.text_sha256:
        rows.append({"name": say("SHA-256 of the text as read"), "words": around.text_sha256})
    rows.append({"name": say("Scored by"), "words": around.detector})
    if around.finished:
        rows.append({"name": say("Scored"), "words": moment(around.finished)})
    return [*rows, {"name": say("Report"), "words": around.run_id}]


def _reply(text: str, at: datetime, files: tuple[str, ...], moment: Moment) -> dict[str, Any]:
    along = say_n("%(n)s file came with it", "%(n)s files came with it", len(files)) if files else ""
    said = f"{along}: {', '.join(f'sha256 {one}' for one in files)}" if files else ""
    shown = _beginning(text, _LINES_OF_A_REPLY)[0]
    return _typed(shown) | {"at": moment(at), "files": said, "cut": _goes_on() if len(shown) < len(text) else ""}


def _typed(text: str) -> dict[str, Any]:
    return {"text": text, "rtl": is_rtl(text)}
