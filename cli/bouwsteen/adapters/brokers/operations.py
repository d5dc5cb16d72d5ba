"""One operation at a broker from request to end: waiting while it is busy, polling, clearing away orphans."""

from __future__ import annotations

import math
import time
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from bouwsteen.adapters.brokers.catalogs import Plan, Service
from bouwsteen.adapters.brokers.client import PLATFORM, Answer, BrokerClient, BrokerUnreachableError
from bouwsteen.adapters.brokers.replies import (
    Absent,
    Broken,
    Finished,
    Refused,
    Reply,
    Request,
    Started,
    read_answer,
    read_failed,
    read_silence,
)
from bouwsteen.providers.protocol import Call
from bouwsteen.values import SECRET_TEXT, Secret, walk_leaves

_METHODS: Final = {
    Request.PROVISION: "PUT",
    Request.BIND: "PUT",
    Request.UPDATE: "PATCH",
    Request.DEPROVISION: "DELETE",
    Request.UNBIND: "DELETE",
}
# Bounds of the wait between two questions, in seconds.
_SHORTEST_WAIT: Final = 0.2
_LONGEST_WAIT: Final = 30.0
# Kept back of the time of a call, so that an orphan can still be removed.
_CLEARING_SECONDS: Final = 10.0
# A create that the broker answers with "no such thing" so often in a row is lost, and not just slow to show.
_MOST_UNKNOWN: Final = 5
_LONGEST_QUOTE: Final = 300


