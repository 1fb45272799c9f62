"""What lies in a folder, a ZIP or a file of JSON lines: texts with their authors, one at a time."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from plugin.domain.document import Unreadable
from plugin.domain.score import Reason
from workers.reading.read import read
from workers.scoring.calibration import CalibrationError

MAX_FILES = 10_000  # at one text a second on two cores, three hours
MAX_BYTES = 1024 * 1024 * 1024  # of all files together, unpacked
SUFFIXES = (".txt", ".docx", ".pdf")


class Other(StrEnum):
    """Why something found is no text to calibrate on, beside the reasons why a submission has no score."""

    OTHER_TYPE = "other_type"
    EXACT_DOUBLE = "exact_double"
    NEAR_DOUBLE = "near_double"
    SAME_AUTHOR = "same_author"


@dataclass(frozen=True)
class Found:
    """A text, or the reason why there is none. Without an author it counts as somebody's of their own."""

    text: str | Reason | Other
    author: str | None = None


def read_document(data: bytes, author: str | None) -> Found:
    """By the confined process that reads submissions too."""
    try:
        return Found(read(data).content, author)
    except Unreadable as error:
        return Found(error.reason, author)


def author_of(path: PurePosixPath) -> str | None:
    """A first-level folder is an author; a file beside it is one of its own."""
    return path.parts[0] if len(path.parts) > 1 else None


def is_clutter(path: PurePosixPath) -> bool:
    """What systems leave beside people's files: .DS_Store, ._essay.docx, __MACOSX."""
    return any(part.startswith((".", "__MACOSX")) for part in path.parts)


def too_many(what: str) -> CalibrationError:
    return CalibrationError(
        "too_many_texts",
        f"{what} holds more than {MAX_FILES:,} files.",
        "Draw a random part of them: 1,000 are plenty.",
    )


def too_large(what: str) -> CalibrationError:
    return CalibrationError(
        "too_large",
        f"{what} holds more than {MAX_BYTES // 2**20:,} MiB.",
        "Draw a random part of it: 1,000 essays are plenty.",
    )
