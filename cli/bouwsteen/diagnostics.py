"""What people did wrong, as values.

A mistake in a document is a `Diagnostic`: it is collected, and all of a run are
shown at once. What the program cannot do is an exception (`bouwsteen.errors`).
This module is a leaf: it knows nothing of documents, engines or terminals.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field


class Severity(enum.StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, order=True)
class SourceRange:
    """A place in a file. Lines and columns count from 1; 0 means the whole file."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One message for a person.

    `code` is kebab-case and stable. `summary` is stable too: under 60 characters and
    without names that the user chose, so that people learn to recognise it. `detail`
    says what and why, `remedy` what to do, both in full sentences.
    """

    severity: Severity
    code: str
    summary: str
    detail: str
    remedy: str = ""
    source: SourceRange | None = None
    address: str | None = None

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


def error(
    code: str,
    summary: str,
    detail: str,
    remedy: str = "",
    *,
    source: SourceRange | None = None,
    address: str | None = None,
) -> Diagnostic:
    return Diagnostic(Severity.ERROR, code, summary, detail, remedy, source, address)


def warning(
    code: str,
    summary: str,
    detail: str,
    remedy: str = "",
    *,
    source: SourceRange | None = None,
    address: str | None = None,
) -> Diagnostic:
    return Diagnostic(Severity.WARNING, code, summary, detail, remedy, source, address)


def _sort_key(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    place = diagnostic.source or SourceRange("")
    return (place.file, place.line, place.column, diagnostic.code, diagnostic.detail)


@dataclass(slots=True)
class Diagnostics:
    """A growing collection. Order of insertion is kept; `sorted()` is for printing."""

    items: list[Diagnostic] = field(default_factory=list)

    def add(self, *diagnostics: Diagnostic) -> None:
        self.items.extend(diagnostics)

    def extend(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.items.extend(diagnostics)

    @property
    def has_errors(self) -> bool:
        return any(item.is_error for item in self.items)

    def errors(self) -> list[Diagnostic]:
        return [item for item in self.items if item.is_error]

    def sorted(self) -> list[Diagnostic]:
        return sorted(dict.fromkeys(self.items), key=_sort_key)

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __bool__(self) -> bool:
        return bool(self.items)
