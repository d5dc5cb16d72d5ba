"""From what a browser posts to JSON values, and back into the inputs of a page.

Reading is lenient (spaces in an IBAN, a comma in a number) and never judges: what cannot be read becomes an `Unreadable`, what
was left empty is left out. Whether a value may be given is for `judgements`, by the form's JSON Schema.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from forms_service.forms import FormField, NumberProperty, Property

# What the inputs of a page hold: all values by the name of the input.
Posted = Mapping[str, Sequence[str]]

ADDRESS_PARTS: Final = ("street", "houseNumber", "box", "postalCode", "municipality")
DATE_PARTS: Final = ("day", "month", "year")
MAXIMUM_CHARACTERS: Final = 20_000
_NUMBER_CHARACTERS: Final = 64
_PLAIN_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(?:[.,][0-9]{1,6})?")
_GROUPED_NUMBER: Final = re.compile(r"(-?[0-9]{1,3}(?:\.[0-9]{3}){1,4})(?:,([0-9]{1,6}))?")
_SEPARATORS: Final = str.maketrans("", "", " \u00a0\u202f.-/()")
_BIDIRECTIONAL: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Unreadable:
    """Something was filled in that cannot be read as what was asked. `code` names why."""

    code: str


class _Absent:
    """The type of `ABSENT`: nothing was filled in."""


ABSENT: Final = _Absent()


def read_answer(field: FormField, value: Property, posted: Posted) -> Any:
    """The JSON value of one question, `ABSENT` or an `Unreadable`."""
    match field.widget:
        case "date":
            return _read_date([_first(posted, f"{field.name}.{part}") for part in DATE_PARTS])
        case "address":
            return _read_address({part: _read_line(_first(posted, f"{field.name}.{part}")) for part in ADDRESS_PARTS})
        case "checkboxes":
            return _read_choices([option.value for option in field.options], posted.get(field.name, ()))
        case "checkbox":
            return _read_checkbox(value, posted.get(field.name, ()))
        case "number":
            return _read_number(_first(posted, field.name), is_integer=isinstance(value, NumberProperty) and value.type == "integer")
        case "textarea":
            return _read_text(_first(posted, field.name))
        case "phone" | "iban" | "insz" | "kbo":
            return _read_identifier(_first(posted, field.name), _NORMALISERS[field.widget])
        case _:
            return _read_line(_first(posted, field.name))


def show_inputs(field: FormField, answer: Any) -> dict[str, list[str]]:
    """The inputs of a page that hold an answer; `read_answer` reads the same answer from them."""
    match field.widget:
        case "date":
            year, month, day = str(answer).split("-")
            return {f"{field.name}.day": [str(int(day))], f"{field.name}.month": [str(int(month))], f"{field.name}.year": [year]}
        case "address":
            return {f"{field.name}.{part}": [answer[part]] for part in ADDRESS_PARTS if part in answer}
        case "checkboxes":
            return {field.name: list(answer)}
        case "checkbox":
            return {field.name: ["true"]} if answer else {}
        case "number":
            return {field.name: [show_number(answer)]}
        case _:
            return {field.name: [str(answer)]}


def show_number(number: float) -> str:
    """A number as people write it here: a comma, and no digits that say nothing."""
    text = f"{Decimal(repr(number)).normalize():f}" if number else "0"
    return text.replace(".", ",")


def is_clean(text: str, *, lines: bool = False) -> bool:
    """Whether a text holds nothing that cannot be stored or that deceives who reads it: control characters, changes of direction."""
    return all(
        (unicodedata.category(character) not in {"Cc", "Cs"} or (lines and character in "\n\t")) and character not in _BIDIRECTIONAL
        for character in text
    )


def _first(posted: Posted, name: str) -> str:
    values = posted.get(name, ())
    return values[0] if values else ""


def _read_line(text: str) -> Any:
    return _clean(text.strip(), lines=False)


def _read_text(text: str) -> Any:
    return _clean(text.replace("\r\n", "\n").replace("\r", "\n").strip(), lines=True)


def _clean(text: str, *, lines: bool) -> Any:
    if not text:
        return ABSENT
    if len(text) > MAXIMUM_CHARACTERS:
        return Unreadable("too-long")
    if not is_clean(text, lines=lines):
        return Unreadable("characters")
    # Composing can bring a space to the edge; stripped again, reading the shown answer gives the same answer.
    return unicodedata.normalize("NFC", text).strip() or ABSENT


def _read_date(parts: Sequence[str]) -> Any:
    texts = [part.strip() for part in parts]
    if not any(texts):
        return ABSENT
    if not all(text.isascii() and text.isdigit() and len(text) <= 4 for text in texts) or len(texts[2]) != 4:
        return Unreadable("date")
    day, month, year = (int(text) for text in texts)
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return Unreadable("date")


def _read_address(parts: Mapping[str, Any]) -> Any:
    unreadable = next((part for part in parts.values() if isinstance(part, Unreadable)), None)
    if unreadable is not None:
        return unreadable
    return {name: part for name, part in parts.items() if part is not ABSENT} or ABSENT


def _read_choices(allowed: Sequence[str], chosen: Sequence[str]) -> Any:
    if any(value not in allowed for value in chosen):
        return Unreadable("choice")
    return [value for value in allowed if value in chosen] or ABSENT


def _read_checkbox(value: Property, posted: Sequence[str]) -> Any:
    if posted and posted[0]:
        return True
    return ABSENT if getattr(value, "const", None) is True else False


def _read_number(text: str, *, is_integer: bool) -> Any:
    compact = "".join(text.split())
    if not compact:
        return ABSENT
    if len(compact) > _NUMBER_CHARACTERS:
        return Unreadable("number")
    grouped = _GROUPED_NUMBER.fullmatch(compact)
    if grouped is not None:
        compact = grouped[1].replace(".", "") + ("." + grouped[2] if grouped[2] else "")
    elif not _PLAIN_NUMBER.fullmatch(compact):
        return Unreadable("number")
    number = Decimal(compact.replace(",", "."))
    if number == number.to_integral_value():
        return int(number)
    return Unreadable("whole-number") if is_integer else float(number)


def _read_identifier(text: str, normalise: Callable[[str], str]) -> Any:
    compact = text.strip()
    if not compact:
        return ABSENT
    if len(compact) > _NUMBER_CHARACTERS or not is_clean(compact):
        return Unreadable("characters")
    return normalise(compact.translate(_SEPARATORS)) or Unreadable("characters")


def _normalise_phone(text: str) -> str:
    if text.startswith("00"):
        return "+" + text[2:]
    return "+32" + text[1:] if text.startswith("0") else text


def _normalise_kbo(text: str) -> str:
    digits = text.upper().removeprefix("BE")
    return "0" + digits if len(digits) == 9 else digits


_NORMALISERS: Final[Mapping[str, Callable[[str], str]]] = {
    "phone": _normalise_phone,
    "iban": str.upper,
    "insz": str,
    "kbo": _normalise_kbo,
}
