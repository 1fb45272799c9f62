"""Settings: read once from the environment by an entry (web, scorer, courier, command), then handed down."""

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from plugin import broker
from plugin.address_settings import address_setting
from plugin.config_error import ConfigError
from plugin.domain.language import nearest
from plugin.domain.languages import LanguageSetting
from plugin.domain.reach import Reach
from plugin.domain.secret_key import SecretKey, newest_first
from plugin.file_settings import FileSettings, file_settings
from plugin.language_settings import language_settings
from plugin.oidc_settings import OidcSettings, oidc_settings
from plugin.reach_settings import campus_hosts
from plugin.secret_settings import secret_setting
from plugin.store import address
from plugin.watch_settings import WatchSettings, watch_settings

MEBIBYTE = 1024 * 1024
_LONGEST_ID = 255
_TRUE = {"1", "true", "yes", "on"}


@dataclass(frozen=True)
class Settings:
    """Everything that is decided when Caveat is deployed.

    secret_key signs form tokens and encrypts the tool's private keys at rest; a SecretKey knows those that it
    replaced. base_url is the tool's own public
    address without a slash at the end. base_rate is the assumed share (0-1) of AI-written submissions.
    insecure_platforms lets platforms be reached over http and on private addresses: for a demo or tests only.
    campus_hosts, as "host:port", may lie at private addresses, over https as all.
    language is that of what the platform shows beside files, where no reader's own is known. trusted_proxies: how many
    in front of the web add the address they were called from to X-Forwarded-For; 0 believes no such header.
    """

    data_dir: Path
    secret_key: str = field(repr=False)
    base_url: str
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    model: str = "embedded"
    device: str = "auto"
    dtype: str = "auto"
    observer: str = ""
    classifier: str = ""
    classifier_ai_label: str = ""
    base_rate: float = 0.10
    max_upload: int = 10 * MEBIBYTE
    insecure_platforms: bool = False
    campus_hosts: frozenset[str] = frozenset()
    visibility_timeout: int = 3600
    sweep_every: int = 60
    stop_seconds: int = 20
    calibration: str = ""
    languages: tuple[LanguageSetting, ...] = ()
    languages_loaded: int = 1
    oidc: OidcSettings | None = None
    language: str = "en"
    trusted_proxies: int = 0
    files: FileSettings = FileSettings()
    watch: WatchSettings = WatchSettings()

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"

    @property
    def jobs_dir(self) -> Path:
        """What administrators gave the scorer to read."""
        return self.data_dir / "jobs"

    @property
    def calibrations_dir(self) -> Path:
        return self.data_dir / "calibrations"

    @property
    def files_keys(self) -> list[str]:
        """What stored files are sealed with: the first seals, all of them open."""
        return [key for key in (self.files.key, *newest_first(self.secret_key)) if key]

    @property
    def cache_dir(self) -> Path:
        return self.data_dir / "cache"

    @property
    def calibration_file(self) -> Path | None:
        """Of the local calibration that is to be used; None for the built-in one."""
        return _calibration_file(self.data_dir, self.calibration) if self.calibration else None

    @property
    def detector_id(self) -> str:
        """What a run is asked for: a new model means new runs, the old ones stay. A long one is told by its hash: it
        stands in a column of 255 characters."""
        beside = {"observer": self.observer, "classifier": self.classifier, "label": self.classifier_ai_label,
                  "calibration": self.calibration}  # fmt: skip
        beside |= {setting.language: setting.key for setting in self.languages}
        told = f"caveat-1/{self.model}" + "".join(f"/{role}={name}" for role, name in beside.items() if name)
        return told if len(told) <= _LONGEST_ID else f"caveat-1/{hashlib.sha256(told.encode()).hexdigest()}"

    @property
    def reach(self) -> Reach:
        """Whom Caveat may call."""
        return Reach(self.insecure_platforms, self.campus_hosts)

    @property
    def launch_url(self) -> str:
        return self.base_url + "/lti/launch"

    @property
    def host(self) -> str:
        return urlsplit(self.base_url).netloc


def from_environment(env: Mapping[str, str] = os.environ) -> Settings:
    """Read `CAVEAT_*`, where an empty one counts as not set; raise ConfigError with the name of what is wrong."""
    data_dir = _data_dir(env)
    database_url, redis_url = _database(env, data_dir), _redis(env)
    return Settings(
        data_dir=data_dir,
        secret_key=_secret(env),
        base_url=_base_url(env),
        database_url=database_url,
        redis_url=redis_url,
        model=env.get("CAVEAT_MODEL") or "embedded",
        device=env.get("CAVEAT_DEVICE") or "auto",
        dtype=env.get("CAVEAT_DTYPE") or "auto",
        observer=env.get("CAVEAT_OBSERVER", ""),
        classifier=env.get("CAVEAT_CLASSIFIER", ""),
        classifier_ai_label=_ai_label(env),
        base_rate=base_rate(env),
        max_upload=_whole(env, "CAVEAT_MAX_UPLOAD_BYTES", 10 * MEBIBYTE),
        insecure_platforms=env.get("CAVEAT_INSECURE_PLATFORMS", "").lower() in _TRUE,
        campus_hosts=campus_hosts(env, database_url, redis_url),
        sweep_every=_whole(env, "CAVEAT_SWEEP_SECONDS", 60),
        stop_seconds=_whole(env, "CAVEAT_STOP_SECONDS", 20),
        calibration=_calibration(env),
        languages=languages(env),
        languages_loaded=languages_loaded(env),
        oidc=oidc_settings(env),
        language=_language(env),
        trusted_proxies=_whole(env, "CAVEAT_TRUSTED_PROXIES", 0, least=0),
        files=file_settings(env),
        watch=watch_settings(env),
    )


