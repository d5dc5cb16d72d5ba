"""The status table of the Open Service Broker API 2.17, row by row, on a backend that keeps folders in memory."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import logging
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, MetaData, Table, text

from bouwsteen_service import ServiceSettings, add_routes, create_service
from bouwsteen_service.brokers import (
    BindResult,
    Broker,
    BrokerError,
    Catalog,
    Plan,
    Service,
    ServiceBinding,
    ServiceInstance,
    create_broker_router,
    define_table,
    derive_password,
)
from bouwsteen_service.brokers.catalogs import Schema
from bouwsteen_service.databases import Database, open_file_database
from bouwsteen_service.logs import configure_logging
from bouwsteen_service.seals import Seal
from bouwsteen_service.testing import ManualClock, create_client

KEY = SecretStr("broker-key-canary-" + "x" * 30)
CANARY = "credential-canary"
SCHEMA: Schema = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "properties": {"size": {"type": "integer"}, "refuse": {"type": "string"}, "secret": {"type": "string", "maxLength": 5}},
}
CATALOG = Catalog(
    (
        Service(
            "s1",
            "folders",
            "Folders.",
            (
                Plan("p-sync", "sync", "At once.", SCHEMA, SCHEMA, SCHEMA, binding_rotatable=True, maintenance_version="1.0.0"),
                Plan("p-async", "async", "Later.", SCHEMA, SCHEMA, SCHEMA, asynchronous=True, maximum_polling_seconds=60),
            ),
            plan_updateable=True,
        ),
        Service("s2", "fixed", "No change of plan.", (Plan("p1", "one", "One."), Plan("p2", "two", "Two."))),
    )
)


class Folders:
    """A backend: each instance is an entry with its bindings. `fail` makes the next call raise."""

    def __init__(self) -> None:
        self.entries: dict[str, dict[str, Any]] = {}
        self.fail: BaseException | None = None
        self.predecessors: list[str] = []

    def _maybe_fail(self) -> None:
        if self.fail is not None:
            error, self.fail = self.fail, None
            raise error

    def dashboard_url(self, instance: ServiceInstance) -> str | None:
        return f"http://folders.test/{instance.instance_id}"

    def provision(self, instance: ServiceInstance) -> None:
        self._maybe_fail()
        self.entries[instance.key] = {"size": instance.parameters.get("size"), "plan": instance.plan_id, "bindings": {}}

    def update(self, instance: ServiceInstance, previous: ServiceInstance) -> None:
        self._maybe_fail()
        assert previous.key == instance.key
        self.entries[instance.key] |= {"size": instance.parameters.get("size"), "plan": instance.plan_id}

    def deprovision(self, instance: ServiceInstance) -> None:
        self._maybe_fail()
        self.entries.pop(instance.key, None)

    def bind(self, instance: ServiceInstance, binding: ServiceBinding, predecessor: ServiceBinding | None) -> BindResult:
        self._maybe_fail()
        if predecessor is not None:
            self.predecessors.append(predecessor.binding_id)
        bindings = self.entries[instance.key]["bindings"]
        bindings[binding.binding_id] = len(bindings)
        return BindResult(
            {"password": f"{CANARY}-{binding.binding_id}"}, expires_at="2027-01-31T12:00:00.0Z", endpoints=[{"host": "h", "ports": ["1"]}]
        )

    def unbind(self, instance: ServiceInstance, binding: ServiceBinding) -> None:
        self._maybe_fail()
        self.entries[instance.key]["bindings"].pop(binding.binding_id, None)


class ManualExecutor(Executor):
    """Work waits until `run` is called."""

    def __init__(self) -> None:
        self.waiting: list[Callable[[], Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.waiting.append(lambda: fn(*args, **kwargs))
        return Future()

    def run(self) -> None:
        work, self.waiting = self.waiting, []
        for item in work:
            item()


class World:
    """The broker over HTTP. `call` returns the answer; a user's requests are scoped to them."""

    def __init__(self, database: Database, table: Table) -> None:
        self.database, self.table = database, table
        self.backend = Folders()
        self.executor = ManualExecutor()
        self.clock = ManualClock()
        seal = Seal(KEY, "records")
        self.broker = Broker(CATALOG, self.backend, database, table, seal, clock=self.clock, executor=self.executor)
        self.app = create_service(ServiceSettings(), title="test")
        add_routes(self.app, create_broker_router(self.broker, KEY))
        self.client = create_client(self.app, "http://127.0.0.1:8080/broker/v2")

    def start_and_stop(self) -> None:
        """The service starts, does what it does by itself, and stops."""

        async def live() -> None:
            async with self.app.router.lifespan_context(self.app):
                self.executor.run()

        asyncio.run(live())

    def call(self, method: str, path: str, body: Any = None, *, user: str = "leuven.local.a", **options: Any) -> httpx.Response:
        headers = {"x-broker-api-version": "2.17"} | options.pop("headers", {})
        return self.client.request(method, path, json=body, auth=(user, derive_password(KEY, user)), headers=headers, **options)

    def provision(
        self, instance_id: str = "i1", plan: str = "p-sync", parameters: Any = None, *, incomplete: bool = False, **options: Any
    ) -> httpx.Response:
        body = {"service_id": "s1", "plan_id": plan, "organization_guid": "o", "space_guid": "s"}
        body |= {} if parameters is None else {"parameters": parameters}
        return self.call("PUT", f"/service_instances/{instance_id}", body, params=_incomplete(incomplete), **options)

    def bind(
        self, binding_id: str = "b1", plan: str = "p-sync", *, incomplete: bool = False, user: str = "leuven.local.a", **fields: Any
    ) -> httpx.Response:
        body = {"service_id": "s1", "plan_id": plan, **fields}
        return self.call("PUT", f"/service_instances/i1/service_bindings/{binding_id}", body, params=_incomplete(incomplete), user=user)

    def delete(self, path: str, plan: str = "p-sync", *, incomplete: bool = False, **options: Any) -> httpx.Response:
        params = {"service_id": "s1", "plan_id": plan, **_incomplete(incomplete)}
        return self.call("DELETE", f"/service_instances/{path}", params=params, **options)

    def patch(self, parameters: Any = None, plan: str | None = None, *, incomplete: bool = False, **fields: Any) -> httpx.Response:
        body = (
            {"service_id": "s1", **fields}
            | ({} if parameters is None else {"parameters": parameters})
            | ({} if plan is None else {"plan_id": plan})
        )
        return self.call("PATCH", "/service_instances/i1", body, params=_incomplete(incomplete))

    def last(self, path: str = "i1", operation: str | None = None) -> httpx.Response:
        params = {} if operation is None else {"operation": operation}
        return self.call("GET", f"/service_instances/{path}/last_operation", params=params)


