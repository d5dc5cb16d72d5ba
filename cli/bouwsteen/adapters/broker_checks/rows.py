"""A row is one sentence of the specification, as a function: what it works with, and the table that it stands in.

It makes the requests that it needs, with ids of its own, and adds what is wrong to the faults. One that needs what the
broker does not offer (a plan that rotates, another that is slow) does nothing.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bouwsteen.adapters.broker_checks.visits import Body, Faults, Sample, Visitor, body_of


@dataclass
class Check:
    """What a row works with. `stranger` is another account of the same broker."""

    sample: Sample
    visitor: Visitor
    anonymous: Visitor
    impostor: Visitor
    stranger: Visitor | None
    faults: Faults
    plan: dict[str, Any]
    service: dict[str, Any]

    def made(self, name: str = "made") -> str:
        """An instance that is there. Raises UnusableError when it cannot be made."""
        instance = self.fresh(name)
        answer = self.visitor.provision(instance, self.sample)
        if self.visitor.settle(answer) != "succeeded":
            raise UnusableError(f"an instance could not be made: {answer.status_code}")
        return instance

    def bound(self, instance: str) -> str:
        binding = self.fresh("bound")
        answer = self.visitor.bind(instance, binding, self.sample)
        if self.visitor.settle(answer) != "succeeded":
            raise UnusableError(f"a binding could not be made: {answer.status_code}")
        return binding

    def remove(self, instance: str, *bindings: str) -> None:
        for binding in bindings:
            self.visitor.settle(self.visitor.unbind(instance, binding, self.sample))
        self.visitor.settle(self.visitor.deprovision(instance, self.sample))

    @property
    def reads_instances(self) -> bool:
        return bool(self.service.get("instances_retrievable"))

    @property
    def reads_bindings(self) -> bool:
        return bool(self.service.get("bindings_retrievable"))

    def expect_instance(self, instance: str, status: int) -> None:
        """What reading it answers, where the catalog says that instances can be read."""
        if self.reads_instances:
            self.faults.expect(self.visitor.instance(instance), status)

    def expect_binding(self, instance: str, binding: str, status: int) -> None:
        if self.reads_bindings:
            self.faults.expect(self.visitor.binding(instance, binding), status)

    def credentials(self, instance: str, binding: str) -> Body | None:
        """As the binding is read; None where the catalog says that it cannot be."""
        return body_of(self.visitor.binding(instance, binding)).get("credentials", {}) if self.reads_bindings else None

    def expect_works(self, credentials: Body | None, *, works: bool) -> None:
        """Whether they open the service itself, where the sample can tell."""
        if credentials is not None and self.sample.accepts is not None and self.sample.accepts(credentials) is not works:
            self.faults.add("credentials that were given do not work" if works else "credentials that were taken back still work")

    @staticmethod
    def fresh(name: str) -> str:
        return f"check-{name}-{uuid.uuid4().hex[:12]}"


class UnusableError(Exception):
    """The broker does not do the plainest thing, so that the row proves nothing."""


Row = Callable[[Check], None]


class Rows(dict[str, Row]):
    """By their sentences."""

    def row(self, sentence: str) -> Callable[[Row], Row]:
        def register(function: Row) -> Row:
            self[sentence] = function
            return function

        return register
