"""The check of a block, for people: a line for each step as it is done."""

from __future__ import annotations

from collections.abc import Sequence

from bouwsteen.cli.views.diagnostics import render_diagnostics
from bouwsteen.cli.views.sheets import Look, Sheet, Style, Styled
from bouwsteen.diagnostics import Diagnostic

_STYLES = {"good": Style.GOOD, "failed": Style.ERROR, "skipped": Style.DIM}


def render_step(name: str, result: str, problems: Sequence[Diagnostic], look: Look) -> str:
    sheet = Sheet(look)
    sheet.line(Styled(f"{look.texts(f'check.{result}')}  ", _STYLES[result]), look.texts(f"check.step.{name}"))
    return sheet.text() + (render_diagnostics(problems, look) if problems else "")


def render_verdict(name: str, failed: int, look: Look) -> str:
    sheet = Sheet(look)
    if failed:
        sheet.line(Styled(look.texts("check.not-good", block=name), Style.ERROR))
    else:
        sheet.line(Styled(look.texts("check.all-good", block=name), Style.GOOD))
    return sheet.text()
