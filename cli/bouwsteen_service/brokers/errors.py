"""How a broker says no: the error body of the Open Service Broker API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self


class BrokerError(Exception):
    """A refusal. A backend that raises it has changed nothing.

    `error` is one of the specification's codes or a word of the service's own; `description` is for the person behind
    the platform and holds no secret.
    """

    def __init__(
        self,
        status: int,
        description: str,
        *,
        error: str | None = None,
        instance_usable: bool | None = None,
        update_repeatable: bool | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {error or ''}".strip())
        self.status = status
        self.description = description
        self.error = error
        self.instance_usable = instance_usable
        self.update_repeatable = update_repeatable
        self.headers = dict(headers or {})

    @property
    def body(self) -> dict[str, Any]:
        fields = {
            "error": self.error,
            "description": self.description,
            "instance_usable": self.instance_usable,
            "update_repeatable": self.update_repeatable,
        }
        return {key: value for key, value in fields.items() if value is not None}

    @classmethod
    def malformed(cls, description: str) -> Self:
        return cls(400, description)

    @classmethod
    def asynchronous_only(cls) -> Self:
        return cls(422, "This plan needs a client that accepts asynchronous operations.", error="AsyncRequired")

    @classmethod
    def busy(cls) -> Self:
        return cls(422, "Another operation on this resource is in progress.", error="ConcurrencyError")

    @classmethod
    def absent(cls, what: str) -> Self:
        return cls(404, f"There is no such {what}.")

    @classmethod
    def gone(cls, what: str) -> Self:
        return cls(410, f"There is no such {what}, or no longer.")
