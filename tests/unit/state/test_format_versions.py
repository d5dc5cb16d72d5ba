"""Every format of the record, in every version that was ever written: read for ever, and what is newer refused untouched.

`golden/v1/environment` is an environment as version 1 writes it, with a record of each kind, a call in doubt, a journal that is
not folded, a backup, and a key. The key is a test key and protects nothing; see `golden/README.md`. It is made once, by
BOUWSTEEN_ACCEPT=1 where it is missing, and never again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import orjson
import pytest
from tests.support.dead_writers import die
from tests.unit.state.conftest import CANARY, WRITER, Stores, make_record

from bouwsteen.adapters.state_backups import BackupFiles
from bouwsteen.adapters.state_logs import framing
from bouwsteen.adapters.state_logs.sealing import Sealer
from bouwsteen.addresses import Address
from bouwsteen.errors import InternalError, StateError
from bouwsteen.state import backups, formats
from bouwsteen.state.custodies import Backup
from bouwsteen.state.journals import Begin, End, Forget, Move, Outcome, Publish, Put, Run, Transfer
from bouwsteen.state.ports import Mode
from bouwsteen.state.records import Deletion, Dependency, ResourceRecord, Status
from bouwsteen.state.restorations import Past
from bouwsteen.state.snapshots import RunRecord
from bouwsteen.values import Secret

GOLDEN = Path(__file__).parent / "golden" / "v1" / "environment"
ACCEPT = os.environ.get("BOUWSTEEN_ACCEPT") == "1"


KEYED = Address("leuven", "local", "ebox", "each", key='a"b/ç')
EDGE = Address("leuven", "local", "ebox", "binding", output="sender", consumer="forms.ebox")
RECORDS: list[ResourceRecord] = [
    make_record(),
    make_record(address=KEYED, status=Status.FAILED, problem="The broker refused."),
    make_record(address=EDGE, dependencies=(Dependency(KEYED), Dependency(make_record().address, 1)), rotation=2),
    make_record(resource="old", status=Status.STOPPED),
    make_record(resource="old", generation=2, status=Status.FAILED),  # the golden one is "tainted", which is no longer written
    make_record(resource="dossier", status=Status.AWAITING, id="", outputs={}, objects=(), private={}, secret_versions={}),
    make_record(resource="data", retained=True, deletion=Deletion.RETAIN, inputs={"deep": [{"list": [Secret(CANARY), 1.5, None, True]}]}),
]
BEGIN = Begin("run-2", "step-9", "create", make_record("forms", "page"))
MOVED = Address("leuven", "local", "forms")


def make_golden() -> None:
    """A folded generation, and a journal behind it that nobody folded, with an entry of each kind."""
    stores = Stores(GOLDEN, "folder")
    with stores.write(organisation="24062") as session:
        session.append(*(Put(record, "made") for record in RECORDS))
        session.append(Publish({"ebox/sender": {"forms": {"url": "http://127.0.0.1:20000", "key": Secret(CANARY)}}}))
    session = stores.write()
    session.append(
        Run(RunRecord("run-2", "apply", "an", "2026-01-01T00:00:00Z", "", "", {"create": 1})),
        Put(make_record("permits", "page")),
        Move(Address("leuven", "local", "permits"), Address("leuven", "local", "desk")),
        Begin("run-2", "step-8", "delete", RECORDS[3]),
        End("step-8", Outcome.GONE, removed=True),
        Forget(RECORDS[5].address, 1, "asked for"),
        Transfer("cli", "came back"),
        BEGIN,
    )
    die(session)
    with stores.read() as reader:
        BackupFiles(stores.keys).save(GOLDEN / "backup", Past(reader.snapshot, reader.in_doubt), "2026-01-01T00:02:00Z")
    for name in ("lock", "reserve"):
        (stores.environment / name).unlink()


@pytest.fixture
def environment(tmp_path: Path) -> Stores:
    if ACCEPT and not GOLDEN.exists():
        make_golden()
    shutil.copytree(GOLDEN, tmp_path, dirs_exist_ok=True)
    return Stores(tmp_path, "folder")


def check(past: Past) -> None:
    """All that version 1 knew, as it stands in this file."""
    gone = {RECORDS[3].key, RECORDS[5].key}
    expected = [record for record in RECORDS if record.key not in gone] + [make_record("desk", "page", id="permits-page")]
    assert {record.key: record for record in past.snapshot.records()} == {record.key: record for record in expected}
    assert past.in_doubt == (BEGIN,)
    assert past.snapshot.serial == len(RECORDS) + 1 + 8
    assert (past.snapshot.owner, past.snapshot.epoch, past.snapshot.organisation) == ("cli", 2, "24062")
    assert [run.id for run in past.snapshot.runs] == ["run-2"]
    assert past.snapshot.exports["ebox/sender"]["forms"]["key"] == Secret(CANARY)


@pytest.mark.fault("F54")
def test_an_environment_of_version_1_is_read_with_what_was_under_way(environment: Stores) -> None:
    with environment.read() as session:
        check(Past(session.snapshot, session.in_doubt))


@pytest.mark.fault("F54")
def test_an_environment_of_version_1_is_written_on(environment: Stores) -> None:
    with environment.write() as session:
        check(Past(session.snapshot, session.in_doubt))
        session.append(End(BEGIN.step, Outcome.DONE, BEGIN.record))
    with environment.read() as session:
        assert session.in_doubt == ()
        assert session.record(BEGIN.address) == BEGIN.record


def load_backup(stores: Stores) -> Backup:
    return BackupFiles(stores.keys).load(stores.folder / "backup")


def test_a_backup_of_version_1_is_read(environment: Stores) -> None:
    backup = load_backup(environment)
    check(backup.past)
    assert backup.written == "2026-01-01T00:02:00Z"


def test_the_golden_environment_holds_each_kind_of_record() -> None:
    assert {record.status for record in RECORDS} == set(Status)
    assert {record.deletion for record in RECORDS} == set(Deletion)


def sealer(stores: Stores) -> Sealer:
    (file,) = (stores.folder / "keys").glob("*.json")
    return Sealer(stores.keys.keys(file.stem)[0])


def newer_framing(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[5] += 1
    path.write_bytes(data)


def newer_root(stores: Stores) -> None:
    """As a later version would seal it: everything fits but the version of the payload."""
    path = stores.environment / "generation.000000000002"
    data = path.read_bytes()
    _, end = framing.generation_header(data)
    payload = orjson.loads(framing.open_root(data, end, sealer(stores)))
    payload["format_version"] += 1
    path.write_bytes(data[:end] + framing.seal_root(data[:end], orjson.dumps(payload), end, sealer(stores)))


def newer_entry(stores: Stores) -> None:
    """Behind entries that are known: the journal is not read up to there and then believed."""
    path = stores.environment / "journal.000000000002"
    data = path.read_bytes()
    _, end = framing.journal_header(data)
    frames = framing.read_frames(data, end, sealer(stores))
    entry = orjson.dumps({**orjson.loads(formats.write_entry(Put(make_record()))), "format_version": formats.FORMAT_VERSION + 1})
    path.write_bytes(data[: frames.end] + framing.write_frame(data[:end], len(frames.payloads) + 1, entry, sealer(stores)))


def newer_backup(stores: Stores) -> None:
    path = stores.folder / "backup"
    data = path.read_bytes()
    _, end = framing.backup_header(data)
    payload = orjson.loads(sealer(stores).open(data[end:], b"backup" + data[:end]))
    payload["format_version"] += 1
    path.write_bytes(data[:end] + sealer(stores).seal(orjson.dumps(payload), b"backup" + data[:end]))


def newer_keys(stores: Stores) -> None:
    (file,) = (stores.folder / "keys").glob("*.json")
    file.write_bytes(orjson.dumps({**orjson.loads(file.read_bytes()), "formatVersion": 2}))


def digest(folder: Path) -> str:
    """Of everything but the file that every writer leaves its name in."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "lock")
    return hashlib.sha256(b"".join(str(path.relative_to(folder)).encode() + path.read_bytes() for path in files)).hexdigest()


