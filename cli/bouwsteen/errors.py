"""What the program cannot do. This module imports nothing of ours but `diagnostics`.

    BouwsteenError                 exit code 1; the base, for people
    ├── InvalidInputError          10  documents, arguments, plan files; carries diagnostics
    ├── AuthenticationError         3  a provider, store or broker refuses who we are
    ├── ApplyError                  4  a resource failed; the report says which
    ├── DeniedError                 5  a policy says no; carries its findings as diagnostics
    ├── NotFoundError               6  a stack, environment, instance or resource is not there
    ├── StaleError                  7  plan, lock or signature no longer fits
    ├── CancelledError              8  the person or a signal stopped it
    ├── DeadlineError               9  waited long enough; says for what
    ├── LoadGateError              11  a load test ran and its limits were not met
    ├── LoadInvalidError           12  a load test that proves nothing (generator too slow)
    ├── StateError                  1  the record cannot be read or written
    │   ├── StateLockedError        1  somebody else is at work; says who
    │   ├── StateCorruptError       1  integrity check failed; nothing was written
    │   └── StateOwnerError         1  another owner writes this unit
    └── MissingPartError            1  an optional part of Bouwsteen is not installed
    InternalError                 255  "This is a bug in Bouwsteen."

Only `bouwsteen.cli.main` turns them into exit codes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from bouwsteen.diagnostics import Diagnostic, error


class BouwsteenError(Exception):
    """Base of all errors for people. Carries diagnostics, never a formatted text alone."""

    exit_code: ClassVar[int] = 1

    def __init__(self, *diagnostics: Diagnostic) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = diagnostics
        super().__init__("; ".join(f"{item.summary}: {item.detail}" for item in diagnostics))

    @classmethod
    def because(cls, code: str, summary: str, detail: str, remedy: str = "", *, address: str | None = None) -> BouwsteenError:
        """An error of this class with one diagnostic."""
        return cls(error(code, summary, detail, remedy, address=address))


class InvalidInputError(BouwsteenError):
    exit_code = 10

    @classmethod
    def of(cls, diagnostics: Iterable[Diagnostic]) -> InvalidInputError:
        return cls(*diagnostics)


class AuthenticationError(BouwsteenError):
    exit_code = 3


class ApplyError(BouwsteenError):
    exit_code = 4


class DeniedError(BouwsteenError):
    exit_code = 5


class NotFoundError(BouwsteenError):
    exit_code = 6


class StaleError(BouwsteenError):
    exit_code = 7


class CancelledError(BouwsteenError):
    exit_code = 8


class DeadlineError(BouwsteenError):
    exit_code = 9


class LoadGateError(BouwsteenError):
    exit_code = 11


class LoadInvalidError(BouwsteenError):
    exit_code = 12


class StateError(BouwsteenError):
    exit_code = 1


class StateLockedError(StateError):
    pass


class StateCorruptError(StateError):
    pass


class StateOwnerError(StateError):
    pass


class MissingPartError(BouwsteenError):
    pass


class InternalError(Exception):
    """Cannot happen. If it does, it is ours and says so."""

    exit_code: ClassVar[int] = 255

    def __init__(self, detail: str) -> None:
        super().__init__(f"{detail} This is a bug in Bouwsteen.")
