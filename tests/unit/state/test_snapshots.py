from __future__ import annotations

from typing import Any

import pytest
from tests.unit.state.conftest import make_record

from bouwsteen.addresses import Address
from bouwsteen.state.records import Dependency, RecordKey, ResourceRecord
from bouwsteen.state.snapshots import EnvironmentSnapshot, UnitSnapshot


def snapshot_of(*records: ResourceRecord, **changes: Any) -> EnvironmentSnapshot:
    units: dict[str, dict[RecordKey, ResourceRecord]] = {}
    for record in records:
        units.setdefault(record.address.instance, {})[record.key] = record
    return EnvironmentSnapshot("leuven", "local", units={name: UnitSnapshot(name, found) for name, found in units.items()}, **changes)


def address(resource: str, instance: str = "ebox", stack: str = "leuven") -> Address:
    return Address(stack, "local", instance, resource)


def test_a_sound_snapshot_has_no_problems() -> None:
    snapshot = snapshot_of(make_record(), make_record(resource="binding", dependencies=(Dependency(address("share")),)))
    assert snapshot.verify_integrity() == []


@pytest.mark.parametrize(
    ("snapshot", "part"),
    [
        (snapshot_of(make_record(generation=0)), "generation below 1"),
        (snapshot_of(make_record(dependencies=(Dependency(address("share")),))), "depends on itself"),
        (snapshot_of(make_record(address=address("share", stack="gent"))), "does not belong"),
        (snapshot_of(serial=-1), "negative"),
        (EnvironmentSnapshot("leuven", "local", units={"a": UnitSnapshot("b")}), "filed under a"),
        (
            EnvironmentSnapshot("leuven", "local", units={"ebox": UnitSnapshot("ebox", {RecordKey(address("other"), 1): make_record()})}),
            "is filed under",
        ),
    ],
)
def test_a_contradiction_is_an_error(snapshot: EnvironmentSnapshot, part: str) -> None:
    problems = snapshot.verify_integrity()
    assert [item.is_error for item in problems] == [True]
    assert part in problems[0].detail


def test_a_dependency_that_is_gone_is_a_warning() -> None:
    problems = snapshot_of(make_record(dependencies=(Dependency(address("gone")),))).verify_integrity()
    assert [(item.is_error, item.code) for item in problems] == [(False, "state-dependency-gone")]


def test_a_dependency_elsewhere_is_not_looked_for() -> None:
    assert snapshot_of(make_record(dependencies=(Dependency(address("x", stack="vlaanderen")),))).verify_integrity() == []


def test_looking_up_records() -> None:
    old, new = make_record(), make_record(generation=2)
    snapshot = snapshot_of(new, old)
    assert snapshot.record(old.address, 1) == old
    assert snapshot.record(old.address, 3) is None
    assert snapshot.record(address("x", "absent"), 1) is None
    assert snapshot.latest() == {old.address: new}
    assert snapshot.units["ebox"].generations(old.address) == [old, new]
    assert snapshot.last_run is None


def test_a_unit_digest_knows_its_records() -> None:
    one = UnitSnapshot("ebox", {make_record().key: make_record()})
    other = make_record(id="other")
    assert one.digest() == UnitSnapshot("ebox", {make_record().key: make_record()}, serial=9).digest()
    assert one.digest() != UnitSnapshot("ebox", {other.key: other}).digest()
