"""Objects of a cluster are read as documents of a tree are; what is missing, changed or too large is told, with the object it is about."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import pytest
from tests.operator.test_exports import export, tree

from bouwsteen.diagnostics import Diagnostics
from bouwsteen.documents.stacks import Reference
from bouwsteen.formats.stack_objects import import_key, imports_secret
from bouwsteen.values import Secret
from bouwsteen_operator.catalog_objects import CatalogObjects
from bouwsteen_operator.conditions import Reason
from bouwsteen_operator.object_documents import MAX_OBJECT_BYTES
from bouwsteen_operator.objects import KINDS
from bouwsteen_operator.workspaces import build_workspace, reason_of

Objects = list[dict[str, Any]]


@cache
def exported() -> Objects:
    return export(tree("herstappe"), "herstappe", "test")


@pytest.fixture
def objects() -> Objects:
    return copy.deepcopy(exported())


def find(objects: Objects, kind: str, name: str = "") -> dict[str, Any]:
    return next(each for each in objects if each["kind"] == kind and (not name or each["metadata"]["name"].startswith(name)))


def read(objects: Objects) -> Diagnostics:
    kinds: dict[str, Objects] = {}
    for each in objects:
        kinds.setdefault(each["kind"], []).append(each)
    catalog = CatalogObjects.of(each for each in objects if each["kind"] in KINDS and not KINDS[each["kind"]].is_namespaced)
    config_maps = {each["metadata"]["name"]: each for each in kinds.get("ConfigMap", ())}
    organisation = kinds.get("Organisation", [None])[0]
    return build_workspace(catalog, kinds["Stack"][0], organisation, kinds.get("Waiver", ()), config_maps)[2]


def test_what_was_exported_is_sound(objects: Objects) -> None:
    assert list(read(objects)) == []


@pytest.mark.parametrize("kind", ["BuildingBlock", "Interface", "Policy", "Organisation", "ConfigMap"])
def test_what_is_not_here_is_waited_for(objects: Objects, kind: str) -> None:
    gone = find(objects, kind)
    objects.remove(gone)
    problems = read(objects)
    assert reason_of(problems) is (Reason.WAITING_FOR_FILES if kind == "ConfigMap" else Reason.WAITING_FOR_CATALOG)
    assert any(kind in each.detail for each in problems)
    assert all("Stack herstappe-test/herstappe" in str(each.source) for each in problems)


@pytest.mark.parametrize(
    ("kind", "name", "change"),
    [
        ("BuildingBlock", "forms", lambda each: each["spec"]["parameters"].update(description="other")),
        ("BuildingBlock", "forms", lambda each: each["spec"]["published"].update(serviceDigest=f"sha256:{'0' * 64}")),
        ("BuildingBlock", "forms", lambda each: each["spec"]["published"]["schemas"]["forms"].update(title="other")),
        ("Interface", "oidc-client", lambda each: each["spec"].update(required=[])),
        ("Policy", "eu-regions", lambda each: each["spec"].update(enforcement=[{"from": "2040-01-01", "action": "inform"}])),
        ("ConfigMap", "", lambda each: each["data"].update({"file-0000": "other"})),
        ("ConfigMap", "", lambda each: each["data"].pop("paths")),
        ("ConfigMap", "", lambda each: each["data"].update(paths='{"file-0000": "../../etc/passwd"}')),
        ("ConfigMap", "", lambda each: each["data"].update(paths="[" * 10_000)),
    ],
)
def test_what_was_changed_by_hand_is_refused(objects: Objects, kind: str, name: str, change: Any) -> None:
    change(find(objects, kind, name))
    assert reason_of(read(objects)) is Reason.CONTENT_DIFFERS


def test_a_mistake_is_told_with_its_place_in_the_object(objects: Objects) -> None:
    find(objects, "Stack")["spec"]["blocks"][3]["version"] = 7
    (problem,) = read(objects)
    assert str(problem.source) == "stacks/herstappe (Stack herstappe-test/herstappe) spec.blocks[3].version"
    assert reason_of([problem]) is Reason.DOCUMENT_INVALID


def test_a_stack_that_was_written_by_hand_is_not_resolved(objects: Objects) -> None:
    del find(objects, "Stack")["spec"]["resolved"]
    (problem,) = read(objects)
    assert reason_of([problem]) is Reason.NOT_RESOLVED
    assert "bouwsteen export herstappe" in problem.remedy


def test_an_environment_that_is_not_there_is_told(objects: Objects) -> None:
    find(objects, "Stack")["spec"]["resolved"]["environment"] = "production"
    (problem,) = read(objects)
    assert "`local`, `test`" in problem.detail


@pytest.mark.fault("F38")
def test_an_object_that_is_too_large_is_refused_with_what_it_may_hold(objects: Objects) -> None:
    find(objects, "Stack")["spec"]["blocks"][0]["parameters"] = {f"p{number}": "x" * 16_000 for number in range(40)}
    (problem,) = read(objects)
    assert reason_of([problem]) is Reason.OBJECT_TOO_LARGE
    assert str(MAX_OBJECT_BYTES) in problem.detail


@pytest.mark.fault("F38")
def test_an_object_of_very_many_values_is_refused(objects: Objects) -> None:
    find(objects, "Stack")["spec"]["blocks"][0]["parameters"] = {"many": list(range(30_000))}
    assert reason_of(read(objects)) is Reason.OBJECT_TOO_LARGE


def test_a_catalog_is_read_once_for_each_version_of_its_objects(objects: Objects) -> None:
    catalog = [each for each in objects if each["kind"] in KINDS and not KINDS[each["kind"]].is_namespaced]
    for number, each in enumerate(catalog):
        each["metadata"] |= {"uid": str(number), "resourceVersion": "1"}
    shared = CatalogObjects.of(catalog)
    forms = shared.block("forms", "1.0.0")
    assert shared.block("forms", "1.0.0") is forms
    block = find(catalog, "BuildingBlock", "forms-1")
    block["metadata"]["resourceVersion"] = "2"
    assert shared.block("forms", "1.0.0") is not forms


WAIVER = {"policy": "eu-regions", "reason": "Later", "requestedBy": "An", "approvedBy": "Jan", "expires": "2027-06-30"}


@pytest.mark.parametrize(
    ("published", "found"),
    [
        ({"stack": "herstappe", "name": "move"}, {"move"}),
        (None, {"by-hand"}),
        ({"stack": "leuven", "name": "move"}, set()),
    ],
)
def test_a_waiver_is_for_its_stack(objects: Objects, published: dict[str, str] | None, found: set[str]) -> None:
    spec = {**WAIVER, **({"published": published} if published else {})}
    name = "herstappe.move" if published else "by-hand"
    waiver = {"kind": "Waiver", "metadata": {"name": name, "namespace": "herstappe-test"}, "spec": spec}
    catalog = CatalogObjects.of(each for each in objects if each["kind"] in KINDS and not KINDS[each["kind"]].is_namespaced)
    config_maps = {each["metadata"]["name"]: each for each in objects if each["kind"] == "ConfigMap"}
    stack, organisation = find(objects, "Stack"), find(objects, "Organisation")
    workspace, _, problems = build_workspace(catalog, stack, organisation, [waiver], config_maps)
    assert list(problems) == []
    assert {each.metadata.name for each in workspace.stacks["herstappe"].waivers} == found


def test_what_others_share_is_written_where_it_is_asked_for() -> None:
    reference = Reference("digitaal-vlaanderen", "identity-service", "broker")
    secret = imports_secret("herstappe", "test", "herstappe-test", {reference: {"url": "https://a", "password": Secret("s3")}})
    assert secret["stringData"] == {import_key(reference): '{"password": "s3", "url": "https://a"}'}
    stack = find(exported(), "Stack")
    assert stack["spec"]["resolved"]["imports"] == {"secret": secret["metadata"]["name"]}
    assert "s3" not in str(exported())
