"""The registers: what the law lets this counter know of a person. Asked by a national number, told with the register and the time.

A subscription to the person comes first, as the registers ask. Each question has a number of its own, by which it can be found again.
"""

import logging
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import httpx

from bouwsteen_service.bindings import Binding
from bouwsteen_service.seals import Clock
from forms_service.service_clients import ServiceClient, ServiceError, read_object

logger = logging.getLogger(__name__)

# Somebody waits for the page meanwhile: a register that takes longer counts as away.
_TIMEOUT: Final = httpx.Timeout(5.0, connect=2.0)
_REGISTERS: Final = frozenset({"RR", "KSZ"})
_NOTHING: Final = 404


class PersonsError(Exception):
    """They say nothing. `is_refusal`: they answered, and do not allow it; else they were away."""

    def __init__(self, reason: str, *, is_refusal: bool) -> None:
        super().__init__(reason)
        self.is_refusal = is_refusal


@dataclass(frozen=True)
class PersonDatum:
    """One thing that a register knows. `register` is RR or KSZ, `at` when it was asked (seconds since 1970)."""

    name: str
    value: Any
    register: str
    at: float


class Persons:
    """Speaks to the service of a `person-data` binding. `transport` is for tests."""

    def __init__(self, binding: Binding, *, clock: Clock, transport: httpx.BaseTransport | None = None) -> None:
        self._service = ServiceClient(binding, clock=clock, timeout=_TIMEOUT, transport=transport)
        self._allowed = binding.json("data", None)
        self._clock = clock

    def close(self) -> None:
        """Close the connections."""
        self._service.close()

    def read(self, insz: str, names: Sequence[str], reader: str) -> list[PersonDatum]:
        """What is known of somebody; empty where there is nothing. `reader` is who wants to know. It raises `PersonsError`."""
        asked = [name for name in names if self._allowed is None or name in self._allowed]
        if not asked:
            return []
        try:
            self._call("PUT", f"/v1/subscriptions/{insz}", {200, 201})
            answer = self._call("GET", f"/v1/persons/{insz}", {200, _NOTHING}, params={"data": ",".join(asked)}, reader=reader)
            return [] if answer.status_code == _NOTHING else self._read(read_object(answer), asked)
        except ServiceError as error:
            raise PersonsError(str(error), is_refusal=False) from error

    def _call(self, method: str, path: str, expected: set[int], *, reader: str = "", **content: Any) -> httpx.Response:
        headers = {"x-correlation-id": str(uuid.uuid4())} | ({"x-reader": reader} if reader else {})
        answer = self._service.call(method, path, headers=headers, **content)
        if answer.status_code not in expected:
            logger.warning("The registers refused", extra={"fields": {"status": answer.status_code}})
            raise PersonsError(f"status-{answer.status_code}", is_refusal=answer.status_code in {400, 403})
        return answer

    def _read(self, document: dict[str, Any], asked: Sequence[str]) -> list[PersonDatum]:
        data = document.get("data")
        if not isinstance(data, dict):
            raise ServiceError("strange-answer")
        at = self._read_time(document.get("consultedAt"))
        known = ((name, data.get(name)) for name in asked)
        return [
            PersonDatum(name, each["value"], each["source"], at)
            for name, each in known
            if isinstance(each, dict) and each.get("value") is not None and each.get("source") in _REGISTERS
        ]

    def _read_time(self, text: Any) -> float:
        try:
            return datetime.fromisoformat(text).timestamp()
        except (TypeError, ValueError):
            return self._clock()
