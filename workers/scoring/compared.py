"""One model, compared with whichever calibration is asked for: the same weights and passes, other human texts.

Another calibration of the same model is a few hundred kilobytes of numbers, so a worker changes between them from one
text to the next, and needs no restart when an administrator chooses another.
"""

from collections import OrderedDict
from pathlib import Path

from workers.scoring.calibration import load_calibration
from workers.scoring.local_calibration import load_local
from workers.scoring.scorer import CALIBRATIONS, Scorer
from workers.scoring.scorers import Scorers

_MOST = 4  # kept at once


class Compared:
    """`loaded` is what the worker was started with, beside the local calibration `name` ("" for the built-in one);
    `folder` holds the local calibrations by name."""

    def __init__(self, loaded: Scorer | Scorers, name: str, folder: Path):
        self.loaded, self._name, self._folder = loaded, name, folder
        self._default = loaded.default if isinstance(loaded, Scorers) else loaded
        self._built_in: Scorer | None = None
        self._made: OrderedDict[tuple[str, int], Scorer] = OrderedDict()

    @property
    def built_in(self) -> Scorer:
        """With the built-in calibration, which local ones are made beside. Raises CalibrationError."""
        if self._built_in is None:
            self._built_in = self._default
            if self._default.calibration.is_local:
                found = load_calibration(CALIBRATIONS, self._default.model.identity.sha256)
                self._built_in = self._default.compared_with(found)
        return self._built_in

    def by(self, name: str) -> Scorer | Scorers:
        """The same languages, with the local calibration `name`, "" for the built-in one. Raises CalibrationError."""
        if name == self._name:
            return self.loaded
        scorer = self._local(name) if name else self.built_in
        if isinstance(self.loaded, Scorers):
            return self.loaded.beside(scorer)
        return scorer

    def _local(self, name: str) -> Scorer:
        file = self._folder / f"{name}.json"
        key = (name, file.stat().st_mtime_ns if file.is_file() else 0)  # `caveat calibrate` may have made it anew
        if key not in self._made:
            base = self.built_in
            found = load_local(file, base.calibration, base.model.identity.dtype)
            self._made[key] = base.compared_with(found)
        self._made.move_to_end(key)
        while len(self._made) > _MOST:
            self._made.popitem(last=False)
        return self._made[key]
