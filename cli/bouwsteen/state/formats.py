"""The payloads of a store as JSON bytes: a root, a unit, an entry. Each says its version.

Only what is encrypted afterwards comes out of here. An older version has its own reader; a
newer one is refused, never half-read. The framing around the payloads is the store's.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import orjson

from bouwsteen.diagnostics import error
from bouwsteen.errors import StateCorruptError, StateError
from bouwsteen.state import records
from bouwsteen.state.encodings import decode, encode
from bouwsteen.state.journals import Begin, End, Entry, Forget, Move, Outcome, Publish, Put, Run, Transfer
from bouwsteen.state.remedies import GO_BACK
from bouwsteen.state.snapshots import EnvironmentSnapshot, RunRecord, UnitSnapshot
from bouwsteen.values import Path

FORMAT_VERSION: Final = 1
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Root:
    """An environment without the bodies of its units, and the store's own table of where those are."""

    shell: EnvironmentSnapshot
    in_doubt: tuple[Begin, ...] = ()
    units: Mapping[str, Any] = field(default_factory=dict)
    fencing: int = 0
    written: str = ""  # RFC 3339, by the writer's clock
    run: str = ""


def write_root(root: Root) -> bytes:
    shell = root.shell
    return orjson.dumps(
        {
            "format_version": FORMAT_VERSION,
            "stack": shell.stack,
            "environment": shell.environment,
            "organisation": shell.organisation,
            "lineage": shell.lineage,
            "serial": shell.serial,
            "owner": shell.owner,
            "epoch": shell.epoch,
            "exports": _write_exports(shell.exports),
            "runs": [_write_run(run) for run in shell.runs],
            "in_doubt": [_write_begin(begin) for begin in root.in_doubt],
            "units": root.units,
            "fencing": root.fencing,
            "written": root.written,
            "run": root.run,
        }
    )


def read_root(payload: bytes, file: str) -> Root:
    """Raises StateCorruptError when this is not a root, StateError when it is a newer one."""
    return _read(payload, file, {1: _read_root_1})


def write_unit(unit: UnitSnapshot) -> bytes:
    return orjson.dumps(
        {
            "format_version": FORMAT_VERSION,
            "instance": unit.instance,
            "serial": unit.serial,
            "records": [records.to_json(record) for record in unit.records.values()],
        }
    )


def read_unit(payload: bytes, file: str) -> UnitSnapshot:
    """Raises as `read_root`."""
    return _read(payload, file, {1: _read_unit_1})


def write_entry(entry: Entry) -> bytes:
    return orjson.dumps({"format_version": FORMAT_VERSION, **_WRITERS[type(entry)](entry)})


def read_entry(payload: bytes, file: str) -> Entry:
    """Raises as `read_root`."""
    return _read(payload, file, {1: _read_entry_1})


def newer_format(file: str, version: object) -> StateError:
    return StateError(
        error(
            "state-format-newer",
            "The state was written by a newer version",
            f"{file} has format {version}; this version of Bouwsteen reads up to {FORMAT_VERSION} and cannot tell what else it holds.",
            "Use the version of Bouwsteen that wrote it, or a newer one.",
        )
    )


def malformed(file: str) -> StateCorruptError:
    return StateCorruptError(
        error(
            "state-malformed",
            "A state file does not hold what it should",
            f"{file} was written by someone with the key and is not of a known form. Nothing of it was used.",
            GO_BACK,
        )
    )


def _read(payload: bytes, file: str, readers: Mapping[int, Callable[[Any], _Result]]) -> _Result:
    try:
        data = orjson.loads(payload)
        version = data["format_version"]
        if isinstance(version, int) and version > FORMAT_VERSION:
            raise newer_format(file, version)
        return readers[version](data)
    except (LookupError, TypeError, ValueError, AttributeError):
        # The cause may quote values of the state, so it is not passed on.
        raise malformed(file) from None


def _expect(data: Mapping[str, Any], kind: type, *names: str) -> None:
    """Raises TypeError unless each of these fields is of `kind`: who has the key may still have written anything."""
    for name in names:
        if type(data[name]) is not kind:
            raise TypeError(name)


def _texts(data: Mapping[str, Any], *names: str) -> list[str]:
    _expect(data, str, *names)
    return [data[name] for name in names]


