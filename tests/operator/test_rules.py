"""Each rule of the definitions refuses an object at the API server, with a message that says what to do; and nothing sound is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from tests.operator.samples import NAMES, OTHER_DIGEST, SPECS, sample
from tests.operator.test_definitions import list_fields
from tests.support.clusters import new_namespace

from bouwsteen_operator.crds import define
from bouwsteen_operator.objects import KINDS

if TYPE_CHECKING:
    import httpx
    from tests.cluster.clusters import Cluster

pytestmark = pytest.mark.cluster
SECRET = {"secretRef": {"env": "BOUWSTEEN_SECRET_A", "file": "a"}}
STEP = {"from": "2026-01-01", "action": "inform"}


@dataclass(frozen=True)
class Refused:
    """`changes` make a sound object unsound; with `before` it was there already."""

    kind: str
    words: str
    changes: tuple[tuple[str, Any], ...] = ()
    name: str = ""
    before: tuple[()] | None = None


CASES = [
    # names
    Refused("Stack", "the name of a Stack has", name="town.of-stone"),
    Refused("Stack", "the name of a Stack has", name="t" * 43),
    Refused("CatalogEntry", "the name of a CatalogEntry has", name="1st"),
    Refused("Organisation", "is named `organisation`", name="ours"),
    Refused("BuildingBlock", "it is named `<published.name>-<version>`", name="sample-1.0.1"),
    Refused("Interface", "it is named `<published.name>-<version>`", name="sample"),
    Refused("Policy", "it is named `<published.name>-<version>`", name="other-1.0.0"),
    Refused("Waiver", "it is named `<published.stack>.<published.name>`", (("spec.published", {"stack": "town", "name": "l"}),)),
    Refused("BlockInstance", "it is named `<spec.stack>.<spec.instance>`", name="forms"),
    Refused("Stack", "a key: a name:", (("spec.environments.Test", {"target": "local"}),)),
    Refused("Stack", "a key: a name:", (("spec.environments.test.blocks", {"Forms": {}}),)),
    Refused("Stack", "a key: an id:", (("spec.blocks.0.uses", {"data-base": "database/database"}),)),
    Refused("Stack", "a key: an id:", (("spec.environments.test.blocks.forms.files", {"Forms": "forms"}),)),
    Refused("Stack", "a key: `instance.output`", (("spec.rotations", {"identity": 2}),)),
    Refused("Stack", "a key: the name of one folder", (("spec.resolved.files", {"a/b": {"digest": OTHER_DIGEST, "configMaps": ["a"]}}),)),
    Refused("Stack", "a key: a version of three numbers", (("spec.resolved.beside", {"blocks": {"forms": {"1": OTHER_DIGEST}}}),)),
    Refused("BuildingBlock", "a key: a name:", (("spec.targets.Azure", {"fidelity": "simulated"}),)),
    Refused("BuildingBlock", "a key: an id:", (("spec.provides", {"Intake": {"interface": "form-intake", "version": "1.0.0"}}),)),
    # what never changes
    Refused("Approval", "it never changes", (("spec.digest", OTHER_DIGEST),), before=()),
    Refused("BuildingBlock", "a published version never changes", (("spec.published.digest", OTHER_DIGEST),), before=()),
    Refused("Interface", "a published version never changes", (("spec.published.digest", OTHER_DIGEST),), before=()),
    Refused("Policy", "it never changes", (("spec.title.nl", "Anders"),), before=()),
    Refused("Waiver", "a waiver stays one of its policy", (("spec.policy", "one-world"),), before=()),
    Refused("Stack", "a Stack stands for one environment", (("spec.resolved.environment", "local"),), before=()),
    # what holds between fields
    Refused("Interface", "each name in `required`", (("spec.required", ["subject"]),)),
    Refused("Interface", "each name in `requestRequired`", (("spec.requestRequired", ["scopes"]),)),
    Refused("Policy", "only an example does not deny", (("spec.basis.kind", "example"),)),
    Refused("Policy", "each rule has an `id`", (("spec.rules", [SPECS["Policy"]["rules"][0]] * 2),)),
    Refused("Policy", "the steps of `enforcement`", (("spec.enforcement", [STEP, STEP]),)),
    Refused(
        "Policy",
        "the steps of `enforcement`",
        (("spec.enforcement", [{"from": "2027-01-01", "action": "warn"}, {**STEP, "from": "2028-01-01"}]),),
    ),
    Refused("Policy", "`types` says which resources", (("spec.match.types", ["kubernetes/*"]),)),
    Refused("Waiver", "somebody else than who asks", (("spec.approvedBy", "an peeters"),)),
    Refused("Stack", "`resolved.environment` is one of", (("spec.resolved.environment", "production"),)),
    Refused("Stack", "each instance has a name of its own", (("spec.blocks.1.name", "forms"),)),
    Refused("Stack", "what moved has moved once", (("spec.moved", [{"from": "a", "to": "b"}, {"from": "a", "to": "c"}]),)),
    Refused("Stack", "an organisation has a `nis` number", (("spec.organisation", {"name": "Herstappe"}),)),
    Refused("Stack", "names exactly one place", (("spec.environments.test.state", {"store": "kubernetes", "key": SECRET}),)),
    Refused("Stack", "names exactly one place", (("spec.environments.test.state", {"store": "kubernetes", "key": {"secretRef": {}}}),)),
    Refused("Stack", "an address holds no password", (("spec.catalog", {"git": "ssh://a:b@example/catalog", "revision": "v1"}),)),
    Refused(
        "BuildingBlock",
        "it says its `fidelity`",
        (("spec.targets.kubernetes.fidelity", None), ("spec.targets.azure", {"fidelity": "simulated"})),
    ),
    Refused("BuildingBlock", "`like` names a target", (("spec.targets.azure.like", "local"),)),
    # what schemas say
    Refused("Stack", "spec.environments.test.approval: Unsupported value", (("spec.environments.test.approval", "all"),)),
    Refused("Stack", "spec.organisation.nis", (("spec.organisation.nis", "1"),)),
    Refused("Stack", "spec.environments.test.runBy", (("spec.environments.test.runBy", "operator"),)),
    Refused("CatalogEntry", "spec.versions", (("spec.versions", []),)),
    Refused("Waiver", "spec.expires", (("spec.expires", "soon"),)),
]


@pytest.fixture(scope="module")
def place(cluster: Cluster) -> Iterator[str]:
    """A namespace for all of them: hardly anything is kept in it."""
    with new_namespace(cluster) as made:
        yield made.name


@pytest.mark.parametrize("case", CASES, ids=[f"{number}-{each.kind}" for number, each in enumerate(CASES)])
def test_what_breaks_a_rule_is_refused(kinds: Cluster, place: str, case: Refused) -> None:
    kind = KINDS[case.kind]
    if case.before is None:
        refused = sample(case.kind, place, *case.changes, name=case.name)
        answer = kinds.admin.send("POST", kind.path(place), refused, dryRun="All", fieldValidation="Strict")
    else:
        answer = change(kinds, place, case)
    assert answer.status_code == 422, answer.text
    assert case.words in answer.json()["message"]


def change(kinds: Cluster, place: str, case: Refused) -> httpx.Response:
    """The answer to a change of what is there already. What is there for all namespaces has a name that no other test has."""
    kind = KINDS[case.kind]
    name = NAMES.get(case.kind, f"{place}-1.0.0")
    own = () if kind.is_namespaced else (("spec.published.name", place),)
    made = kinds.admin.create(kind.path(place), sample(case.kind, place, *own, name=name))
    try:
        changed = {**sample(case.kind, place, *own, *case.changes, name=name), "metadata": made["metadata"]}
        return kinds.admin.send("PUT", kind.path(place, name), changed, dryRun="All")
    finally:
        kinds.admin.delete(kind.path(place, name))


def test_each_rule_is_held_by_an_object() -> None:
    """Whatever stands in the definitions."""
    told = {each.words for each in CASES}
    messages = {
        rule["message"]
        for kind in KINDS.values()
        for schema in (define(kind)["spec"]["versions"][0]["schema"]["openAPIV3Schema"], *list_fields(kind).values())
        for rule in schema.get("x-kubernetes-validations", ())
    }
    assert len(messages) > 20
    assert [message for message in sorted(messages) if not any(words in message for words in told)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_sound_is_taken(kinds: Cluster, place: str, kind: str) -> None:
    answer = kinds.admin.send("POST", KINDS[kind].path(place), sample(kind, place), dryRun="All", fieldValidation="Strict")
    assert answer.status_code == 201, answer.text
    assert "warning" not in answer.headers


def test_a_field_that_is_not_there_is_refused_by_its_name(kinds: Cluster, place: str) -> None:
    misspelt = sample("Stack", place, ("spec.enviroments", {}))
    answer = kinds.admin.send("POST", KINDS["Stack"].path(place), misspelt, dryRun="All", fieldValidation="Strict")
    assert answer.status_code == 400
    assert 'unknown field "spec.enviroments"' in answer.json()["message"]


def test_texts_of_people_are_kept_as_they_are(kinds: Cluster, place: str) -> None:
    """No defaults, no pruning of what is free, no other order of lists: the digest of a document is that of its object."""
    free = {"a": None, "b": [], "c": {}, "d": [3, 1, 2], "e": {"x-z": "é", "nested": {"deep": [{"k": None}]}}}
    given = sample("Stack", place, ("spec.blocks.0.parameters", free), ("spec.expectedLoad", []))
    stored = kinds.admin.apply(KINDS["Stack"].path(place, "town"), given, "tests")
    assert stored["spec"] == given["spec"]
