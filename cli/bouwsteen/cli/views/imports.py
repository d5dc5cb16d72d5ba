"""What an import took over, and what is still different about it."""

from __future__ import annotations

from bouwsteen.cli.views.plans import render_change
from bouwsteen.cli.views.sheets import Look, Sheet, Style, Styled
from bouwsteen.engine.imports import Imported


def render_imported(imported: Imported, look: Look) -> str:
    sheet = Sheet(look)
    done = look.texts("import.done", address=imported.address.local, type=imported.type)
    sheet.line(Styled(done, Style.GOOD))
    if not imported.change.is_change:
        sheet.line(look.texts("import.same"))
    else:
        sheet.line(look.texts("import.differs"))
        render_change(imported.change, sheet)
    return sheet.text()
