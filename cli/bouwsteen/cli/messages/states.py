"""The record of an environment: all that may be said of it."""

from __future__ import annotations

from bouwsteen.cli.messages import state_edits, state_files, state_keys, state_locks, state_stores
from bouwsteen.cli.messages.entries import Entries

ENTRIES: Entries = {**state_locks.ENTRIES, **state_files.ENTRIES, **state_keys.ENTRIES, **state_edits.ENTRIES, **state_stores.ENTRIES}
