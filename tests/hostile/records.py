"""Doors for what programs wrote and others may have changed: states, journals, keys, saved plans."""

from __future__ import annotations

import base64
import tempfile
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import orjson
from tests.hostile.outcomes import Target
from tests.unit.state.conftest import make_record
from tests.unit.state.test_formats import BEGIN, FULL, ROOT, UNIT

from bouwsteen.adapters.disks import Disk
from bouwsteen.adapters.state_folders.layouts import Layout
from bouwsteen.adapters.state_folders.loading import Loader
from bouwsteen.adapters.state_keys import LocalKeys
from bouwsteen.adapters.state_logs import framing
from bouwsteen.adapters.state_logs.framing import GenerationHeader, JournalHeader, Place
from bouwsteen.adapters.state_logs.sealing import Sealer
from bouwsteen.cli.saved_plans import load_plan
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.state import formats
from bouwsteen.state.formats import Root
from bouwsteen.state.journals import Begin, End, Outcome, Publish, Put, Run
from bouwsteen.state.snapshots import EnvironmentSnapshot, RunRecord, UnitSnapshot
from bouwsteen.values import Secret

LINEAGE: Final = "0123456789abcdef0123456789abcdef"
_FOLDER: Final = Path("/state/leuven/local")
_LAYOUT: Final = Layout(_FOLDER)
_SEALER: Final = Sealer(bytes(32))


