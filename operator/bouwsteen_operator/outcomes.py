"""What becomes of one reconcile, for who decides when the next one is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """`again_after` is in seconds; None waits for a change, or for the sweep. `failed`: the next one waits longer each time."""

    again_after: float | None = None
    failed: bool = False
