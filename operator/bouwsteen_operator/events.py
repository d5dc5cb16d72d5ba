"""Kubernetes Events: what happened, for who describes a Stack. Never how something is, which the status says.

The same thing again within some minutes counts in the Event that is there. They are sent beside the work, and where the server is
away they are lost: nothing follows from them.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from bouwsteen.adapters.kubernetes.clients import MERGE, ClusterClient, ClusterError, Kind
from bouwsteen_operator.caches import Object
from bouwsteen_operator.objects import GROUP
from bouwsteen_operator.results import Happened
from bouwsteen_operator.settings import API_VERSION

_LOG: Final = logging.getLogger(__name__)
_TOGETHER: Final = 600.0  # seconds in which the same counts as one
_LONGEST: Final = 1024  # characters of a note, as the API takes it
_MOST_WAITING: Final = 1000
_MOST_KNOWN: Final = 5000
_SECONDS: Final = 10.0


@dataclass(slots=True)
class _Series:
    path: str
    since: float
    count: int = 1


@dataclass(frozen=True, slots=True)
class _Told:
    stack: Object
    happened: Happened


class Events:
    """`client` acts as the operator itself, and only while it leads."""

    def __init__(self, client: ClusterClient, instance: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.lost = 0
        self._client = client
        self._instance = instance
        self._monotonic = monotonic
        self._told: queue.Queue[_Told | None] = queue.Queue(_MOST_WAITING)
        self._known: dict[tuple[str, str, str], _Series] = {}
        self._thread = threading.Thread(target=self._run, name="events", daemon=True)
        self._thread.start()

    def tell(self, stack: Object, happened: Happened) -> None:
        """Never waits: where too much happens at once, some of it is lost, and counted."""
        try:
            self._told.put_nowait(_Told(stack, happened))
        except queue.Full:
            self.lost += 1

    def close(self, seconds: float = 5.0) -> None:
        """What was told is sent first, within that time."""
        try:
            self._told.put(None, timeout=seconds)
        except queue.Full:
            return
        self._thread.join(seconds)

    def _run(self) -> None:
        while (told := self._told.get()) is not None:
            try:
                self._send(told.stack, told.happened)
            except ClusterError as error:
                self.lost += 1
                _LOG.warning("an event was not taken", extra={"fields": {"reason": told.happened.reason, "problem": error.kind.value}})

    def _send(self, stack: Object, happened: Happened) -> None:
        metadata = stack["metadata"]
        same = (str(metadata["uid"]), happened.reason, happened.message)
        now = self._monotonic()
        known = self._known.get(same)
        if known is not None and now - known.since < _TOGETHER:
            known.count += 1
            series = {"count": known.count, "lastObservedTime": _time()}
            try:
                self._client.request("PATCH", known.path, body={"series": series}, content_type=MERGE, timeout=_SECONDS)
            except ClusterError as error:
                if error.kind is not Kind.NOT_FOUND:  # the server forgets events after a while
                    raise
            else:
                return
        if len(self._known) >= _MOST_KNOWN:
            self._known = {key: each for key, each in self._known.items() if now - each.since < _TOGETHER}
        body = event_of(stack, happened, self._instance, f"{metadata['name']}.{uuid.uuid4().hex[:16]}")
        folder = f"/apis/events.k8s.io/v1/namespaces/{metadata['namespace']}/events"
        self._client.request("POST", folder, body=body, timeout=_SECONDS)
        self._known[same] = _Series(f"{folder}/{body['metadata']['name']}", now)


def event_of(stack: Object, happened: Happened, instance: str, name: str) -> dict[str, Any]:
    metadata = stack["metadata"]
    return {
        "apiVersion": "events.k8s.io/v1",
        "kind": "Event",
        "metadata": {"name": name, "namespace": metadata["namespace"]},
        "eventTime": _time(),
        "reportingController": f"{GROUP}/operator",
        "reportingInstance": instance[:128],
        "action": "Reconcile",
        "reason": happened.reason,
        "note": happened.message[:_LONGEST],
        "type": "Warning" if happened.is_warning else "Normal",
        "regarding": {
            "apiVersion": API_VERSION,
            "kind": "Stack",
            "name": metadata["name"],
            "namespace": metadata["namespace"],
            "uid": metadata["uid"],
            "resourceVersion": str(metadata.get("resourceVersion", "")),
        },
    }


def _time() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
