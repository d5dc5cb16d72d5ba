"""Whom a holder of a lock can be told to be gone by, beside its process: who led before the one that leads now.

Of several operators only the leader writes. So whoever leads knows that a lock of another leader of the same Lease is nobody's any more,
on whatever machine that one was, and need not wait until the lock has stood still for its whole time.
"""

from __future__ import annotations

from typing import Protocol


class Succession(Protocol):
    """Of one who leads, or did."""

    @property
    def mark(self) -> str:
        """What its locks say of it, without a line break: which Lease, and who it is."""

    def follows(self, mark: str) -> bool:
        """Whether who said that led what we lead now, and so writes no more. Asks nobody."""
