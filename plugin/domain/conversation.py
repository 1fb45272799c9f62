"""Questions to open a talk with, drawn from the student's own text. They are open, and neutral: each can be answered
by whoever wrote the text, and none asks whether they did."""

# ruff: noqa: E501 - sentences as they are read

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.domain.language import say
from plugin.domain.score import Direction, Score, Sentence, Span

_LEAST, _MOST = 20, 220  # characters of a sentence that is quoted
_OF_EACH = 2  # quotations of each direction


@dataclass(frozen=True)
class Question:
    """`quote` is of the student's text ("" for none), `label` the passage it stands in."""

    text: str
    quote: str = ""
    label: str = ""


@dataclass(frozen=True)
class Conversation:
    heading: str
    lead: str
    questions: tuple[Question, ...]
    beside: tuple[str, ...]


def conversation_of(
    score: Score, labelled: Sequence[tuple[str, Span]], text: str, student: bool = False
) -> Conversation:
    quoted = (*_quoted(score, labelled, text, Direction.MACHINE), *_quoted(score, labelled, text, Direction.HUMAN))
    asked = (
        say("How did you come to this text: where did you begin, and what came last?"),
        say("Which part changed most while you worked, and why?"),
        say("Which tools did you use, and for what: spelling, translation, ideas, whole sentences?"),
        say("What would you do differently in a next version?"),
    )
    return Conversation(
        heading=say("Prepare for a talk") if student else say("Before you talk"),
        lead=_lead(student),
        questions=(*quoted, *(Question(text) for text in asked)),
        beside=_for_student() if student else _for_teacher(),
    )


def _lead(student: bool) -> str:
    if student:
        return say(
            "If your instructor wants to talk about this text, questions may be like these. Nobody expects you to know "
            "every sentence by heart."
        )
    return say(
        "Open questions, some with words of the text. They are chosen by rule and suppose nothing. They can be put just as "
        "well to a student in whose text no passage stands out."
    )


def _for_teacher() -> tuple[str, ...]:
    return (
        say("Look together at drafts, notes, the version history of the document, and sources."),
        say(
            "Show the report, and let the student answer first. Quotations and evidence for human writing belong to it."
        ),
        say("Not everybody keeps drafts. That none are left says nothing."),
        say("Nobody should answer alone or on the spot: offer time, and somebody to come along."),
    )


def _for_student() -> tuple[str, ...]:
    return (
        say(
            "Gather what shows how you worked: drafts, notes, the version history of your document, sources, messages."
        ),
        say("Read your text once more, and recall why you chose its examples and its order."),
        say("Say which tools you used and for what. Look at what the assignment allows."),
        say("You may ask for time, and bring somebody along."),
    )


def _quoted(score: Score, labelled: Sequence[tuple[str, Span]], text: str, direction: Direction) -> list[Question]:
    """The furthest out of each direction, in reading order."""
    rarest = sorted((pair for pair in labelled if pair[1].direction is direction), key=lambda pair: pair[1].human_share)
    found: list[Question] = []
    for label, span in sorted(rarest[:_OF_EACH], key=lambda pair: pair[1].start):
        quote = _quote(score, span, text)
        if quote:
            found.append(Question(_about(direction, len(found)), quote, label))
    return found


def _about(direction: Direction, number: int) -> str:
    machine = (
        say("How did this part come about, and what did you have before you when you wrote it?"),
        say("What did you want to say here, and how would you put it to a friend?"),
    )
    human = (
        say("What made you choose these words, or this example?"),
        say("What led you from the sentence before to this one?"),
    )
    return (machine if direction is Direction.MACHINE else human)[number]


def _quote(score: Score, span: Span, text: str) -> str:
    """The sentence of fitting length that lies nearest to the middle of the passage."""
    middle = (span.start + span.end) / 2
    fitting = [
        one for one in score.sentences
        if span.start <= one.start and one.end <= span.end and _fits(text[one.start : one.end]) and not _cut(score, one)
    ]  # fmt: skip
    best = min(fitting, key=lambda one: abs((one.start + one.end) / 2 - middle), default=None)
    return " ".join(text[best.start : best.end].split()) if best else ""


def _fits(sentence: str) -> bool:
    """A Chinese character says about as much as three letters."""
    size = len(sentence) if sentence.isascii() else sum(1 if ord(letter) < 0x2E80 else 3 for letter in sentence)
    return _LEAST <= size <= _MOST


def _cut(score: Score, sentence: Sentence) -> bool:
    """Somebody else's words within it are not the student's to explain."""
    return any(part.start < sentence.end and sentence.start < part.end for part in score.left_out)
