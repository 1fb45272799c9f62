"""The rooms and their arrows, kept by import-linter and by looking at what a fresh process really loads."""

import json
import subprocess
import sys

import pytest

ENVIRONMENT = {
    "CAVEAT_SECRET_KEY": "x" * 40,
    "CAVEAT_BASE_URL": "http://localhost:1",
    "CAVEAT_REDIS_URL": "redis://127.0.0.1:1/0",
}


def loaded_by(entry: str) -> set[str]:
    """Top-level and dotted names in sys.modules after `entry` was imported alone."""
    code = f"import {entry}, sys, json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_contracts_in_setup_cfg_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("entry", "never"),
    [
        ("plugin.web.app", {"torch", "transformers", "numpy", "workers"}),
        ("workers.courier", {"torch", "transformers", "flask", "workers.scoring", "plugin.web"}),
        ("workers.scorer", {"flask", "plugin.web", "torch"}),
        ("plugin.cli", {"torch", "flask", "workers"}),
        ("plugin.domain.report", {"sqlalchemy", "flask", "celery", "pylti1p3", "requests"}),
        ("workers.reading.child", {"torch", "sqlalchemy", "flask", "celery", "plugin.store"}),
    ],
)
def test_an_entry_loads_nothing_that_is_not_its_own(entry: str, never: set[str]) -> None:
    assert not loaded_by(entry) & never


def test_the_plugin_package_itself_is_empty() -> None:
    import plugin

    assert plugin.__file__ is not None
    with open(plugin.__file__) as file:
        assert file.read().strip() == ""
