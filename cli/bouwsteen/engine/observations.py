"""Asking the world about what is recorded."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bouwsteen.engine.calls import make_call
from bouwsteen.engine.engines import Engine
from bouwsteen.errors import CancelledError
from bouwsteen.providers.protocol import Observation, Stray, Unreadable, surveyor_of
from bouwsteen.state.records import RecordKey, ResourceRecord


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What the world shows of records, and what of theirs is there that no record knows."""

    observations: Mapping[RecordKey, Observation]
    strays: Sequence[Stray] = ()


def observe(engine: Engine, records: Iterable[ResourceRecord], organisation: str) -> Mapping[RecordKey, Observation]:
    """Read every record's object. A provider that is not there makes it unreadable, never missing."""
    return survey(engine, records, organisation).observations


def survey(engine: Engine, records: Iterable[ResourceRecord], organisation: str) -> Surveyed:
    """The same, with what the providers that look at many objects at once found beside them."""
    asked = list(records)
    if not asked:
        return Surveyed({})
    engine.begin("observe", len(asked))
    engine.statistics.count("reads", len(asked))
    found: dict[RecordKey, Observation] = {}
    strays = _survey_many(engine, asked, organisation, found)
    _read_each(engine, [record for record in asked if record.key not in found], organisation, found)
    if len(found) < len(asked):
        raise CancelledError.because("stopped-early", "The run was stopped", "Nothing was done yet: it was still looking at the world.")
    return Surveyed({record.key: found[record.key] for record in asked}, strays)


def _survey_many(
    engine: Engine, asked: Iterable[ResourceRecord], organisation: str, found: dict[RecordKey, Observation]
) -> Sequence[Stray]:
    """By the providers that can: all records of a family in one go."""
    families: dict[str, list[ResourceRecord]] = defaultdict(list)
    for record in asked:
        families[record.type.partition("/")[0]].append(record)
    strays: list[Stray] = []
    for records in families.values():
        surveyor = surveyor_of(engine.provider(records[0].type))
        if engine.stop.requested or surveyor is None:
            continue
        seen = surveyor.survey([make_call(record, "", organisation=organisation) for record in records])
        for record, observation in zip(records, seen.observations, strict=True):
            found[record.key] = observation
            engine.reporter.observed(record.address)
        strays.extend(seen.strays)
    return strays


def _read_each(engine: Engine, asked: list[ResourceRecord], organisation: str, found: dict[RecordKey, Observation]) -> None:
    if not asked:
        return
    waiting = iter(asked)
    lock = threading.Lock()

    def read_some() -> None:
        # One task for each worker, not one for each record: most answers come faster than a task is handed over.
        while True:
            with lock:
                record = None if engine.stop.requested else next(waiting, None)
            if record is None:
                return
            found[record.key] = read(engine, record, organisation)
            engine.reporter.observed(record.address)

    workers = min(engine.workers(), len(asked))
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="observe") as pool:
        for each in [pool.submit(read_some) for _ in range(workers)]:
            each.result()


def read(engine: Engine, record: ResourceRecord, organisation: str) -> Observation:
    """The object of one record as it is now."""
    provider = engine.provider(record.type)
    if provider is None:
        return Unreadable(f"No provider for {record.type} is installed.", "Install the part of Bouwsteen that brings it.")
    return provider.read(make_call(record, "", organisation=organisation))
