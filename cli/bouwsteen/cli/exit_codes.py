"""The exit codes: a promise to scripts. Errors win from changes when both hold."""

from __future__ import annotations

import enum


class ExitCode(enum.IntEnum):
    OK = 0
    ERROR = 1
    CHANGES = 2  # only with --detailed-exitcode
    AUTHENTICATION = 3
    RESOURCE_FAILED = 4
    DENIED = 5
    NOT_FOUND = 6
    STALE = 7
    CANCELLED = 8
    DEADLINE = 9
    INVALID_INPUT = 10
    LOAD_GATE = 11
    LOAD_INVALID = 12
    INTERNAL = 255
