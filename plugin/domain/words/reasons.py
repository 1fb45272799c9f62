"""Why there is no score, in words."""

# ruff: noqa: E501 - sentences as they are read

from plugin.domain.language import N_, Spoken
from plugin.domain.score import Reason

# For each reason: to the teacher, to the student, and what the student can do next.
REASONS: Spoken[Reason, tuple[str, str]] = Spoken(
    {
        Reason.EMPTY: (
            N_("The document holds no text."),
            N_("Your document holds no text. Check it and hand it in again."),
        ),
        Reason.TOO_SHORT: (
            N_("The text is too short for its style to say anything."),
            N_("Your text was received. It is too short to be compared, which is nothing against you."),
        ),
        Reason.TOO_LONG: (
            N_("The text is longer than Caveat judges."),
            N_("Your text was received. It is too long to be compared, which is nothing against you."),
        ),
        Reason.UNSUPPORTED_TYPE: (
            N_("The file is not of a type that Caveat reads (txt, docx, pdf)."),
            N_("This file type cannot be read. Save your text as .docx, .pdf or .txt and hand it in again."),
        ),
        Reason.UNREADABLE: (
            N_("The file is damaged or not what its type says."),
            N_("Your file could not be opened. Save it anew as .docx, .pdf or .txt and hand it in again."),
        ),
        Reason.ENCRYPTED: (
            N_("The file is protected by a password."),
            N_("Your file is protected by a password. Remove the password and hand it in again."),
        ),
        Reason.NO_TEXT_LAYER: (
            N_("The file holds pictures of pages and no text."),
            N_(
                "Your file holds pictures of pages and no text. Export it from your word processor and hand it in again."
            ),
        ),
        Reason.TOO_LARGE_INSIDE: (
            N_("The file unpacks to far more than a text, and was not opened."),
            N_(
                "Your file is too large inside to be opened. Save the text alone as .docx, .pdf or .txt and hand it in again."
            ),
        ),
        Reason.READING_TIMED_OUT: (
            N_("Reading the file took too long and was stopped."),
            N_("Your file took too long to read. Save the text alone as .docx, .pdf or .txt and hand it in again."),
        ),
        Reason.LANGUAGE_UNKNOWN: (
            N_(
                "The text is in more than one language, or which one could not be told: there is nothing to compare it with."
            ),
            N_("Your text was received. It could not be told to be in one language, so it was not compared."),
        ),
        Reason.LANGUAGE_NOT_CALIBRATED: (
            N_(
                "No measurements exist for this language, so no number would be honest. "
                "Your administrator can give Caveat a model and measurements for it."
            ),
            N_("Your text was received. Texts in this language are not compared."),
        ),
        Reason.NOT_PROSE: (
            N_("This is mostly lists, code, numbers or repetition rather than prose, so it was not judged."),
            N_("Your text was received. It is not running prose, so it was not compared."),
        ),
        Reason.MOSTLY_QUOTES: (
            N_(
                "This is mostly quotations. Too little of the writer's own prose is left for its style to say anything."
            ),
            N_(
                "Your text was received. It is mostly quotations, so it was not compared, which is nothing against you."
            ),
        ),
        Reason.MOSTLY_REFERENCES: (
            N_(
                "This is mostly references. Too little of the writer's own prose is left for its style to say anything."
            ),
            N_(
                "Your text was received. It is mostly references, so it was not compared, which is nothing against you."
            ),
        ),
        Reason.MOSTLY_LISTS: (
            N_("This is mostly lists. Too little of the writer's own prose is left for its style to say anything."),
            N_("Your text was received. It is mostly lists, so it was not compared, which is nothing against you."),
        ),
        Reason.MOSTLY_CODE: (
            N_(
                "This is mostly code or formulas. Too little of the writer's own prose is left for its style to say anything."
            ),
            N_(
                "Your text was received. It is mostly code or formulas, so it was not compared, which is nothing against you."
            ),
        ),
        Reason.MOSTLY_TABLES: (
            N_("This is mostly tables. Too little of the writer's own prose is left for its style to say anything."),
            N_("Your text was received. It is mostly tables, so it was not compared, which is nothing against you."),
        ),
        Reason.AI_USE_ALLOWED: (
            N_("This assignment allows AI use freely, so there is nothing to compare."),
            N_("Your text was received. AI use is free in this assignment, so it was not compared."),
        ),
    }
)

FAILURES: Spoken[str, str] = Spoken(
    {
        "worker_lost": N_("Scoring stopped twice without an answer. Ask your administrator to look at the queue."),
        "time_limit": N_("Scoring took too long and was stopped. Ask your administrator to look at the queue."),
        "file_missing": N_("The stored file is missing or changed. Ask your administrator to look at the file store."),
        "machine": N_(
            "The machine that scores could not do its work for two days. Ask your administrator to look at the queue."
        ),
        "read_since": N_("A newer version has read this text meanwhile: look at that report."),
        "internal": N_("Scoring stopped with an error. Ask your administrator to look at the worker's log."),
        "calibration_missing": N_(
            "The calibration that this text was to be compared with is missing. "
            "Ask your administrator to look at Calibrations."
        ),
        "calibration_damaged": N_(
            "The calibration that this text was to be compared with is damaged. "
            "Ask your administrator to look at Calibrations."
        ),
        "calibration_mismatch": N_(
            "The calibration that this text was to be compared with belongs to another model or version. "
            "Ask your administrator to look at Calibrations."
        ),
    }
)