@dataclass(frozen=True, slots=True)
class Unfinished:
    """Our time is up, or the run was cancelled, while the broker is at work. `operation` is what to ask after later."""

    operation: str
    why: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A share, or a binding of it, with what the broker wants to be told each time."""

    service: Service
    plan: Plan
    instance_id: str
    binding_id: str = ""

    @property
    def path(self) -> str:
        path = f"/v2/service_instances/{urllib.parse.quote(self.instance_id, safe='')}"
        return f"{path}/service_bindings/{urllib.parse.quote(self.binding_id, safe='')}" if self.binding_id else path

    @property
    def query(self) -> dict[str, str]:
        return {"service_id": self.service.id, "plan_id": self.plan.id}

    @property
    def removal(self) -> Request:
        return Request.UNBIND if self.binding_id else Request.DEPROVISION


class Operations:
    """The requests of one call, within its time."""

    def __init__(self, client: BrokerClient, call: Call) -> None:
        self.client = client
        self._call = call
        self.deadline = time.monotonic() + call.timeout
        self._origin = {name: value for name, value in self.context.items() if name != "platform"}
        held = (client.address.password, call.inputs, call.previous_inputs, call.outputs)
        self._secrets = tuple(text for value in held for text in _secret_texts(value))

    @property
    def context(self) -> dict[str, str]:
        """Who asks. Also the originating identity: the platform has no other users than the stacks."""
        address = self._call.address
        identity = {
            "platform": PLATFORM,
            "organisation": self._call.organisation,
            "stack": address.stack,
            "environment": address.environment,
        }
        return {name: value for name, value in identity.items() if value}

    def is_at_work(self, subject: Subject) -> bool:
        """While it is made, the specification has the broker not show it. Raises BrokerUnreachableError."""
        path = f"{subject.path}/last_operation"
        answer = self.client.send("GET", path, self.deadline, query=subject.query, origin=self._origin, seconds=20.0)
        return answer.status == 200 and (answer.body or {}).get("state") == "in progress"

    def quote(self, text: str) -> str:
        """What a broker said, for people: short, on one line, and without any secret that we know."""
        for secret in self._secrets:
            text = text.replace(secret, SECRET_TEXT)
        printable = "".join(character if character.isprintable() else " " for character in text)
        return printable if len(printable) <= _LONGEST_QUOTE else printable[:_LONGEST_QUOTE] + "…"

    def get(self, subject: Subject) -> Answer:
        """Raises BrokerUnreachableError."""
        return self.client.send("GET", subject.path, self.deadline, query=subject.query, origin=self._origin, seconds=20.0)

    def run(self, request: Request, subject: Subject, body: Mapping[str, Any] | None = None) -> Reply | Unfinished:
        """Send it, wait for its end, and remove what a failure may have left. `Finished` and `Absent` are good ends.

        A Broken whose `orphan` is False has left nothing behind. Raises BrokerUnreachableError when nothing was sent.
        """
        reply: Reply | Unfinished = self._request(request, subject, body)
        return (
            self.resume(request, subject, reply.operation, reply.body)
            if isinstance(reply, Started)
            else self._settle(request, subject, reply)
        )

    def resume(self, request: Request, subject: Subject, operation: str, started: Mapping[str, Any]) -> Reply | Unfinished:
        """As `run`, from an operation on that the broker has started."""
        return self._settle(request, subject, self.poll(request, subject, operation, started))

    def _settle(self, request: Request, subject: Subject, reply: Reply | Unfinished) -> Reply | Unfinished:
        return self._clear(subject, reply) if isinstance(reply, Broken) and reply.orphan and request.makes else reply

    def poll(self, request: Request, subject: Subject, operation: str, started: Mapping[str, Any]) -> Reply | Unfinished:
        """Ask after an operation until it ends. `started` is what the broker said at its start."""
        query = subject.query | ({"operation": operation} if operation else {})
        limit = math.inf if subject.plan.maximum_polling_duration is None else time.monotonic() + subject.plan.maximum_polling_duration
        pause, unknown = _SHORTEST_WAIT, 0
        while True:
            reply, wait, status = self._ask(request, subject, query, started)
            unknown = unknown + 1 if status == 404 else 0
            if unknown >= _MOST_UNKNOWN:
                return Broken("it no longer knows what it was asked", orphan=not request.removes)
            if reply is not None:
                return reply
            pause = min(pause * 1.5, 5.0)
            if time.monotonic() > limit:
                return Broken("it took longer than its plan allows", orphan=not request.removes)
            if not self._wait(pause if wait is None else wait):
                return Unfinished(
                    operation, "the run was cancelled" if self._call.cancelled() else "it did not end in the time of this run"
                )

    def _ask(
        self, request: Request, subject: Subject, query: Mapping[str, str], started: Mapping[str, Any]
    ) -> tuple[Reply | None, float | None, int]:
        """(how it ended, or None while it has not; how long the broker asks us to wait; the HTTP status, 0 without one)"""
        try:
            answer = self.client.send(
                "GET", f"{subject.path}/last_operation", self.deadline, query=query, origin=self._origin, seconds=20.0
            )
        except BrokerUnreachableError:
            return None, None, 0
        if answer.status in {401, 403}:
            return Refused(answer.status, answer.error, ""), None, answer.status
        if request.removes and answer.status in {404, 410}:
            return Absent(), None, answer.status
        state = (answer.body or {}).get("state") if answer.status == 200 else None
        description = str((answer.body or {}).get("description") or "")
        if state == "succeeded":
            return Finished(started), None, answer.status
        if state == "failed":
            return read_failed(request, answer.body or {}), None, answer.status
        if description:
            self._call.progress(self.quote(description))
        return None, answer.retry_after, answer.status

    def _request(self, request: Request, subject: Subject, body: Mapping[str, Any] | None) -> Reply:
        """One request; again while the broker says that it is busy with the same thing, or that it gets too many."""
        query = {"accepts_incomplete": "true"} | (subject.query if request.removes else {})
        pause = 0.5
        while True:
            try:
                answer = self.client.send(
                    _METHODS[request], subject.path, self._main_deadline(request), query=query, body=body, origin=self._origin
                )
            except BrokerUnreachableError as error:
                if not error.sent:
                    raise
                return read_silence(request, str(error))
            busy = answer.status == 429 or (answer.status == 422 and answer.error == "ConcurrencyError")
            if not busy or not self._wait(pause if answer.retry_after is None else answer.retry_after):
                return read_answer(request, answer.status, answer.body)
            self._call.progress("the broker is busy; waiting")
            pause = min(pause * 2, 10.0)

    def _clear(self, subject: Subject, reply: Broken) -> Broken:
        """Orphan mitigation: ask the broker to remove what may be there. What is left is told by `orphan`."""
        self._call.progress("removing what a failed request may have left")
        try:
            removed = self._request(subject.removal, subject, None)
            end = self.poll(subject.removal, subject, removed.operation, {}) if isinstance(removed, Started) else removed
        except BrokerUnreachableError:
            return reply
        return replace(reply, orphan=not isinstance(end, Finished | Absent))

    def _main_deadline(self, request: Request) -> float:
        return self.deadline - min(_CLEARING_SECONDS, self._call.timeout / 4) if request.makes else self.deadline

    def _wait(self, seconds: float) -> bool:
        """False when there is no time left, or the run was cancelled meanwhile."""
        until = time.monotonic() + min(max(seconds, _SHORTEST_WAIT), _LONGEST_WAIT)
        if until > self.deadline - min(_CLEARING_SECONDS, self._call.timeout / 4):
            return False
        while not self._call.cancelled():
            left = until - time.monotonic()
            if left <= 0:
                return True
            time.sleep(min(left, 0.1))
        return False


def _secret_texts(value: Any) -> Iterator[str]:
    """Every text inside a secret, but those so short that they are in any sentence."""
    for _, leaf in walk_leaves(value):
        if isinstance(leaf, Secret):
            yield from (str(part) for _, part in walk_leaves(leaf.reveal()) if len(str(part)) >= 4)