def _incomplete(incomplete: bool) -> Mapping[str, str]:
    return {"accepts_incomplete": "true"} if incomplete else {}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    database, metadata = open_file_database(tmp_path / "broker.sqlite"), MetaData()
    table = define_table(metadata)
    metadata.create_all(database.engine)
    yield World(database, table)
    database.close()


# Headers and authentication


def test_the_catalog_has_schemas_for_each_plan(world: World) -> None:
    catalog = world.call("GET", "/catalog").json()
    plan = catalog["services"][0]["plans"][0]
    assert plan["schemas"]["service_instance"]["create"]["parameters"]["$schema"]
    assert plan["schemas"]["service_binding"]["create"]["parameters"]["$schema"]
    assert plan["binding_rotatable"] is True
    assert plan["maintenance_info"] == {"version": "1.0.0"}
    assert catalog["services"][0]["plans"][1]["maximum_polling_duration"] == 60


@pytest.mark.parametrize(
    ("version", "status"), [(None, 400), ("2.17", 200), ("2.13", 200), ("2.99", 200), ("1.0", 412), ("3.0", 412), ("x", 412)]
)
def test_the_version_header(world: World, version: str | None, status: int) -> None:
    headers = {} if version is None else {"x-broker-api-version": version}
    user = "a.b.c"
    assert world.client.get("/catalog", headers=headers, auth=(user, derive_password(KEY, user))).status_code == status


@pytest.mark.parametrize(
    "auth", [None, ("leuven.local.a", "wrong"), ("leuven.local.b", derive_password(KEY, "leuven.local.a")), ("", derive_password(KEY, ""))]
)
def test_another_password_is_refused(world: World, auth: tuple[str, str] | None) -> None:
    answer = world.client.get("/catalog", headers={"x-broker-api-version": "2.17"}, auth=auth)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic")


@pytest.mark.parametrize("header", ["Bearer x", "Basic !!!", "Basic " + base64.b64encode(b"\xff:x").decode(), "Basic"])
def test_a_malformed_authorization_is_refused(world: World, header: str) -> None:
    assert world.client.get("/catalog", headers={"authorization": header}).status_code == 401


