"""Requests to a broker, as a platform makes them. Each answer is held against the specification's shapes at once."""

from __future__ import annotations

import base64
import json
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx
from jsonschema_rs import Draft202012Validator

from bouwsteen.adapters.broker_checks.shapes import ANSWERS, EVERYWHERE, Shape
from bouwsteen.phrases import quoted

VERSION: Final = {"X-Broker-API-Version": "2.17"}
ORIGIN: Final = {"X-Broker-API-Originating-Identity": "bouwsteen " + base64.b64encode(b'{"user":"checker"}').decode()}
INCOMPLETE: Final = {"accepts_incomplete": "true"}  # an asynchronous answer is fine
_SECONDS: Final = 30.0  # for one answer
_POLLS: Final = 600
_PAUSE: Final = 0.1  # seconds between two polls
Body = Mapping[str, Any]
Seen = set[tuple[str, int]]  # operations with statuses that they were answered with


@dataclass(frozen=True)
class Sample:
    """One service with one plan and parameters that it takes. `changed` are others, also good; `wrong` are refused.

    `accepts` proves that credentials work at the service itself; left out, that is not checked.
    """

    service: str
    plan: str
    create: Body = field(default_factory=dict)
    changed: Body | None = None
    wrong: Body | None = None
    bind: Body = field(default_factory=dict)
    bind_changed: Body | None = None
    accepts: Callable[[Body], bool] | None = None


class Faults:
    """What a broker did against the specification, by the row that found it; and what it answered at all."""

    def __init__(self, seen: Seen | None = None) -> None:
        self.found: list[tuple[str, str]] = []
        self.seen: Seen = set() if seen is None else seen
        self.row = ""

    def add(self, text: str) -> None:
        self.found.append((self.row, text))

    def expect(self, answer: httpx.Response, *statuses: int, error: str | None = None) -> bool:
        """Whether the answer has one of these statuses, and this error code; a fault where it has not."""
        request = f"{answer.request.method} {answer.request.url.path}"
        if answer.status_code not in statuses:
            self.add(f"{request} answered {answer.status_code}, and {' or '.join(map(str, statuses))} is right")
            return False
        if error is not None and body_of(answer).get("error") != error:
            self.add(f"{request} answered {answer.status_code} with the error {quoted(body_of(answer).get('error'))}, and {error} is right")
            return False
        return True


class LostError(Exception):
    """A request got no answer. The text shows no value."""


def open_client() -> httpx.Client:
    """For a broker on this machine: no proxy has any business between us and it."""
    return httpx.Client(timeout=_SECONDS, trust_env=False)


def body_of(answer: httpx.Response) -> dict[str, Any]:
    """The body as an object; empty where it is none."""
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def parameters_of(answer: httpx.Response) -> dict[str, Any]:
    parameters = body_of(answer).get("parameters")
    return parameters if isinstance(parameters, dict) else {}


