"""Where the human texts are: a folder, a ZIP or a file of JSON lines, told by what is there."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from workers.calibrating.folder import in_folder
from workers.calibrating.found import Found
from workers.calibrating.lines import in_lines
from workers.calibrating.zipped import in_zip
from workers.scoring.calibration import CalibrationError


def gather(source: Path) -> Iterator[Found]:
    """Raises CalibrationError when there is nothing of the kind, or more than is taken."""
    if source.is_dir():
        return in_folder(source)
    try:
        if source.is_file():
            return in_zip(source) if source.suffix.lower() == ".zip" or zipfile.is_zipfile(source) else in_lines(source)
    except OSError as error:
        raise _unreadable(source) from error
    raise _unreadable(source)


def _unreadable(source: Path) -> CalibrationError:
    return CalibrationError("source_missing", f"{source} cannot be read.", "Name a folder, a .zip or a .jsonl file.")
