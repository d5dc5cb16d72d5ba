"""Asking the world about what is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor

from bouwsteen.engine.calls import make_call
from bouwsteen.engine.engines import Engine
from bouwsteen.providers.protocol import Observation, Unreadable
from bouwsteen.state.records import RecordKey, ResourceRecord


def observe(engine: Engine, records: Iterable[ResourceRecord], organisation: str) -> Mapping[RecordKey, Observation]:
    """Read every record's object. A provider that is not there makes it unreadable, never missing."""
    asked = list(records)
    if not asked:
        return {}
    engine.reporter.phase("observe", len(asked))
    with ThreadPoolExecutor(max_workers=engine.parallelism, thread_name_prefix="observe") as pool:
        observations = pool.map(lambda record: _read(engine, record, organisation), asked)
        return {record.key: observation for record, observation in zip(asked, observations, strict=True)}


def _read(engine: Engine, record: ResourceRecord, organisation: str) -> Observation:
    provider = engine.provider(record.type)
    if provider is None:
        return Unreadable(f"No provider for {record.type} is installed.", "Install the part of Bouwsteen that brings it.")
    observation = provider.read(make_call(record, "", organisation=organisation))
    engine.reporter.observed(record.address)
    return observation
