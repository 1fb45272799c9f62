"""What a scorer tells of itself, for the administration: its models, where they lie, what they are compared with."""

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from plugin.domain.languages import LanguageSetting
from plugin.services import calibrations
from plugin.store.session import Database

if TYPE_CHECKING:
    from workers.scoring.compared import Compared
    from workers.scoring.scorer import Scorer
    from workers.scoring.scorers import Scorers

log = logging.getLogger(__name__)


def scorer(loaded: "Scorer | Scorers", languages: Sequence[LanguageSetting]) -> dict[str, Any]:
    """JSON: names, digests and sizes in bytes."""
    default = _default(loaded)
    identity, companions = default.model.identity, default.companions
    roles = {"observer": companions.observer, "classifier": companions.classifier}
    return {
        "model": identity.name, "sha256": identity.sha256, "device": str(identity.device), "dtype": str(identity.dtype),
        "library": identity.library, "parameters": default.model.parameters, "context": default.model.context,
        "window": _window(), "memory": _memory(str(identity.device)), "unmeasured": list(default.unmeasured),
        "companions": {role: model.identity.name for role, model in roles.items() if model is not None},
        "calibration": default.calibration.id, "language": str(default.calibration.raw["language"]),
        "languages": {setting.language: setting.model for setting in languages},
        "watermarks": [mark.name for mark in default.watermarks],
    }  # fmt: skip


def record_calibrations(database: Database, loaded: "Scorer | Scorers", compared: "Compared") -> None:
    """The built-in one, and the one that the environment names. What cannot be told is no reason not to score."""
    from workers.calibrating.facts import facts_of

    try:
        default = _default(loaded)
        known = {one.id: one for one in (compared.built_in.calibration, default.calibration)}
        with database.session() as session:
            for name, one in known.items():
                calibrations.record(session, name, str(one.raw["language"]), facts_of(one))
    except Exception as error:  # noqa: BLE001
        log.warning("calibrations not told of: %s", type(error).__name__)


def _default(loaded: "Scorer | Scorers") -> "Scorer":
    found: Any = getattr(loaded, "default", loaded)  # without importing what loads torch
    return found  # type: ignore[no-any-return]


def _window() -> int:
    from workers.scoring import windows

    return windows.SIZE


def _memory(device: str) -> int:
    """What the models hold, in bytes: on the GPU as it counts them, else all that the process holds."""
    if device.startswith("cuda"):
        import torch

        return int(torch.cuda.memory_allocated(device))
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
