"""The bytes on disk: what version 1 wrote must be read for ever.

`golden/v1` holds payloads as JSON and a whole store. They are written only with BOUWSTEEN_ACCEPT=1, and
only before a version is published.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import orjson
import pytest
from tests.unit.state.conftest import CANARY, Stores, make_record

from bouwsteen.addresses import Address
from bouwsteen.errors import StateCorruptError, StateError
from bouwsteen.state import formats
from bouwsteen.state.formats import Root
from bouwsteen.state.journals import Begin, End, Entry, Forget, Move, Outcome, Publish, Put, Run, Transfer
from bouwsteen.state.records import Deletion, Dependency, Status
from bouwsteen.state.snapshots import EnvironmentSnapshot, RunRecord, UnitSnapshot
from bouwsteen.values import Secret

GOLDEN = Path(__file__).parent / "golden" / "v1"
ACCEPT = os.environ.get("BOUWSTEEN_ACCEPT") == "1"

FULL = make_record(
    generation=2,
    resource="binding",
    address=Address("leuven", "local", "ebox", "binding", key='a"b', output="sender", consumer="forms"),
    dependencies=(Dependency(Address("leuven", "local", "ebox", "share")), Dependency(Address("leuven", "local", "ebox", "each", key="x"))),
    status=Status.FAILED,
    retained=True,
    deletion=Deletion.RETAIN,
    rotation=3,
    problem="The broker refused.",
)
RUN = RunRecord("run-1", "bouwsteen up", "an", "2026-01-01T00:00:00Z", "2026-01-01T00:01:00Z", "done", {"create": 2}, 7)
BEGIN = Begin("run-1", "step-1", "create", FULL)
UNIT = UnitSnapshot("ebox", {FULL.key: FULL, make_record().key: make_record()}, 6)
ROOT = Root(
    EnvironmentSnapshot(
        "leuven",
        "local",
        organisation="24062",
        lineage="0123456789abcdef0123456789abcdef",
        serial=7,
        owner="cli",
        epoch=2,
        exports={"ebox/sender": {"url": "http://127.0.0.1:20000", "key": Secret(CANARY), "$secret": "no secret"}},
        runs=(RUN,),
    ),
    (BEGIN,),
    {"ebox": [3, 120, 456, 6, "00" * 16]},
    fencing=4,
    written="2026-01-01T00:00:00Z",
    run="run-1",
)
ENTRIES: list[Entry] = [
    BEGIN,
    End("step-1", Outcome.DONE, FULL),
    End("step-2", Outcome.GONE, removed=True),
    Put(make_record(), "restored"),
    Forget(FULL.address, 2, "asked for"),
    Move(Address("leuven", "local", "forms"), Address("leuven", "local", "permits")),
    Publish(ROOT.shell.exports),
    Run(RUN),
    Transfer("operator/leuven", "handed over"),
]


def golden(name: str, written: list[bytes]) -> list[bytes]:
    """The payloads that are kept, one a line after sorting out the layout for people."""
    path = GOLDEN / f"{name}.json"
    if ACCEPT:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(orjson.dumps([orjson.loads(item) for item in written], option=orjson.OPT_INDENT_2) + b"\n")
    return [orjson.dumps(item) for item in orjson.loads(path.read_bytes())]


def test_a_root_is_as_it_was() -> None:
    written = formats.write_root(ROOT)
    (kept,) = golden("root", [written])
    assert orjson.loads(written) == orjson.loads(kept)
    assert formats.read_root(kept, "file") == ROOT


def test_a_unit_is_as_it_was() -> None:
    written = formats.write_unit(UNIT)
    (kept,) = golden("unit", [written])
    assert orjson.loads(written) == orjson.loads(kept)
    assert formats.read_unit(kept, "file") == UNIT


def test_entries_are_as_they_were() -> None:
    written = [formats.write_entry(entry) for entry in ENTRIES]
    kept = golden("entries", written)
    assert [orjson.loads(item) for item in written] == [orjson.loads(item) for item in kept]
    assert [formats.read_entry(item, "file") for item in kept] == ENTRIES
    assert {type(entry) for entry in ENTRIES} == set(Entry.__args__)


def make_golden_store(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    stores = Stores(folder, "folder")
    with stores.write(organisation="24062") as session:
        session.append(Put(make_record()), Put(make_record("forms")), Publish(ROOT.shell.exports), Run(RUN))
    session = stores.write()
    session.append(Put(FULL), BEGIN)
    # Left open on purpose: the store then holds a generation and a journal that is not folded.
    for name in ("lock", "reserve"):
        (stores.environment / name).unlink()


@pytest.fixture
def store_of_version_1(tmp_path: Path) -> Stores:
    if ACCEPT:
        make_golden_store(GOLDEN / "store")
    shutil.copytree(GOLDEN / "store", tmp_path, dirs_exist_ok=True)
    return Stores(tmp_path, "folder")


def test_a_store_of_version_1_is_read_and_written_on(store_of_version_1: Stores) -> None:
    snapshot = store_of_version_1.read().snapshot
    assert snapshot.serial == 6
    assert snapshot.exports == ROOT.shell.exports
    assert {record.key: record for record in snapshot.records()} == {
        record.key: record for record in (make_record(), make_record("forms"), FULL)
    }
    with store_of_version_1.write() as session:
        assert session.in_doubt == (BEGIN,)
        session.append(End("step-1", Outcome.DONE, FULL))
    assert store_of_version_1.read().snapshot.serial == 7


@pytest.mark.parametrize("read", [formats.read_root, formats.read_unit, formats.read_entry])
def test_a_newer_payload_is_refused(read: Any) -> None:
    with pytest.raises(StateError) as caught:
        read(orjson.dumps({"format_version": formats.FORMAT_VERSION + 1, "secret": CANARY}), "journal 3")
    assert caught.value.diagnostics[0].code == "state-format-newer"


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"format_version": 1}',
        b'{"format_version": 0}',
        b'{"format_version": "1"}',
        orjson.dumps({"format_version": 1, "entry": CANARY, "instance": CANARY, "records": [CANARY], "serial": 1, "stack": CANARY}),
        orjson.dumps({**orjson.loads(formats.write_entry(BEGIN)), "record": {"secrets": [["outputs", "nowhere"]], "outputs": {}}}),
        orjson.dumps({**orjson.loads(formats.write_entry(ENTRIES[1])), "outcome": CANARY}),
    ],
)
@pytest.mark.parametrize("read", [formats.read_root, formats.read_unit, formats.read_entry])
def test_what_is_not_a_payload_is_corrupt_and_not_quoted(read: Any, payload: bytes) -> None:
    with pytest.raises(StateCorruptError) as caught:
        read(payload, "journal 3")
    assert caught.value.diagnostics[0].code == "state-malformed"
    assert CANARY not in str(caught.value)
    assert caught.value.__cause__ is None
