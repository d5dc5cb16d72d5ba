"""Writers that die without closing, in a test that has no process of its own to kill."""

from __future__ import annotations

from bouwsteen.state.ports import StateSession


def die(session: StateSession) -> None:
    """As the system does for a killed process: the lock is free, and nothing else happens."""
    session._lock.abandon()  # type: ignore[attr-defined]  # only a folder's writer has one
