"""The rules of the broker: which request may follow which, and what it answers.

Each change is recorded as in progress before the backend is called and as finished after it, so that a service that was
killed takes up at its next start what was in flight (`recover`). What could not be recorded, because the database went away, is taken
up at the next request.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sqlalchemy import Connection, Table

from bouwsteen_service.brokers.backends import BrokerBackend, ServiceBinding, ServiceInstance
from bouwsteen_service.brokers.catalogs import Catalog, Plan
from bouwsteen_service.brokers.errors import BrokerError
from bouwsteen_service.brokers.records import Content, Key, Kind, Record, Records, State
from bouwsteen_service.databases import Database
from bouwsteen_service.seals import Clock, Seal

logger = logging.getLogger(__name__)

_WORKERS: Final = 4
_POLL_SECONDS: Final = "1"
_TOMBSTONE_SECONDS: Final = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Answer:
    """A status code with its body; not shown in `repr`: a body may hold credentials."""

    status: int
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangeRequest:
    """The body of a PUT or PATCH, in its types. None is what was left out."""

    service_id: str
    plan_id: str | None
    parameters: Mapping[str, Any] | None
    accepts_incomplete: bool
    maintenance_version: str | None = None
    predecessor: str | None = None


class Broker:
    """One catalog with the backend behind it. `table` comes from `records.define_table`; `seal` protects what is stored."""

    def __init__(
        self,
        catalog: Catalog,
        backend: BrokerBackend,
        database: Database,
        table: Table,
        seal: Seal,
        *,
        clock: Clock = time.time,
        executor: Executor | None = None,
    ) -> None:
        self.catalog = catalog
        self._backend = backend
        self._database = database
        self._records = Records(table, seal)
        self._clock = clock
        self._executor = executor or ThreadPoolExecutor(_WORKERS, thread_name_prefix="broker")
        # Operations of this process of which it is not known what the database has of them.
        self._in_doubt: deque[Record] = deque()

    # Instances

    def provision(self, key: Key, request: ChangeRequest) -> Answer:
        self._take_up()
        _, plan = self.catalog.find(request.service_id, request.plan_id or "")
        _check_maintenance(plan, request)
        parameters = request.parameters or {}
        plan.check_parameters("create", parameters)
        return self._create(key, Content(request.service_id, plan.id, parameters), accepts_incomplete=request.accepts_incomplete)

    def update(self, key: Key, request: ChangeRequest) -> Answer:
        self._take_up()
        with self._changing() as (connection, begun):
            record = self._records.find(connection, key)
            if record is None or not record.is_present:
                raise BrokerError.busy() if record is not None and record.is_busy else BrokerError.absent(key.what)
            wanted, plan = self._wanted(record, request)
            if record.is_busy:
                if record.kind is Kind.UPDATE and record.wanted == wanted and request.accepts_incomplete:
                    return self._accepted(record)
                raise BrokerError.busy()
            if wanted.digest == record.content.digest:
                return Answer(200)
            _require_asynchronous(plan, request.accepts_incomplete)
            record = replace(self._begun(record, Kind.UPDATE), wanted=wanted)
            begun.append(record)
            self._records.save(connection, record)
        return self._carry_out(record, Answer(200))

    def _wanted(self, record: Record, request: ChangeRequest) -> tuple[Content, Plan]:
        """The content after the update: parameters that the request does not name stay as they are."""
        content = record.content
        if request.service_id != content.service_id:
            raise BrokerError.malformed("The service_id is not that of the service instance.")
        service, plan = self.catalog.find(content.service_id, request.plan_id or content.plan_id)
        if plan.id != content.plan_id and not service.plan_updateable:
            raise BrokerError(422, "This service does not change the plan of an instance.", instance_usable=True, update_repeatable=False)
        _check_maintenance(plan, request)
        if request.parameters is None:
            return Content(content.service_id, plan.id, content.parameters), plan
        plan.check_parameters("update", request.parameters)
        return Content(content.service_id, plan.id, {**content.parameters, **request.parameters}), plan

    def instance(self, key: Key) -> Answer:
        record = self._present(key)
        if record.is_busy and record.kind is Kind.UPDATE:
            raise BrokerError.busy()
        content = record.content
        body = {"service_id": content.service_id, "plan_id": content.plan_id, "parameters": dict(content.parameters)}
        return Answer(200, body | self._dashboard(record))

    # Bindings

    def bind(self, key: Key, request: ChangeRequest) -> Answer:
        instance = self._present(key.instance)
        service_id, plan_id = request.service_id, request.plan_id
        if request.predecessor is not None:
            service_id, plan_id = service_id or instance.content.service_id, plan_id or instance.content.plan_id
        _, plan = self.catalog.find(service_id, plan_id or "")
        if (service_id, plan_id) != (instance.content.service_id, instance.content.plan_id):
            raise BrokerError.malformed("The service_id or plan_id is not that of the service instance.")
        parameters = self._binding_parameters(key, plan, request)
        plan.check_parameters("bind", parameters)
        content = Content(service_id, plan.id, parameters, request.predecessor)
        return self._create(key, content, accepts_incomplete=request.accepts_incomplete)

    def _binding_parameters(self, key: Key, plan: Plan, request: ChangeRequest) -> Mapping[str, Any]:
        """Those of the request; a rotation that gives none takes its predecessor's."""
        if request.predecessor is None:
            return request.parameters or {}
        if not plan.binding_rotatable:
            raise BrokerError.malformed("Bindings of this plan cannot be rotated.")
        with self._database.reading() as connection:
            predecessor = self._records.find(connection, key.sibling(request.predecessor))
            known = self._records.find(connection, key)
        if known is not None and known.content.predecessor == request.predecessor:
            # The same request again, perhaps after the predecessor was unbound.
            return known.content.parameters if request.parameters is None else request.parameters
        if predecessor is None or not predecessor.is_present or predecessor.is_busy:
            raise BrokerError.malformed("The predecessor_binding_id is not that of a binding of this service instance.")
        return predecessor.content.parameters if request.parameters is None else request.parameters

    def binding(self, key: Key) -> Answer:
        record = self._present(key)
        return Answer(200, {**record.result, "parameters": dict(record.content.parameters)})

    # Both

    def delete(self, key: Key, service_id: str, plan_id: str, *, accepts_incomplete: bool) -> Answer:
        """Deprovision or unbind."""
        self._take_up()
        with self._changing() as (connection, begun):
            record = self._records.find(connection, key)
            if record is None or record.is_gone:
                raise BrokerError.gone(key.what)
            if (service_id, plan_id) != (record.content.service_id, record.content.plan_id):
                raise BrokerError.malformed(f"The service_id or plan_id is not that of the {key.what}.")
            if record.is_busy:
                if record.kind is Kind.DELETE and accepts_incomplete:
                    return self._accepted(record)
                raise BrokerError.busy()
            if not key.binding_id and self._records.bindings(connection, key):
                raise BrokerError(422, "The service instance still has bindings; delete these first.", error="BindingsExist")
            _require_asynchronous(self._plan(record), accepts_incomplete)
            record = self._begun(record, Kind.DELETE)
            begun.append(record)
            self._records.save(connection, record)
        return self._carry_out(record, Answer(200))

    def last_operation(self, key: Key, operation: str | None) -> Answer:
        self._take_up()
        with self._database.reading() as connection:
            record = self._records.find(connection, key)
        if record is None:
            raise BrokerError.absent(key.what)
        if operation is not None and operation != record.operation:
            raise BrokerError.malformed("The operation is not the last one of this resource.")
        if record.is_gone:
            raise BrokerError.gone(key.what)
        body = {"state": record.state.value, **({} if record.state is not State.FAILED else record.fault)}
        return Answer(200, body, {"retry-after": _POLL_SECONDS} if record.is_busy else {})

    def recover(self) -> int:
        """Take up what was in flight when the service stopped; gives how many operations."""
        with self._database.reading() as connection:
            records = self._records.in_progress(connection)
        for record in records:
            self._executor.submit(self._work, record)
        return len(records)

    def sweep(self) -> None:
        """Forget what was deleted a week ago: nobody polls for it any more. A service calls it now and then."""
        with self._database.writing() as connection:
            self._records.forget(connection, self._clock() - _TOMBSTONE_SECONDS)

    def stop(self) -> None:
        """Finish what is in flight and take nothing new."""
        self._executor.shutdown(wait=True)

    def _plan(self, record: Record) -> Plan:
        return self.catalog.find(record.content.service_id, record.content.plan_id)[1]

    def _dashboard(self, record: Record) -> dict[str, Any]:
        if record.key.binding_id:
            return {}
        url = self._backend.dashboard_url(_instance(record.key, record.content))
        return {} if url is None else {"dashboard_url": url}

    def _accepted(self, record: Record) -> Answer:
        body = self._dashboard(record) if record.kind is Kind.CREATE else {}
        return Answer(202, {**body, "operation": record.operation}, {"retry-after": _POLL_SECONDS})

    def _present(self, key: Key) -> Record:
        self._take_up()
        with self._database.reading() as connection:
            record = self._records.find(connection, key)
        if record is None or not record.is_present:
            raise BrokerError.absent(key.what)
        return record

    def _begun(self, record: Record, kind: Kind) -> Record:
        return replace(record, kind=kind, state=State.IN_PROGRESS, operation=secrets.token_hex(16), fault={}, changed_at=self._clock())

    def _create(self, key: Key, content: Content, *, accepts_incomplete: bool) -> Answer:
        """Provision or bind: make it, or answer for what is there already."""
        fresh = Record(key, content, "", Kind.CREATE, State.IN_PROGRESS)
        with self._changing() as (connection, begun):
            known = self._records.find(connection, key)
            if known is not None and not known.is_gone:
                answer = self._repeated(known, content, accepts_incomplete)
                if answer is not None:
                    return answer
            if key.binding_id:
                self._require_idle_instance(connection, key)
            _require_asynchronous(self._plan(fresh), accepts_incomplete)
            record = self._begun(fresh, Kind.CREATE)
            begun.append(record)
            if known is None:
                self._records.add(connection, record)
            else:
                self._records.save(connection, record)
        return self._carry_out(record, Answer(201, self._dashboard(record)))

    def _require_idle_instance(self, connection: Connection, key: Key) -> None:
        instance = self._records.find(connection, key.instance)
        if instance is None or not instance.is_present:
            raise BrokerError.absent("service instance")
        if instance.is_busy:
            raise BrokerError.busy()

    def _repeated(self, known: Record, content: Content, accepts_incomplete: bool) -> Answer | None:
        """The answer to a PUT of what is there already; None after a failed creation, which is tried again."""
        if known.content.digest != content.digest:
            raise BrokerError(409, "There is one with this id and other attributes.")
        if known.is_busy:
            if known.kind is Kind.CREATE and accepts_incomplete:
                return self._accepted(known)
            raise BrokerError.busy()
        return Answer(200, {**self._dashboard(known), **known.result}) if known.is_present else None

    def _carry_out(self, record: Record, done: Answer) -> Answer:
        """`done` is the answer of a synchronous operation, to which the backend's result is added."""
        if self._plan(record).asynchronous:
            self._executor.submit(self._work, record)
            return self._accepted(record)
        return replace(done, body={**done.body, **self._apply(record)})

    def _work(self, record: Record) -> None:
        """An operation off the request: its failure is in the record and in the log."""
        try:
            self._apply(record)
        except Exception as error:
            logger.exception("A broker operation failed", exc_info=error, extra={"fields": {"operation": record.operation}})

    def _apply(self, record: Record) -> Mapping[str, Any]:
        """Call the backend and record the end. A refused creation leaves nothing behind; other failures stay visible."""
        try:
            result = self._call(record)
        except BrokerError as refusal:
            with self._ending(record):
                self._record_failure(record, refusal)
            raise
        except Exception:
            with self._ending(record):
                self._record_failure(record, BrokerError(500, "The service failed."))
            raise
        with self._ending(record), self._database.writing() as connection:
            self._records.save(connection, record.finished(result, self._clock()))
        return result

    @contextmanager
    def _changing(self) -> Iterator[tuple[Connection, list[Record]]]:
        """A transaction, and a list for what is begun in it: whether it was kept is not known where it fails at its end."""
        begun: list[Record] = []
        try:
            with self._database.writing() as connection:
                yield connection, begun
        except Exception:
            self._in_doubt.extend(begun)
            raise

    @contextmanager
    def _ending(self, record: Record) -> Iterator[None]:
        """An end that cannot be recorded would leave the operation in progress for ever."""
        try:
            yield
        except Exception:
            self._in_doubt.append(record)
            raise

    def _take_up(self) -> None:
        """Do once more what is in doubt and in progress still, before anything new is asked."""
        for _ in range(len(self._in_doubt)):
            try:
                record = self._in_doubt.popleft()
            except IndexError:
                return  # another request took it
            with self._ending(record), self._database.reading() as connection:
                known = self._records.find(connection, record.key)
            if known is not None and known.is_busy and known.operation == record.operation:
                self._work(known)

    def _record_failure(self, record: Record, failure: BrokerError) -> None:
        fault = failure.body if record.kind is Kind.UPDATE else {"description": failure.description}
        with self._database.writing() as connection:
            if record.kind is Kind.CREATE and failure.status < 500 and not self._plan(record).asynchronous:
                self._records.remove(connection, record)
            else:
                self._records.save(connection, record.failed(fault, self._clock()))

    def _call(self, record: Record) -> Mapping[str, Any]:
        if record.key.binding_id:
            return self._call_binding(record)
        instance = _instance(record.key, record.content)
        if record.kind is Kind.CREATE:
            self._backend.provision(instance)
        elif record.kind is Kind.UPDATE and record.wanted is not None:
            self._backend.update(_instance(record.key, record.wanted), instance)
        else:
            self._backend.deprovision(instance)
        return {}

    def _call_binding(self, record: Record) -> Mapping[str, Any]:
        key, before = record.key, None
        with self._database.reading() as connection:
            found = self._records.find(connection, key.instance)
            if record.content.predecessor is not None:
                before = self._records.find(connection, key.sibling(record.content.predecessor))
        if found is None:
            raise BrokerError.absent("service instance")
        instance = _instance(key, found.content)
        binding = ServiceBinding(key.binding_id, record.content.parameters)
        if record.kind is Kind.DELETE:
            self._backend.unbind(instance, binding)
            return {}
        predecessor = None if before is None else ServiceBinding(before.key.binding_id, before.content.parameters)
        return self._backend.bind(instance, binding, predecessor).document()


def _instance(key: Key, content: Content) -> ServiceInstance:
    return ServiceInstance(key.owner, key.instance_id, content.service_id, content.plan_id, content.parameters)


def _require_asynchronous(plan: Plan, accepts_incomplete: bool) -> None:
    if plan.asynchronous and not accepts_incomplete:
        raise BrokerError.asynchronous_only()


def _check_maintenance(plan: Plan, request: ChangeRequest) -> None:
    if request.maintenance_version is not None and request.maintenance_version != plan.maintenance_version:
        raise BrokerError(422, "The maintenance information of this plan has changed.", error="MaintenanceInfoConflict")
