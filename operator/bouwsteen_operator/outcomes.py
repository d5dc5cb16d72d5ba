"""What becomes of one reconcile, for who decides when the next one is."""

from __future__ import annotations

from dataclasses import dataclass

from bouwsteen_operator.keys import Key


@dataclass(frozen=True, slots=True)
class Outcome:
    """`again_after` is in seconds; None waits for a change, or for the sweep. `failed`: the next one waits longer each time.

    `wake` are stacks that may go on now, because of what this one did: they use what it exports.
    """

    again_after: float | None = None
    failed: bool = False
    wake: tuple[Key, ...] = ()
