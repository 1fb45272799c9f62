"""A language's files, as `caveat train` leaves them, for a tiny model."""

import json
from pathlib import Path

from plugin.domain.languages import LanguageSetting
from tests.scoring.made_up import raw, write_ensemble
from workers.scoring.language_model import weights_sha256


def write_language(folder: Path, model: Path, language: str = "zh", **other: object) -> LanguageSetting:
    for name in ("calibrations", "ensembles"):
        (folder / name).mkdir(exist_ok=True)
    numbers = raw(ensemble=write_ensemble(folder / "ensembles"), language=language, id=f"{language}-made-up")
    numbers |= {"model_sha256": weights_sha256(model)} | other
    file = folder / "calibrations" / f"{language}.json"
    file.write_text(json.dumps(numbers))
    return LanguageSetting(language, str(model), file)
