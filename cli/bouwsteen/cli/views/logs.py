"""Log lines of services. They are JSON by contract; what is not is shown as it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bouwsteen.cli.views.sheets import Look, Part, Sheet, Style, Styled

_LEVELS = {"error": Style.ERROR, "critical": Style.ERROR, "warning": Style.WARNING}
_KNOWN = ("timestamp", "time", "level", "message", "event", "logger")


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of one instance, without its newline."""

    instance: str
    text: str


def render_log_line(line: LogLine, look: Look, *, show_instance: bool = True) -> str:
    sheet = Sheet(look)
    prefix: list[Part] = [Styled(f"{line.instance}  ", Style.INFO)] if show_instance else []
    sheet.line(*prefix, *_parts(line.text))
    return sheet.text() or "\n"


def _parts(text: str) -> list[Part]:
    try:
        record: Any = json.loads(text)
    except ValueError:
        return [text]
    if not isinstance(record, dict):
        return [text]
    level = str(record.get("level", "")).lower()
    rest = "  ".join(f"{name}={_plain(value)}" for name, value in record.items() if name not in _KNOWN)
    return [
        Styled(f"{record.get('timestamp') or record.get('time') or ''} ", Style.DIM),
        Styled(f"{level:8}", _LEVELS.get(level, Style.DIM)),
        str(record.get("message") or record.get("event") or ""),
        *([Styled(f"  {rest}", Style.DIM)] if rest else []),
    ]


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
