"""CAVEAT_MODEL_<LANGUAGE> and CAVEAT_CALIBRATION_<LANGUAGE>: models for languages beside the default one."""

import re
from collections.abc import Mapping
from pathlib import Path

from plugin.config_error import ConfigError
from plugin.domain.languages import LanguageSetting

_PREFIXES = _MODEL, _CALIBRATION = "CAVEAT_MODEL_", "CAVEAT_CALIBRATION_"
_LANGUAGE = re.compile("[A-Z]{2}|ZH_HANT")


class LanguageError(ConfigError):
    """What is wrong, by its name."""


def language_settings(env: Mapping[str, str], data_dir: Path) -> tuple[LanguageSetting, ...]:
    """In the order of their codes. Raises LanguageError: half a setting would leave a language silently unscored."""
    named = {name.removeprefix(p) for p in _PREFIXES for name, value in env.items() if value and name.startswith(p)}
    return tuple(_setting(language, env, data_dir) for language in sorted(named))


def _setting(language: str, env: Mapping[str, str], data_dir: Path) -> LanguageSetting:
    if not _LANGUAGE.fullmatch(language):
        raise LanguageError(
            f"{_MODEL}{language} or {_CALIBRATION}{language} names no language: use two letters (ISO 639-1), as ZH, "
            "or ZH_HANT for Chinese in traditional characters."
        )
    missing = [prefix + language for prefix in _PREFIXES if not env.get(prefix + language)]
    if missing:
        raise LanguageError(f"{missing[0]} is missing: a language needs its model and its calibration, both.")
    file = _file(env[_CALIBRATION + language], data_dir)
    return LanguageSetting(language.lower().replace("_", "-"), env[_MODEL + language], file)


def _file(name: str, data_dir: Path) -> Path:
    """A bare name is looked for in the data folder."""
    file = Path(name if name.endswith(".json") else f"{name}.json")
    return data_dir / "calibrations" / file if len(file.parts) == 1 else file
