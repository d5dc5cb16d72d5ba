"""Diagnostics for people: place, the line itself with a mark under it, why, and what to do."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace

from bouwsteen.cli.views.sheets import Look, Sheet, Style, Styled, cell_width
from bouwsteen.diagnostics import Diagnostic, Severity, SourceRange

# The text of a file that a diagnostic names, or None where it cannot be read.
ReadSource = Callable[[str], str | None]

_STYLES = {Severity.ERROR: Style.ERROR, Severity.WARNING: Style.WARNING, Severity.INFO: Style.INFO}
_LONGEST_EXCERPT = 160
_MOST_CODES = 3  # that are named in the command that explains them


def no_source(_: str) -> None:
    return None


def render_diagnostics(diagnostics: Iterable[Diagnostic], look: Look, read_source: ReadSource = no_source) -> str:
    """One block per diagnostic, in the order given, with a line that counts them when there are several.

    Neighbours that differ in their detail alone share a block: the remedy is read once.
    """
    items = [told(each, look) for each in diagnostics]
    hidden = _lines_with_secrets(items)
    sheet = Sheet(look)
    for _, alike in itertools.groupby(items, key=lambda item: replace(item, detail="")):
        sheet.gap()
        _render(list(alike), sheet, read_source, hidden)
    if len(items) > 1:
        sheet.gap()
        sheet.line(Styled(_count(items, look), Style.BOLD))
    if codes := [code for code in dict.fromkeys(item.code for item in items) if _has_entry(code)]:
        asked = " ".join(codes) if len(codes) <= _MOST_CODES else "CODE"
        sheet.line(Styled(f"{look.texts('diagnostics.explain')} bouwsteen explain {asked}", Style.DIM))
    return sheet.text()


def _has_entry(code: str) -> bool:
    from bouwsteen.cli.messages import find_entry  # noqa: PLC0415  only when something is to be told

    return find_entry(code) is not None


def told(item: Diagnostic, look: Look) -> Diagnostic:
    """In the language of who reads, as far as it is known there."""
    from bouwsteen.cli.sentences import translate  # noqa: PLC0415  only when something is to be told

    return translate(item, look.texts.language)


def _count(items: list[Diagnostic], look: Look) -> str:
    errors = sum(item.is_error for item in items)
    warnings = sum(item.severity is Severity.WARNING for item in items)
    counts = [("diagnostics.errors", errors), ("diagnostics.warnings", warnings)]
    return ", ".join(look.texts.count(key, number) for key, number in counts if number)


def _lines_with_secrets(items: Iterable[Diagnostic]) -> set[tuple[str, int]]:
    """Lines that hold a secret by mistake: not shown again, whatever else is wrong on them."""
    return {(item.source.file, item.source.line) for item in items if item.source and "secret" in item.code}


def _render(alike: list[Diagnostic], sheet: Sheet, read_source: ReadSource, hidden: set[tuple[str, int]]) -> None:
    item = alike[0]
    texts = sheet.look.texts
    label = texts(f"diagnostics.{item.severity.value}")
    summary = Styled(item.summary, Style.BOLD)
    sheet.line(Styled(f"{label} ", _STYLES[item.severity]), summary, Styled(f"  [{item.code}]", Style.DIM))
    if item.address:
        sheet.line(Styled(item.address, Style.INFO), indent=2)
    if item.source and item.source.file:
        sheet.line(Styled(str(item.source), Style.INFO), indent=2)
        if (item.source.file, item.source.line) not in hidden:
            _excerpt(item.source, sheet, read_source)
    for each in alike:
        sheet.paragraph(each.detail, indent=2)
    if item.remedy:
        sheet.line(Styled(texts("diagnostics.remedy"), Style.GOOD), indent=2)
        sheet.paragraph(item.remedy, indent=4)


def _excerpt(source: SourceRange, sheet: Sheet, read_source: ReadSource) -> None:
    if not source.line or (text := read_source(source.file)) is None:
        return
    rows = text.split("\n")
    if source.line > len(rows):
        return
    row = rows[source.line - 1].rstrip("\r").replace("\t", " ")
    if source.column > _LONGEST_EXCERPT:
        return
    bar = sheet.look.glyph("│", "|")
    number = str(source.line)
    shown = row if len(row) <= _LONGEST_EXCERPT else row[:_LONGEST_EXCERPT] + sheet.look.glyph("…", "...")
    sheet.line(Styled(f"{number} {bar} ", Style.DIM), shown, indent=4)
    if source.column:
        before = cell_width(row[: source.column - 1])
        sheet.line(Styled(f"{' ' * len(number)} {bar} ", Style.DIM), " " * before, Styled("^", Style.ERROR), indent=4)