NEWER: dict[str, Callable[[Stores], None]] = {
    "generation": lambda stores: newer_framing(stores.environment / "generation.000000000002"),
    "journal": lambda stores: newer_framing(stores.environment / "journal.000000000002"),
    "root": newer_root,
    "entry": newer_entry,
}


@pytest.mark.fault("F54")
@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("what", NEWER)
def test_what_a_later_version_wrote_is_refused_untouched(what: str, mode: Mode, environment: Stores) -> None:
    NEWER[what](environment)
    before = digest(environment.folder)
    with pytest.raises(StateError) as caught:
        environment.store.open("leuven", "local", mode, WRITER)
    (found,) = caught.value.diagnostics
    assert found.code == "state-format-newer"
    assert "format 2" in found.detail
    assert "up to 1" in found.detail
    assert "newer one" in found.remedy
    assert CANARY not in str(caught.value)
    assert digest(environment.folder) == before


@pytest.mark.fault("F54")
@pytest.mark.parametrize("age", [newer_backup, lambda stores: newer_framing(stores.folder / "backup")])
def test_a_later_backup_is_refused(age: Callable[[Stores], None], environment: Stores) -> None:
    age(environment)
    with pytest.raises(StateError) as caught:
        load_backup(environment)
    assert caught.value.diagnostics[0].code == "state-format-newer"
    assert CANARY not in str(caught.value)


@pytest.mark.fault("F15")
@pytest.mark.fault("F54")
def test_later_keys_are_refused(environment: Stores) -> None:
    newer_keys(environment)
    before = digest(environment.folder)
    for mode in Mode:
        with pytest.raises(StateError) as caught:
            environment.store.open("leuven", "local", mode, WRITER)
        assert caught.value.diagnostics[0].code == "state-key-unreadable"
    assert digest(environment.folder) == before


def test_a_generation_of_a_later_version_is_told_and_an_earlier_one_can_still_be_put_back(environment: Stores) -> None:
    NEWER["generation"](environment)
    by_number = {each.number: each for each in environment.store.generations("leuven", "local")}
    assert "format 2" in by_number[2].problem
    assert by_number[1].problem == ""
    environment.store.restore("leuven", "local", 1, replace(WRITER, run="run-3"))
    with environment.read() as session:
        assert session.snapshot.restored_by is not None


def test_a_backup_that_is_something_else_says_so(environment: Stores) -> None:
    """Whole and sealed by the right key, and of no known form."""
    for payload in (b"[]", b"{}", b'{"format_version": 0}', backups.write_backup(load_backup(environment).past)[:-1]):
        with pytest.raises(StateError) as caught:
            backups.read_backup(payload, "backup")
        assert caught.value.diagnostics[0].code == "state-malformed"


def test_a_payload_says_its_version_first(environment: Stores) -> None:
    with environment.read() as session:
        past = Past(session.snapshot, session.in_doubt)
    assert backups.write_backup(past).startswith(b'{"format_version":1,')
    with pytest.raises(InternalError):
        formats.write_entry(Put(make_record(inputs={"never": object()})))
