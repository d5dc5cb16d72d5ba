"""Who adopts what, for people at a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bouwsteen.cli.views.sheets import Look, Part, Sheet, Style, Styled
from bouwsteen.reporting.adoption_sites import UNMEASURED, measures_of


def render_adoptions(data: Mapping[str, Any], look: Look, folder: Path | None) -> str:
    """Totals, then one line for each block, each province, and what is different. `data` as in `formats.adoptions`."""
    texts = look.texts
    sheet = Sheet(look)
    totals = data["totals"]
    sheet.line(Styled(texts("report.title"), Style.BOLD), f"  {data['day']}")
    sheet.table(
        [
            [f"{totals['adopting']} / {totals['organisations']}", texts("report.total.adopting")],
            *([str(totals[name]), texts(f"report.total.{name}")] for name in ("adoptions", "behind", "waivers", "due")),
            [str(totals["missing"] - totals["due"]), texts("report.total.later")],
        ],
        indent=2,
    )
    sheet.gap()
    rows: list[list[Part]] = [
        [
            Styled(block["name"], Style.BOLD),
            str(block["organisations"]),
            ", ".join(f"{version or '-'}: {n}" for version, n in block["versions"].items()),
        ]
        for block in data["blocks"]
        if block["organisations"]
    ]
    sheet.table(rows, [texts("report.column.blocks"), texts("report.column.organisations"), ""])
    sheet.gap()
    provinces = [[each["name"], f"{each['adopting']} / {each['organisations']}", str(each["missing"])] for each in data["provinces"]]
    sheet.table(provinces, [texts(f"report.column.{name}") for name in ("province", "adopting", "missing")])
    if data["since"] is not None:
        _render_since(data["since"], sheet)
    _render_measured(data, sheet)
    if folder is not None:
        sheet.gap()
        sheet.line(texts("report.written", folder=folder))
    return sheet.text()


def _render_measured(data: Mapping[str, Any], sheet: Sheet) -> None:
    texts = sheet.look.texts
    measures = measures_of(data)
    if data["measured"] is not None:
        sheet.gap()
        sheet.line(Styled(texts("report.measured"), Style.BOLD))
        for measure in measures:
            sheet.line(texts(f"report.measured.{measure.name}", n=measure.amiss, whole=measure.whole), indent=2)
        for each in data["measured"]["unused"]:
            sheet.line(Styled(texts(f"report.unused.{each['why']}", file=each["file"]), Style.WARNING), indent=2)
    lacking = {name: command for name, command in UNMEASURED.items() if name not in {each.name for each in measures}}
    if lacking:
        sheet.gap()
        sheet.line(Styled(texts("report.unmeasured"), Style.BOLD))
        for name, command in lacking.items():
            sheet.line(texts(f"report.unmeasured.{name}"), f" {command}", indent=2)


def _render_since(since: Mapping[str, Any], sheet: Sheet) -> None:
    texts = sheet.look.texts
    sheet.gap()
    sheet.line(Styled(texts("report.since", revision=since["revision"]), Style.BOLD))
    arrow = sheet.look.glyph("→", "->")
    rows = [[f"+ {row['organisation']}", f"{row['block']} {row['version']}"] for row in since["added"]]
    rows += [[f"~ {row['organisation']}", f"{row['block']} {row['before']} {arrow} {row['after']}"] for row in since["changed"]]
    rows += [[f"- {row['organisation']}", f"{row['block']} {row['version']}"] for row in since["removed"]]
    sheet.table(rows or [[texts("report.since.nothing")]], indent=2)
