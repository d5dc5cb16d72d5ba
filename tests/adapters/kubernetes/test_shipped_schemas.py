"""Manifests held against the shapes of built-in kinds, where no cluster is asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.kubernetes import manifests
from tests.adapters.kubernetes.test_standings import PaperTown, definition
from tests.cluster import schemas
from tests.cluster.clusters import Cluster
from tests.cluster_faults.towns import resource

from bouwsteen.adapters.kubernetes import shipped_schemas
from bouwsteen.adapters.kubernetes.kinds import KINDS
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.workspaces import load_workspace
from bouwsteen.engine.compilations import CompiledBlocks
from bouwsteen.engine.expression_checks import check_blocks
from bouwsteen.errors import InvalidInputError

BLOCK = """\
apiVersion: bouwsteen.vlaanderen.be/v1alpha1
kind: BuildingBlock
metadata: {name: of-a}
spec:
  version: 1.0.0
  title: {nl: Objecten}
  owner: Tests
  parameters: {type: object, properties: {size: {type: integer, default: 1}, words: {type: string, default: ja}}}
  targets:
    kubernetes:
      fidelity: simulated
      resources:
        - id: web
          type: kubernetes/object
          with:
            manifest:
              apiVersion: apps/v1
              kind: Deployment
              metadata: {name: web}
              spec:
                replicas: "${parameters.size}"
                selector: {matchLabels: {app: web}}
                template:
                  metadata: {labels: {app: web}}
                  spec:
                    containers:
                      - name: web
                        image: "registry.example/${instance.name}:1"
                        ports: [{containerPort: 8080}]
                        resources: {limits: {cpu: 1, memory: 64Mi}}
                        livenessProbe: {httpGet: {path: /, port: http}}
"""


def write(tmp_path: Path, *edits: tuple[str, str]) -> PaperTown:
    town = PaperTown(tmp_path)
    town.want({"a": [resource({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}})]})
    text = BLOCK
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (town.root / "blocks" / "of-a" / "block.yaml").write_text(text)
    return town


def told(town: PaperTown) -> list[Diagnostic]:
    with pytest.raises(InvalidInputError) as refused:
        town.desired("test")
    return list(refused.value.diagnostics)


def place(text: str, of: str) -> tuple[int, int]:
    """Line and column, from 1, of what is written once."""
    before = text[: text.index(of)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def test_a_sound_manifest_passes(tmp_path: Path) -> None:
    assert write(tmp_path).desired("test").expansion is not None


@pytest.mark.parametrize(
    ("old", "new", "mark", "code", "words"),
    [
        ("replicas:", "replica:", "replica:", "unknown-field", "replicas"),
        ("containerPort: 8080", "containerport: 8080", "containerport", "unknown-field", "containerPort"),
        ('"${parameters.size}"', "veel", "veel", "wrong-type", "integer is expected"),
        ('"${parameters.size}"', '"${parameters.words}"', '"${parameters.words}"', "wrong-type", "integer is expected"),
        ("containerPort: 8080", 'containerPort: "8080"', '"8080"', "wrong-type", "integer is expected"),
        ("labels: {app: web}", "labels: {app: 4711}", "4711", "wrong-type", "string is expected"),
        ("- name: web\n                        image", "- image", "image", "missing-field", "name"),
        ("                replicas", "                size: 1\n                replicas", "size: 1", "unknown-field", "Known here"),
        (
            "              spec:\n                replicas",
            "              specs:\n                replicas",
            "specs:",
            "unknown-field",
            "spec",
        ),
        ("{containerPort: 8080}", "{containerPort: 8080, protocol: HTTP}", "HTTP", "invalid-value", "TCP"),
    ],
)
def test_a_field_that_no_server_knows_or_of_another_type_is_told_where_it_stands(
    tmp_path: Path, old: str, new: str, mark: str, code: str, words: str
) -> None:
    town = write(tmp_path, (old, new))
    found = next(each for each in told(town) if each.code == code)
    assert words in found.detail + found.remedy, found
    assert found.source is not None
    assert found.source.file == "blocks/of-a/block.yaml"
    text = BLOCK.replace(old, new)
    if code == "missing-field":
        assert found.source.line == place(text, mark)[0]
    else:
        assert (found.source.line, found.source.column) == place(text, mark)


def test_a_validation_tells_it_without_any_cluster(tmp_path: Path) -> None:
    town = write(tmp_path, ("replicas:", "replica:"))
    workspace, _ = load_workspace(town.root, stacks=[town.name])
    (found,) = check_blocks(workspace, CompiledBlocks(town.engine.types)).errors()
    assert (found.code, found.source and found.source.file) == ("unknown-field", "blocks/of-a/block.yaml")


def test_kinds_that_nobody_shipped_and_those_that_are_known_later_pass(tmp_path: Path) -> None:
    for edit in (("apps/v1", "example.test/v1"), ("kind: Deployment", 'kind: "${parameters.words}"')):
        assert write(tmp_path / edit[1][-4:].strip('"}'), edit, ("replicas:", "replica:")).desired("test").expansion is not None


MADE = (
    manifests.config_map,
    manifests.deployment,
    manifests.stateful_set,
    manifests.service,
    manifests.service_account,
    manifests.network_policy,
    manifests.disruption_budget,
    manifests.role,
    manifests.job,
    manifests.cron_job,
)
BARE: dict[str, Any] = {
    "apiVersion": "rbac.authorization.k8s.io/v1",
    "kind": "ClusterRole",
    "metadata": {"name": "some"},
    "rules": [],
    "aggregationRule": None,
}
SOUND = [*(make("some") for make in MADE), definition("town.example", "Bridge"), BARE]


@pytest.mark.parametrize("manifest", SOUND, ids=[str(each["kind"]) for each in SOUND])
def test_what_servers_take_passes(tmp_path: Path, manifest: Mapping[str, Any]) -> None:
    town = PaperTown(tmp_path)
    town.want({"a": [resource(manifest)]})
    assert town.desired("test").expansion is not None


def test_all_kinds_that_are_known_are_shipped_in_little_space() -> None:
    for api_version, kind in KINDS:
        manifest = {"apiVersion": api_version, "kind": kind, "metadata": {"name": "a"}, "nothing": 1}
        assert shipped_schemas.manifest_inputs({"manifest": manifest}) is not None, kind
    assert shipped_schemas.FILE.stat().st_size < 64 * 1024


@pytest.mark.cluster
def test_they_are_what_the_api_server_tells(cluster: Cluster) -> None:
    told = schemas.collect(cluster.admin)
    if told["server"] != shipped_schemas.server():
        pytest.skip(f"this cluster is {told['server']}, the shapes are of {shipped_schemas.server()}")
    assert shipped_schemas.write(told) == shipped_schemas.FILE.read_bytes(), "write them anew: python -m tests.cluster.schemas"