def test_the_derived_password_is_an_hmac_without_padding() -> None:
    # HMAC-SHA256 with RFC 4231's second test case: key "Jefe".
    expected = bytes.fromhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    assert derive_password(SecretStr("Jefe"), "what do ya want for nothing?") == base64.urlsafe_b64encode(expected).rstrip(b"=").decode()


@pytest.mark.parametrize("value", ["", "platform", "platform !!", "platform " + base64.b64encode(b"[1]").decode()])
def test_a_malformed_originating_identity_is_refused(world: World, value: str) -> None:
    answer = world.call("GET", "/catalog", headers={"x-broker-api-originating-identity": value})
    assert answer.status_code == 400


def test_the_request_identity_comes_back(world: World) -> None:
    answer = world.call("GET", "/catalog", headers={"x-broker-api-request-identity": "r-1"})
    assert answer.headers["x-broker-api-request-identity"] == "r-1"


# Provision


def test_provision_again_and_otherwise(world: World) -> None:
    first = world.provision(parameters={"size": 1})
    assert (first.status_code, first.json()) == (201, {"dashboard_url": "http://folders.test/i1"})
    again = world.provision(parameters={"size": 1})
    assert (again.status_code, again.json()) == (200, {"dashboard_url": "http://folders.test/i1"})
    assert world.provision(parameters={"size": 2}).status_code == 409
    assert world.provision(plan="p-async", parameters={"size": 1}, incomplete=True).status_code == 409
    assert world.backend.entries["leuven.local.a/i1"]["size"] == 1


@pytest.mark.parametrize("missing", ["service_id", "plan_id", "organization_guid", "space_guid"])
def test_provision_needs_its_fields(world: World, missing: str) -> None:
    body: dict[str, Any] = {"service_id": "s1", "plan_id": "p-sync", "organization_guid": "o", "space_guid": "s"}
    assert world.call("PUT", "/service_instances/i1", body | {missing: ""}).status_code == 400
    del body[missing]
    answer = world.call("PUT", "/service_instances/i1", body)
    assert answer.status_code == 400
    assert missing in answer.json()["description"]
    assert world.backend.entries == {}


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"x"', b'{"a": NaN}', b"[" * 100_000, b'{"a": "\\ud800"}', b'{"a": "\\u0000"}'])
def test_a_body_that_is_no_object_is_refused(world: World, content: bytes) -> None:
    headers = {"x-broker-api-version": "2.17", "content-type": "application/json"}
    answer = world.client.put("/service_instances/i1", content=content, headers=headers, auth=("a", derive_password(KEY, "a")))
    assert answer.status_code == 400


@pytest.mark.parametrize(("service", "plan"), [("s1", "nope"), ("nope", "p-sync"), ("s2", "p-sync")])
def test_what_the_catalog_does_not_have(world: World, service: str, plan: str) -> None:
    body = {"service_id": service, "plan_id": plan, "organization_guid": "o", "space_guid": "s"}
    assert world.call("PUT", "/service_instances/i1", body).status_code == 400


def test_parameters_are_checked_and_not_repeated(world: World) -> None:
    answer = world.provision(parameters={"size": "x", "secret": CANARY, CANARY: 1})
    assert answer.status_code == 400
    assert "size does not meet 'type'" in answer.json()["description"]
    assert CANARY not in answer.text


@pytest.mark.parametrize("instance_id", ["a b", "a%2Fb", "x" * 129, "é"])
def test_an_id_has_a_form(world: World, instance_id: str) -> None:
    assert world.provision(instance_id).status_code in {400, 404}
    assert world.backend.entries == {}


def test_maintenance_information_must_be_ours(world: World) -> None:
    body = {"service_id": "s1", "plan_id": "p-sync", "organization_guid": "o", "space_guid": "s"}
    conflict = world.call("PUT", "/service_instances/i1", body | {"maintenance_info": {"version": "2.0.0"}})
    assert (conflict.status_code, conflict.json()["error"]) == (422, "MaintenanceInfoConflict")
    assert world.call("PUT", "/service_instances/i1", body | {"maintenance_info": {"version": "1.0.0"}}).status_code == 201


