"""A graph that is none is refused with the whole ring, and the length of a chain is no problem: from documents to a plan."""

from __future__ import annotations

import itertools
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.support.towns import Town

from bouwsteen.diagnostics import Diagnostic
from bouwsteen.errors import InvalidInputError

pytestmark = pytest.mark.fault("F44")


def thing(id_: str, *, reads: str = "", after: str = "") -> dict[str, Any]:
    needs = {"with": {"needs": f"${{resources.{reads}.url}}"}} if reads else {}
    return {"id": id_, "type": "test/thing", **needs, **({"dependsOn": [after]} if after else {})}


def town_of(folder: Path, resources: list[dict[str, Any]], *entries: dict[str, Any]) -> Town:
    """A stack with one block of these resources, and what else is asked."""
    town = Town(folder)
    catalog = town.root / "catalog"
    (catalog / "ring.yaml").write_text((catalog / "bare.yaml").read_text().replace("bare", "ring"))
    (town.root / "blocks/ring").mkdir()
    block = {
        "apiVersion": "bouwsteen.vlaanderen.be/v1alpha1",
        "kind": "BuildingBlock",
        "metadata": {"name": "ring"},
        "spec": {
            "version": "1.0.0",
            "title": {"nl": "Ring"},
            "owner": "Tests",
            "targets": {"local": {"fidelity": "simulated", "resources": resources}},
        },
    }
    (town.root / "blocks/ring/block.yaml").write_text(json.dumps(block))
    town.write(*(entries or ({"block": "ring"},)), environments={"local": {"target": "local"}})
    return town


def refusals(work: Callable[[], object]) -> list[Diagnostic]:
    with pytest.raises(InvalidInputError) as caught:
        work()
    return list(caught.value.diagnostics)


def test_a_resource_that_depends_on_itself_is_refused(tmp_path: Path) -> None:
    (found,) = refusals(town_of(tmp_path, [thing("a", after="a")]).plan)
    assert found.code == "resource-unknown"
    assert "`a`" in found.detail


def test_a_resource_that_reads_itself_is_named(tmp_path: Path) -> None:
    (found,) = refusals(town_of(tmp_path, [thing("a", reads="a")]).plan)
    assert found.code == "dependency-cycle"
    assert "  ring/a reads resources.a → ring/a" in found.detail.splitlines()


def test_the_whole_ring_is_named_and_nothing_beside_it(tmp_path: Path) -> None:
    resources = [thing("a", reads="b"), thing("b", after="c"), thing("c", reads="a"), thing("beside", reads="a"), thing("apart")]
    (found,) = refusals(town_of(tmp_path, resources).plan)
    assert found.code == "dependency-cycle"
    assert found.detail.splitlines()[1:] == [
        "  ring/a reads resources.b → ring/b",
        "  ring/b dependsOn c → ring/c",
        "  ring/c reads resources.a → ring/a",
    ]


def test_a_ring_through_two_instances_is_named_whole(tmp_path: Path) -> None:
    """An application takes the gate of a portal, whose page shows the site of that application."""
    entries = ({"block": "service"}, {"block": "app"}, {"block": "portal"})
    (found,) = refusals(town_of(tmp_path, [thing("a")], *entries).plan)
    assert found.code == "dependency-cycle"
    steps = [line.strip().rpartition(" → ") for line in found.detail.splitlines()[1:]]
    assert len(steps) >= 4
    for (before, _, after), (following, _, _) in zip(steps, [*steps[1:], steps[0]], strict=True):
        assert following.startswith(after), f"{before} → {after} is not followed by it"
    assert {"app", "portal"} <= {after.partition("/")[0] for _, _, after in steps}


def test_a_dependency_that_is_missing_is_named(tmp_path: Path) -> None:
    (found,) = refusals(town_of(tmp_path, [thing("a", after="b"), thing("c")]).plan)
    assert (found.code, found.source is not None) == ("resource-unknown", True)
    assert "`b`" in found.detail


def test_a_reading_of_what_is_missing_is_named(tmp_path: Path) -> None:
    (found,) = refusals(town_of(tmp_path, [thing("a"), thing("c", reads="d")]).plan)
    assert (found.code, found.source is not None) == ("undefined-field", True)
    assert "`d`" in found.detail


def test_a_name_that_stands_twice_is_refused(tmp_path: Path) -> None:
    found = refusals(town_of(tmp_path, [thing("a"), thing("a")]).plan)
    assert {each.code for each in found} & {"duplicate-resource", "duplicate-id", "duplicate-name"}, found


def test_an_instance_that_stands_twice_is_refused(tmp_path: Path) -> None:
    found = refusals(town_of(tmp_path, [thing("a")], {"block": "ring"}, {"block": "ring"}).plan)
    assert [each.code for each in found] == ["duplicate-instance"]


def write_chain(town: Town, length: int, instances: int) -> None:
    """Each instance is a chain of this length whose end waits for the instance before it; its first resource comes last."""
    path = town.root / "blocks/ring/block.yaml"
    block = json.loads(path.read_text())
    last = {"id": f"r{length - 1}", "type": "test/thing", "with": {"needs": "${uses.gate.url}"}}
    links = [{"id": f"r{number}", "type": "test/thing", "dependsOn": [f"r{number + 1}"]} for number in range(length - 1)]
    local = {"fidelity": "simulated", "resources": [*links, last], "provides": {"gate": {"value": {"url": "${resources.r0.url}"}}}}
    block["spec"] |= {
        "uses": {"gate": {"interface": "gate", "version": "^1.0"}},
        "provides": {"gate": {"interface": "gate", "version": "1.0.0"}},
        "targets": {"local": local},
    }
    path.write_text(json.dumps(block, separators=(",", ":")))
    names = ["bare", *(f"ring{number}" for number in range(instances))]
    rings = [{"name": name, "block": "ring", "uses": {"gate": f"{before}/gate"}} for before, name in itertools.pairwise(names)]
    town.write({"block": "bare"}, *rings, environments={"local": {"target": "local"}})


@pytest.mark.parametrize("instances", [2, 10])
def test_a_chain_longer_than_the_stack_of_python_is_planned_in_order(instances: int, tmp_path: Path) -> None:
    """Twice, or ten times, as long as Python nests: one document bounds only its own part of a chain."""
    length = 1_010
    assert length > sys.getrecursionlimit()
    town = town_of(tmp_path, [thing("a")])
    write_chain(town, length, instances)
    changes = town.plan().plan.changes
    assert [change.address.local for change in changes] == [
        "bare/thing",
        *(f"ring{part}/r{number}" for part in range(instances) for number in reversed(range(length))),
    ]
