"""The port of a broker: what a service does for its instances and bindings.

A method either does its work whole or raises; BrokerError where the request cannot be met. It may be called again with
the same values after the service was killed halfway, and must then end in the same result. It runs in a thread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class ServiceInstance:
    """`owner` is the user of the broker: everything that belongs to an instance is theirs alone."""

    owner: str
    instance_id: str
    service_id: str
    plan_id: str
    parameters: Mapping[str, Any]

    @property
    def key(self) -> str:
        """One name across all owners."""
        return f"{self.owner}/{self.instance_id}"


@dataclass(frozen=True, slots=True)
class ServiceBinding:
    binding_id: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class BindResult:
    """Times are ISO 8601 in UTC, `2027-01-31T12:00:00.0Z`. Not shown in `repr`: it holds secrets."""

    credentials: Mapping[str, Any] = field(repr=False)
    expires_at: str | None = None
    renew_before: str | None = None
    endpoints: Sequence[Mapping[str, Any]] = ()

    def document(self) -> dict[str, Any]:
        times = {"expires_at": self.expires_at, "renew_before": self.renew_before}
        metadata = {key: value for key, value in times.items() if value is not None}
        parts = {"credentials": dict(self.credentials), "metadata": metadata, "endpoints": [dict(endpoint) for endpoint in self.endpoints]}
        return {key: value for key, value in parts.items() if value or key == "credentials"}


class BrokerBackend(Protocol):
    def dashboard_url(self, instance: ServiceInstance) -> str | None:
        """Where people manage the instance, known before it is made; None where there is no such page."""

    def provision(self, instance: ServiceInstance) -> None: ...

    def update(self, instance: ServiceInstance, previous: ServiceInstance) -> None: ...

    def deprovision(self, instance: ServiceInstance) -> None: ...

    def bind(self, instance: ServiceInstance, binding: ServiceBinding, predecessor: ServiceBinding | None) -> BindResult:
        """With a predecessor, both bindings are to be valid until the old one is unbound."""

    def unbind(self, instance: ServiceInstance, binding: ServiceBinding) -> None: ...