def test_a_refusal_of_the_backend_leaves_nothing(world: World) -> None:
    world.backend.fail = BrokerError(422, "No room.", error="NoRoom")
    answer = world.provision()
    assert (answer.status_code, answer.json()) == (422, {"error": "NoRoom", "description": "No room."})
    assert world.last().status_code == 404
    assert world.provision(parameters={"size": 3}).status_code == 201


def test_a_crash_of_the_backend_leaves_an_orphan_that_can_go_or_be_tried_again(world: World) -> None:
    world.backend.fail = RuntimeError(CANARY)
    answer = world.provision()
    assert answer.status_code == 500
    assert CANARY not in answer.text
    assert world.last().json() == {"state": "failed", "description": "The service failed."}
    assert world.call("GET", "/service_instances/i1").status_code == 404
    assert world.delete("i1").status_code == 200
    world.backend.fail = RuntimeError(CANARY)
    world.provision()
    assert world.provision().status_code == 201


def test_asynchronous_provision(world: World) -> None:
    refused = world.provision(plan="p-async")
    assert (refused.status_code, refused.json()["error"]) == (422, "AsyncRequired")
    accepted = world.provision(plan="p-async", incomplete=True)
    assert accepted.status_code == 202
    assert accepted.json()["dashboard_url"]
    operation = accepted.json()["operation"]
    again = world.provision(plan="p-async", incomplete=True)
    assert (again.status_code, again.json()) == (202, accepted.json())
    assert world.provision(plan="p-async", parameters={"size": 2}, incomplete=True).status_code == 409
    polled = world.last(operation=operation)
    assert polled.json() == {"state": "in progress"}
    assert polled.headers["retry-after"] == "1"
    assert world.last(operation="another").status_code == 400
    assert world.call("GET", "/service_instances/i1").status_code == 404
    busy = world.delete("i1", "p-async", incomplete=True)
    assert (busy.status_code, busy.json()["error"]) == (422, "ConcurrencyError")
    assert world.bind(plan="p-async", incomplete=True).status_code == 404
    world.executor.run()
    assert world.last(operation=operation).json() == {"state": "succeeded"}
    assert world.provision(plan="p-async", incomplete=True).status_code == 200


def test_asynchronous_failure_is_told_to_who_polls(world: World) -> None:
    world.provision(plan="p-async", incomplete=True)
    world.backend.fail = BrokerError(422, "No room.")
    world.executor.run()
    assert world.last().json() == {"state": "failed", "description": "No room."}


# Update, fetch


def test_update_of_parameters_and_plan(world: World) -> None:
    world.provision(parameters={"size": 1})
    assert world.patch({"size": 5}).status_code == 200
    assert world.call("GET", "/service_instances/i1").json() == {
        "service_id": "s1",
        "plan_id": "p-sync",
        "parameters": {"size": 5},
        "dashboard_url": "http://folders.test/i1",
    }
    assert world.patch({"size": 5}).status_code == 200
    assert world.patch({"secret": "abc"}).status_code == 200
    assert world.call("GET", "/service_instances/i1").json()["parameters"] == {"size": 5, "secret": "abc"}
    assert world.patch({"size": "x"}).status_code == 400
    assert world.patch(plan="nope").status_code == 400
    assert world.patch(maintenance_info={"version": "9.0.0"}).json()["error"] == "MaintenanceInfoConflict"
    assert world.call("PATCH", "/service_instances/i1", {"parameters": {}}).status_code == 400
    assert world.call("PATCH", "/service_instances/i1", {"service_id": "s2"}).status_code == 400
    assert world.call("PATCH", "/service_instances/other", {"service_id": "s1"}).status_code == 404


def test_a_service_that_does_not_change_plans_says_so(world: World) -> None:
    body = {"service_id": "s2", "plan_id": "p1", "organization_guid": "o", "space_guid": "s"}
    assert world.call("PUT", "/service_instances/i1", body).status_code == 201
    answer = world.call("PATCH", "/service_instances/i1", {"service_id": "s2", "plan_id": "p2"})
    assert answer.status_code == 422
    assert answer.json() == {
        "description": "This service does not change the plan of an instance.",
        "instance_usable": True,
        "update_repeatable": False,
    }


