"""One of several operators acts: the one that a Lease names.

No clock on the wall decides anything. The leader counts from the moment at which it asked for its last renewal, by a clock that also
counts what the process or its machine slept, and asks that count before each write (`permit`). Who stands by takes over when it saw
no sign of life for longer than that. So a leader that was paused sends nothing but what it had already sent, and never do two write
for long. Nor do both wait for ever: a Lease that is missing, says nothing, or does not move is taken.
"""

from __future__ import annotations

import os
import socket
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from bouwsteen.adapters.kubernetes.failures import ClusterError, Kind
from bouwsteen.adapters.kubernetes_state.locks import steady
from bouwsteen.adapters.leases import Watch

_MERGE: Final = "application/merge-patch+json"
_LONGEST: Final = 60  # seconds; a Lease that claims to hold longer is not believed
_RELEASED: Final = 1  # second, as other clients of Leases say when they let go


@dataclass(frozen=True, slots=True)
class Terms:
    """In seconds. `trusted` is well below `held`: clocks of two machines do not run alike."""

    held: int = 10  # without a sign of life, and who stands by takes over
    trusted: float = 7.0  # since it asked for the renewal that was granted, the leader writes no longer
    renewal: float = 2.0
    look: float = 1.0  # between two looks of who stands by
    request: float = 2.0  # that one request may take, with its tries

    @property
    def failover(self) -> float:
        """From the death of a leader to the first act of another one, at most, with a server that answers in time.

        The last renewal may be seen a look and a request after it was made, the end of the wait as late; then the Lease is taken.
        """
        return self.held + 2 * self.look + 1.5 * self.request


class Answer(Protocol):
    def json(self) -> dict[str, Any]: ...


class Client(Protocol):
    """What is needed of a `ClusterClient`. It is one without `permit`: it is asked before there is a leader."""

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Any = None,
        content_type: str = "application/json",
        timeout: float = 30.0,
    ) -> Answer: ...


def new_identity() -> str:
    """Of this process, once."""
    return f"{socket.gethostname()}_{os.getpid()}_{uuid.uuid4().hex[:8]}"


class Election:
    """The part of one operator in who leads. `step` is called again and again by one thread; all else by any."""

    def __init__(
        self,
        client: Client,
        namespace: str,
        name: str,
        identity: str,
        terms: Terms | None = None,
        monotonic: Callable[[], float] = steady,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.identity = identity
        self.terms = terms or Terms()
        self.holder = ""  # who leads, as was seen last
        self.transitions = 0
        self.problem: ClusterError | None = None  # why the last step did not get through
        self._client = client
        self._leases = f"/apis/coordination.k8s.io/v1/namespaces/{namespace}/leases"
        self._name = name
        self._monotonic = monotonic
        self._now = now
        self._watch = Watch(monotonic)
        self._version = ""  # of the Lease while it is ours
        self._until = float("-inf")

    @property
    def place(self) -> str:
        return f"{self._leases.split('/')[-2]}/{self._name}"

    @property
    def mark(self) -> str:
        """What locks say of who holds them while it leads."""
        return f"{self.place} {self.identity}"

    def follows(self, mark: str) -> bool:
        """Whether that is of another one, who led by this Lease and does no more, because we do.

        It had stopped writing before it could be followed. What it had sent by then finds another head of the record.
        """
        place, _, identity = mark.partition(" ")
        return place == self.place and identity not in {"", self.identity} and self.is_leading()

    def is_leading(self) -> bool:
        return self._monotonic() < self._until

    def permit(self) -> None:
        """Raises ClusterError when we may write no more."""
        if not self.is_leading():
            raise ClusterError(Kind.UNREACHABLE, "nothing was sent: this operator does not lead, or was away longer than its Lease holds")

    def step(self) -> float:
        """Renew, or look whether to take over. Seconds until the next step."""
        try:
            if self._version and self.is_leading():
                self._claim(self._version)
            else:
                self._look()
        except ClusterError as error:
            self.problem = error
            if error.kind in {Kind.CONFLICT, Kind.NOT_FOUND}:
                self._version = ""  # somebody else has it, or changed something: look
        else:
            self.problem = None
        return self.terms.renewal if self._version and self.is_leading() else self.terms.look

    def run(self, stopped: threading.Event, changed: Callable[[bool], None], beat: Callable[[], None]) -> None:
        """Until `stopped`; `changed` is told of each change of the lead. Lets go at the end."""
        told = False
        wait = 0.0
        while not stopped.wait(wait):
            wait = self.step()
            beat()
            if told != (told := self.is_leading()):
                changed(told)

    def release(self) -> None:
        """Let go, so that another one takes over at its next look. Nothing is written from now on."""
        version, self._version, self._until = self._version, "", float("-inf")
        if version:
            try:
                self._patch(version, {"holderIdentity": "", "leaseDurationSeconds": _RELEASED})
            except ClusterError as error:
                self.problem = error  # then it looks as if we died

    def _look(self) -> None:
        try:
            lease = self._client.request("GET", f"{self._leases}/{self._name}", timeout=self.terms.request).json()
        except ClusterError as error:
            if error.kind is not Kind.NOT_FOUND:
                raise
            self._create()
            return
        spec = lease.get("spec") or {}
        self.holder = str(spec.get("holderIdentity") or "")
        self.transitions = _count(spec.get("leaseTransitions"))
        seconds = min(_count(spec.get("leaseDurationSeconds")) or self.terms.held, _LONGEST)
        sign = (self.holder, str(spec.get("renewTime")), str(spec.get("acquireTime")), self.transitions)
        still = self._watch.still(sign)
        if self.holder in {"", self.identity} or still >= seconds:
            self._claim(str(lease["metadata"]["resourceVersion"]), taking=self.holder != self.identity)

    def _create(self) -> None:
        asked = self._monotonic()
        body = {
            "apiVersion": "coordination.k8s.io/v1",
            "kind": "Lease",
            "metadata": {"name": self._name, "labels": {"app.kubernetes.io/managed-by": "bouwsteen"}},
            "spec": {**self._signs(), "acquireTime": self._time(), "leaseTransitions": 1},
        }
        self._hold(self._client.request("POST", self._leases, body=body, timeout=self.terms.request).json(), asked)

    def _claim(self, version: str, *, taking: bool = False) -> None:
        asked = self._monotonic()
        taken = {"acquireTime": self._time(), "leaseTransitions": self.transitions + 1} if taking else {}
        self._hold(self._patch(version, {**self._signs(), **taken}), asked)

    def _patch(self, version: str, spec: Mapping[str, Any]) -> dict[str, Any]:
        body = {"metadata": {"resourceVersion": version}, "spec": spec}
        path = f"{self._leases}/{self._name}"
        return self._client.request("PATCH", path, body=body, content_type=_MERGE, timeout=self.terms.request).json()

    def _hold(self, lease: Mapping[str, Any], asked: float) -> None:
        self._version = str(lease["metadata"]["resourceVersion"])
        self._until = asked + self.terms.trusted
        self.holder = self.identity
        self.transitions = _count((lease.get("spec") or {}).get("leaseTransitions"))

    def _signs(self) -> dict[str, Any]:
        return {"holderIdentity": self.identity, "leaseDurationSeconds": self.terms.held, "renewTime": self._time()}

    def _time(self) -> str:
        """For people."""
        return self._now().isoformat(timespec="microseconds").replace("+00:00", "Z")


def _count(found: object) -> int:
    return found if isinstance(found, int) and found > 0 else 0
