"""Who may say what of people: the committed admission policies, as the API server asks them in a namespace of this test."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from tests.cluster.apis import Api
from tests.operator.installations import documents, kustomize
from tests.operator.samples import DIGEST, OTHER_DIGEST, sample
from tests.support.clusters import Namespace, new_namespace

from bouwsteen_operator.approvals import AUTHOR
from bouwsteen_operator.charts import CONFIG
from bouwsteen_operator.objects import KINDS

if TYPE_CHECKING:
    from tests.cluster.clusters import Cluster

pytestmark = pytest.mark.cluster
_ADMISSION = "/apis/admissionregistration.k8s.io/v1"
_PLURALS = {
    "ValidatingAdmissionPolicy": "validatingadmissionpolicies",
    "ValidatingAdmissionPolicyBinding": "validatingadmissionpolicybindings",
}
ROLES = ("edit", "approver", "publisher")


@dataclass(frozen=True)
class Place:
    """A namespace in which the policies hold, and somebody with each role there."""

    namespace: Namespace
    people: Mapping[str, Api]

    def user(self, role: str) -> str:
        return f"system:serviceaccount:{self.namespace.name}:{role}"

    def create(self, role: str, kind: str, *changes: tuple[str, Any], author: str = "", **query: str) -> tuple[int, str]:
        body = sample(kind, self.namespace.name, *changes)
        if author:
            body["metadata"]["annotations"] = {AUTHOR: author}
        answer = self.people[role].send("POST", KINDS[kind].path(self.namespace.name), body, **query)
        return answer.status_code, str(answer.json().get("message", ""))

    def patch(self, role: str, spec: Mapping[str, Any], author: str | None = "") -> tuple[int, str]:
        """A change of the Stack that is there; `author` empty leaves that as it is, None takes it away."""
        body = {"spec": spec, **({"metadata": {"annotations": {AUTHOR: author}}} if author != "" else {})}
        path = KINDS["Stack"].path(self.namespace.name, "town")
        answer = self.people[role].send("PATCH", path, body, content_type="application/merge-patch+json", dryRun="All")
        return answer.status_code, str(answer.json().get("message", ""))


def _committed(cluster: Cluster, namespace: str) -> list[str]:
    """The paths of the committed policies, made under names of this test for one namespace."""
    made = []
    for each in documents((CONFIG / "base" / "admission-policies.yaml").read_text(encoding="utf-8")):
        name, spec = f"{each['metadata']['name']}-{namespace}", dict(each["spec"])
        if each["kind"].endswith("Binding"):
            spec["policyName"] = f"{spec['policyName']}-{namespace}"
            spec["matchResources"] = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": namespace}}}
        made.append(f"{_ADMISSION}/{_PLURALS[each['kind']]}/{name}")
        cluster.admin.apply(made[-1], {**each, "metadata": {"name": name}, "spec": spec}, "tests")
    return made


@pytest.fixture(scope="module")
def place(kinds: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("people")
    rules = {each["metadata"]["name"]: each["rules"] for each in kustomize(CONFIG / "base") if each["kind"] == "ClusterRole"}
    with new_namespace(kinds) as namespace:
        people = {role: Api(namespace.create_service_account(role, rules[f"bouwsteen-{role}"], folder)) for role in ROLES}
        found = Place(namespace, people)
        paths = _committed(kinds, namespace.name)
        try:
            # A policy holds a moment after it is written.
            kinds.wait(lambda: found.create("approver", "Approval", dryRun="All")[0] == 403, "approvals are looked at")
            kinds.wait(lambda: found.create("edit", "Stack", dryRun="All")[0] == 403, "authors are looked at")
            body = sample("Stack", namespace.name, ("spec.resolved.approvedIntent", DIGEST))
            body["metadata"]["annotations"] = {AUTHOR: "an"}
            kinds.admin.create(KINDS["Stack"].path(namespace.name), body)
            yield found
        finally:
            for path in paths:
                kinds.admin.delete(path)
            for each in people.values():
                each.close()


def test_an_approval_is_in_the_name_of_who_makes_it(place: Place) -> None:
    status, told = place.create("approver", "Approval")
    assert (status, place.user("approver") in told) == (403, True), told
    status, told = place.create("approver", "Approval", ("spec.by", place.user("approver")))
    assert status == 201, told


def test_who_makes_a_stack_is_its_author(place: Place) -> None:
    status, told = place.create("edit", "Stack", dryRun="All")
    assert (status, f"{AUTHOR}: {place.user('edit')}" in told) == (403, True), told
    assert place.create("edit", "Stack", author="an", dryRun="All")[0] == 403


@pytest.mark.parametrize(
    ("role", "spec", "author", "allowed"),
    [
        ("edit", {"rotations": {"forms.key": 2}}, "", False),  # it would stand in the name of an
        ("edit", {"blocks": None}, "", False),
        ("edit", {"rotations": {"forms.key": 2}}, "jan", False),
        ("edit", {"rotations": {"forms.key": 2}}, None, False),
        ("edit", {"rotations": {"forms.key": 2}}, "edit", True),
        ("edit", {}, "jan", False),
        ("edit", {}, None, False),
        ("edit", {}, "", True),
        ("edit", {"suspend": True}, "", True),
        ("edit", {"resolved": {"approvedIntent": OTHER_DIGEST}}, "edit", False),
        ("edit", {"resolved": {"approvedIntent": None}}, "edit", True),
        ("edit", {"breakGlass": {"by": "jan", "reason": "x", "until": "2027-01-01T00:00:00Z"}}, "edit", False),
        ("edit", {"breakGlass": {"by": "edit", "reason": "x", "until": "2027-01-01T00:00:00Z"}}, "edit", True),
        ("edit", {"breakGlass": {"by": "edit", "reason": "x", "until": "2027-01-01T00:00:00Z"}}, "", True),  # makes nobody the author
        ("edit", {"breakGlass": {"by": "edit", "reason": "x", "until": "2027-01-01T00:00:00Z"}, "blocks": None}, "", False),
        ("publisher", {"rotations": {"forms.key": 2}}, "jan", True),
        ("publisher", {"resolved": {"approvedIntent": OTHER_DIGEST}}, "", True),
    ],
)
def test_who_changes_a_stack_is_its_author(place: Place, role: str, spec: dict[str, Any], author: str | None, allowed: bool) -> None:
    if "breakGlass" in spec and spec["breakGlass"]["by"] == "edit":
        spec = {**spec, "breakGlass": {**spec["breakGlass"], "by": place.user("edit")}}
    status, told = place.patch(role, spec, place.user("edit") if author == "edit" else author)
    assert status == (200 if allowed else 403), told
    assert allowed or "is its author" in told or "make an Approval" in told or "declares the emergency" in told


def test_an_emergency_is_neither_made_longer_in_the_name_of_another_nor_kept_from_ending(place: Place) -> None:
    admin, path = place.namespace.api, KINDS["Stack"].path(place.namespace.name, "town")
    admin.merge(path, {"spec": {"breakGlass": {"by": "an", "reason": "x", "until": "2027-01-01T00:00:00Z"}}})
    try:
        status, told = place.patch("edit", {"breakGlass": {"until": "2027-01-02T00:00:00Z"}})
        assert (status, "declares the emergency" in told) == (403, True), told
        assert place.patch("edit", {"suspend": True})[0] == 200
        assert place.patch("edit", {"breakGlass": None})[0] == 200
    finally:
        admin.merge(path, {"spec": {"breakGlass": None}})


def test_the_api_server_finds_no_mistake_in_them(kinds: Cluster, place: Place) -> None:
    for name in ("bouwsteen-approvals", "bouwsteen-authors"):
        path = f"{_ADMISSION}/validatingadmissionpolicies/{name}-{place.namespace.name}"

        def checked(path: str = path) -> Any:
            found = kinds.admin.get(path)
            return found.get("status", {}).get("observedGeneration") == found["metadata"]["generation"] and found["status"]

        status = kinds.wait(checked, "its types are checked")
        assert not status.get("typeChecking"), status
