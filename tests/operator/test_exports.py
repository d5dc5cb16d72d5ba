"""What `bouwsteen export --format objects` writes gives the same intent and the same plan as the tree, also by way of an API server."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import ryaml
from tests.operator.plans import plan_of
from tests.repository.places import ROOT

from bouwsteen.documents.workspaces import Workspace, load_workspace
from bouwsteen.engine.compilations import resolve_by_lock
from bouwsteen.formats.plan_json import plan_json
from bouwsteen.formats.stack_objects import write_objects
from bouwsteen.formats.writers import to_yaml
from bouwsteen.planning.plans import Plan
from bouwsteen_operator.catalog_objects import CatalogObjects
from bouwsteen_operator.objects import KINDS
from bouwsteen_operator.workspaces import build_workspace

if TYPE_CHECKING:
    from tests.cluster.clusters import Cluster
    from tests.support.clusters import Namespace

Objects = list[dict[str, Any]]
STACKS = sorted(each.parent.name for each in ROOT.glob("stacks/*/stack.yaml"))
PLACES = [
    (stack, environment)
    for stack in STACKS
    for environment in ryaml.loads((ROOT / "stacks" / stack / "stack.yaml").read_text(encoding="utf-8"))["spec"]["environments"]
]


@cache
def tree(stack: str) -> Workspace:
    workspace, diagnostics = load_workspace(ROOT, stacks=[stack])
    assert not diagnostics.has_errors
    return workspace


def export(workspace: Workspace, stack: str, environment: str) -> Objects:
    resolution, refused = resolve_by_lock(workspace, workspace.stacks[stack])
    assert refused is None
    assert resolution is not None
    return list(write_objects(workspace, resolution, resolution.arrange(environment)).objects)


def read(objects: Iterable[dict[str, Any]], stack: str) -> Workspace:
    """As the operator does."""
    found: dict[str, Objects] = {}
    for each in objects:
        found.setdefault(each["kind"], []).append(each)
    (stack_object,) = (each for each in found["Stack"] if each["metadata"]["name"] == stack)
    config_maps = {each["metadata"]["name"]: each for each in found.get("ConfigMap", ())}
    catalog = CatalogObjects.of(each for each in objects if not KINDS.get(each["kind"], KINDS["Stack"]).is_namespaced)
    workspace, resolved, problems = build_workspace(catalog, stack_object, found["Organisation"][0], found.get("Waiver", ()), config_maps)
    assert not problems.has_errors, problems.sorted()
    assert resolved is not None
    return workspace


def as_stored(objects: Objects) -> Objects:
    """As an API server keeps them: keys in another order, whole numbers without a point."""
    return [
        json.loads(json.dumps(each, sort_keys=True), parse_float=lambda text: float(text) if float(text) % 1 else int(float(text)))
        for each in objects
    ]


@cache
def expected_plan(stack: str, environment: str) -> Plan:
    return plan_of(tree(stack), stack, environment).plan


def assert_same(workspace: Workspace, stack: str, environment: str) -> None:
    expected, found = expected_plan(stack, environment), plan_of(workspace, stack, environment).plan
    assert found.intent_digest == expected.intent_digest
    assert found.digest == expected.digest
    assert without_order(plan_json(found)) == without_order(plan_json(expected))


def without_order(plan: dict[str, Any]) -> dict[str, Any]:
    """Changes that do not wait for each other stand in a plan in the order of keys, which an API server does not keep."""
    return {**plan, "changes": sorted(plan["changes"], key=lambda each: str(each["address"]))}


@pytest.mark.parametrize(("stack", "environment"), PLACES, ids=["/".join(each) for each in PLACES])
def test_objects_give_the_plan_of_the_tree(stack: str, environment: str) -> None:
    objects = as_stored(export(tree(stack), stack, environment))
    assert_same(read(objects, stack), stack, environment)


@pytest.mark.slow
@pytest.mark.cluster
def test_objects_give_the_plan_of_the_tree_by_way_of_an_api_server(kinds: Cluster, namespace: Namespace, tmp_path: Path) -> None:
    """Each stack in each environment, as `kubectl` writes its objects and the server keeps them."""
    for stack, environment in PLACES:
        objects = [in_namespace(each, namespace.name) for each in export(tree(stack), stack, environment)]
        file = tmp_path / f"{stack}-{environment}.yaml"
        file.write_text("".join(f"---\n{to_yaml(each)}" for each in objects), encoding="utf-8")
        told = kubectl(kinds, "apply", "--server-side", "--force-conflicts", "--field-manager=bouwsteen", "-f", str(file))
        assert "Warning" not in told
        stored = json.loads(kubectl(kinds, "get", "-f", str(file), "-o", "json"))["items"]
        assert len(stored) == len(objects)
        assert_same(read(stored, stack), stack, environment)
        # A Stack stands for one environment for as long as it is there.
        kinds.admin.delete(KINDS["Stack"].path(namespace.name, stack))


def in_namespace(each: dict[str, Any], namespace: str) -> dict[str, Any]:
    metadata = each["metadata"]
    return {**each, "metadata": {**metadata, "namespace": namespace}} if "namespace" in metadata else each


def kubectl(cluster: Cluster, *arguments: str) -> str:
    """What it prints; what it complains of is part of it."""
    from tests.cluster.builds import find_programs

    command = [str(find_programs().path("kubectl")), "--kubeconfig", str(cluster.kubeconfig), *arguments]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{arguments[0]} ends with {done.returncode}\n{done.stdout}{done.stderr}"
    assert done.stderr == ""
    return done.stdout
