"""What differs from the record, for people."""

from __future__ import annotations

from bouwsteen.cli.views.plans import write_fields
from bouwsteen.cli.views.sheets import Look, Sheet, Style, Styled
from bouwsteen.cli.views.statuses import state
from bouwsteen.engine.drifts import DriftReport
from bouwsteen.formats.drifts import UNREADABLE


def render_drift(report: DriftReport, look: Look) -> str:
    texts = look.texts
    sheet = Sheet(look)
    for drift in report.drifts:
        sheet.line(state(drift.kind, look), f"  {drift.address}", Styled(f"  {drift.type}", Style.DIM))
        if drift.detail:
            sheet.paragraph(drift.detail, indent=6, style=Style.DIM)
        write_fields(drift.fields, sheet)
    sheet.gap()
    unreadable = sum(drift.kind == UNREADABLE for drift in report.drifts)
    if len(report.drifts) > unreadable:
        sheet.line(Styled(texts.count("drift.count", len(report.drifts) - unreadable), Style.BOLD))
    if unreadable:
        sheet.line(Styled(texts.count("drift.unreadable", unreadable), Style.WARNING))
    if not report.drifts:
        sheet.line(Styled(texts.count("drift.none", report.looked_at), Style.GOOD))
    return sheet.text()
