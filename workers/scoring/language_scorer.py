"""The scorer of a language that an administrator configured, or the reason why its files do not fit together."""

from collections.abc import Sequence
from pathlib import Path

from plugin.domain.languages import LanguageSetting
from workers.scoring.calibration import NOT_ONE, VERSIONS, Calibration, CalibrationError, read_calibration
from workers.scoring.ensemble import load_ensemble
from workers.scoring.language_model import load
from workers.scoring.scorer import Scorer, fitting
from workers.scoring.watermarks import WatermarkTest


def load_language(
    setting: LanguageSetting, cache_dir: Path, device: str, dtype: str, base_rate: float,
    watermarks: Sequence[WatermarkTest] = (),
) -> Scorer:  # fmt: skip
    """Raises ModelError or CalibrationError, each with what to do next."""
    calibration = _read(setting)
    _refuse_another_language(calibration, setting)
    model = load(setting.model, cache_dir, device, dtype)
    _refuse_another_model(calibration, setting, model.identity.sha256)
    weights = setting.calibration.parent.parent / "ensembles" / Path(str(calibration.raw["ensemble"]["file"])).name
    return Scorer(model, calibration, fitting(load_ensemble(weights), calibration), base_rate, watermarks=watermarks)


def _read(setting: LanguageSetting) -> Calibration:
    file = setting.calibration
    try:
        data = file.read_bytes()
    except OSError as error:
        raise _refused(setting, "calibration_missing", f"cannot be read at {file}") from error
    try:
        return read_calibration(data, needed=["language"])
    except NOT_ONE as error:
        raise _refused(setting, "calibration_damaged", "is broken off or no calibration") from error


def _refuse_another_language(calibration: Calibration, setting: LanguageSetting) -> None:
    if calibration.raw["language"] != setting.language:
        language = calibration.raw["language"]
        raise _refused(setting, "calibration_language", f"was made of texts in {language}, not {setting.language}")


def _refuse_another_model(calibration: Calibration, setting: LanguageSetting, sha256: str) -> None:
    """Numbers of one model say nothing of another's, nor those of texts that were read in another way."""
    if calibration.raw.get("model_sha256") != sha256:
        raise _refused(setting, "calibration_mismatch", f"was made with another model than {setting.model}")
    if tuple(calibration.raw.get("versions", ())) != VERSIONS:
        raise _refused(setting, "calibration_mismatch", "was made by a Caveat that read texts in another way")


def _refused(setting: LanguageSetting, code: str, why: str) -> CalibrationError:
    return CalibrationError(
        code,
        f"The calibration {setting.calibration.stem} for {setting.language} {why}.",
        "Make it with caveat train, with this model and language, or take the language's settings out.",
    )