def base_rate(env: Mapping[str, str] = os.environ) -> float:
    """The assumed share of AI-written submissions, for commands that need no other setting."""
    return _share(env, "CAVEAT_BASE_RATE", 0.10)


def languages(env: Mapping[str, str] = os.environ) -> tuple[LanguageSetting, ...]:
    """Those with a model of their own, beside the default one."""
    return language_settings(env, _data_dir(env))


def _database(env: Mapping[str, str], data_dir: Path) -> str:
    """Tried here, as Redis's."""
    url = address_setting(env, "DATABASE", f"sqlite:///{data_dir / 'caveat.db'}")
    address.read(url)
    return url


def _redis(env: Mapping[str, str]) -> str:
    """Tried here, so that a mistake in it is said by its name before anything starts."""
    url = address_setting(env, "REDIS", "redis://127.0.0.1:6379/0")
    broker.read(url)
    return url


def languages_loaded(env: Mapping[str, str] = os.environ) -> int:
    """How many of these models stay loaded at once, which memory must allow."""
    return _whole(env, "CAVEAT_LANGUAGES_LOADED", 1)


def _language(env: Mapping[str, str]) -> str:
    found = nearest(env.get("CAVEAT_LANGUAGE") or "en")
    if not found:
        raise ConfigError("CAVEAT_LANGUAGE must be en or zh-Hans.")
    return found


def calibration_file(env: Mapping[str, str] = os.environ) -> Path | None:
    """Of the local calibration that is set, for commands that need no server; None when none is."""
    name = _calibration(env)
    return _calibration_file(_data_dir(env), name) if name else None


def new_calibration_file(name: str, env: Mapping[str, str] = os.environ) -> Path:
    """Where a local calibration of that name is kept."""
    return _calibration_file(_data_dir(env), _checked(name))


def is_calibration_name(name: str) -> bool:
    """It becomes a file's name: nothing that leads elsewhere may pass."""
    return bool(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}", name, re.ASCII))


def _checked(name: str) -> str:
    if not is_calibration_name(name):
        raise ConfigError("A calibration's name is made of letters, digits and dashes, 64 at most.")
    return name


def _calibration(env: Mapping[str, str]) -> str:
    name = env.get("CAVEAT_CALIBRATION", "")
    return _checked(name) if name else ""


def _calibration_file(data_dir: Path, name: str) -> Path:
    return data_dir / "calibrations" / f"{name}.json"


def _data_dir(env: Mapping[str, str]) -> Path:
    return Path(env.get("CAVEAT_DATA_DIR") or ".caveat").resolve()


def _secret(env: Mapping[str, str]) -> SecretKey:
    key = secret_setting(env, "CAVEAT_SECRET_KEY")
    older = secret_setting(env, "CAVEAT_SECRET_KEY_FALLBACKS").split()
    if min(map(len, (key, *older))) < 32:
        raise ConfigError(
            "CAVEAT_SECRET_KEY, or one of CAVEAT_SECRET_KEY_FALLBACKS, is missing or shorter than 32 characters. "
            "Set CAVEAT_SECRET_KEY to the output of: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return SecretKey(key, tuple(older))


def _base_url(env: Mapping[str, str]) -> str:
    url = env.get("CAVEAT_BASE_URL", "").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ConfigError(
            "CAVEAT_BASE_URL must be the address at which browsers reach Caveat, as https://caveat.example.edu"
        )
    # Browsers treat http://localhost as trustworthy; anywhere else a Secure cookie needs https.
    if parts.scheme == "http" and parts.hostname not in ("localhost", "127.0.0.1"):
        raise ConfigError("CAVEAT_BASE_URL must begin with https:// (http is for localhost alone).")
    return url


def _share(env: Mapping[str, str], name: str, default: float) -> float:
    try:
        value = float(env.get(name) or default)
    except ValueError:
        value = -1.0
    if not 0.0 < value < 1.0:
        raise ConfigError(f"{name} must be a number between 0 and 1, as 0.10")
    return value


def _ai_label(env: Mapping[str, str]) -> str:
    label = env.get("CAVEAT_CLASSIFIER_AI_LABEL", "")
    if env.get("CAVEAT_CLASSIFIER") and not label:
        raise ConfigError(
            "CAVEAT_CLASSIFIER_AI_LABEL must say which label of CAVEAT_CLASSIFIER means AI, by number or name: "
            "0 for OpenAI's GPT-2 detector. Nothing is guessed, for a flipped label turns every answer round."
        )
    return label


def _whole(env: Mapping[str, str], name: str, default: int, least: int = 1) -> int:
    value = env.get(name) or str(default)
    if not value.isdecimal() or int(value) < least:
        raise ConfigError(f"{name} must be a whole number, {least} or more")
    return int(value)