def _read_root_1(data: Mapping[str, Any]) -> Root:
    _expect(data, str, "stack", "environment", "organisation", "lineage", "owner", "written", "run")
    _expect(data, int, "serial", "epoch", "fencing")
    _expect(data, dict, "units")
    shell = EnvironmentSnapshot(
        stack=data["stack"],
        environment=data["environment"],
        organisation=data["organisation"],
        lineage=data["lineage"],
        serial=data["serial"],
        owner=data["owner"],
        epoch=data["epoch"],
        exports=_read_exports(data["exports"]),
        runs=tuple(_read_run(run) for run in data["runs"]),
    )
    in_doubt = tuple(_read_begin(begin) for begin in data["in_doubt"])
    return Root(shell, in_doubt, data["units"], data["fencing"], data["written"], data["run"])


def _read_unit_1(data: Mapping[str, Any]) -> UnitSnapshot:
    _expect(data, str, "instance")
    _expect(data, int, "serial")
    found = [records.from_json(record) for record in data["records"]]
    return UnitSnapshot(data["instance"], {record.key: record for record in found}, data["serial"])


def _write_exports(exports: Mapping[str, Any]) -> dict[str, Any]:
    secrets: list[Path] = []
    return {"value": encode(exports, secrets), "secrets": secrets}


def _read_exports(data: Mapping[str, Any]) -> dict[str, Any]:
    _expect(data, dict, "value")
    return dict(decode(data["value"], data["secrets"]))


def _write_run(run: RunRecord) -> dict[str, Any]:
    return {**dataclasses.asdict(run), "counts": dict(run.counts)}


def _read_run(data: Mapping[str, Any]) -> RunRecord:
    run = RunRecord(**data)
    if type(run.id) is not str or type(run.counts) is not dict or type(run.serial) is not int:
        raise TypeError("run")
    return run


def _write_begin(begin: Begin) -> dict[str, Any]:
    return {"entry": "begin", "run": begin.run, "step": begin.step, "action": begin.action, "record": records.to_json(begin.record)}


def _read_begin(data: Mapping[str, Any]) -> Begin:
    _expect(data, str, "run", "step", "action")
    return Begin(data["run"], data["step"], data["action"], records.from_json(data["record"]))


def _write_end(end: End) -> dict[str, Any]:
    record = None if end.record is None else records.to_json(end.record)
    return {"entry": "end", "step": end.step, "outcome": end.outcome.value, "record": record, "removed": end.removed}


def _read_end(data: Mapping[str, Any]) -> End:
    _expect(data, str, "step")
    _expect(data, bool, "removed")
    record = None if data["record"] is None else records.from_json(data["record"])
    return End(data["step"], Outcome(data["outcome"]), record, data["removed"])


_WRITERS: Final[Mapping[type[Any], Callable[[Any], dict[str, Any]]]] = {
    Begin: _write_begin,
    End: _write_end,
    Put: lambda entry: {"entry": "put", "record": records.to_json(entry.record), "reason": entry.reason},
    Forget: lambda entry: {
        "entry": "forget",
        "address": records.write_address(entry.address),
        "generation": entry.generation,
        "reason": entry.reason,
    },
    Move: lambda entry: {"entry": "move", "source": records.write_address(entry.source), "target": records.write_address(entry.target)},
    Publish: lambda entry: {"entry": "publish", "exports": _write_exports(entry.exports)},
    Run: lambda entry: {"entry": "run", "run": _write_run(entry.run)},
    Transfer: lambda entry: {"entry": "transfer", "owner": entry.owner, "reason": entry.reason},
}

_READERS_1: Final[Mapping[str, Callable[[Mapping[str, Any]], Entry]]] = {
    "begin": _read_begin,
    "end": _read_end,
    "put": lambda data: Put(records.from_json(data["record"]), data["reason"]),
    "forget": lambda data: Forget(records.read_address(data["address"]), data["generation"], data["reason"]),
    "move": lambda data: Move(records.read_address(data["source"]), records.read_address(data["target"])),
    "publish": lambda data: Publish(_read_exports(data["exports"])),
    "run": lambda data: Run(_read_run(data["run"])),
    "transfer": lambda data: Transfer(*_texts(data, "owner", "reason")),
}


def _read_entry_1(data: Mapping[str, Any]) -> Entry:
    return _READERS_1[data["entry"]](data)
