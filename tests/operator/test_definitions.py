"""The committed definitions are those of the models, and the API server takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import ryaml

from bouwsteen_operator.crds import FOLDER, file_name, write_definition
from bouwsteen_operator.objects import KINDS, Kind

if TYPE_CHECKING:
    from tests.cluster.clusters import Cluster


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_definition_is_what_the_models_say(kind: Kind) -> None:
    committed = (FOLDER / file_name(kind)).read_text(encoding="utf-8")
    assert committed == write_definition(kind), "Write them again: python -m bouwsteen_operator.crds"


def test_no_other_definition_lies_there() -> None:
    assert {file.name for file in FOLDER.iterdir()} == {file_name(kind) for kind in KINDS.values()}


@pytest.mark.cluster
def test_the_api_server_serves_each_kind(kinds: Cluster) -> None:
    served = kinds.admin.get("/apis/bouwsteen.vlaanderen.be/v1alpha1")["resources"]
    found = {each["name"]: (each["kind"], each["namespaced"], each.get("categories")) for each in served if "/" not in each["name"]}
    assert found == {kind.plural: (kind.name, kind.is_namespaced, ["bouwsteen"]) for kind in KINDS.values()}
    assert {each["name"] for each in served if "/" in each["name"]} == {"stacks/status", "blockinstances/status"}


@pytest.mark.cluster
def test_the_api_server_finds_nothing_wrong_with_a_schema(kinds: Cluster) -> None:
    for kind in KINDS.values():
        definition = kinds.admin.get(f"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{kind.crd}")
        said = {each["type"]: each["status"] for each in definition["status"]["conditions"]}
        assert said.get("NonStructuralSchema", "False") == "False"
        assert ryaml.loads(write_definition(kind))["spec"]["scope"] == definition["spec"]["scope"]
