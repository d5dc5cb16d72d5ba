"""The plan: a frozen value. What it holds is all that apply will do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.planning.actions import Action
from bouwsteen.planning.changes import Change
from bouwsteen.state.journals import Move


@dataclass(frozen=True, slots=True)
class Note:
    """Something that the plan decided and a person should know, such as an added service."""

    code: str
    text: str
    address: str = ""
    # What the text is about, for views that say it in another language.
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy said of a document when the plan was made, and what was done about it then: inform, warn, or nothing yet."""

    fingerprint: str
    action: str


@dataclass(frozen=True, slots=True)
class Plan:
    """`changes` is in order of work and holds every resource, no-ops included."""

    stack: str
    environment: str
    organisation: str
    lineage: str
    serial: int
    changes: tuple[Change, ...]
    notes: tuple[Note, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    intent_digest: str = ""
    digest: str = ""
    # Part digests, so that "stale" can name what moved.
    parts: Mapping[str, str] = field(default_factory=dict)
    destroys: bool = False
    # How records come to their new names, in order.
    moves: tuple[Move, ...] = ()
    # Instances that go while one of the same block comes: old name → new. Perhaps a rename that nobody told of.
    renames: Mapping[str, str] = field(default_factory=dict)
    # Local addresses of what a person wants anew, as they were typed.
    replacements: tuple[str, ...] = ()
    # How real each instance is (simulated, acceptance, production), by its name; empty for a destroy.
    fidelities: Mapping[str, str] = field(default_factory=dict)
    verdicts: tuple[Verdict, ...] = ()

    @property
    def has_changes(self) -> bool:
        return any(change.is_change for change in self.changes)

    @property
    def can_apply(self) -> bool:
        """The one place that decides whether there is anything to apply."""
        return self.has_changes

    def counts(self) -> Mapping[Action, int]:
        return Counter(change.action for change in self.changes)

    def change(self, address: Address) -> Change | None:
        return next((each for each in self.changes if each.address == address), None)
