"""Models that read beside the first one: an observer for the methods of a pair, and a classifier."""

from dataclasses import dataclass, replace
from pathlib import Path

from workers.scoring.calibration import Calibration
from workers.scoring.classifier import Classifier, load_classifier
from workers.scoring.language_model import LanguageModel, load_observer


@dataclass(frozen=True)
class Companions:
    observer: LanguageModel | None = None
    classifier: Classifier | None = None

    @property
    def keys(self) -> dict[str, str]:
        """What a calibration made with these holds as its `companions`."""
        observer = {"observer": self.observer.identity.sha256} if self.observer is not None else {}
        return observer | ({"classifier": self.classifier.key} if self.classifier is not None else {})

    def unmeasured(self, calibration: Calibration) -> tuple[str, ...]:
        """Those whose numbers would mean nothing: no reference text was read by exactly them, beside this model."""
        held = calibration.raw.get("companions", {})
        return tuple(role for role, key in self.keys.items() if held.get(role) != key)

    def measured(self, calibration: Calibration) -> "Companions":
        return replace(self, **dict.fromkeys(self.unmeasured(calibration)))


ALONE = Companions()


def load_companions(
    beside: LanguageModel, observer: str | None, classifier: str | None, ai_label: str | None, cache_dir: Path
) -> Companions:
    """By name, on the device and at the dtype of the first. Raises ModelError."""
    device, dtype = beside.identity.device, beside.identity.dtype
    return Companions(
        load_observer(observer, cache_dir, beside) if observer else None,
        load_classifier(classifier, ai_label, cache_dir, device, dtype) if classifier else None,
    )
