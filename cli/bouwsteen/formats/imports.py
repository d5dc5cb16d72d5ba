"""What an import took over, for programs.

format_version  "1.0"
address, type
id              what names it; empty where that is a secret
change          what the next plan does with it, as in `plan_json`
"""

from __future__ import annotations

from typing import Any, Final

from bouwsteen.engine.imports import Imported
from bouwsteen.formats.plan_json import change_json

FORMAT_VERSION: Final = "1.0"


def imported_json(imported: Imported) -> dict[str, Any]:
    return {
        "format_version": FORMAT_VERSION,
        "address": str(imported.address),
        "type": imported.type,
        "id": imported.id,
        "change": change_json(imported.change),
    }
