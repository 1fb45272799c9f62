"""The manifests, rendered by kubectl itself and held against the schemas of Kubernetes: for one example and with every
component that can be added to it."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from sqlalchemy import text

from plugin import cli
from plugin.config import Settings
from plugin.store.files import FileStore
from plugin.store.session import Database
from tests.services.world import hand_in, make_world

FOLDER = Path(__file__).parents[2] / "docker" / "kubernetes"
KUBERNETES = "1.37"
OTHERS = "keda.sh/"  # kinds that Kubernetes has no schema for
OURS = ("caveat-web", "caveat-scorer", "caveat-courier")

Manifests = dict[tuple[str, str], dict[str, Any]]


def rendered(folder: Path) -> Manifests:
    """(kind, name) -> what is sent to the cluster."""
    command = [str(Path(sys.executable).parent / "kubectl"), "kustomize", str(folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    return {(one["kind"], one["metadata"]["name"]): one for one in yaml.safe_load_all(said.stdout)}


@pytest.fixture(scope="module")
def plain() -> Manifests:
    return rendered(FOLDER / "example")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Manifests:
    """The example with the lines in it that are commented out."""
    copy = tmp_path_factory.mktemp("kubernetes") / "all"
    shutil.copytree(FOLDER, copy)
    example = copy / "example" / "kustomization.yaml"
    example.write_text(example.read_text().replace("  # - ../", "  - ../"))
    return rendered(copy / "example")


@pytest.fixture(params=["plain", "full"])
def manifests(request: pytest.FixtureRequest) -> Manifests:
    found: Manifests = request.getfixturevalue(request.param)
    return found


def containers(manifests: Manifests) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Each with the pod that it is in."""
    for (kind, _), one in manifests.items():
        if kind == "Deployment":
            pod = one["spec"]["template"]["spec"]
            for container in [*pod.get("initContainers", []), *pod["containers"]]:
                yield pod, container


def pod(manifests: Manifests, name: str) -> dict[str, Any]:
    found: dict[str, Any] = manifests["Deployment", name]["spec"]["template"]["spec"]
    return found


def test_kubernetes_knows_every_field(manifests: Manifests) -> None:
    for one in manifests.values():
        if not one["apiVersion"].startswith(OTHERS):
            kubernetes_validate.validate(one, KUBERNETES, strict=True)


def test_every_component_is_in_the_example(full: Manifests) -> None:
    told = yaml.safe_load((FOLDER / "example" / "kustomization.yaml").read_text().replace("  # - ../", "  - ../"))
    assert {Path(name).name for name in told["components"]} == {one.name for one in (FOLDER / "components").iterdir()}
    assert {"ScaledObject", "TriggerAuthentication"} < {kind for kind, _ in full}


def test_a_field_that_is_not_there_would_be_seen(plain: Manifests) -> None:
    service = plain["Service", "caveat-web"]
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(service | {"spec": service["spec"] | {"selectr": {}}}, KUBERNETES, strict=True)


def test_every_pod_keeps_to_the_restricted_standard(manifests: Manifests) -> None:
    """kubernetes.io/docs/concepts/security/pod-security-standards, and a root file system that cannot be written."""
    for pod, container in containers(manifests):
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert pod["automountServiceAccountToken"] is False
        bound = container["securityContext"]
        assert bound["capabilities"] == {"drop": ["ALL"]}
        assert (bound["allowPrivilegeEscalation"], bound["readOnlyRootFilesystem"]) == (False, True)
        assert container["resources"]["limits"]["memory"]


def test_every_command_is_one_that_the_command_line_knows(manifests: Manifests) -> None:
    verbs = set(cli._parser()._subparsers._group_actions[0].choices)  # type: ignore[union-attr,arg-type]
    run = {c["command"][1] for _, c in containers(manifests) if c.get("command", [""])[0] == "caveat"}
    assert run == {"migrate", "web", "scorer", "courier"}
    assert run <= verbs


def test_every_process_migrates_first_and_waits_longer_than_it_takes_to_stop(manifests: Manifests) -> None:
    for name in OURS:
        assert [one["command"] for one in pod(manifests, name)["initContainers"]] == [["caveat", "migrate"]]
        assert pod(manifests, name)["terminationGracePeriodSeconds"] >= Settings.stop_seconds + 20


