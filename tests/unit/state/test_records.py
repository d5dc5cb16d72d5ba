from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from tests.unit.state.conftest import CANARY, make_record

from bouwsteen.addresses import Address
from bouwsteen.state.records import Deletion, Dependency, ResourceRecord, Status, from_json, to_json
from bouwsteen.values import Secret


def test_a_record_comes_back_whole() -> None:
    record = make_record(
        generation=3,
        dependencies=(
            Dependency(Address("leuven", "local", "ebox", "key"), 2),
            Dependency(Address("vlaanderen", "local", "x", "y", key='a"b')),
        ),
        status=Status.FAILED,
        retained=True,
        deletion=Deletion.RETAIN,
        rotation=2,
        problem="it is not as it should be",
    )
    assert from_json(to_json(record)) == record


def test_a_status_that_is_no_longer_written_is_read() -> None:
    """States of version 1 may have it: see the golden ones."""
    assert from_json({**to_json(make_record()), "status": "tainted"}) == make_record(status=Status.FAILED)


def test_a_bare_record_comes_back_whole() -> None:
    record = ResourceRecord(Address("leuven", "local", "ebox", "share"), "random/id")
    assert from_json(to_json(record)) == record


@pytest.mark.fault("F50")
def test_printing_a_record_shows_no_secret() -> None:
    assert CANARY not in repr(make_record())
    assert CANARY not in str(make_record())


@pytest.mark.parametrize(
    "changes",
    [
        {"inputs": {"plan": "other"}},
        {"outputs": {"instanceId": "other"}},
        {"status": Status.FAILED},
        {"generation": 2},
        {"secret_versions": {"/outputs/key": 3}},
        {"rotation": 1},
        {"objects": ()},
        {"id": "other"},
        {"retained": True},
        {"dependencies": (Dependency(Address("leuven", "local", "ebox", "key")),)},
        {"dependencies": (Dependency(Address("leuven", "local", "ebox", "key"), 2),)},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_fingerprint_knows_what_changed(changes: dict[str, Any]) -> None:
    assert make_record(**changes).fingerprint() != make_record().fingerprint()


def test_a_fingerprint_does_not_depend_on_secrets_times_or_order() -> None:
    record = make_record()
    inputs = dict(reversed(list(record.inputs.items())))
    inputs["broker"] = {"password": Secret("another"), "url": "http://127.0.0.1:20000"}
    same = dataclasses.replace(record, inputs=inputs, private={"token": "another"}, updated="2027-01-01T00:00:00Z")
    assert same.fingerprint() == record.fingerprint()
