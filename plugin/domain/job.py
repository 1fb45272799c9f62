"""Work that an administrator asks the scorer for: its kinds, its states, and why it may have failed."""

from enum import StrEnum

from plugin.domain.language import N_, Spoken


class JobKind(StrEnum):
    SAMPLE = "sample"
    CALIBRATE = "calibrate"


class JobState(StrEnum):
    """A running job goes back to the queue when its worker was lost, or when a part of it is done."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"

    @property
    def is_open(self) -> bool:
        return self in (JobState.QUEUED, JobState.RUNNING)


_ZIP_ANEW = N_("Make a ZIP of essays alone and upload that.")
_FEWER = N_("Draw a random part of it: 1,000 essays are plenty.")

# code -> (what happened, what to do next)
PROBLEMS: Spoken[str, tuple[str, str]] = Spoken(
    {
        "worker_lost": (N_("The worker stopped twice at this without an answer."), N_("Look at the worker’s log.")),
        "time_limit": (N_("This took too long and was stopped."), N_("Try it with less text.")),
        "file_missing": (N_("What was uploaded is no longer there."), N_("Upload it again.")),
        "internal": (N_("The worker met an error."), N_("Look at the worker’s log, then try again.")),
        "no_number": (N_("The model gives no number for one of these texts."), N_("Run caveat doctor.")),
        "too_few_texts": (
            N_("Too few of these texts can serve: a calibration needs 20, of as many authors."),
            N_("Add essays. A folder at the first level of the ZIP is one author."),
        ),
        "too_many_texts": (N_("The ZIP holds more than 10,000 files."), _FEWER),
        "too_large": (N_("The ZIP unpacks to more than 1 GiB."), _FEWER),
        "too_much_text": (N_("This is more text than can be held at once."), _FEWER),
        "zip_damaged": (N_("The ZIP cannot be unpacked."), N_("Make the ZIP anew and upload it again.")),
        "zip_unsafe_name": (N_("The ZIP holds a name that leads out of its folder."), _ZIP_ANEW),
        "zip_nested": (N_("The ZIP holds another archive."), N_("Unpack that first, then make the ZIP anew.")),
        "zip_encrypted": (N_("The ZIP holds a file with a password."), N_("Make the ZIP anew, without a password.")),
        "zip_bomb": (N_("The ZIP holds a file that unpacks to far more than an essay."), _ZIP_ANEW),
        "language_without_base": (
            N_("There is no built-in calibration for this language to rest on."),
            N_("Choose the language that the model reads."),
        ),
        "calibration_missing": (
            N_("The calibration in use is not where the worker looks for it."),
            N_("Switch back to the built-in one under Calibrations, or put its file back."),
        ),
        "calibration_damaged": (
            N_("The calibration in use is broken off or was edited."),
            N_("Switch back to the built-in one under Calibrations, or make yours anew."),
        ),
        "calibration_mismatch": (
            N_("The calibration in use belongs to another model, or to another version of Caveat."),
            N_("Switch back to the built-in one under Calibrations, or make yours anew."),
        ),
    }
)


def problem_in_words(code: str) -> tuple[str, str]:
    return PROBLEMS[code if code in PROBLEMS else "internal"]
