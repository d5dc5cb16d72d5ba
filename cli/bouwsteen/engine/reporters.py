"""What the engine tells. The base says nothing; views override what they show.

Methods are called from several threads at once, never with a secret in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.planning.actions import Action
from bouwsteen.planning.plans import Plan
from bouwsteen.state.ports import Holder


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an apply: an action on one resource (or one older generation of it)."""

    address: Address
    type: str
    action: Action
    generation: int = 1


class Reporter:
    def phase(self, name: str, total: int = 0) -> None:
        """A stage of the run begins: validate, resolve, observe, plan, apply, verify, stop …"""

    def lock_awaited(self, holder: Holder | None, seconds: float) -> None:
        """Somebody else has the lock and we wait for it, since `seconds`. Told at every look."""

    def observed(self, address: Address) -> None:
        """One resource was read from the world."""

    def planned(self, plan: Plan) -> None:
        """The plan is ready, nothing has been done yet."""

    def step_started(self, step: Step) -> None: ...

    def step_progress(self, step: Step, text: str) -> None: ...

    def step_finished(self, step: Step, seconds: float) -> None: ...

    def step_failed(self, step: Step, seconds: float, diagnostic: Diagnostic) -> None: ...

    def step_skipped(self, step: Step, cause: Address) -> None: ...

    def step_weakened(self, step: Step, action: Action) -> None:
        """At apply less was needed than planned."""

    def warn(self, diagnostics: Sequence[Diagnostic]) -> None: ...

    def stopping(self) -> None:
        """A first Ctrl-C: what is in flight finishes and is recorded."""