def test_asynchronous_update(world: World) -> None:
    world.provision(plan="p-async", parameters={"size": 1}, incomplete=True)
    world.executor.run()
    assert world.patch({"size": 2}).json()["error"] == "AsyncRequired"
    accepted = world.patch({"size": 2}, incomplete=True)
    assert accepted.status_code == 202
    assert world.patch({"size": 2}, incomplete=True).json() == accepted.json()
    assert world.patch({"size": 3}, incomplete=True).json()["error"] == "ConcurrencyError"
    fetched = world.call("GET", "/service_instances/i1")
    assert (fetched.status_code, fetched.json()["error"]) == (422, "ConcurrencyError")
    assert world.bind(plan="p-async", incomplete=True).json()["error"] == "ConcurrencyError"
    world.executor.run()
    assert world.call("GET", "/service_instances/i1").json()["parameters"] == {"size": 2}


def test_a_failed_update_leaves_the_instance_as_it_was(world: World) -> None:
    world.provision(parameters={"size": 1})
    world.backend.fail = BrokerError(422, "Too large.", instance_usable=True, update_repeatable=False)
    assert world.patch({"size": 9}).status_code == 422
    assert world.call("GET", "/service_instances/i1").json()["parameters"] == {"size": 1}
    assert world.last().json() == {"state": "failed", "description": "Too large.", "instance_usable": True, "update_repeatable": False}
    assert world.patch({"size": 2}).status_code == 200


# Bind, fetch, unbind, deprovision


def test_bind_again_and_otherwise(world: World) -> None:
    world.provision()
    first = world.bind(parameters={"size": 1})
    assert first.status_code == 201
    assert first.json() == {
        "credentials": {"password": f"{CANARY}-b1"},
        "metadata": {"expires_at": "2027-01-31T12:00:00.0Z"},
        "endpoints": [{"host": "h", "ports": ["1"]}],
    }
    again = world.bind(parameters={"size": 1})
    assert (again.status_code, again.json()) == (200, first.json())
    assert world.bind(parameters={"size": 2}).status_code == 409
    fetched = world.call("GET", "/service_instances/i1/service_bindings/b1")
    assert fetched.json() == first.json() | {"parameters": {"size": 1}}
    assert world.call("GET", "/service_instances/i1/service_bindings/b2").status_code == 404
    assert world.last("i1/service_bindings/b1").json() == {"state": "succeeded"}
    assert world.last("i1/service_bindings/b2").status_code == 404


def test_bind_needs_its_instance_and_fields(world: World) -> None:
    assert world.bind().status_code == 404
    world.provision()
    assert world.bind(plan="p-async", incomplete=True).status_code == 400
    assert world.bind(parameters={"size": "x"}).status_code == 400
    assert world.bind(parameters=[1]).status_code == 400
    assert world.call("PUT", "/service_instances/i1/service_bindings/b1", {"service_id": "s1"}).status_code == 400


def test_asynchronous_bind_gives_credentials_when_it_is_done(world: World) -> None:
    world.provision(plan="p-async", incomplete=True)
    world.executor.run()
    assert world.bind(plan="p-async").json()["error"] == "AsyncRequired"
    accepted = world.bind(plan="p-async", incomplete=True)
    assert accepted.status_code == 202
    assert set(accepted.json()) == {"operation"}
    assert world.bind(plan="p-async", incomplete=True).json() == accepted.json()
    assert world.call("GET", "/service_instances/i1/service_bindings/b1").status_code == 404
    world.executor.run()
    assert world.last("i1/service_bindings/b1", accepted.json()["operation"]).json() == {"state": "succeeded"}
    assert world.call("GET", "/service_instances/i1/service_bindings/b1").json()["credentials"]
    removed = world.delete("i1/service_bindings/b1", "p-async", incomplete=True)
    assert removed.status_code == 202
    assert world.delete("i1/service_bindings/b1", "p-async", incomplete=True).json() == removed.json()
    world.executor.run()
    assert world.last("i1/service_bindings/b1", removed.json()["operation"]).status_code == 410


def test_rotation_keeps_both_until_the_old_one_goes(world: World) -> None:
    world.provision()
    world.bind("old", parameters={"size": 1})
    path = "/service_instances/i1/service_bindings/new"
    rotated = world.call("PUT", path, {"predecessor_binding_id": "old"})
    assert rotated.status_code == 201
    assert world.backend.predecessors == ["old"]
    assert world.call("GET", path).json()["parameters"] == {"size": 1}
    assert set(world.backend.entries["leuven.local.a/i1"]["bindings"]) == {"old", "new"}
    assert world.delete("i1/service_bindings/old").status_code == 200
    again = world.call("PUT", path, {"predecessor_binding_id": "old"})
    assert (again.status_code, again.json()) == (200, rotated.json())


