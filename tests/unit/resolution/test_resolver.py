"""Ranges → versions: what is chosen, and what is said when nothing fits."""

from __future__ import annotations

import json
from typing import Any

from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.building_blocks import BuildingBlock
from bouwsteen.documents.catalog_entries import CatalogEntry
from bouwsteen.documents.stacks import BlockEntry
from bouwsteen.documents.wirings import Offer
from bouwsteen.resolution.resolver import Requirement, choose_versions

HEAD = {"apiVersion": "bouwsteen.vlaanderen.be/v1alpha1"}


def block(name: str, version: str, uses: dict[str, str], provides: dict[str, str]) -> BuildingBlock:
    """`uses` and `provides` are interface → range or version; the name of a use or output is its interface."""
    spec = {
        "version": version,
        "title": {"nl": name},
        "owner": "x",
        "uses": {interface: {"interface": interface, "version": wanted} for interface, wanted in uses.items()},
        "provides": {interface: {"interface": interface, "version": given} for interface, given in provides.items()},
    }
    return BuildingBlock.model_validate({**HEAD, "kind": "BuildingBlock", "metadata": {"name": name}, "spec": spec})


def world(*blocks: BuildingBlock, **channels: str) -> tuple[dict[str, dict[str, BuildingBlock]], dict[str, CatalogEntry]]:
    """The blocks by name and version, all stable but those in `channels` (`shelf_2_0_0="recalled"`)."""
    by_name: dict[str, dict[str, BuildingBlock]] = {}
    for item in blocks:
        by_name.setdefault(item.metadata.name, {})[item.spec.version] = item
    catalog = {}
    for name, versions in by_name.items():
        offers = [
            {"version": version, "channel": channels.get(f"{name}_{version}".replace(".", "_"), "stable"), "since": "2026-01-01"}
            for version in versions
        ]
        entry = {**HEAD, "kind": "CatalogEntry", "metadata": {"name": name}, "spec": {"versions": offers}}
        catalog[name] = CatalogEntry.model_validate_json(json.dumps(entry))
    return by_name, catalog


SHELVES = [block("shelf", version, {}, {"store": store}) for version, store in (("1.0.0", "1.0.0"), ("1.1.0", "1.1.0"), ("2.0.0", "2.0.0"))]


def choose(
    entries: list[dict[str, Any]],
    *blocks: BuildingBlock,
    preferred: dict[str, str] | None = None,
    exports: tuple[Offer, ...] = (),
    **channels: str,
) -> tuple[dict[str, str], list[Diagnostic]]:
    by_name, catalog = world(*blocks, **channels)
    models = [BlockEntry.model_validate({"target": "local", **entry}) for entry in entries]
    requirements = [Requirement(entry.block, entry.version, entry.instance) for entry in models]
    return choose_versions(requirements, models, by_name, catalog, exports, preferred)


def test_the_newest_that_fits() -> None:
    assert choose([{"block": "shelf", "version": "^1.0"}], *SHELVES) == ({"shelf": "1.1.0"}, [])
    assert choose([{"block": "shelf"}], *SHELVES) == ({"shelf": "2.0.0"}, [])


def test_channels() -> None:
    assert choose([{"block": "shelf"}], *SHELVES, shelf_2_0_0="recalled")[0] == {"shelf": "1.1.0"}
    assert choose([{"block": "shelf"}], *SHELVES, shelf_2_0_0="candidate")[0] == {"shelf": "1.1.0"}
    assert choose([{"block": "shelf", "version": "^2.0"}], *SHELVES, shelf_2_0_0="candidate")[0] == {"shelf": "2.0.0"}


def test_a_lock_is_kept_as_long_as_it_fits() -> None:
    assert choose([{"block": "shelf", "version": "^1.0"}], *SHELVES, preferred={"shelf": "1.0.0"})[0] == {"shelf": "1.0.0"}
    assert choose([{"block": "shelf", "version": "^2.0"}], *SHELVES, preferred={"shelf": "1.0.0"})[0] == {"shelf": "2.0.0"}
    assert choose([{"block": "shelf"}], *SHELVES, preferred={"shelf": "2.0.0"}, shelf_2_0_0="recalled")[0] == {"shelf": "1.1.0"}


