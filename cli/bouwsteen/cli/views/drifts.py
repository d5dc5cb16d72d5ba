"""What differs from the record, for people."""

from __future__ import annotations

from collections.abc import Sequence

from bouwsteen.cli.views.plans import write_fields
from bouwsteen.cli.views.sheets import Look, Sheet, Style, Styled
from bouwsteen.formats.drifts import Drift, DriftKind

_STYLES = {
    DriftKind.CHANGED: Style.CHANGED,
    DriftKind.MISSING: Style.REMOVED,
    DriftKind.STOPPED: Style.WARNING,
    DriftKind.UNREADABLE: Style.WARNING,
}


def render_drift(drifts: Sequence[Drift], look: Look) -> str:
    texts = look.texts
    sheet = Sheet(look)
    for drift in drifts:
        sheet.line(
            Styled(texts(f"drift.{drift.kind.value}"), _STYLES[drift.kind]), f"  {drift.address}", Styled(f"  {drift.type}", Style.DIM)
        )
        if drift.detail:
            sheet.line(Styled(drift.detail, Style.DIM), indent=6)
        write_fields(drift.fields, sheet)
    sheet.gap()
    unreadable = sum(drift.kind is DriftKind.UNREADABLE for drift in drifts)
    if len(drifts) > unreadable:
        sheet.line(Styled(texts.count("drift.count", len(drifts) - unreadable), Style.BOLD))
    if unreadable:
        sheet.line(Styled(texts.count("drift.unreadable", unreadable), Style.WARNING))
    if not drifts:
        sheet.line(Styled(texts("drift.none"), Style.GOOD))
    return sheet.text()
