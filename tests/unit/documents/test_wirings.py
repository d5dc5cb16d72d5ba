"""Which use gets which output, and that many instances stay cheap."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.support.efforts import growth

from bouwsteen.documents.building_blocks import BuildingBlock
from bouwsteen.documents.stacks import BlockEntry
from bouwsteen.documents.wirings import Offer, Wiring, wire_uses


def block(name: str, uses: dict[str, Any] | None = None, provides: dict[str, Any] | None = None) -> BuildingBlock:
    spec = {"version": "1.0.0", "title": {"nl": name}, "owner": "x", "uses": uses or {}, "provides": provides or {}}
    return BuildingBlock.model_validate(
        {"apiVersion": "bouwsteen.vlaanderen.be/v1alpha1", "kind": "BuildingBlock", "metadata": {"name": name}, "spec": spec}
    )


BLOCKS = {
    "shelf": block("shelf", provides={"store": {"interface": "store", "version": "1.1.0"}}),
    "reader": block("reader", uses={"store": {"interface": "store", "version": "^1.0"}}),
    "guest": block("guest", uses={"store": {"interface": "store", "version": "^2.0", "optional": True}}),
    "identity": block("identity", uses={"broker": {"interface": "osb-broker", "version": "^1.0"}}),
    "identity-service": block("identity-service", provides={"broker": {"interface": "osb-broker", "version": "1.0.0"}}),
    "ebox": block("ebox", uses={"broker": {"interface": "osb-broker", "version": "^1.0"}}),
    "ebox-service": block("ebox-service", provides={"broker": {"interface": "osb-broker", "version": "1.0.0"}}),
}
EXPORT = Offer("identity-service", "broker", "osb-broker", "1.0.0", "identity-service", "agency")


def wire(*entries: dict[str, Any], target: str = "local", exports: tuple[Offer, ...] = ()) -> Wiring:
    return wire_uses([BlockEntry.model_validate({"target": target, **entry}) for entry in entries], BLOCKS, exports)


def edges(wiring: Wiring) -> list[str]:
    return [f"{edge.consumer}.{edge.use} -> {edge.offer.reference}" for edge in wiring.edges]


def test_the_only_one_that_fits_is_taken() -> None:
    wiring = wire({"block": "shelf"}, {"block": "reader"}, {"block": "guest"})
    assert edges(wiring) == ["reader.store -> shelf/store"]
    assert not wiring.problems
    assert not wiring.missing


def test_a_share_takes_the_broker_of_its_own_service() -> None:
    wiring = wire({"block": "identity"}, {"block": "ebox"}, {"block": "ebox-service"}, {"block": "identity-service"})
    assert edges(wiring) == ["identity.broker -> identity-service/broker", "ebox.broker -> ebox-service/broker"]
    assert [item.use for item in wire({"block": "identity"}, {"block": "ebox-service"}).missing] == ["broker"]


def test_an_export_is_taken_elsewhere_and_named_on_a_laptop() -> None:
    assert edges(wire({"block": "identity"}, target="kubernetes", exports=(EXPORT,))) == [
        "identity.broker -> agency/identity-service/broker"
    ]
    assert wire({"block": "identity"}, exports=(EXPORT,)).missing
    named = {"block": "identity", "uses": {"broker": "agency/identity-service/broker"}}
    assert edges(wire(named, exports=(EXPORT,))) == ["identity.broker -> agency/identity-service/broker"]


def test_ambiguous_lists_are_short() -> None:
    shelves = [{"block": "shelf", "name": f"shelf{number}"} for number in range(50)]
    (problem,) = wire({"block": "reader"}, *shelves).problems
    assert problem.code == "use-ambiguous"
    assert "and more" in problem.detail
    assert len(problem.detail) < 300


def many(size: int) -> list[BlockEntry]:
    """A third shelves, a third readers that name theirs, a third readers that cannot choose."""
    entries: list[dict[str, Any]] = [{"block": "shelf", "name": f"s{number}"} for number in range(size)]
    entries += [{"block": "reader", "name": f"r{number}", "uses": {"store": f"s{number}/store"}} for number in range(size)]
    entries += [{"block": "reader", "name": f"a{number}"} for number in range(size)]
    return [BlockEntry.model_validate({"target": "local", **entry}) for entry in entries]


def test_many_instances_are_wired_in_linear_time() -> None:
    wiring = wire_uses(many(3000), BLOCKS)
    assert len(wiring.edges) == 3000
    assert len(wiring.problems) == 3000

    def work(size: int) -> Callable[[], object]:
        models = many(size)
        return lambda: wire_uses(models, BLOCKS)

    assert growth(work, 200, 800) < 1.1
