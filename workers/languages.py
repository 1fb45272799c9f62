"""The languages that an administrator configured, beside the default model."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from plugin.domain.errors import NamedError
from plugin.domain.languages import LanguageSetting

if TYPE_CHECKING:
    from workers.scoring.scorer import Scorer
    from workers.scoring.scorers import Scorers


def beside(default: "Scorer", settings: Sequence[LanguageSetting], cache_dir: Path, most: int) -> "Scorer | Scorers":
    """They read on the default's device and at its dtype, and look for the same watermarks."""
    if not settings:
        return default
    from workers.scoring.language_scorer import load_language
    from workers.scoring.scorers import Scorers

    identity = default.model.identity
    place = (cache_dir, identity.device, identity.dtype, default.base_rate, default.watermarks)
    return Scorers(default, {s.language: partial(load_language, s, *place) for s in settings}, most)


def named(error: Exception) -> str:
    """For the log, which must not quote a text: what kind of error, and which model or calibration is to blame."""
    return f"{type(error).__name__} {error}" if isinstance(error, NamedError) else type(error).__name__
