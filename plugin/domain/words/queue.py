"""What waits to go to LMSs, or to be fetched there, in words; and what a worker is for."""

from plugin.domain.job import problem_in_words
from plugin.domain.language import N_, Spoken
from plugin.domain.words.grades import GRADE_ANSWERS

# code of plugin.services.queue_state.Outgoing -> what it is
OUTGOING: Spoken[str, str] = Spoken(
    {
        "grades": N_("Marks to gradebooks"),
        "columns": N_("Changed gradebook columns"),
        "assets": N_("Files to fetch from LMSs"),
        "reports": N_("Reports to stand beside files"),
        "announcements": N_("News of submissions"),
        "terms": N_("Answers to terms of use"),
        "jobs": N_("Samples and calibrations"),
    }
)

# The last answer to a mark that was given up: nothing tries again by itself. Other codes: GRADE_ANSWERS.
_GIVEN_UP: Spoken[str, str] = Spoken(
    {
        "unreachable": N_("The LMS did not answer for days."),
        "platform_error": N_("The LMS answered with an error for days."),
        "busy": N_("The LMS asked to wait for days."),
        "newer_there": N_("The gradebook was changed at the same moment again and again."),
        "column_under_way": N_("The gradebook column was not made in days."),
    }
)

WORKERS: Spoken[str, str] = Spoken({"score": N_("Scorer"), "courier": N_("Courier")})

# reason of a run that failed -> what happened, and what an administrator does
_FAILED: Spoken[str, tuple[str, str]] = Spoken(
    {
        "worker_lost": (
            N_("Its worker stopped twice without an answer."),
            N_("Look at the scorer’s log: it may have run out of memory."),
        ),
        "time_limit": (N_("Reading it took too long and was stopped."), N_("Try it again when less is under way.")),
        "file_missing": (
            N_("The stored file is missing, or was changed."),
            N_("Is the folder of files there, and of the same day as the database?"),
        ),
        "machine": (
            N_("For two days files could not be read or written, or no process begun."),
            N_("Is a disk full, or the store of files away? Mend it, then try again."),
        ),
        "read_since": (
            N_("It was asked of a version that is at work no more, and a newer one has read the text."),
            N_("There is nothing to do."),
        ),
        "internal": (N_("The scorer met an error."), N_("Look at its log, then try it again.")),
    }
)


def refusal_in_words(state: str, code: str | None) -> str:
    """Of a mark that was refused or given up; "" for a code without words."""
    told = _GIVEN_UP if state == "given_up" and code in _GIVEN_UP else GRADE_ANSWERS
    return told.get(code or "", "")


def failure_in_words(reason: str | None) -> tuple[str, str]:
    return _FAILED[reason] if reason and reason in _FAILED else problem_in_words(reason or "internal")
