"""The checker finds nothing in a sound broker, and finds each broker that is broken in one way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from pydantic import SecretStr
from tests.support.folder_brokers import KEY, SERVICE, SLOW, STANDARD, Folders, build_broker

from bouwsteen.adapters.broker_checks import binding_rows, catalog_rows, instance_rows, operation_rows
from bouwsteen.adapters.broker_checks.checks import ROWS, check
from bouwsteen.adapters.broker_checks.rows import Row
from bouwsteen.adapters.broker_checks.shapes import ANSWERS
from bouwsteen.adapters.broker_checks.visits import Sample, Seen
from bouwsteen_service.brokers import derive_password
from bouwsteen_service.testing import create_client

BASE: Final = "http://127.0.0.1:20500"
Send = Callable[[httpx.Request], httpx.Response]
Breakage = Callable[[httpx.Request, Send], httpx.Response]


def account(user: str) -> tuple[str, str]:
    return user, derive_password(SecretStr(KEY), user)


def sample(plan: str, backend: Folders) -> Sample:
    return Sample(
        SERVICE,
        plan,
        create={"size": 1},
        changed={"size": 2},
        wrong={"size": "big"},
        bind={"size": 3},
        bind_changed={"size": 4},
        accepts=backend.accepts,
    )


def changed(answer: httpx.Response, *, status: int | None = None, body: Any = None, media_type: str | None = None) -> httpx.Response:
    headers = {key: value for key, value in answer.headers.items() if key not in {"content-length", "content-type"}}
    content = answer.content if body is None else json.dumps(body).encode()
    media_type = media_type or answer.headers.get("content-type", "")
    return httpx.Response(status or answer.status_code, headers={**headers, "content-type": media_type}, content=content)


def with_headers(request: httpx.Request, **headers: str) -> httpx.Request:
    merged = dict(request.headers) | {key.replace("_", "-"): value for key, value in headers.items()}
    return httpx.Request(request.method, request.url, headers=merged, content=request.read())


def is_binding(request: httpx.Request) -> bool:
    return "/service_bindings/" in request.url.path


def one_id_twice(request: httpx.Request, send: Send) -> httpx.Response:
    answer = send(request)
    if request.url.path.endswith("/catalog") and answer.status_code == 200:
        services = answer.json()["services"]
        return changed(answer, body={"services": [*services, services[0]]})
    return answer


def any_password(request: httpx.Request, send: Send) -> httpx.Response:
    user, password = account("herstappe.local.forms")
    good = httpx.Request("GET", BASE, headers={"authorization": httpx.BasicAuth(user, password)._auth_header})
    return send(with_headers(request, authorization=good.headers["authorization"]))


def any_version(request: httpx.Request, send: Send) -> httpx.Response:
    return send(with_headers(request, x_broker_api_version="2.17"))


def created_is_ok(request: httpx.Request, send: Send) -> httpx.Response:
    answer = send(request)
    return changed(answer, status=200) if answer.status_code == 201 else answer


def no_conflict(request: httpx.Request, send: Send) -> httpx.Response:
    answer = send(request)
    return changed(answer, status=200, body={}) if answer.status_code == 409 else answer


def gone_is_ok(request: httpx.Request, send: Send) -> httpx.Response:
    answer = send(request)
    return changed(answer, status=200, body={}) if answer.status_code == 410 and request.method == "DELETE" else answer


def keeps_credentials(request: httpx.Request, send: Send) -> httpx.Response:
    if request.method == "DELETE" and is_binding(request) and request.url.params.get("service_id"):
        return httpx.Response(
            200, json={}, headers={"x-broker-api-request-identity": request.headers.get("x-broker-api-request-identity", "")}
        )
    return send(request)


def fault_on_bad_json(request: httpx.Request, send: Send) -> httpx.Response:
    answer = send(request)
    return changed(answer, status=500) if answer.status_code == 400 and request.method == "PUT" else answer


def html_refusals(request: httpx.Request, send: Send) -> httpx.Response:
    answer = send(request)
    return changed(answer, media_type="text/html") if answer.status_code >= 400 else answer


def state_of_its_own(request: httpx.Request, send: Send) -> httpx.Response:
    answer = send(request)
    if answer.status_code == 200 and request.url.path.endswith("/last_operation"):
        return changed(answer, body={"state": "done"})
    return answer


def other_credentials_each_time(request: httpx.Request, send: Send) -> httpx.Response:
    answer = send(request)
    if answer.status_code == 200 and request.method == "PUT" and is_binding(request):
        return changed(answer, body={"credentials": {"password": "another"}})
    return answer


def same_credentials_after_rotation(request: httpx.Request, send: Send) -> httpx.Response:
    if request.method == "PUT" and is_binding(request):
        body = json.loads(request.read() or b"null") if request.read()[:1] == b"{" and request.read()[-1:] == b"}" else {}
        predecessor = body.get("predecessor_binding_id") if isinstance(body, dict) else None
        answer = send(request)
        if predecessor and answer.status_code in {200, 201}:
            path = f"{request.url.path.rpartition('/')[0]}/{predecessor}"
            old = send(httpx.Request("GET", request.url.copy_with(path=path, query=None), headers=request.headers))
            return changed(answer, body={"credentials": old.json().get("credentials", {})})
        return answer
    if request.method == "GET" and is_binding(request) and "rotated" in request.url.path:
        return changed(send(request), body={"credentials": {}})
    return send(request)


def everybody_is_one(request: httpx.Request, send: Send) -> httpx.Response:
    if "authorization" not in request.headers:
        return send(request)
    stranger = httpx.BasicAuth(*account("leuven.local.forms"))._auth_header
    user, password = account("herstappe.local.forms")
    if request.headers["authorization"] == stranger:
        return send(with_headers(request, authorization=httpx.BasicAuth(user, password)._auth_header))
    return send(request)


def no_error_code(request: httpx.Request, send: Send) -> httpx.Response:
    answer = send(request)
    return changed(answer, body={"description": "No."}) if answer.status_code == 422 else answer


def forgets_the_request(request: httpx.Request, send: Send) -> httpx.Response:
    answer = send(request)
    answer.headers.pop("x-broker-api-request-identity", None)
    return answer


def keeps_parameters_of_old(request: httpx.Request, send: Send) -> httpx.Response:
    if request.method == "PATCH":
        answer = send(httpx.Request("GET", request.url.copy_with(query=None), headers=request.headers))
        return changed(answer, body={}) if answer.status_code == 200 else send(request)
    return send(request)


ROWS_BY_NAME = {function.__name__: sentence for sentence, function in ROWS.items()}

# Each breakage with the row that must find it, and the plan on which it shows.
BREAKAGES: tuple[tuple[Breakage, Row, str], ...] = (
    (one_id_twice, catalog_rows.unique_ids, STANDARD),
    (any_password, catalog_rows.unauthenticated, STANDARD),
    (any_version, catalog_rows.versions, STANDARD),
    (created_is_ok, instance_rows.provisioning, STANDARD),
    (no_conflict, operation_rows.different_at_once, STANDARD),
    (gone_is_ok, instance_rows.deprovisioning, STANDARD),
    (keeps_credentials, binding_rows.unbinding, STANDARD),
    (fault_on_bad_json, instance_rows.malformed_provisioning, STANDARD),
    (html_refusals, instance_rows.reading_instances, STANDARD),
    (state_of_its_own, instance_rows.provisioning, SLOW),
    (other_credentials_each_time, binding_rows.binding, STANDARD),
    (same_credentials_after_rotation, binding_rows.rotating, STANDARD),
    (everybody_is_one, catalog_rows.strangers, STANDARD),
    (no_error_code, operation_rows.asynchronous_only, SLOW),
    (forgets_the_request, binding_rows.binding, STANDARD),
    (keeps_parameters_of_old, instance_rows.updating, STANDARD),
)


class Broken(httpx.BaseTransport):
    def __init__(self, client: httpx.Client, breakage: Breakage) -> None:
        self._client, self._breakage = client, breakage

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        answer = self._breakage(request, self._client.send)
        answer.request = request
        return answer


@pytest.fixture
def folders(tmp_path: Path) -> Iterator[tuple[httpx.Client, Folders]]:
    backend = Folders(pause=0.1)
    with create_client(build_broker(tmp_path / "broker.db", backend), BASE) as client:
        yield client, backend


def found(client: httpx.Client, backend: Folders, plan: str, only: Row | None = None, seen: Seen | None = None) -> list[tuple[str, str]]:
    accounts = account("herstappe.local.forms"), account("leuven.local.forms")
    return check(client, f"{BASE}/broker", accounts[0], sample(plan, backend), stranger=accounts[1], only=only, seen=seen)


def test_a_sound_broker_has_no_fault_and_is_made_to_give_every_answer(folders: tuple[httpx.Client, Folders]) -> None:
    seen: Seen = set()
    assert [found(*folders, plan, seen=seen) for plan in (STANDARD, SLOW)] == [[], []]
    every = {(operation, status) for operation, statuses in ANSWERS.items() for status in statuses}
    assert every - seen == set()


@pytest.mark.parametrize(("breakage", "row", "plan"), BREAKAGES, ids=[breakage.__name__ for breakage, _, _ in BREAKAGES])
def test_a_broken_broker_is_found(folders: tuple[httpx.Client, Folders], breakage: Breakage, row: Row, plan: str) -> None:
    client, backend = folders
    with httpx.Client(transport=Broken(client, breakage), base_url=BASE) as broken:
        assert ROWS_BY_NAME[row.__name__] in {sentence for sentence, _ in found(broken, backend, plan, row)}
