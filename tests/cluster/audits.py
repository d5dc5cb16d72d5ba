"""What was asked of the API server, by its own audit log."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

_BEGINNING: Final = b'{"kind":"Event",'  # of each line; it stands in no other place of one, as bodies are not in this log


@dataclass(frozen=True)
class Request:
    """One request that was answered. `user` is as `system:serviceaccount:NAMESPACE:NAME`; `code` is the HTTP status."""

    user: str
    verb: str
    path: str
    namespace: str
    resource: str
    name: str
    code: int
    agent: str
    annotations: Mapping[str, str] = field(default_factory=dict, compare=False)  # what admission said of it
    impersonated: str = ""  # who `user` acted as, where that was somebody else


@dataclass(frozen=True)
class AuditLog:
    """Holds a request as soon as whoever asked has the whole answer. A watch is in it when it began, and again when it ended."""

    path: Path

    def mark(self) -> int:
        """Here we are now: for `since`."""
        return self.path.stat().st_size

    def since(self, mark: int, *, user: str = "", namespace: str = "") -> list[Request]:
        """The requests after `mark`, all or those of one user (whole, or the last part of the name) or namespace."""
        with self.path.open("rb") as file:
            file.seek(mark)
            lines = file.read().split(b"\n")
        found = [_request(_read(line)) for line in lines[:-1]]  # the last is empty, or half written
        return [each for each in found if f":{each.user}".endswith(f":{user}" if user else "") and namespace in {"", each.namespace}]

    def counts(self, mark: int, *, user: str = "", namespace: str = "") -> Counter[str]:
        """How many of each verb: get, list, watch, create, update, patch, delete, …"""
        return Counter(each.verb for each in self.since(mark, user=user, namespace=namespace))


def _read(line: bytes) -> dict[str, Any]:
    """What a server had half written when it was killed stands before what the next one wrote."""
    event: dict[str, Any] = json.loads(line[max(line.rfind(_BEGINNING), 0) :])
    return event


def _request(event: dict[str, object]) -> Request:
    def part(name: str, key: str) -> str:
        inside = event.get(name)
        return str(inside.get(key, "")) if isinstance(inside, dict) else ""

    annotations = event.get("annotations")
    return Request(
        user=part("user", "username"),
        verb=str(event["verb"]),
        path=str(event["requestURI"]),
        namespace=part("objectRef", "namespace"),
        resource=part("objectRef", "resource"),
        name=part("objectRef", "name"),
        code=int(part("responseStatus", "code") or 0),
        agent=str(event.get("userAgent", "")),
        annotations=annotations if isinstance(annotations, dict) else {},
        impersonated=part("impersonatedUser", "username"),
    )
