"""The table that remembers instances and bindings: per user of the broker, what was asked and how the last operation went.

An instance is a row without a binding id. A row that was deleted stays as a tombstone without its content, so that a
platform that is still polling learns that the deletion is done. Parameters and credentials are sealed.
"""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Float,
    MetaData,
    PrimaryKeyConstraint,
    RowMapping,
    String,
    Table,
    Text,
    and_,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError

from bouwsteen_service.brokers.errors import BrokerError
from bouwsteen_service.seals import Seal


class Kind(enum.StrEnum):
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


class State(enum.StrEnum):
    IN_PROGRESS = "in progress"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Key:
    """Which resource: an instance, or a binding where `binding_id` is not empty."""

    owner: str
    instance_id: str
    binding_id: str = ""

    @property
    def what(self) -> str:
        return "service binding" if self.binding_id else "service instance"

    @property
    def instance(self) -> Key:
        return Key(self.owner, self.instance_id)

    def sibling(self, binding_id: str) -> Key:
        return Key(self.owner, self.instance_id, binding_id)


@dataclass(frozen=True, slots=True)
class Content:
    """What was asked of a resource."""

    service_id: str
    plan_id: str
    parameters: Mapping[str, Any]
    predecessor: str | None = None

    @property
    def digest(self) -> str:
        """Equal for what the specification calls identical requests."""
        text = json.dumps([self.service_id, self.plan_id, self.parameters, self.predecessor], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Record:
    """An instance or a binding with its last operation.

    `wanted` is the content that an update is after; `result` is what the backend answered, kept out of `repr`.
    """

    key: Key
    content: Content
    operation: str
    kind: Kind
    state: State
    wanted: Content | None = None
    result: Mapping[str, Any] = field(default_factory=dict, repr=False)
    fault: Mapping[str, Any] = field(default_factory=dict)
    changed_at: float = 0.0

    @property
    def is_busy(self) -> bool:
        return self.state is State.IN_PROGRESS

    @property
    def is_gone(self) -> bool:
        return self.kind is Kind.DELETE and self.state is State.SUCCEEDED

    @property
    def is_present(self) -> bool:
        """Made, and not deleted: also while it is being updated or deleted, and after that failed."""
        return not self.is_gone and (self.kind is not Kind.CREATE or self.state is State.SUCCEEDED)

    def finished(self, result: Mapping[str, Any], now: float) -> Record:
        content = self.wanted if self.kind is Kind.UPDATE and self.wanted is not None else self.content
        kept: Mapping[str, Any] = result if self.kind is Kind.CREATE else self.result
        if self.kind is Kind.DELETE:
            content, kept = Content(content.service_id, content.plan_id, {}), {}
        return replace(self, content=content, wanted=None, result=kept, state=State.SUCCEEDED, fault={}, changed_at=now)

    def failed(self, fault: Mapping[str, Any], now: float) -> Record:
        return replace(self, wanted=None, state=State.FAILED, fault=dict(fault), changed_at=now)


def define_table(metadata: MetaData) -> Table:
    """The table `broker_records`, made with the service's other tables."""
    return Table(
        "broker_records",
        metadata,
        Column("owner", String(200), nullable=False),
        Column("instance_id", String(128), nullable=False),
        Column("binding_id", String(128), nullable=False),
        Column("content", Text, nullable=False),
        Column("operation", String(64), nullable=False),
        Column("kind", String(16), nullable=False),
        Column("state", String(16), nullable=False),
        Column("fault", Text, nullable=False),
        Column("changed_at", Float, nullable=False),
        PrimaryKeyConstraint("owner", "instance_id", "binding_id"),
    )


class Records:
    """Reads and writes rows in a connection that the caller opened."""

    def __init__(self, table: Table, seal: Seal) -> None:
        self._table = table
        self._seal = seal

    def find(self, connection: Connection, key: Key) -> Record | None:
        """With a lock on the row where the engine has such locks."""
        statement = select(self._table).where(self._is(key)).with_for_update()
        row = connection.execute(statement).mappings().first()
        return None if row is None else self._read(row)

    def bindings(self, connection: Connection, key: Key) -> Sequence[Record]:
        """Every binding of the instance that is not gone."""
        columns = self._table.c
        statement = select(self._table).where(columns.owner == key.owner, columns.instance_id == key.instance_id, columns.binding_id != "")
        found = [self._read(row) for row in connection.execute(statement).mappings()]
        return [record for record in found if not record.is_gone]

    def in_progress(self, connection: Connection) -> Sequence[Record]:
        statement = select(self._table).where(self._table.c.state == State.IN_PROGRESS.value).order_by(self._table.c.changed_at)
        return [self._read(row) for row in connection.execute(statement).mappings()]

    def add(self, connection: Connection, record: Record) -> None:
        """Raises BrokerError (busy) when another request added the same one meanwhile."""
        try:
            connection.execute(insert(self._table).values(self._write(record)))
        except IntegrityError:
            raise BrokerError.busy() from None

    def save(self, connection: Connection, record: Record) -> None:
        connection.execute(update(self._table).where(self._is(record.key)).values(self._write(record)))

    def remove(self, connection: Connection, record: Record) -> None:
        connection.execute(self._table.delete().where(self._is(record.key)))

    def forget(self, connection: Connection, before: float) -> None:
        """Drop the tombstones of what was deleted before that time."""
        columns = self._table.c
        gone = and_(columns.kind == Kind.DELETE.value, columns.state == State.SUCCEEDED.value, columns.changed_at < before)
        connection.execute(self._table.delete().where(gone))

    def _is(self, key: Key) -> ColumnElement[bool]:
        columns = self._table.c
        return and_(columns.owner == key.owner, columns.instance_id == key.instance_id, columns.binding_id == key.binding_id)

    def _write(self, record: Record) -> dict[str, Any]:
        return {
            "owner": record.key.owner,
            "instance_id": record.key.instance_id,
            "binding_id": record.key.binding_id,
            "content": self._seal.seal([_dump(record.content), _dump(record.wanted), dict(record.result)]),
            "operation": record.operation,
            "kind": record.kind.value,
            "state": record.state.value,
            "fault": json.dumps(dict(record.fault)),
            "changed_at": record.changed_at,
        }

    def _read(self, row: RowMapping) -> Record:
        opened = self._seal.open(row["content"])
        if opened is None:
            raise BrokerError(500, "The broker's record cannot be opened: the service has another key than the one it was written with.")
        content, wanted, result = opened
        return Record(
            key=Key(row["owner"], row["instance_id"], row["binding_id"]),
            content=Content(*content),
            operation=row["operation"],
            kind=Kind(row["kind"]),
            state=State(row["state"]),
            wanted=None if wanted is None else Content(*wanted),
            result=result,
            fault=json.loads(row["fault"]),
            changed_at=row["changed_at"],
        )


def _dump(content: Content | None) -> list[Any] | None:
    return None if content is None else [content.service_id, content.plan_id, dict(content.parameters), content.predecessor]
