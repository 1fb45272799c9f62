"""Every code in words: one place, so that page, API and PDF say the same, and a test finds what has none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from plugin.domain.caveats import Caveat, Code
from plugin.domain.score import Band, Direction, LeftOutKind, OddityKind, Reason

Facts = Mapping[str, str | int | float]


@dataclass(frozen=True)
class Words:
    """A short bold sentence, and what it means, for the teacher and for the student."""

    title: str
    teacher: str
    student: str


def in_100(share: object) -> str:
    """0.0163 -> "1.6 in 100"; never more figures than the data carry."""
    number = 100 * float(str(share))
    return f"{number:.1f}".removesuffix(".0") + " in 100"


def _count(facts: Facts, name: str) -> str:
    return f"{int(facts.get(name, 0)):,}"


def _not_evidence(facts: Facts) -> Words:
    return Words(
        "This is not evidence that anyone broke a rule.",
        "It compares style with known texts. A person decides, after talking with the student.",
        "It compares style with known texts. A person decides, and you can answer.",
    )


def _false_flags(facts: Facts) -> Words:
    alpha, bound = in_100(facts.get("alpha", 0)), in_100(facts.get("bound", 0))
    n = _count(facts, "reference_n")
    texts = f"your institution's own {n} human" if facts.get("local") else f"{n} reference"
    said = (
        f"The line is drawn where {alpha} human texts cross it (at most {bound}, as far as "
        f"{texts} texts can tell). Other kinds of writing can be flagged more often."
    )
    return Words("Human texts are flagged too.", said, said)


def _methods_disagree(facts: Facts) -> Words:
    said = "Some methods point one way and some another, so no single number should be leaned on."
    return Words("The methods do not agree.", said, said)


def _near_threshold(facts: Facts) -> Words:
    said = "A few harmless edits could move this text to the other side of a line."
    return Words("This text lies close to a line.", said, said)


def _unstable(facts: Facts) -> Words:
    said = (
        f"Of {_count(facts, 'edits')} harmless edits (a sentence dropped, another spelling), "
        f"{_count(facts, 'other_band')} led to another answer."
    )
    return Words("Harmless edits change the answer.", said, said)


def _odd_characters(facts: Facts) -> Words:
    said = (
        f"{_count(facts, 'count')} characters cannot be seen or only look like the letters they stand for. Copying "
        "from a web page or PDF can leave them; they were taken out before the text was judged."
    )
    return Words("The text holds hidden or look-alike characters.", said, said)


def _parts_left_out(facts: Facts) -> Words:
    said = (
        f"{_count(facts, 'judged')} of {_count(facts, 'words')} words were judged. Quotations, references, headings, "
        "lists, code and tables are not the writer's running prose."
    )
    return Words("Only part of the text was judged.", said, said)


def _drift(facts: Facts) -> Words:
    said = (
        "Texts handed in lately differ from those the rates were measured on, so the stated false-flag rates no "
        "longer hold here. Ask your administrator for a new calibration."
    )
    return Words("The rates beside this score can no longer be promised.", said, said)


def _small_reference(facts: Facts) -> Words:
    said = f"Only {_count(facts, 'reference_n')} human texts of this length were measured, so the rates here are rough."
    return Words("The reference set is small.", said, said)


def _short_text(facts: Facts) -> Words:
    said = "The shorter a text, the less its style can tell. Give this number little weight."
    return Words("This text is short.", said, said)


def _calibration_expired(facts: Facts) -> Words:
    return Words(
        "The measurements behind this number are out of date.",
        f"They were valid until {facts.get('valid_until', 'an earlier day')}; newer writing tools are not in them. "
        "Ask your administrator to update Caveat.",
        "They were made before the newest writing tools.",
    )


def _unlike_reference(facts: Facts) -> Words:
    said = (
        "It is unlike the texts that were measured, human or machine, so it was not placed in a band. "
        "Its rank was not measured on such texts either, and its likelihood is only the assumed share: "
        "do not lean on them."
    )
    return Words("This kind of text was not measured.", said, said)


def _language_unsure(facts: Facts) -> Words:
    said = "The text may be in more than one language. All of it was compared with texts in one."
    return Words("The language is not certain.", said, said)


def _second_language(facts: Facts) -> Words:
    if not facts.get("n"):
        said = "How often writers in a second language are flagged has not been measured well enough."
    else:
        language = "English " if facts.get("language", "en") == "en" else ""
        said = (
            f"On {_count(facts, 'n')} {language}texts by second-language writers, {_count(facts, 'flagged')} "
            f"reached the first line (the real rate could be up to {in_100(facts.get('bound', 0))}). "
            "Published detectors have flagged such writers far more often."
        )
    return Words("Writers in a second language:", said, said)


def _base_rate(facts: Facts) -> Words:
    rate = in_100(facts.get("base_rate", 0))
    said = f"The likelihood assumes that {rate} such submissions are AI-written. Assume fewer and it falls."
    if facts.get("local"):
        said += " It was fitted on the built-in texts and not on your institution's own."
    return Words("The likelihood rests on an assumption.", said, said)


def _model_small(facts: Facts) -> Words:
    return Words(
        "A small language model read this text.",
        "It runs without a graphics card and misses much that a larger one would see. "
        "A text it finds unremarkable may still be AI-written.",
        "It can be wrong in both directions.",
    )


def _encoding_guessed(facts: Facts) -> Words:
    said = "The file did not say how its letters are stored. Some may have been read wrongly."
    return Words("The file's encoding was guessed.", said, said)


def _pages_without_text(facts: Facts) -> Words:
    said = "Some pages hold pictures only. What is on them was not judged."
    return Words("Part of the file could not be read.", said, said)


def _mixed_text(facts: Facts) -> Words:
    said = "Texts partly written and partly generated or edited are the hardest case; this number can miss them."
    return Words("Mixed writing often goes unseen.", said, said)


_CAVEATS: dict[Code, Callable[[Facts], Words]] = {
    Code.NOT_EVIDENCE: _not_evidence,
    Code.FALSE_FLAGS: _false_flags,
    Code.METHODS_DISAGREE: _methods_disagree,
    Code.NEAR_THRESHOLD: _near_threshold,
    Code.UNSTABLE: _unstable,
    Code.ODD_CHARACTERS: _odd_characters,
    Code.PARTS_LEFT_OUT: _parts_left_out,
    Code.DRIFT: _drift,
    Code.SMALL_REFERENCE: _small_reference,
    Code.SHORT_TEXT: _short_text,
    Code.CALIBRATION_EXPIRED: _calibration_expired,
    Code.UNLIKE_REFERENCE: _unlike_reference,
    Code.LANGUAGE_UNSURE: _language_unsure,
    Code.SECOND_LANGUAGE: _second_language,
    Code.BASE_RATE: _base_rate,
    Code.MODEL_SMALL: _model_small,
    Code.ENCODING_GUESSED: _encoding_guessed,
    Code.PAGES_WITHOUT_TEXT: _pages_without_text,
    Code.MIXED_TEXT: _mixed_text,
}


def caveat_words(caveat: Caveat) -> Words:
    return _CAVEATS[caveat.code](caveat.facts)


BAND_NAMES = {
    Band.UNREMARKABLE: "Unremarkable",
    Band.ELEVATED: "Elevated",
    Band.STRONG: "Strong",
    Band.CANNOT_TELL: "Cannot tell",
    Band.NOT_SCORED: "Not scored",
}

BAND_ANSWERS = {
    Band.UNREMARKABLE: "This text reads much like comparable human writing; that does not show who wrote it.",
    Band.ELEVATED: "This text reads more machine-like than most comparable human writing; "
    "that alone says little about how it was written.",
    Band.STRONG: "This text reads more machine-like than nearly all comparable human writing; "
    "that is a reason to talk, not a finding.",
    Band.CANNOT_TELL: "Caveat cannot tell: what it measured does not point one way.",
    Band.NOT_SCORED: "Caveat gives no score for this submission.",
}


def _mostly(parts: str) -> tuple[str, str]:
    return (
        f"This is mostly {parts}. Too little of the writer's own prose is left for its style to say anything.",
        f"Your text was received. It is mostly {parts}, so it was not compared, which is nothing against you.",
    )


# For each reason: to the teacher, to the student, and what the student can do next.
REASONS: dict[Reason, tuple[str, str]] = {
    Reason.EMPTY: ("The document holds no text.", "Your document holds no text. Check it and hand it in again."),
    Reason.TOO_SHORT: (
        "The text is too short for its style to say anything.",
        "Your text was received. It is too short to be compared, which is nothing against you.",
    ),
    Reason.TOO_LONG: (
        "The text is longer than Caveat judges.",
        "Your text was received. It is too long to be compared, which is nothing against you.",
    ),
    Reason.UNSUPPORTED_TYPE: (
        "The file is not of a type that Caveat reads (txt, docx, pdf).",
        "This file type cannot be read. Save your text as .docx, .pdf or .txt and hand it in again.",
    ),
    Reason.UNREADABLE: (
        "The file is damaged or not what its type says.",
        "Your file could not be opened. Save it anew as .docx, .pdf or .txt and hand it in again.",
    ),
    Reason.ENCRYPTED: (
        "The file is protected by a password.",
        "Your file is protected by a password. Remove the password and hand it in again.",
    ),
    Reason.NO_TEXT_LAYER: (
        "The file holds pictures of pages and no text.",
        "Your file holds pictures of pages and no text. Export it from your word processor and hand it in again.",
    ),
    Reason.TOO_LARGE_INSIDE: (
        "The file unpacks to far more than a text, and was not opened.",
        "Your file is too large inside to be opened. Save the text alone as .docx, .pdf or .txt and hand it in again.",
    ),
    Reason.READING_TIMED_OUT: (
        "Reading the file took too long and was stopped.",
        "Your file took too long to read. Save the text alone as .docx, .pdf or .txt and hand it in again.",
    ),
    Reason.LANGUAGE_UNKNOWN: (
        "The text is in more than one language, or which one could not be told: there is nothing to compare it with.",
        "Your text was received. It could not be told to be in one language, so it was not compared.",
    ),
    Reason.LANGUAGE_NOT_CALIBRATED: (
        "No measurements exist for this language, so no number would be honest. "
        "Your administrator can give Caveat a model and measurements for it.",
        "Your text was received. Texts in this language are not compared.",
    ),
    Reason.NOT_PROSE: (
        "This is mostly lists, code, numbers or repetition rather than prose, so it was not judged.",
        "Your text was received. It is not running prose, so it was not compared.",
    ),
    Reason.MOSTLY_QUOTES: _mostly("quotations"),
    Reason.MOSTLY_REFERENCES: _mostly("references"),
    Reason.MOSTLY_LISTS: _mostly("lists"),
    Reason.MOSTLY_CODE: _mostly("code or formulas"),
    Reason.MOSTLY_TABLES: _mostly("tables"),
}

FAILURES = {
    "worker_lost": "Scoring stopped twice without an answer. Ask your administrator to look at the queue.",
    "time_limit": "Scoring took too long and was stopped. Ask your administrator to look at the queue.",
    "file_missing": "The stored file is missing or changed. Ask your administrator to look at the file store.",
    "internal": "Scoring stopped with an error. Ask your administrator to look at the worker's log.",
}

DIRECTIONS = {
    Direction.MACHINE: "machine-like",
    Direction.HUMAN: "human",
    Direction.NEITHER: "neither",
}

# kind -> (several, one, why it was not judged)
LEFT_OUT = {
    LeftOutKind.QUOTE: ("Quotations", "quotation", "somebody else's words"),
    LeftOutKind.REFERENCES: ("References", "references", "a list of works"),
    LeftOutKind.HEADING: ("Headings", "heading", "too short to have a style"),
    LeftOutKind.LIST: ("Lists", "list", "items of a few words"),
    LeftOutKind.CODE: ("Code or formulas", "code or formula", "not sentences"),
    LeftOutKind.TABLE: ("Tables", "table", "labels and numbers"),
}

# kind -> (several, one, what was done with them)
ODDITIES = {
    OddityKind.HIDDEN: ("Characters that nobody sees", "hidden character", "taken out"),
    OddityKind.LOOK_ALIKE: ("Letters that only look Latin", "look-alike letter", "read as what they look like"),
    OddityKind.ODD_SPACE: ("Spaces of unusual kinds", "unusual space", "read as a space"),
}

# method -> (name, what it looks at)
METHODS = {
    "ensemble": ("All together", "probe, style and surprise pattern combined; the rank is taken on this"),
    "probe": ("Hidden-state probe", "patterns inside the language model while it reads"),
    "style": ("Style", "which short runs of letters the text uses, and how often"),
    "pattern": ("Surprise pattern", "how surprise rises and falls through the text"),
    "log_likelihood": ("Likelihood", "how expected the words are"),
    "perplexity": ("Perplexity", "how surprising the words are; low reads machine-like"),
    "burstiness": ("Burstiness", "how much surprise varies from sentence to sentence; low reads machine-like"),
    "log_rank": ("Log-rank", "how far down the model's list each word stood"),
    "lrr": ("Likelihood to rank ratio", "how the two compare"),
    "entropy": ("Entropy", "how undecided the model was at each word"),
    "curvature": ("Curvature (Fast-DetectGPT)", "how the words compare with what the model itself would write"),
    "gltr": ("Top-ten share (GLTR)", "how many words were among the model's first ten"),
    "surprisal_diversity": ("Surprisal spread", "how far surprise swings from word to word; low reads machine-like"),
    "lastde": ("Lastde", "how expected the words are, against how surprise moves at five scales"),
    "pair_curvature": ("Curvature, two models (Fast-DetectGPT)", "the words beside what a second model would write"),
    "binoculars": ("Binoculars", "surprise, against how much one model surprises another; low reads machine-like"),
    "classifier": ("Classifier", "what a model trained to tell the two apart says, in log-odds"),
}

GRADE_ANSWERS = {
    "no_gradebook": "The LMS gave Caveat no permission to write grades. Ask your administrator to allow it.",
    "no_line_item": "The LMS has no gradebook column for this assignment. Give it points, then launch again.",
    "test_user": "This is a test student; the gradebook has no row for it.",
    "not_enrolled": "The LMS does not take grades for this person (perhaps no longer enrolled).",
    "no_permission": "The LMS refused Caveat's permission to write this grade.",
    "no_token": "The LMS does not recognise Caveat. Ask your administrator to check the registration and its key.",
    "gone": "The gradebook column no longer exists. Launch the assignment from the LMS again.",
    "refused": "The LMS refused this grade.",
    "column_under_way": "Another grade is just making the gradebook column. Caveat tries again.",
    "no_attempts_left": "The LMS allows this student no further attempt.",
    "course_closed": "The course is closed or not yet open in the LMS; it takes no grades.",
    "grade_there": "The gradebook already holds another grade, which was not replaced.",
    "grade_removed": "The mark that was sent is no longer in the gradebook: somebody removed it, or gave a zero there.",
    "overtaken": "A later mark for another attempt of this student went out first; it was not replaced.",
    "unreachable": "The LMS did not answer. Caveat tries again.",
    "platform_error": "The LMS answered with an error. Caveat tries again.",
    "busy": "The LMS asked to wait. Caveat tries again.",
    "newer_there": "The gradebook changed at the same moment. Caveat tries again.",
    "sent": "In the gradebook.",
    "already_there": "In the gradebook.",
}
