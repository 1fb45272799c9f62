"""Each caveat in words, with its facts."""

# ruff: noqa: E501 - sentences as they are read

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from plugin.domain.caveats import Caveat, Code
from plugin.domain.language import N_, say, say_n

Facts = Mapping[str, str | int | float]


@dataclass(frozen=True)
class Words:
    """A short bold sentence, and what it means, for the teacher and for the student."""

    title: str
    teacher: str
    student: str


def in_100(share: object) -> str:
    """0.0163 -> "1.6 in 100"; never more figures than the data carry, and never none or all where it is neither."""
    exact = float(str(share))
    nearest = round(100 * exact, 1)
    if exact > 0 and nearest == 0:
        return say("under %(number)s in 100", number="0.1")
    if exact < 1 and nearest == 100:
        return say("over %(number)s in 100", number="99.9")
    return say("%(number)s in 100", number=f"{nearest:.1f}".removesuffix(".0"))


def caveat_words(caveat: Caveat) -> Words:
    title, text = _CAVEATS[caveat.code]
    said = text(caveat.facts) if callable(text) else say(text)
    teacher, student = said if isinstance(said, tuple) else (said, said)
    return Words(say(title), teacher, student)


def _count(facts: Facts, name: str) -> str:
    return f"{_number(facts, name):,}"


def _number(facts: Facts, name: str) -> int:
    return int(facts.get(name, 0))


def _not_evidence(facts: Facts) -> tuple[str, str]:
    return (
        say("It compares style with known texts. A person decides, after talking with the student."),
        say("It compares style with known texts. A person decides, and you can answer."),
    )


def _false_flags(facts: Facts) -> str:
    values = {
        "alpha": in_100(facts.get("alpha", 0)),
        "bound": in_100(facts.get("bound", 0)),
        "texts": _count(facts, "reference_n"),
    }
    if facts.get("local"):
        return say(
            "The line is drawn where %(alpha)s human texts cross it (from your institution's own %(texts)s human texts: at "
            "most %(bound)s, 95 %% sure). Other kinds of writing can be flagged more often.", **values
        )  # fmt: skip
    return say(
        "The line is drawn where %(alpha)s human texts cross it (from %(texts)s reference texts: at most %(bound)s, 95 %% "
        "sure). Other kinds of writing can be flagged more often.", **values
    )  # fmt: skip


def _unstable(facts: Facts) -> str:
    return say_n(
        "Of %(n)s harmless edit (a sentence dropped, another spelling), %(changed)s led to another answer.",
        "Of %(n)s harmless edits (a sentence dropped, another spelling), %(changed)s led to another answer.",
        _number(facts, "edits"),
        changed=_count(facts, "other_band"),
    )


def _odd_characters(facts: Facts) -> str:
    return say_n(
        "%(count)s character cannot be seen or only looks like the letter it stands for. Copying from a web page or PDF can "
        "leave such; before the text was judged it was taken out, or read as what it looks like.",
        "%(count)s characters cannot be seen or only look like the letters they stand for. Copying from a web page or "
        "PDF can leave them; before the text was judged they were taken out, or read as what they look like.",
        _number(facts, "count"), count=_count(facts, "count"),
    )  # fmt: skip


def _parts_left_out(facts: Facts) -> str:
    return say(
        "%(judged)s of %(words)s words were judged. Quotations, references, headings, lists, code and tables are not "
        "the writer's running prose.", judged=_count(facts, "judged"), words=_count(facts, "words"),
    )  # fmt: skip


def _small_reference(facts: Facts) -> str:
    return say(
        "Only %(texts)s human texts of this length were measured, so the rates here are rough.",
        texts=_count(facts, "reference_n"),
    )


def _calibration_expired(facts: Facts) -> tuple[str, str]:
    day = facts.get("valid_until") or say("an earlier day")
    return (
        say("They were valid until %(day)s; newer writing tools are not in them. Ask your administrator to update Caveat.",
            day=day),
        say("They were made before the newest writing tools."),
    )  # fmt: skip


