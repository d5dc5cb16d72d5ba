"""What an older version wrote is read by this one, and outlives its definitions being put over newer ones and back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import ryaml
from tests.operator.conftest import DEFINITIONS, install_kinds
from tests.support.clusters import own_cluster

from bouwsteen.documents.names import API_VERSION
from bouwsteen_operator.catalog_objects import CatalogObjects
from bouwsteen_operator.objects import KINDS
from bouwsteen_operator.workspaces import build_workspace

if TYPE_CHECKING:
    from tests.cluster.clusters import Cluster

VERSIONS = sorted(each for each in (Path(__file__).parent / "versions").iterdir() if each.is_dir())
EACH = pytest.mark.parametrize("version", VERSIONS, ids=[each.name for each in VERSIONS])


def objects_of(version: Path) -> dict[str, dict[str, Any]]:
    found = (ryaml.loads(file.read_text(encoding="utf-8")) for file in sorted((version / "objects").glob("*.yaml")))
    return {each["kind"]: each for each in found}


@EACH
def test_there_is_an_object_and_a_definition_of_each_kind(version: Path) -> None:
    assert objects_of(version).keys() <= KINDS.keys()
    assert {each["apiVersion"] for each in objects_of(version).values()} == {API_VERSION}
    definitions = {ryaml.loads(file.read_text(encoding="utf-8"))["spec"]["names"]["kind"] for file in (version / "crd").glob("*.yaml")}
    assert definitions == objects_of(version).keys()


@EACH
def test_an_old_object_still_loads(version: Path) -> None:
    for kind, each in objects_of(version).items():
        said = KINDS[kind].spec.model_validate_json(json.dumps(each["spec"]))
        assert said.model_dump(mode="json", by_alias=True, exclude_unset=True) == each["spec"]


@EACH
def test_an_old_stack_is_looked_at_and_told_what_it_lacks(version: Path) -> None:
    found = objects_of(version)
    workspace, resolved, problems = build_workspace(CatalogObjects.of([]), found["Stack"], found["Organisation"], [found["Waiver"]])
    assert resolved is not None
    assert workspace.stacks["town"].waivers
    assert {each.code for each in problems} == {"object-not-here", "files-not-here"}


@pytest.fixture(scope="module")
def alone() -> Iterator[Cluster]:
    """Definitions are for a whole cluster: who changes them has one of its own."""
    with own_cluster() as cluster:
        cluster.wait_ready()
        yield cluster


@pytest.mark.slow
@pytest.mark.cluster
@EACH
def test_objects_outlive_an_upgrade_and_a_downgrade(alone: Cluster, version: Path) -> None:
    api = alone.admin
    namespace = f"town-test-{VERSIONS.index(version)}"
    api.create("/api/v1/namespaces", {"metadata": {"name": namespace}})
    install_definitions(alone, version)
    made = {}
    for kind, each in objects_of(version).items():
        if KINDS[kind].is_namespaced:
            each["metadata"]["namespace"] = namespace
        made[kind] = api.create(KINDS[kind].path(namespace), each)
    for install in (install_kinds, lambda cluster: install_definitions(cluster, version), install_kinds):
        install(alone)
        for kind, before in made.items():
            now = api.get(KINDS[kind].path(namespace, before["metadata"]["name"]))
            assert (now["metadata"]["uid"], now["spec"]) == (before["metadata"]["uid"], before["spec"]), kind
    # What is there already may still be written by this version, also where it would be refused when it is new.
    for kind, before in made.items():
        path = KINDS[kind].path(namespace, before["metadata"]["name"])
        assert api.merge(path, {"metadata": {"labels": {"seen": "yes"}}})["spec"] == before["spec"]
        api.delete(path)


def install_definitions(cluster: Cluster, version: Path) -> None:
    for file in sorted((version / "crd").glob("*.yaml")):
        definition = ryaml.loads(file.read_text(encoding="utf-8"))
        cluster.admin.apply(f"{DEFINITIONS}/{definition['metadata']['name']}", definition, "bouwsteen-tests", force=True)
    plurals = {kind.plural for kind in KINDS.values()}
    cluster.wait(
        lambda: plurals <= {each["name"] for each in cluster.admin.get(f"/apis/{API_VERSION}")["resources"]}, "the older kinds are served"
    )
