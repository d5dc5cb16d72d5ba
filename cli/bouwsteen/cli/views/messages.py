"""Entries of the catalogue of messages, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bouwsteen.cli.messages.entries import Entries
from bouwsteen.cli.views.sheets import Look, Part, Sheet, Style, Styled


def render_list(areas: Mapping[str, Entries], look: Look) -> str:
    """Every code with its title, by area; then the exit codes."""
    sheet = Sheet(look)
    for area, entries in areas.items():
        sheet.gap()
        sheet.line(Styled(look.texts(f"messages.area.{area}"), Style.BOLD))
        sheet.table([[Styled(code, Style.INFO), look.texts.of(entry.title)] for code, entry in entries.items()], indent=2)
    sheet.gap()
    sheet.line(look.texts("messages.more"))
    return sheet.text()


def render_messages(data: Mapping[str, Any], look: Look) -> str:
    """What `explain` found, one after the other."""
    sheet = Sheet(look)
    for message in data["messages"]:
        sheet.gap()
        _render_message(message, sheet)
    for found in data["exit_codes"]:
        sheet.gap()
        sheet.line(Styled(f"{look.texts('messages.exit', code=found['exit_code'])} ", Style.BOLD), found["means"])
        if found["codes"]:
            sheet.line(look.texts("messages.comes-with"), indent=2)
            rows: list[list[Part]] = [[Styled(each["code"], Style.INFO), each["title"]] for each in found["codes"]]
            sheet.table(rows, indent=4)
    return sheet.text()


def _render_message(message: Mapping[str, Any], sheet: Sheet) -> None:
    texts = sheet.look.texts
    sheet.line(Styled(message["title"], Style.BOLD), Styled(f"  [{message['code']}]", Style.DIM))
    sheet.paragraph(message["cause"], indent=2)
    sheet.line(Styled(texts("diagnostics.remedy"), Style.GOOD), indent=2)
    sheet.paragraph(message["remedy"], indent=4)
    for name, style in (("wrong", Style.ERROR), ("right", Style.GOOD)):
        if message[name]:
            sheet.line(Styled(texts(f"messages.{name}"), style), indent=2)
            for row in message[name].splitlines():
                sheet.line(row, indent=4)
    numbers = ", ".join(map(str, message["exit_codes"]))
    ends = texts("messages.ends-with", codes=numbers) if numbers else texts("messages.only-warns")
    sheet.line(Styled(f"{ends} {texts('messages.since', version=message['since'])}", Style.DIM), indent=2)
