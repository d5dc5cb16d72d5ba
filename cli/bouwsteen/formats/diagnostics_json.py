"""Diagnostics for programs, with places that count from 1."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from bouwsteen.diagnostics import Diagnostic

FORMAT_VERSION: Final = "1.0"


def diagnostic_json(diagnostic: Diagnostic) -> dict[str, Any]:
    """`{severity, code, summary, detail, remedy, address, source}`; `source` is `{file, line, column}`, counted from 1, or null."""
    source = diagnostic.source
    return {
        "severity": diagnostic.severity.value,
        "code": diagnostic.code,
        "summary": diagnostic.summary,
        "detail": diagnostic.detail,
        "remedy": diagnostic.remedy,
        "address": diagnostic.address,
        "source": {"file": source.file, "line": source.line, "column": source.column} if source else None,
    }


def diagnostics_json(diagnostics: Iterable[Diagnostic]) -> dict[str, Any]:
    """`{format_version, valid, error_count, warning_count, diagnostics}`."""
    items = list(diagnostics)
    errors = sum(item.is_error for item in items)
    return {
        "format_version": FORMAT_VERSION,
        "valid": errors == 0,
        "error_count": errors,
        "warning_count": sum(item.severity.value == "warning" for item in items),
        "diagnostics": [diagnostic_json(item) for item in items],
    }
