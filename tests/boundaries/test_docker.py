"""What the images promise: no torch in the web, nobody runs as root, every service can be watched."""

import json
import re
from pathlib import Path
from typing import Any

import compose_spec
import pytest
import yaml

from plugin import cli, queue
from plugin.cli_web import _GRACE_SECONDS
from plugin.config import Settings

DOCKER = Path(__file__).parents[2] / "docker"
COMPOSE: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yml").read_text())
OURS = {name: one for name, one in COMPOSE["services"].items() if one.get("image", "").startswith("caveat-")}
FILES = sorted(DOCKER.glob("*.Dockerfile"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_an_image_runs_as_a_user_of_its_own_and_is_built_in_two_stages(file: Path) -> None:
    last_stage = file.read_text().rsplit("\nFROM ", 1)[1]
    assert re.search(r"^USER 10001:10001$", last_stage, re.MULTILINE)
    assert "pip install" not in last_stage


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_install_is_held_to_the_constraints(file: Path) -> None:
    text = file.read_text().replace("\\\n", " ")
    for command in re.findall(r"pip install ([^|&;\n]*)", text):
        assert "-c constraints.txt" in command or '"$wanted"' in command


def test_the_web_image_holds_no_worker() -> None:
    text = (DOCKER / "web.Dockerfile").read_text()
    assert "[worker]" not in text
    assert "HEALTHCHECK" in text


def test_the_worker_image_takes_a_cpu_or_a_cuda_build() -> None:
    assert "ARG TORCH=cpu" in (DOCKER / "worker.Dockerfile").read_text()
    gpu = yaml.safe_load((DOCKER / "compose.gpu.yml").read_text())
    assert gpu["services"]["scorer"]["deploy"]["resources"]["reservations"]["devices"][0]["driver"] == "nvidia"


def test_compose_runs_every_entry_by_a_verb_that_exists() -> None:
    verbs = set(cli._parser()._subparsers._group_actions[0].choices)  # type: ignore[union-attr,arg-type]
    commands = [service.get("command", [""]) for service in COMPOSE["services"].values()]
    run = {command[1] for command in commands if command[0] == "caveat"}
    assert run == {"migrate", "scorer", "courier"}
    assert run | {"web"} <= verbs


@pytest.mark.parametrize("overlay", [None, "compose.gpu.yml"])
def test_compose_is_what_the_compose_specification_allows(overlay: str | None) -> None:
    told = yaml.safe_load((DOCKER / overlay).read_text()) if overlay else COMPOSE
    found = compose_spec.PyCompose.from_json(json.dumps(told))
    if not overlay:
        found.validate()  # every network, volume and secret that is named is there


def test_every_setting_of_the_settings_file_reaches_every_process() -> None:
    decided = {"BASE_URL", "DATA_DIR", "SECRET_KEY_FILE", "DATABASE_URL", "DATABASE_PASSWORD_FILE", "REDIS_URL"}
    for service in OURS.values():
        assert service["env_file"] == [".env"]
        assert set(service["environment"]) == {f"CAVEAT_{name}" for name in decided}


def test_our_processes_may_do_nothing_but_their_work() -> None:
    assert set(OURS) == {"migrate", "web", "scorer", "courier"}
    for service in OURS.values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert service["mem_limit"]


def test_the_process_that_holds_texts_reaches_nothing_outside() -> None:
    reached = {name: service["networks"] for name, service in COMPOSE["services"].items()}
    assert COMPOSE["networks"]["inside"]["internal"] is True
    assert {name for name, networks in reached.items() if "outside" in networks} == {"web", "courier"}


def test_a_process_is_given_longer_to_stop_than_it_takes() -> None:
    longest = max(_GRACE_SECONDS, Settings.stop_seconds)
    for service in OURS.values():
        assert compose_spec.parse_duration(service["stop_grace_period"]) >= longest + 10


def test_every_queue_has_a_worker_that_listens() -> None:
    assert {queue.SCORE_QUEUE, queue.COURIER_QUEUE} == set(queue.QUEUE_OF.values())
    source = (Path(cli.__file__)).read_text()
    for name in (queue.SCORE_QUEUE, queue.COURIER_QUEUE):
        assert f'"-Q", "{name}"' in source


def test_the_database_and_the_broker_are_watched_and_keep_what_they_must() -> None:
    for name in ("postgres", "redis", "scorer", "courier"):
        assert "healthcheck" in COMPOSE["services"][name]
    assert COMPOSE["services"]["postgres"]["volumes"]
    assert set(COMPOSE["volumes"]) == {"database", "documents"}


def test_no_secret_stands_in_the_files() -> None:
    for file in filter(Path.is_file, DOCKER.rglob("*")):
        assert not re.search(r"(PASSWORD|SECRET_KEY)[ \t]*[=:][ \t]*['\"]?[A-Za-z0-9]{6,}", file.read_text()), file.name


def test_every_secret_is_a_file_that_git_and_the_images_leave_out() -> None:
    files = {Path(secret["file"].rpartition(":-")[2].strip("}")).name for secret in COMPOSE["secrets"].values()}
    assert files == {"secret_key", "database_password"}
    for ignored in (".gitignore", ".dockerignore"):
        lines = {line.strip("/") for line in (DOCKER.parent / ignored).read_text().splitlines()}
        assert {f"docker/{name}" for name in files} <= lines


def test_the_index_of_the_cpu_build_can_be_given_in_the_settings() -> None:
    """Without it the CPU image falls back to the CUDA build, several gigabytes more. No address stands in our files."""
    assert "PIP_EXTRA_INDEX_URL" in COMPOSE["services"]["scorer"]["build"]["args"]
    assert "\nPIP_EXTRA_INDEX_URL=\n" in (DOCKER / "env.example").read_text()
