"""Settings come from the environment, and what is wrong is said by its name."""

import pytest

from plugin import broker
from plugin.config import from_environment
from plugin.config_error import ConfigError
from plugin.lms.platform import SigningKey

GOOD = {"CAVEAT_SECRET_KEY": "x" * 32, "CAVEAT_BASE_URL": "https://caveat.example.edu/"}


def test_two_settings_are_enough() -> None:
    settings = from_environment(GOOD)
    assert settings.base_url == "https://caveat.example.edu"
    assert settings.host == "caveat.example.edu"
    assert settings.database_url.startswith("sqlite:///")
    assert settings.insecure_platforms is False


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"CAVEAT_SECRET_KEY": ""}, "CAVEAT_SECRET_KEY"),
        ({"CAVEAT_SECRET_KEY": "short"}, "CAVEAT_SECRET_KEY"),
        ({"CAVEAT_SECRET_KEY_FILE": "/nowhere/at/all"}, "CAVEAT_SECRET_KEY_FILE"),
        ({"CAVEAT_BASE_URL": ""}, "CAVEAT_BASE_URL"),
        ({"CAVEAT_BASE_URL": "caveat.example.edu"}, "CAVEAT_BASE_URL"),
        ({"CAVEAT_BASE_URL": "http://caveat.example.edu"}, "https"),
        ({"CAVEAT_BASE_RATE": "10"}, "CAVEAT_BASE_RATE"),
        ({"CAVEAT_BASE_RATE": "nan"}, "CAVEAT_BASE_RATE"),
        ({"CAVEAT_BASE_RATE": "often"}, "CAVEAT_BASE_RATE"),
        ({"CAVEAT_MAX_UPLOAD_BYTES": "0"}, "CAVEAT_MAX_UPLOAD_BYTES"),
        ({"CAVEAT_SWEEP_SECONDS": "-5"}, "CAVEAT_SWEEP_SECONDS"),
        ({"CAVEAT_TRUSTED_PROXIES": "all"}, "CAVEAT_TRUSTED_PROXIES"),
        ({"CAVEAT_SECRET_KEY_FALLBACKS": "too short"}, "CAVEAT_SECRET_KEY_FALLBACKS"),
        ({"CAVEAT_CALIBRATION": "../../etc/passwd"}, "letters, digits and dashes"),
        ({"CAVEAT_CLASSIFIER": "someone/detector"}, "CAVEAT_CLASSIFIER_AI_LABEL"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(change: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named):
        from_environment(GOOD | change)


def test_an_empty_setting_is_none() -> None:
    """A line of a settings file that was left empty: a data folder of no name would be wherever one stands."""
    names = ("DATA_DIR", "DATABASE_URL", "REDIS_URL", "MODEL", "DEVICE", "DTYPE", "BASE_RATE", "MAX_UPLOAD_BYTES",
             "FILES_URL", "CALIBRATION", "LANGUAGE", "ENCRYPT_FILES", "OIDC_ISSUER", "LOG_FORMAT",
             "TRUSTED_PROXIES")  # fmt: skip
    assert from_environment(GOOD | {f"CAVEAT_{name}": "" for name in names}) == from_environment(GOOD)


def test_the_secret_may_stand_in_a_file(tmp_path: object) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "secret"
    file.write_text("y" * 40 + "\n")
    assert from_environment({**GOOD, "CAVEAT_SECRET_KEY_FILE": str(file)}).secret_key == "y" * 40


def test_another_model_of_any_kind_is_another_detector() -> None:
    beside = {"CAVEAT_OBSERVER": "a/base", "CAVEAT_CLASSIFIER": "a/detector", "CAVEAT_CLASSIFIER_AI_LABEL": "0"}
    changes: list[dict[str, str]] = [
        {}, {"CAVEAT_MODEL": "a/model"}, {"CAVEAT_OBSERVER": "a/base"}, beside, beside | {"CAVEAT_OBSERVER": ""},
        beside | {"CAVEAT_CLASSIFIER_AI_LABEL": "1"}, beside | {"CAVEAT_CLASSIFIER": "b/detector"},
        {"CAVEAT_CALIBRATION": "ours"}, {"CAVEAT_CALIBRATION": "theirs"},
    ]  # fmt: skip
    found = [from_environment(GOOD | change).detector_id for change in changes]
    assert found[0] == "caveat-1/embedded"
    assert len(set(found)) == len(changes)


def test_a_detector_fits_its_column_however_long_the_names() -> None:
    folders = [{"CAVEAT_MODEL": "/models/" + "x" * 300, "CAVEAT_OBSERVER": name} for name in ("a/base", "b/base")]
    found = {from_environment(GOOD | names).detector_id for names in folders}
    assert len(found) == 2
    assert all(len(detector) <= 255 for detector in found)


def test_a_local_calibration_lies_in_the_data_folder() -> None:
    from pathlib import Path

    assert from_environment(GOOD).calibration_file is None
    found = from_environment(GOOD | {"CAVEAT_CALIBRATION": "our-essays", "CAVEAT_DATA_DIR": "/srv/caveat"})
    assert found.calibration_file == Path("/srv/caveat/calibrations/our-essays.json")


@pytest.mark.parametrize(
    "change",
    [{"CAVEAT_METRICS_TOKEN": "short"}, {"CAVEAT_METRICS_PORT": "9100"}, {"CAVEAT_LOG_FORMAT": "xml"},
     {"CAVEAT_LOG_LEVEL": "debug"}, {"CAVEAT_METRICS_PORT": "70000"}],
    ids=str,
)  # fmt: skip
def test_a_way_to_watch_that_cannot_be_used_is_named(change: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=next(iter(change))):
        from_environment(GOOD | change)


def test_nothing_is_served_or_sent_unless_it_is_asked_for() -> None:
    watch = from_environment(GOOD).watch
    assert (watch.metrics_token, watch.metrics_port, watch.sentry_dsn) == ("", 0, "")


def test_whoever_shows_the_settings_shows_no_secret() -> None:
    """A traceback that is printed with its values, say."""
    hidden = {"CAVEAT_DATABASE_URL": "postgresql://caveat:hush-1@db/caveat", "CAVEAT_REDIS_URL": "redis://:hush-2@r/0",
              "CAVEAT_SECRET_KEY": "hush-3" * 6, "CAVEAT_METRICS_TOKEN": "hush-4" * 6}  # fmt: skip
    settings = from_environment(GOOD | hidden)
    key = SigningKey("k1", "hush-5")
    assert "hush" not in repr((settings, broker.read(settings.redis_url), key))