class Visitor:
    """One platform with one account at the broker."""

    def __init__(self, client: httpx.Client, base: str, account: tuple[str, str] | None, faults: Faults) -> None:
        self.client, self.base, self.account, self.faults = client, base.rstrip("/"), account, faults

    def send(
        self,
        operation: str,
        method: str,
        path: str,
        /,
        *,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        content: bytes | None = None,
        query: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """`headers` stand in for those that each request carries."""
        identity = str(uuid.uuid4())
        given = {**VERSION, **ORIGIN, "X-Broker-API-Request-Identity": identity} if headers is None else dict(headers)
        if body is not None:
            content = json.dumps(body).encode()
        if content is not None:
            given["Content-Type"] = "application/json"
        try:
            answer = self.client.request(
                method,
                f"{self.base}/v2/{path}",
                headers=given,
                content=content,
                params=dict(query or {}),
                auth=self.account,
                follow_redirects=False,
            )
        except httpx.HTTPError as problem:
            raise LostError(f"{method} {path} got no answer: {type(problem).__name__}") from None
        self._judge(operation, answer, identity if headers is None else None)
        return answer

    def _judge(self, operation: str, answer: httpx.Response, identity: str | None) -> None:
        self.faults.seen.add((operation, answer.status_code))
        request = f"{answer.request.method} {answer.request.url.path}"
        shape = ANSWERS[operation].get(answer.status_code, EVERYWHERE.get(answer.status_code))
        if shape is None:
            self.faults.add(f"{request} answered {answer.status_code}, which the specification does not know there")
            return
        if not answer.headers.get("content-type", "").startswith("application/json"):
            self.faults.add(f"{request} answered {answer.status_code} without the type application/json")
            return
        try:
            body = answer.json()
        except ValueError:
            self.faults.add(f"{request} answered {answer.status_code} with a body that is not JSON")
            return
        for problem in problems_of(shape, body):
            self.faults.add(f"{request} answered {answer.status_code} with a body that is wrong {problem}")
        if identity is not None and answer.headers.get("x-broker-api-request-identity") != identity:
            self.faults.add(f"{request} did not give the request's identity back")
        if self.account is not None and answer.status_code >= 400 and self.account[1] in answer.text:
            self.faults.add(f"{request} told the caller's password")

    # The operations. `incomplete` says that an asynchronous answer is fine.

    def catalog(self) -> httpx.Response:
        return self.send("catalog", "GET", "catalog")

    def provision(
        self, instance: str, sample: Sample, parameters: Body | None = None, *, incomplete: bool = True, change: Body | None = None
    ) -> httpx.Response:
        body = {
            "service_id": sample.service,
            "plan_id": sample.plan,
            "organization_guid": "herstappe",
            "space_guid": "local",
            "context": {"platform": "bouwsteen"},
            "parameters": sample.create if parameters is None else parameters,
            **(change or {}),
        }
        body = {key: value for key, value in body.items() if value is not None}
        return self.send("provision", "PUT", f"service_instances/{instance}", body=body, query=_incomplete(incomplete))

    def update(
        self, instance: str, sample: Sample, parameters: Body | None, *, incomplete: bool = True, change: Body | None = None
    ) -> httpx.Response:
        body = {"service_id": sample.service, **({} if parameters is None else {"parameters": parameters}), **(change or {})}
        return self.send("update", "PATCH", f"service_instances/{instance}", body=body, query=_incomplete(incomplete))

    def instance(self, instance: str) -> httpx.Response:
        return self.send("instance", "GET", f"service_instances/{instance}")

    def deprovision(self, instance: str, sample: Sample, *, incomplete: bool = True) -> httpx.Response:
        return self.send("deprovision", "DELETE", f"service_instances/{instance}", query={**_ids(sample), **_incomplete(incomplete)})

    def bind(
        self,
        instance: str,
        binding: str,
        sample: Sample,
        parameters: Body | None = None,
        *,
        incomplete: bool = True,
        change: Body | None = None,
    ) -> httpx.Response:
        body = {
            "service_id": sample.service,
            "plan_id": sample.plan,
            "parameters": sample.bind if parameters is None else parameters,
            **(change or {}),
        }
        body = {key: value for key, value in body.items() if value is not None}
        path = f"service_instances/{instance}/service_bindings/{binding}"
        return self.send("bind", "PUT", path, body=body, query=_incomplete(incomplete))

    def binding(self, instance: str, binding: str) -> httpx.Response:
        return self.send("binding", "GET", f"service_instances/{instance}/service_bindings/{binding}")

    def unbind(self, instance: str, binding: str, sample: Sample, *, incomplete: bool = True) -> httpx.Response:
        path = f"service_instances/{instance}/service_bindings/{binding}"
        return self.send("unbind", "DELETE", path, query={**_ids(sample), **_incomplete(incomplete)})

    def last_operation(self, path: str, operation: str | None = None) -> httpx.Response:
        return self.send("last operation", "GET", f"{path}/last_operation", query={} if operation is None else {"operation": operation})

    def settle(self, answer: httpx.Response) -> str:
        """Wait for the end of what an answer 202 began: `succeeded`, `failed`, `gone`. Others are `succeeded` below 300, else `failed`."""
        if answer.status_code != 202:
            return "succeeded" if answer.status_code < 300 else "failed"
        path = answer.request.url.path.partition("/v2/")[2]
        for _ in range(_POLLS):
            polled = self.last_operation(path, body_of(answer).get("operation"))
            if polled.status_code == 410:
                return "gone"
            state = body_of(polled).get("state")
            if polled.status_code != 200 or state != "in progress":
                return str(state)
            time.sleep(_PAUSE)
        self.faults.add("an operation did not end")
        return "failed"


def _incomplete(accepted: bool) -> Mapping[str, str]:
    return INCOMPLETE if accepted else {}


def problems_of(shape: Shape, body: Any) -> list[str]:
    """Where it breaks which rule. No value is shown: it may hold credentials."""
    try:
        problems = list(Draft202012Validator(dict(shape)).iter_errors(body))
    except ValueError:  # half a character, or more nesting than can be followed
        return ["throughout"]
    return [f"at {'.'.join(map(str, problem.instance_path)) or 'the top'}: {problem.kind.name}" for problem in problems]


def _ids(sample: Sample) -> dict[str, str]:
    return {"service_id": sample.service, "plan_id": sample.plan}
