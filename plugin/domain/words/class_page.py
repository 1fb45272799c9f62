"""What stands in the columns and choices of a class page, in words."""

from plugin.domain.class_view import JUDGE_FIRST, Marked, Sort, Work
from plugin.domain.language import N_, Spoken
from plugin.domain.outcome import Outcome

COLUMNS: Spoken[Sort, str] = Spoken(
    {
        Sort.STUDENT: N_("Student"),
        Sort.HANDED_IN: N_("Handed in"),
        Sort.BAND: N_("Band"),
        Sort.RANK: N_("Rank"),
        Sort.SHARE: N_("Share"),
        Sort.WORDS: N_("Words"),
        Sort.ATTEMPT: N_("Attempt"),
        Sort.REPLY: N_("Reply"),
        Sort.OUTCOME: N_("Outcome"),
        Sort.MARK: N_("Mark"),
    }
)

WORKS: Spoken[Work, str] = Spoken(
    {
        Work.HANDED_IN: N_("Handed in"),
        Work.NONE: N_("Not handed in yet"),
        Work.LATE: N_("Handed in after the due time"),
        Work.WAITING: N_("Not read yet"),
        Work.READ: N_("Read"),
        Work.STOPPED: N_("Could not be read"),
    }
)

MARKED: Spoken[Marked, str] = Spoken(
    {
        Marked.UNMARKED: N_("No mark yet"),
        Marked.HELD: N_("Held"),
        Marked.PENDING: N_("On its way"),
        Marked.SENT: N_("Sent"),
        Marked.NOT_DELIVERED: N_("Not delivered"),
    }
)

REPLIES: Spoken[str, str] = Spoken({"yes": N_("The student replied"), "no": N_("No reply")})

OUTCOME_NAMES: Spoken[str, str] = Spoken(
    {
        Outcome.CLEARED.value: N_("Cleared"),
        Outcome.ACKNOWLEDGED.value: N_("Acknowledged"),
        Outcome.UNCLEAR.value: N_("Unclear"),
        "none": N_("Nothing recorded"),
    }
)

# A row's text before there is a band to show.
RUN_STATES: Spoken[str, str] = Spoken(
    {
        "queued": N_("In the queue"),
        "running": N_("Being scored"),
        "failed": N_("Scoring stopped"),
        JUDGE_FIRST: N_("Judge first"),
    }
)
