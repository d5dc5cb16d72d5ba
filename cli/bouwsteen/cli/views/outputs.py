"""What the instances of a stack provide, for people and for `$(…)` in a shell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bouwsteen.cli.texts import Texts
from bouwsteen.cli.views.sheets import Look, Part, Sheet, Style, Styled
from bouwsteen.cli.views.values import show_value
from bouwsteen.engine.outputs import OutputValue
from bouwsteen.formats.writers import to_json
from bouwsteen.values import Secret, redact, reveal


def render_outputs(outputs: Sequence[OutputValue], look: Look, *, show_secrets: bool = False) -> str:
    sheet = Sheet(look)
    for each in outputs:
        sheet.gap()
        consumer: list[Part] = [Styled(f'  ["{each.consumer}"]', Style.INFO)] if each.consumer else []
        sheet.line(Styled(each.name, Style.BOLD), *consumer, Styled(f"  {each.interface} {each.version}", Style.DIM))
        value = reveal(dict(each.value)) if show_secrets else each.value
        sheet.table([[name, _show_whole(field, look.texts)] for name, field in value.items()], indent=2)
    if not sheet.lines:
        sheet.line(look.texts("outputs.none"))
    return sheet.text()


def render_field(value: Any, *, show_secrets: bool = False) -> str:
    """One field alone, a text without quotes, so that a script can use it as it is."""
    value = reveal(value) if show_secrets else redact(value)
    return value + "\n" if isinstance(value, str) else to_json(value)


def _show_whole(value: Any, texts: Texts) -> Part:
    """An address is there to be copied: texts are never shortened."""
    if isinstance(value, str):
        return value
    return Styled(show_value(value, texts), Style.DIM) if isinstance(value, Secret) else show_value(value, texts)