def test_what_a_consumer_needs_narrows_its_provider() -> None:
    reader = block("reader", "1.0.0", {"store": "~1.0"}, {})
    assert choose([{"block": "shelf"}, {"block": "reader"}], *SHELVES, reader)[0] == {"shelf": "1.0.0", "reader": "1.0.0"}


def test_an_older_consumer_is_taken_when_the_newest_cannot_be_served() -> None:
    readers = [block("reader", "1.0.0", {"store": "^1.0"}, {}), block("reader", "2.0.0", {"store": "^3.0"}, {})]
    chosen, problems = choose([{"block": "shelf", "version": "^1.0"}, {"block": "reader"}], *SHELVES, *readers)
    assert (chosen, problems) == ({"shelf": "1.1.0", "reader": "1.0.0"}, [])


def test_a_conflict_says_which_requirement_excludes_what() -> None:
    reader = block("reader", "1.0.0", {"store": "^2.0"}, {})
    (problem,) = choose([{"block": "shelf", "version": "^1.0"}, {"block": "reader"}], *SHELVES, reader)[1]
    assert problem.code == "version-conflict"
    assert problem.detail == (
        "Versions of `shelf` that may be used: 2.0.0, 1.1.0, 1.0.0. "
        "`shelf` asks for ^1.0, which excludes 2.0.0. "
        "`reader` needs `store` ^2.0 from it for its use `store`, which excludes 1.1.0, 1.0.0."
    )


def test_two_instances_that_want_different_versions() -> None:
    (problem,) = choose([{"block": "shelf", "name": "a", "version": "^1.0"}, {"block": "shelf", "name": "b", "version": "^2.0"}], *SHELVES)[
        1
    ]
    assert "`a` asks for ^1.0, which excludes 2.0.0." in problem.detail
    assert "`b` asks for ^2.0, which excludes 1.1.0, 1.0.0." in problem.detail


def test_nothing_to_choose_from() -> None:
    (problem,) = choose([{"block": "shelf", "version": "^9.0"}], *SHELVES)[1]
    assert "`shelf` asks for ^9.0, which excludes 2.0.0, 1.1.0, 1.0.0." in problem.detail
    assert "none" in choose([{"block": "attic"}], *SHELVES)[1][0].detail


def test_what_fits_and_was_recalled_is_named() -> None:
    (problem,) = choose([{"block": "shelf", "version": "^2.0"}], *SHELVES, shelf_2_0_0="recalled")[1]
    assert problem.detail.endswith("`shelf` 2.0.0 was recalled.")
    (problem,) = choose([{"block": "shelf", "version": "^9.0"}], *SHELVES, shelf_2_0_0="recalled")[1]
    assert "recalled" not in problem.detail


def test_the_version_of_an_export_is_fixed() -> None:
    export = Offer("shelf", "store", "store", "1.0.0", "shelf", "agency")
    entry = {"block": "reader", "uses": {"store": "agency/shelf/store"}}
    readers = [block("reader", "1.0.0", {"store": "^1.0"}, {}), block("reader", "2.0.0", {"store": "^2.0"}, {})]
    assert choose([entry], *readers, exports=(export,))[0] == {"reader": "1.0.0"}
    (problem,) = choose([entry], readers[1], exports=(export,))[1]
    assert problem.code == "version-conflict"


def test_the_order_of_reading_does_not_matter() -> None:
    readers = [block("reader", "1.0.0", {"store": "^1.0"}, {}), block("reader", "1.1.0", {"store": "^1.1"}, {})]
    entries: list[dict[str, Any]] = [{"block": "reader"}, {"block": "shelf"}]
    first = choose(entries, *SHELVES, *readers)
    assert choose(entries[::-1], *readers[::-1], *SHELVES[::-1]) == first
    assert list(first[0]) == sorted(first[0])
