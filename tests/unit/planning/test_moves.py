"""Moves: what comes where, what stays away from a name that is taken, and how the journal is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from bouwsteen.addresses import Address
from bouwsteen.planning.moves import Asked, Moved, Place, move_records
from bouwsteen.state.journals import Put, fold
from bouwsteen.state.records import ResourceRecord
from bouwsteen.state.snapshots import EnvironmentSnapshot


def record(place: str, **facts: Any) -> ResourceRecord:
    return replace(ResourceRecord(Address.parse(f"leuven/local/{place}"), "test/thing", id=place), **facts)


def moved(
    records: Iterable[ResourceRecord], moves: Mapping[str, str], *wanted: str, exported: Mapping[str, tuple[str, ...]] | None = None
) -> Moved:
    known = list(records)
    addresses = {Address.parse(f"leuven/local/{each}") for each in wanted}
    result = move_records(known, Asked.of(moves, {}, exported or {}), addresses, {each.instance for each in addresses})
    told = fold(EnvironmentSnapshot("leuven", "local"), [*map(Put, known), *result.entries]).snapshot
    assert {each.key: each for each in told.records()} == {each.key: each for each in result.records}, "the journal tells another story"
    return result


def places(result: Moved) -> dict[str, str]:
    """Where each object is now."""
    return {each.id: each.address.local for each in result.records}


CHAIN = {"a": "b", "b": "c"}


@pytest.mark.parametrize("first", ["a", "b"])
def test_a_chain_ends_at_what_is_wanted(first: str) -> None:
    assert places(moved([record(f"{first}/r")], CHAIN, "c/r")) == {f"{first}/r": "c/r"}


def test_a_chain_ends_early_where_an_earlier_name_is_wanted_again() -> None:
    assert places(moved([record("a/r")], CHAIN, "b/r", "c/r")) == {"a/r": "b/r"}


def test_the_nearest_of_a_chain_comes_first() -> None:
    result = moved([record("a/r"), record("b/r")], CHAIN, "c/r")
    assert places(result) == {"a/r": "a/r", "b/r": "c/r"}
    assert result.blocked == {"a": "c"}


def test_a_taken_name_blocks_and_a_kept_one_waits() -> None:
    there = record("c/r")
    assert moved([record("a/r"), there], {"a": "c"}, "c/r").blocked == {"a": "c"}
    kept = moved([record("a/r", retained=True), there], {"a": "c"}, "c/r")
    assert (kept.blocked, kept.entries) == ({}, ())


def test_a_move_to_what_nobody_wants_is_none() -> None:
    assert moved([record("a/r")], {"a": "b"}, "c/r").entries == ()


def test_what_is_still_wanted_stays() -> None:
    assert moved([record("a/r")], {"a": "b"}, "a/r", "b/r").entries == ()


def test_bindings_follow_both_their_provider_and_their_consumer() -> None:
    result = moved([record('a/out["b"]/key'), record("b/r")], {"a": "x", "b": "y"}, "x/r", "y/r")
    assert places(result) == {'a/out["b"]/key': 'x/out["y"]/key', "b/r": "y/r"}


def test_the_binding_of_another_stack_is_no_instance_s() -> None:
    """An instance and a stack are both called b."""
    records = [record('a/out["b/*"]/key'), record('a/out["b"]/key'), record("b/r")]
    result = moved(records, {"b": "y"}, "a/r", "y/r", exported={"a/out": ("b",)})
    assert places(result) == {'a/out["b/*"]/key': 'a/out["b/*"]/key', 'a/out["b"]/key': 'a/out["y"]/key', "b/r": "y/r"}


def test_bindings_that_are_left_of_an_instance_block_its_name() -> None:
    records = [record('a/out["b"]/key'), record('a/out["y"]/key'), record("b/r")]
    result = moved(records, {"b": "y"}, "a/r", "y/r")
    assert (result.blocked, result.entries) == ({"b": "y"}, ())


@pytest.mark.parametrize("moves", [{}, {"b": "y"}, {"a": "x"}, {"a": "x", "b": "y"}], ids=["none", "instance", "provider", "both"])
def test_what_an_earlier_version_made_for_another_stack_gets_a_key_of_its_own(moves: dict[str, str]) -> None:
    provider, instance = moves.get("a", "a"), moves.get("b", "b")
    records = [record('a/out["b"]/key', generation=2), record('a/own["b"]/key'), record("b/r"), record("a/r")]
    result = moved(records, moves, f"{provider}/r", f"{instance}/r", exported={"a/out": ("b",)})
    assert places(result) == {
        'a/out["b"]/key': f'{provider}/out["b/*"]/key',
        'a/own["b"]/key': f'{provider}/own["{instance}"]/key',
        "b/r": f"{instance}/r",
        "a/r": f"{provider}/r",
    }
    told = {new.local: old.local for new, old in result.origins.items()}
    assert told == {new: old for old, new in places(result).items() if new != old}


class TestResources:
    def test_one_goes_to_another_instance_with_each_of_its_keys_and_generations(self) -> None:
        records = [record('a/r["x"]'), record('a/r["y"]'), record("a/s"), record("a/s", generation=2, id="second")]
        result = moved(records, {"a/r": "b/q", "a/s": "b/s"}, 'b/q["x"]', 'b/q["y"]', "b/s")
        assert places(result) == {'a/r["x"]': 'b/q["x"]', 'a/r["y"]': 'b/q["y"]', "a/s": "b/s", "second": "b/s"}

    def test_half_of_the_keys_moved_before_and_the_rest_follows(self) -> None:
        result = moved([record('b/q["x"]'), record('a/r["y"]')], {"a/r": "b/q"}, 'b/q["x"]', 'b/q["y"]')
        assert places(result) == {'b/q["x"]': 'b/q["x"]', 'a/r["y"]': 'b/q["y"]'}
        assert result.blocked == {}

    def test_those_of_an_output_move_for_every_consumer(self) -> None:
        result = moved(
            [record('a/out["c"]/key'), record('a/out["d"]/key')], {"a/out/key": "b/out/lock"}, 'b/out["c"]/lock', 'b/out["d"]/lock'
        )
        assert places(result) == {'a/out["c"]/key': 'b/out["c"]/lock', 'a/out["d"]/key': 'b/out["d"]/lock'}

    def test_after_their_instance_and_by_its_new_name(self) -> None:
        assert places(moved([record("a/r")], {"a": "b", "b/r": "b/q"}, "b/q")) == {"a/r": "b/q"}

    def test_a_taken_place_blocks(self) -> None:
        assert moved([record("a/r"), record("b/q")], {"a/r": "b/q"}, "b/q").blocked == {"a/r": "b/q"}

    def test_a_stack_has_the_last_word(self) -> None:
        asked = Asked.of({"a/r": "a/s"}, {Place("a", "", "r"): Place("a", "", "q")}, {})
        assert asked.resources == {Place("a", "", "r"): Place("a", "", "s")}
