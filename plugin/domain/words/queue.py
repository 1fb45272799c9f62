"""What waits to go to LMSs, or to be fetched there, in words; and what a worker is for."""

from plugin.domain.job import problem_in_words
from plugin.domain.language import N_, Spoken

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
        "internal": (N_("The scorer met an error."), N_("Look at its log, then try it again.")),
    }
)


def failure_in_words(reason: str | None) -> tuple[str, str]:
    return _FAILED[reason] if reason and reason in _FAILED else problem_in_words(reason or "internal")
