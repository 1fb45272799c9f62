"""What a report beside a file in the platform says, in a few words: the platform shows them without our pages."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from plugin.domain import words
from plugin.domain.caveats import Caveat, Code
from plugin.domain.language import N_, Spoken, say
from plugin.domain.score import Band, Reason

TITLE = N_("How this text reads beside human writing")
RAISED = 3  # of 5; anything above 0 makes Canvas say "needs attention", which only a person may want
_SHOWN_CAVEATS = 3
_MORE = N_("The full report says how sure this is.")


class Progress(StrEnum):
    """processingProgress, as the platform calls it."""

    PENDING = "Pending"
    PROCESSING = "Processing"
    PROCESSED = "Processed"
    MANUAL = "PendingManual"
    FAILED = "Failed"


class AssetError(StrEnum):
    """The error codes that platforms know; after two of them Canvas offers to send the file again."""

    UNSUPPORTED = "UNSUPPORTED_ASSET_TYPE"
    TOO_LARGE = "ASSET_TOO_LARGE"
    TOO_SMALL = "ASSET_TOO_SMALL"
    EULA = "EULA_NOT_ACCEPTED"
    DOWNLOAD = "DOWNLOAD_FAILED"


@dataclass(frozen=True)
class AssetWords:
    """`result` stands in 15 characters; a colour goes with its words or not at all. "" is not said."""

    progress: Progress
    title: str = field(default_factory=lambda: say(TITLE))
    comment: str = ""
    result: str = ""
    colour: str = ""
    colour_words: str = ""
    error_code: str = ""
    visible_to_owner: bool = False


# No red: nothing that was measured is an alarm. All three stand off white by more than 4.5 to 1.
_COLOURS = {Band.UNREMARKABLE: "#5A6472", Band.ELEVATED: "#8A5A00", Band.STRONG: "#6B3FA0", Band.CANNOT_TELL: "#4B5563"}

ERRORS: Spoken[AssetError, str] = Spoken(
    {
        AssetError.UNSUPPORTED: N_("The file is not of a type that Caveat reads (txt, docx, pdf)."),
        AssetError.TOO_LARGE: N_("The file is larger than Caveat reads."),
        AssetError.TOO_SMALL: N_("The text is too short for its style to say anything."),
        AssetError.EULA: N_("The student has not accepted Caveat's terms of use, so the file was not fetched."),
        AssetError.DOWNLOAD: N_("The LMS did not hand out the file, or it was not the file that it had announced."),
    }
)
_ERROR_OF = {
    Reason.TOO_SHORT: AssetError.TOO_SMALL,
    Reason.EMPTY: AssetError.TOO_SMALL,
    Reason.UNSUPPORTED_TYPE: AssetError.UNSUPPORTED,
    Reason.TOO_LARGE_INSIDE: AssetError.TOO_LARGE,
    Reason.TOO_LONG: AssetError.TOO_LARGE,
}


def under_way(progress: Progress) -> AssetWords:
    return AssetWords(progress)


def failed(error: AssetError) -> AssetWords:
    return AssetWords(Progress.FAILED, comment=ERRORS[error], error_code=error.value)


def needs_a_person(why: str) -> AssetWords:
    return AssetWords(Progress.MANUAL, comment=why)


def unscorable(reason: Reason) -> AssetWords:
    """Those reasons that platforms have a code for are failures; the rest a person has to look at."""
    error = _ERROR_OF.get(reason)
    return failed(error) if error else needs_a_person(words.REASONS[reason][0])


def processed(band: Band, caveats: Sequence[Caveat], visible: bool) -> AssetWords:
    """The band in words and what must be said with it; never a number that could stand alone."""
    name = words.BAND_NAMES[band]
    return AssetWords(
        Progress.PROCESSED,
        comment="\n\n".join((words.BAND_ANSWERS[band], *_caveat_lines(caveats), say(_MORE))),
        result=name,
        colour=_COLOURS.get(band, ""),
        colour_words=name if band in _COLOURS else "",
        visible_to_owner=visible,
    )


def judged_first(visible: bool) -> AssetWords:
    """No band: whoever teaches would see it there before they said what they think of the text."""
    comment = say("It stands in the report, where teachers say what they think of the text first.")
    return AssetWords(Progress.PROCESSED, comment=comment, visible_to_owner=visible)


def _caveat_lines(caveats: Sequence[Caveat]) -> list[str]:
    """The first few, and how often human texts are flagged in any case."""
    first = list(caveats[:_SHOWN_CAVEATS])
    first += [caveat for caveat in caveats[_SHOWN_CAVEATS:] if caveat.code is Code.FALSE_FLAGS]
    return [f"{said.title} {said.teacher}" for said in map(words.caveat_words, first)]