def _second_language(facts: Facts) -> str:
    if not facts.get("n"):
        return say("How often writers in a second language are flagged has not been measured well enough.")
    values = {"texts": _count(facts, "n"), "flagged": _count(facts, "flagged"), "bound": in_100(facts.get("bound", 0))}
    if facts.get("language", "en") == "en":
        return say(
            "On %(texts)s English texts by second-language writers, %(flagged)s reached the first line (the real rate "
            "could be up to %(bound)s). Published detectors have flagged such writers far more often.", **values
        )  # fmt: skip
    return say(
        "On %(texts)s texts by second-language writers, %(flagged)s reached the first line (the real rate could be up to "
        "%(bound)s). Published detectors have flagged such writers far more often.", **values
    )  # fmt: skip


def _base_rate(facts: Facts) -> str:
    rate = in_100(facts.get("base_rate", 0))
    if facts.get("local"):
        return say(
            "The AI-likelihood assumes that %(rate)s such submissions are AI-written. Assume fewer and it falls. It was "
            "fitted on the built-in texts and not on your institution's own.", rate=rate
        )  # fmt: skip
    return say(
        "The AI-likelihood assumes that %(rate)s such submissions are AI-written. Assume fewer and it falls.", rate=rate
    )


def _model_small(facts: Facts) -> tuple[str, str]:
    return (
        say(
            "It runs without a graphics card and misses much that a larger one would see. A text it finds unremarkable "
            "may still be AI-written."
        ),
        say("It can be wrong in both directions."),
    )


# code -> (title, its sentence or what makes it of the facts; a pair is for the teacher and for the student)
_CAVEATS: dict[Code, tuple[str, str | Callable[[Facts], str | tuple[str, str]]]] = {
    Code.NOT_EVIDENCE: (N_("This is not evidence that anyone broke a rule."), _not_evidence),
    Code.FALSE_FLAGS: (N_("Human texts are flagged too."), _false_flags),
    Code.METHODS_DISAGREE: (
        N_("The methods do not agree."),
        N_("Some methods point one way and some another, so no single number should be leaned on."),
    ),
    Code.NEAR_THRESHOLD: (
        N_("This text lies close to a line."),
        N_("A few harmless edits could move this text to the other side of a line."),
    ),
    Code.UNSTABLE: (N_("Harmless edits change the answer."), _unstable),
    Code.ODD_CHARACTERS: (N_("The text holds hidden or look-alike characters."), _odd_characters),
    Code.PARTS_LEFT_OUT: (N_("Only part of the text was judged."), _parts_left_out),
    Code.DRIFT: (
        N_("The rates beside this score can no longer be promised."),
        N_(
            "Texts handed in lately differ from those the rates were measured on, so the stated false-flag rates no "
            "longer hold here. Ask your administrator for a new calibration."
        ),
    ),
    Code.SMALL_REFERENCE: (N_("The reference set is small."), _small_reference),
    Code.SHORT_TEXT: (
        N_("This text is short."),
        N_("The shorter a text, the less its style can tell. Give this number little weight."),
    ),
    Code.CALIBRATION_EXPIRED: (N_("The measurements behind this number are out of date."), _calibration_expired),
    Code.UNLIKE_REFERENCE: (
        N_("This kind of text was not measured."),
        N_(
            "It is unlike the texts that were measured, human or machine, so it was not placed in a band. Its rank was "
            "not measured on such texts either, and its AI-likelihood is only the assumed share: do not lean on them."
        ),
    ),
    Code.LANGUAGE_UNSURE: (
        N_("The language is not certain."),
        N_("The text may be in more than one language. All of it was compared with texts in one."),
    ),
    Code.SECOND_LANGUAGE: (N_("Writers in a second language:"), _second_language),
    Code.BASE_RATE: (N_("The AI-likelihood rests on an assumption."), _base_rate),
    Code.MODEL_SMALL: (N_("A small language model read this text."), _model_small),
    Code.ENCODING_GUESSED: (
        N_("The file's encoding was guessed."),
        N_("The file did not say how its letters are stored. Some may have been read wrongly."),
    ),
    Code.PAGES_WITHOUT_TEXT: (
        N_("Part of the file could not be read."),
        N_("Some pages hold pictures only. What is on them was not judged."),
    ),
    Code.MIXED_TEXT: (
        N_("Mixed writing often goes unseen."),
        N_("Texts partly written and partly generated or edited are the hardest case; this number can miss them."),
    ),
}
