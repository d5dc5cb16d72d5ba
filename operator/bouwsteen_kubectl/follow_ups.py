"""The pull request that must follow an emergency, as text to take over: what was changed by hand, and the diff of the stack's document."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bouwsteen.cli.texts import Texts
from bouwsteen.cli.views.sheets import Sheet, Style, Styled


def render_follow_up(document: Mapping[str, Any], sheet: Sheet) -> None:
    """`document` is as `bouwsteen_operator.emergencies` writes it. Lines are not broken: they are copied."""
    texts = sheet.look.texts
    said = {name: " ".join(str(document.get(name, "")).split()) for name in ("stack", "environment", "by", "reason", "until")}
    sheet.gap()
    sheet.line(Styled(texts("follow-up.title", until=said["until"]), Style.BOLD))
    sheet.gap()
    sheet.line(f"    {texts('follow-up.subject', **said)}")
    sheet.gap()
    sheet.line(f"    {texts('follow-up.body', **said)}")
    listed = document.get("changes")
    changes = [each for each in listed if isinstance(each, Mapping)] if isinstance(listed, list) else []
    for each in changes:
        sheet.line(f"    - {_change_text(each, texts)}")
    if not changes:
        sheet.line(f"    - {texts('follow-up.nothing')}")
    if document.get("more"):
        sheet.line(f"    - {texts('why.others', n=document['more'])}")
    if document.get("diff"):
        sheet.gap()
        for line in str(document["diff"]).splitlines():
            sheet.line(f"    {line}")


def _change_text(change: Mapping[str, Any], texts: Texts) -> str:
    if not change.get("field"):
        return f"{change.get('address')}: {texts('follow-up.gone')}"
    was, now = (_value_text(change, side, texts) for side in ("before", "after"))
    said = texts("follow-up.parameter", name=change["parameter"]) if change.get("parameter") else texts("follow-up.no-parameter")
    return f"{change.get('address')}, {change['field']}: {was} → {now} ({said})"


def _value_text(change: Mapping[str, Any], side: str, texts: Texts) -> str:
    if side not in change:
        return texts("follow-up.no-value")
    value = change[side]
    if isinstance(value, Mapping) and "$secret" in value:
        return texts("follow-up.secret")
    return json.dumps(value, ensure_ascii=False)