def test_rotation_needs_a_predecessor_of_this_instance_and_a_plan_that_can(world: World) -> None:
    world.provision()
    assert world.bind("new", predecessor_binding_id="nope").status_code == 400
    assert world.bind("new", predecessor_binding_id="").status_code == 400
    world.provision("i2", plan="p-async", incomplete=True)
    world.executor.run()
    body = {"service_id": "s1", "plan_id": "p-async", "predecessor_binding_id": "b"}
    assert world.call("PUT", "/service_instances/i2/service_bindings/n", body, params={"accepts_incomplete": "true"}).status_code == 400


def test_unbind_and_deprovision(world: World) -> None:
    world.provision()
    world.bind()
    held = world.delete("i1")
    assert (held.status_code, held.json()["error"]) == (422, "BindingsExist")
    assert world.call("DELETE", "/service_instances/i1/service_bindings/b1").status_code == 400
    assert world.delete("i1/service_bindings/b1", "p-async", incomplete=True).status_code == 400
    gone = world.delete("i1/service_bindings/b1")
    assert (gone.status_code, gone.json()) == (200, {})
    assert world.delete("i1/service_bindings/b1").status_code == 410
    assert world.delete("i1/service_bindings/never").status_code == 410
    assert world.call("DELETE", "/service_instances/i1").status_code == 400
    assert (world.delete("i1").status_code, world.delete("i1").status_code, world.delete("never").status_code) == (200, 410, 410)
    assert world.last().status_code == 410
    assert world.backend.entries == {}
    assert world.provision().status_code == 201


def test_what_was_deleted_is_forgotten_after_a_week(world: World) -> None:
    world.provision()
    world.provision("i2")
    world.delete("i1")
    world.broker.sweep()
    assert world.last().status_code == 410
    world.clock.advance(7 * 24 * 3600 + 1)
    world.broker.sweep()
    assert world.last().status_code == 404
    assert world.call("GET", "/service_instances/i2").status_code == 200


def test_asynchronous_deprovision(world: World) -> None:
    world.provision(plan="p-async", incomplete=True)
    world.executor.run()
    assert world.delete("i1", "p-async").json()["error"] == "AsyncRequired"
    accepted = world.delete("i1", "p-async", incomplete=True)
    assert accepted.status_code == 202
    assert world.delete("i1", "p-async", incomplete=True).json() == accepted.json()
    assert world.delete("i1", "p-async").json()["error"] == "ConcurrencyError"
    assert world.last(operation=accepted.json()["operation"]).json() == {"state": "in progress"}
    world.executor.run()
    assert world.last(operation=accepted.json()["operation"]).status_code == 410


def test_a_failed_deletion_keeps_the_instance(world: World) -> None:
    world.provision()
    world.backend.fail = BrokerError(422, "Still in use.")
    assert world.delete("i1").status_code == 422
    assert world.call("GET", "/service_instances/i1").status_code == 200
    assert world.delete("i1").status_code == 200


def test_accepts_incomplete_is_true_or_false(world: World) -> None:
    body = {"service_id": "s1", "plan_id": "p-sync", "organization_guid": "o", "space_guid": "s"}
    assert world.call("PUT", "/service_instances/i1", body, params={"accepts_incomplete": "yes"}).status_code == 400
    assert world.call("PUT", "/service_instances/i1", body, params={"accepts_incomplete": "true"}).status_code == 201


# Users, restarts, secrets


def test_another_user_sees_nothing(world: World) -> None:
    world.provision(parameters={"size": 1})
    world.bind()
    user = "gent.local.a"
    assert world.call("GET", "/service_instances/i1", user=user).status_code == 404
    assert world.call("GET", "/service_instances/i1/service_bindings/b1", user=user).status_code == 404
    assert world.call("GET", "/service_instances/i1/last_operation", user=user).status_code == 404
    assert world.call("PATCH", "/service_instances/i1", {"service_id": "s1"}, user=user).status_code == 404
    assert world.bind("b2", user=user).status_code == 404
    assert world.delete("i1/service_bindings/b1", user=user).status_code == 410
    assert world.delete("i1", user=user).status_code == 410
    assert world.provision(parameters={"size": 2}, user=user).status_code == 201
    assert world.call("GET", "/service_instances/i1").json()["parameters"] == {"size": 1}


