"""Values in text, with what stands in the place of a secret or an unknown in the language of who reads."""

from __future__ import annotations

from typing import Any

from bouwsteen.cli.texts import Texts
from bouwsteen.formats import values_text


def show_value(value: Any, texts: Texts) -> str:
    return values_text.show_value(value, secret=texts("value.secret"), unknown=texts("value.unknown"))
