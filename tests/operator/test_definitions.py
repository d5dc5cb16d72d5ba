"""The committed definitions are those of the models, and the API server takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import ryaml

from bouwsteen_operator import structural_schemas
from bouwsteen_operator.crds import FOLDER, define, file_name, write_definition
from bouwsteen_operator.explanations import EXPLANATIONS
from bouwsteen_operator.objects import KINDS, Kind
from bouwsteen_operator.rules import RULES

if TYPE_CHECKING:
    from tests.cluster.clusters import Cluster


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_definition_is_what_the_models_say(kind: Kind) -> None:
    committed = (FOLDER / file_name(kind)).read_text(encoding="utf-8")
    assert committed == write_definition(kind), "Write them again: python -m bouwsteen_operator.crds"


def test_no_other_definition_lies_there() -> None:
    listed = ryaml.loads((FOLDER / "kustomization.yaml").read_text(encoding="utf-8"))["resources"]
    assert listed == sorted(file_name(kind) for kind in KINDS.values())
    assert {file.name for file in FOLDER.iterdir()} == {*listed, "kustomization.yaml"}


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


def list_fields(kind: Kind) -> dict[str, dict[str, Any]]:
    """Every field of a kind with its schema, by its path, as in `spec.blocks[].uses`."""
    found: dict[str, dict[str, Any]] = {}

    def walk(schema: dict[str, Any], path: str) -> None:
        for name, each in schema.get("properties", {}).items():
            found[f"{path}.{name}".removeprefix(".")] = each
            walk(each, f"{path}.{name}")
        if isinstance(schema.get("additionalProperties"), dict):
            walk(schema["additionalProperties"], f"{path}.*")
        if "items" in schema:
            walk(schema["items"], f"{path}[]")

    walk(define(kind)["spec"]["versions"][0]["schema"]["openAPIV3Schema"], "")
    return found


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_kubectl_explains_each_field(kind: Kind) -> None:
    fields = list_fields(kind)
    assert len(fields) > 6
    assert [path for path, schema in fields.items() if not schema.get("description") and path != "metadata"] == []


def test_each_explanation_and_rule_is_one_of_a_field_that_is_there() -> None:
    used: set[str] = set()

    class Noting(structural_schemas._Converter):
        def convert(self, schema: Any, place: str) -> dict[str, Any]:
            used.add(place)
            used.add(self._resolve(schema, place)[2])
            return super().convert(schema, place)

    for kind in KINDS.values():
        for model in (kind.spec, kind.status):
            if model is not None:
                root = model.model_json_schema(by_alias=True)
                Noting(root.get("$defs", {})).convert(root, model.__name__)
    assert EXPLANATIONS.keys() - used == set()
    assert RULES.keys() - used - KINDS.keys() == set()
    assert structural_schemas.BOUNDS.keys() - used == set()