def test_secrets_come_from_a_secret_and_none_stands_in_the_manifests(manifests: Manifests) -> None:
    assert not [name for kind, name in manifests if kind == "Secret"]
    for name in OURS:
        (container,) = pod(manifests, name)["containers"]
        told = {one["name"]: one for one in container["env"]}
        assert told["CAVEAT_SECRET_KEY_FILE"]["value"] == "/run/secrets/caveat/secret_key"
        assert all("valueFrom" in told[one] for one in ("CAVEAT_DATABASE_URL", "CAVEAT_REDIS_URL"))


def test_the_web_is_probed_where_the_web_answers(manifests: Manifests) -> None:
    (web,) = pod(manifests, "caveat-web")["containers"]
    assert web["readinessProbe"]["httpGet"]["path"] == "/health/ready"
    assert web["livenessProbe"]["httpGet"]["path"] == web["startupProbe"]["httpGet"]["path"] == "/health/live"


def test_policies_and_budgets_name_pods_that_are_there(manifests: Manifests) -> None:
    labels = [one["spec"]["template"]["metadata"]["labels"] for (kind, _), one in manifests.items()
              if kind == "Deployment"]  # fmt: skip
    for (kind, name), one in manifests.items():
        wanted = one["spec"].get("podSelector" if kind == "NetworkPolicy" else "selector", {}).get("matchLabels") \
            if kind in ("NetworkPolicy", "PodDisruptionBudget") else None  # fmt: skip
        assert not wanted or any(wanted.items() <= found.items() for found in labels), name


def test_the_scorer_reaches_the_database_and_redis_alone(plain: Manifests) -> None:
    policies = [one["spec"] for (kind, _), one in plain.items() if kind == "NetworkPolicy"]
    reached = [
        rule for policy in policies if chosen(policy["podSelector"], "caveat-scorer")
        for rule in policy.get("egress", [])
    ]  # fmt: skip
    assert {port["port"] for rule in reached for port in rule["ports"]} == {53, 5432, 6379}


def chosen(selector: dict[str, Any], name: str) -> bool:
    by_name = [one["values"] for one in selector.get("matchExpressions", [])]
    wanted = selector.get("matchLabels", {})
    labels = {"app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "caveat"}
    return wanted.items() <= labels.items() and all(name in values for values in by_name)


def test_a_bucket_needs_no_volume_that_several_nodes_write_to(full: Manifests) -> None:
    assert not [name for kind, name in full if kind == "PersistentVolumeClaim"]
    for name in OURS:
        documents = next(one for one in pod(full, name)["volumes"] if one["name"] == "documents")
        assert set(documents) == {"name", "emptyDir"}


def test_metrics_are_served_to_a_token_alone(full: Manifests, plain: Manifests) -> None:
    for name in OURS:
        (container,) = pod(full, name)["containers"]
        told = {one["name"]: one for one in container["env"]}
        assert told["CAVEAT_METRICS_TOKEN"]["valueFrom"]["secretKeyRef"] == {"name": "caveat", "key": "metrics_token"}
        assert int(told["CAVEAT_METRICS_PORT"]["value"]) in {port["containerPort"] for port in container["ports"]}
        assert "CAVEAT_METRICS_PORT" not in {one["name"] for one in pod(plain, name)["containers"][0]["env"]}


def test_a_gpu_is_asked_for_and_used(full: Manifests) -> None:
    (scorer,) = pod(full, "caveat-scorer")["containers"]
    assert scorer["resources"]["limits"]["nvidia.com/gpu"] == 1
    assert {"name": "CAVEAT_DEVICE", "value": "cuda"} in scorer["env"]
    assert "replicas" not in full["Deployment", "caveat-scorer"]["spec"]


def test_the_query_that_scales_counts_what_waits(full: Manifests, database: Database, files: FileStore) -> None:
    (trigger,) = full["ScaledObject", "caveat-scorer"]["spec"]["triggers"]
    with database.session() as session:
        hand_in(session, files, make_world(session))
        session.flush()
        assert session.execute(text(trigger["metadata"]["query"])).scalar_one() == 1