def test_what_was_in_flight_is_taken_up_after_a_restart(world: World) -> None:
    accepted = world.provision(plan="p-async", incomplete=True)
    restarted = World(world.database, world.table)
    restarted.start_and_stop()
    assert restarted.last(operation=accepted.json()["operation"]).json() == {"state": "succeeded"}
    assert restarted.broker.recover() == 0


class Killed(BaseException):
    """Nobody in the service catches it: what it had begun stays as it was."""


@pytest.mark.parametrize(("failure", "again", "state"), [(None, 200, "succeeded"), (RuntimeError(CANARY), 201, "failed")])
def test_what_a_kill_left_in_progress_ends_at_the_next_start_well_or_not(
    world: World, failure: Exception | None, again: int, state: str
) -> None:
    """Nobody waits for it for ever: it can be asked again, and there is one of it."""
    world.provision()
    world.backend.fail = Killed()
    with pytest.raises(Killed):
        world.bind()
    assert (world.bind().status_code, world.bind().json()["error"]) == (422, "ConcurrencyError")
    restarted = World(world.database, world.table)
    restarted.backend.entries, restarted.backend.fail = world.backend.entries, failure
    restarted.start_and_stop()
    assert restarted.last("i1/service_bindings/b1").json()["state"] == state
    assert restarted.bind().status_code == again
    assert restarted.call("GET", "/service_instances/i1/service_bindings/b1").json()["credentials"] == {"password": f"{CANARY}-b1"}
    assert restarted.backend.entries["leuven.local.a/i1"]["bindings"] == {"b1": 0}


def changes_of(connection: Connection) -> int:
    """How many rows it changed so far."""
    opened: Any = connection.connection.driver_connection
    return int(opened.total_changes)


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("number", [1, 2])
def test_what_a_database_that_went_away_left_in_doubt_is_taken_up_by_the_next_request(
    world: World, monkeypatch: pytest.MonkeyPatch, number: int, kept: bool
) -> None:
    """At the beginning of an operation or at its end, and whether the database kept it or not."""
    world.provision()
    requests: tuple[Callable[[], httpx.Response], ...] = (
        world.bind,
        lambda: world.patch({"size": 3}),
        lambda: world.delete("i1/service_bindings/b1"),
    )
    for request in requests:
        with world.database.reading() as connection:
            seen = [changes_of(connection)]
        left, keep = [number], world.database.engine.dialect.do_commit

        def lose(connection: Any, left: list[int] = left, keep: Any = keep, seen: list[int] = seen) -> None:
            # A transaction that only reads changed nothing.
            left[0] -= connection.total_changes > seen[0]
            seen[0] = connection.total_changes
            if left[0] == 0:
                left[0] = -1
                if kept:
                    keep(connection)
                raise sqlite3.OperationalError("gone")
            keep(connection)

        with monkeypatch.context() as patched:
            patched.setattr(world.database.engine.dialect, "do_commit", lose)
            assert request().status_code >= 500
        assert request().status_code in {200, 201, 410}
        assert request().status_code in {200, 410}
    assert world.backend.entries["leuven.local.a/i1"] == {"size": 3, "plan": "p-sync", "bindings": {}}


def test_credentials_and_parameters_are_sealed_in_the_database(world: World) -> None:
    world.provision(parameters={"secret": "s3cr1"})
    world.bind()
    with world.database.reading() as connection:
        stored = str(connection.execute(text("SELECT * FROM broker_records")).all())
    assert CANARY not in stored
    assert "s3cr1" not in stored


def test_logs_say_who_and_what_but_no_secret(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    stream, root = io.StringIO(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    monkeypatch.setattr(sys, "stdout", stream)
    configure_logging(ServiceSettings())
    identity = base64.b64encode(json.dumps({"username": "an.person@voorbeeld.test"}).encode()).decode()
    try:
        world.provision(parameters={"secret": "s3cr1"}, headers={"x-broker-api-originating-identity": f"bouwsteen {identity}"})
        world.bind()
        world.backend.fail = RuntimeError(CANARY)
        world.bind("b2")
    finally:
        root.handlers[:], root.level = handlers, level
    logged = stream.getvalue()
    entry = next(json.loads(line) for line in logged.splitlines() if '"Broker operation"' in line)
    assert (entry["operation"], entry["user"], entry["originating_platform"]) == ("provision", "leuven.local.a", "bouwsteen")
    for secret in (CANARY, "s3cr1", "an.person", derive_password(KEY, "leuven.local.a"), KEY.get_secret_value()):
        assert secret not in logged
