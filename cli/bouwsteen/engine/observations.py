"""Asking the world about what is recorded."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from bouwsteen.engine.calls import make_call
from bouwsteen.engine.engines import Engine
from bouwsteen.errors import CancelledError
from bouwsteen.providers.protocol import Observation, Unreadable
from bouwsteen.state.records import RecordKey, ResourceRecord


def observe(engine: Engine, records: Iterable[ResourceRecord], organisation: str) -> Mapping[RecordKey, Observation]:
    """Read every record's object. A provider that is not there makes it unreadable, never missing."""
    asked = list(records)
    if not asked:
        return {}
    engine.begin("observe", len(asked))
    engine.statistics.count("reads", len(asked))
    found: dict[RecordKey, Observation] = {}
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

    workers = min(engine.parallelism, len(asked))
    with ThreadPoolExecutor(max_workers=workers, thread_name_prefix="observe") as pool:
        for each in [pool.submit(read_some) for _ in range(workers)]:
            each.result()
    if len(found) < len(asked):
        raise CancelledError.because("stopped-early", "The run was stopped", "Nothing was done yet: it was still looking at the world.")
    return {record.key: found[record.key] for record in asked}


def read(engine: Engine, record: ResourceRecord, organisation: str) -> Observation:
    """The object of one record as it is now."""
    provider = engine.provider(record.type)
    if provider is None:
        return Unreadable(f"No provider for {record.type} is installed.", "Install the part of Bouwsteen that brings it.")
    return provider.read(make_call(record, "", organisation=organisation))
