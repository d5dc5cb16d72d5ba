"""What a plan can do with one resource, and why."""

from __future__ import annotations

import enum


class Action(enum.StrEnum):
    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    RESTORE = "restore"  # a retained object is wanted again
    RETAIN = "retain"  # no longer wanted, kept in the inventory with its data
    NO_OP = "no-op"

    @property
    def symbol(self) -> str:
        return _SYMBOLS[self]

    @property
    def strength(self) -> int:
        """At apply an action may weaken (replace → update → no-op), never strengthen."""
        return _STRENGTHS.get(self, 0)


_SYMBOLS = {
    Action.CREATE: "+",
    Action.UPDATE: "~",
    Action.REPLACE: "±",
    Action.DELETE: "-",
    Action.RESTORE: "<",
    Action.RETAIN: "=",
    Action.NO_OP: " ",
}
_STRENGTHS = {Action.NO_OP: 0, Action.UPDATE: 1, Action.RESTORE: 1, Action.REPLACE: 2, Action.CREATE: 2}


class Reason(enum.StrEnum):
    """The cause of a change, the strongest first where several hold."""

    NEW = "new"  # the stack asks for it, nothing is recorded
    MISSING = "missing"  # recorded, and the world does not have it
    TYPE = "type"  # recorded under another type
    ASKED = "asked"  # a person asked for a new one
    INPUTS = "inputs"  # what the stack asks for changed
    ROTATION = "rotation"  # `rotations` in the stack was raised
    UNFINISHED = "unfinished"  # an earlier run failed or was killed in it
    STOPPED = "stopped"  # stopped by `down`
    DRIFT = "drift"  # the world differs from the record
    RETAINED = "retained"  # kept when it was last unwanted
    UNWANTED = "unwanted"  # the stack no longer asks for it
    SUPERSEDED = "superseded"  # an older generation whose successor is in place
    DESTROY = "destroy"
    MOVED = "moved"
    NONE = "none"