class FilesInMemory(Disk):
    """The files of one state, by name."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files

    def names(self, folder: Path) -> list[str]:  # noqa: ARG002  one state, one key
        return list(self.files)

    def read(self, path: Path, limit: int = -1) -> bytes:
        if path.name not in self.files:
            raise FileNotFoundError(path)
        content = self.files[path.name]
        return content if limit < 0 else content[:limit]

    def size(self, path: Path) -> int:
        return len(self.files[path.name])


class OneKey:
    """The key that everything here is sealed with. No state was seen before."""

    def keys(self, lineage: str) -> list[bytes]:  # noqa: ARG002  one state, one key
        return [bytes(32)]

    def create(self, lineage: str) -> bytes:  # noqa: ARG002  one state, one key
        return bytes(32)

    def read_mark(self, lineage: str) -> int:  # noqa: ARG002  one state, one key
        return 0

    def open_mark(self, lineage: str) -> Any:  # noqa: ARG002  one state, one key
        raise AssertionError("a reader keeps no mark")


def _load(files: dict[str, bytes]) -> list[Diagnostic]:
    """As every reader does: load, fold the journal in, look at all of it."""
    loaded = Loader(FilesInMemory(files), _LAYOUT, OneKey(), "leuven", "local").newest()
    snapshot = loaded.ledger().snapshot()
    problems = snapshot.verify_integrity()
    for unit in snapshot.units.values():
        unit.digest()
    return [problem for problem in problems if problem.is_error]


def _generation(root: bytes | None = None, unit: bytes | None = None) -> bytes:
    """A generation file sealed with the key, with payloads that may be anything."""
    header = framing.write_header(framing.GENERATION, GenerationHeader("24062", LINEAGE, _SEALER.key_id, 1, 7))
    payload = formats.write_unit(UNIT) if unit is None else unit
    sealed = _SEALER.seal(payload, framing.unit_place("24062", LINEAGE, "ebox", 6))
    place = Place(1, len(header), len(sealed), 6, framing.seal_of(sealed))
    table = formats.write_root(Root(ROOT.shell, ROOT.in_doubt, {"ebox": place.to_json()}, 4)) if root is None else root
    return header + sealed + framing.seal_root(header, table, len(header) + len(sealed), _SEALER)


def _journal(*payloads: bytes) -> bytes:
    header = framing.write_header(framing.JOURNAL, JournalHeader("24062", LINEAGE, _SEALER.key_id, 1, 7, 4))
    return header + b"".join(framing.write_frame(header, number, item, _SEALER) for number, item in enumerate([b"", *payloads]))


_ENTRIES: Final = [
    formats.write_entry(item)
    for item in (
        Begin("run-1", "step-2", "create", make_record(instance="forms")),
        End("step-2", Outcome.DONE, make_record(instance="forms", outputs={"key": Secret("x")})),
        Put(make_record(), "read"),
        Publish({"ebox/sender": {"leuven": {"url": "http://127.0.0.1", "key": Secret("x")}}}),
        Run(RunRecord("run-1", "bouwsteen up", "an", "2026-01-01T00:00:00Z")),
    )
]


def read_generations(content: bytes) -> list[Diagnostic]:
    return _load({"generation.000000000001": content})


def read_journals(content: bytes) -> list[Diagnostic]:
    return _load({"generation.000000000001": _whole_generation(), "journal.000000000001": content})


@cache
def _whole_generation() -> bytes:
    return _generation()


def read_payloads(content: bytes) -> list[Diagnostic]:
    """Sealed by somebody who has the key: what is inside may still be anything. `E`, `U` or `R` says where it stands."""
    kind, payload = content[:1], content[1:]
    if kind == b"E":
        return _load({"generation.000000000001": _whole_generation(), "journal.000000000001": _journal(payload)})
    if kind == b"U":
        return _load({"generation.000000000001": _generation(unit=payload)})
    return _load({"generation.000000000001": _generation(root=payload)})


def large_generation() -> bytes:
    records = {record.key: record for record in (make_record(resource=f"share{number}") for number in range(400))}
    return _generation(unit=formats.write_unit(UnitSnapshot("ebox", records, 6)))


def journal_of(count: int) -> bytes:
    """A sound journal with as many entries."""
    return _journal(*[formats.write_entry(Put(make_record(resource=f"share{number}"))) for number in range(count)])


def read_keys(content: bytes) -> list[Diagnostic]:
    """The key file of a lineage, or its mark where the text begins with `M`."""
    with tempfile.TemporaryDirectory(prefix="bouwsteen-hostile-") as folder:
        keys = LocalKeys(Path(folder))
        if content[:1] == b"M":
            (Path(folder) / f"{LINEAGE}.mark").write_bytes(content[1:])
            keys.read_mark(LINEAGE)
        else:
            (Path(folder) / f"{LINEAGE}.json").write_bytes(content)
            keys.keys(LINEAGE)
    return []


def _mark(serial: int) -> bytes:
    digits = b"%020d" % serial
    return b"M%s %08x\n" % (digits, zlib.crc32(digits))


def read_plans(content: bytes) -> list[Diagnostic]:
    with tempfile.TemporaryDirectory(prefix="bouwsteen-hostile-") as folder:
        path = Path(folder) / "plan.json"
        path.write_bytes(content)
        load_plan(path)
    return []


def _plan(parts: int) -> bytes:
    return orjson.dumps(
        {
            "format_version": "1.0",
            "stack": "leuven",
            "environment": "local",
            "digest": "sha256:" + "0" * 64,
            "lineage": LINEAGE,
            "serial": 7,
            "destroys": False,
            "parts": {f"leuven/local/forms/resource-{number}": "0" * 64 for number in range(parts)},
        }
    )


def _payload_samples() -> Iterator[bytes]:
    yield from (b"E" + entry for entry in _ENTRIES if b'"entry":"end"' not in entry)
    yield b"U" + formats.write_unit(UNIT)
    yield b"R" + formats.write_root(Root(EnvironmentSnapshot("leuven", "local", "24062", LINEAGE, 7, "cli", 1), (BEGIN,), {}, 4))
    yield b"E" + formats.write_entry(Put(FULL))


_KEY_FILE: Final = orjson.dumps({"formatVersion": 1, "keys": [base64.b64encode(bytes(32)).decode(), base64.b64encode(b"k" * 32).decode()]})
_JSON_WORDS: Final = [
    *(
        b"null",
        b"true",
        b"[]",
        b"{}",
        b'""',
        b"-1",
        b"0",
        b"1e400",
        b"9" * 40,
        b"1.5",
        b'"\\ud800"',
        b'"\\u0000"',
        b"[[[[",
        b"}}",
        b",",
        b":",
        b'"',
    ),
    *(
        b'"format_version":2',
        b'"format_version":[]',
        b'"entry":"end"',
        b'"secrets":[["x"]]',
        b'{"$secret":1}',
        b'"serial":"x"',
        b'"records":{}',
        b"NaN",
    ),
]

TARGETS: Final = [
    Target(
        "generations",
        read_generations,
        [_generation()],
        large_generation,
        text=False,
        words=[b"BWST", b"G\x01", b"J\x01", b"\0" * 8, b"\xff" * 8],
    ),
    Target(
        "journals",
        read_journals,
        [_journal(*_ENTRIES), _journal()],
        lambda: journal_of(400),
        text=False,
        words=[b"BWST", b"J\x01", b"\0" * 512, b"\xff" * 8],
    ),
    Target("payloads", read_payloads, list(_payload_samples()), lambda: b"U" + _large_unit(), text=False, words=_JSON_WORDS),
    Target("keys", read_keys, [_KEY_FILE, _mark(7)], lambda: _KEY_FILE + b" " * 60_000, text=False, words=_JSON_WORDS),
    Target("plans", read_plans, [_plan(3)], lambda: _plan(30_000), text=False, words=_JSON_WORDS),
]


def _large_unit() -> bytes:
    records = {record.key: record for record in (make_record(resource=f"share{number}") for number in range(400))}
    return formats.write_unit(UnitSnapshot("ebox", records, 6))
