"""Of each band: what it is, what it is not, what can make it wrong, what to do."""

# ruff: noqa: E501 - sentences as they are read

from plugin.domain.language import N_, Spoken
from plugin.domain.score import Band

BANDS: Spoken[Band, tuple[str, str, str, str]] = Spoken(
    {
        Band.UNREMARKABLE: (
            N_("The text reads much like the human texts of its kind that were measured. It crossed no line."),
            N_("It does not show who wrote the text. About half of the part-human, part-AI texts in our own tests, and "
               "15 in 100 of the AI texts, came out unremarkable."),
            N_("Careful editing, a paraphrasing tool or a newer writing tool can make AI text read like this."),
            N_("Nothing follows from it. Read and mark the work as you would any other."),
        ),
        Band.ELEVATED: (
            N_("The text reads more machine-like than most comparable human texts. The line is drawn where 5 in 100 human "
               "texts cross it."),
            N_("It is not evidence. In a class of forty honest writers, about two can be expected above this line."),
            N_("Formal or formulaic writing, a second language, translation, grammar tools and texts close to well-known "
               "sources all read more machine-like."),
            N_("Take it as a reason to read closely and perhaps to ask about drafts. On its own it carries little weight."),
        ),
        Band.STRONG: (
            N_("The text reads more machine-like than nearly all comparable human texts. The line is drawn where 1 in 100 "
               "human texts cross it; the report gives the upper bound of that rate."),
            N_("It is not a finding. Human texts do end up here, and more of them where the writing is unlike what was "
               "measured."),
            N_("The rate holds for writing like the reference texts. Short technical answers and encyclopaedic prose were "
               "flagged far more often in our tests."),
            N_("Talk with the student, look at drafts and notes together, and listen. Decide on what you learn there."),
        ),
        Band.CANNOT_TELL: (
            N_("What was measured does not point one way: methods disagree, the text lies close to a line, harmless edits "
               "change the answer, or the text is unlike everything that was measured."),
            N_("It is not a weaker form of a flag. It is an answer of its own, and says nothing against the writer."),
            N_("In our own tests 10 in 100 human texts and 20 in 100 AI texts had this answer."),
            N_("Leave the numbers aside. If something else about the text raises a question, ask it without them."),
        ),
        Band.NOT_SCORED: (
            N_("No number is given: the text is too short, could not be read, is in a language without measurements, or the "
               "assignment allows the use of AI freely."),
            N_("It says nothing about the text or its writer. An invented number would be worse than none."),
            N_("Sometimes the file and not the text is the reason: a scan, a password, an unusual format."),
            N_("Read the reason in the report. Where it is the file, ask for another; otherwise nothing needs to be done."),
        ),
    }
)  # fmt: skip
