"""What a virtual person fills in: an acceptable answer to any control.

The form's own limits decide (`min`, `max`, `maxlength`, `pattern`'s absence, the options of
a list), and where a JSON Schema of the answers is known, its limits too. All people and
addresses are made up; the number of a person is one of the test numbers of the MAGDA
documentation range, with a month field of 61 to 72.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bouwsteen.loadtest.pages import Control, Form

TEXT = "Test van de keten"
_DAY = date(2027, 3, 1)


def answer_form(form: Form, rng: random.Random, schema: Mapping[str, Any] | None = None) -> dict[str, list[str]]:
    """Values for each control that a person sees. A control that has a valid value keeps it."""
    answers: dict[str, list[str]] = {}
    for control in form.controls:
        if not control.name or control.disabled or control.kind in {"hidden", "submit", "button", "reset", "image", "file"}:
            continue
        if control.kind in {"checkbox", "radio"}:
            _choose(answers, control, rng)
        elif control.kind == "select":
            answers[control.name] = _pick_option(control, rng)
        elif not control.value:
            answers[control.name] = [_write(control, rng, _schema_of(control.name, schema))]
    return answers


def _schema_of(name: str, schema: Mapping[str, Any] | None) -> Mapping[str, Any]:
    found = (schema or {}).get("properties", {}).get(name, {})
    return found if isinstance(found, Mapping) else {}


def _choose(answers: dict[str, list[str]], control: Control, rng: random.Random) -> None:
    """One radio of a name, and each checkbox: an unticked declaration stops a form."""
    chosen = answers.setdefault(control.name, [])
    if control.kind == "checkbox" or not chosen:
        chosen.append(control.value)
    elif rng.random() < 0.5:
        chosen[:] = [control.value]


def _pick_option(control: Control, rng: random.Random) -> list[str]:
    offered = [option.value for option in control.options if option.value]
    return [rng.choice(offered)] if offered else []


def _write(control: Control, rng: random.Random, schema: Mapping[str, Any]) -> str:
    hint = " ".join((control.name, control.attributes.get("autocomplete", ""), control.attributes.get("id", ""))).casefold()
    kind = {"email": "email", "date": "date", "uri": "url"}.get(str(schema.get("format", "")), control.kind)
    if schema.get("type") in {"integer", "number"}:
        kind = "number"
    if kind in {"number", "range"}:
        return _number(control, rng, schema)
    if kind == "date" or "datum" in hint:
        return _date(control, rng)
    for part, answer in _BY_HINT.items():
        if part in kind or part in hint:
            return answer
    return _text(control, schema)


_BY_HINT: Mapping[str, str] = {
    "email": "test@example.org",
    "e-mail": "test@example.org",
    "mail": "test@example.org",
    "tel": "+32 2 555 00 00",
    "gsm": "+32 470 00 00 00",
    "url": "https://example.org/",
    "time": "10:00",
    "iban": "BE68 5390 0754 7034",
    "postcode": "3717",
    "postal": "3717",
    "zip": "3717",
    "nummerplaat": "1-ABC-123",
    "plate": "1-ABC-123",
    "huisnummer": "1",
    "housenumber": "1",
    "straat": "Dorpsstraat",
    "gemeente": "Herstappe",
}


def _number(control: Control, rng: random.Random, schema: Mapping[str, Any]) -> str:
    low = _float(control.attributes.get("min"), schema.get("minimum"), 1.0)
    high = _float(control.attributes.get("max"), schema.get("maximum"), low + 3)
    return str(int(low) + rng.randrange(max(1, min(3, int(high - low) + 1))))


def _float(*values: Any) -> float:
    for value in values:
        try:
            return float(value)
        except (TypeError, ValueError):
            continue
    return 0.0


def _date(control: Control, rng: random.Random) -> str:
    """A day within the control's limits; else in the near future of the texts of the product."""
    try:
        low = date.fromisoformat(control.attributes["min"])
    except (KeyError, ValueError):
        low = None
    try:
        high = date.fromisoformat(control.attributes["max"])
    except (KeyError, ValueError):
        high = None
    if low is not None:
        return str(min(low + timedelta(days=rng.randrange(1, 15)), high or date.max))
    return str(min(_DAY + timedelta(days=rng.randrange(90)), high or date.max))


def _text(control: Control, schema: Mapping[str, Any]) -> str:
    longest = int(_float(control.attributes.get("maxlength"), schema.get("maxLength"), 1_000.0))
    shortest = int(_float(control.attributes.get("minlength"), schema.get("minLength"), 0.0))
    text = TEXT
    while len(text) < shortest:
        text = f"{text}. {TEXT}"
    return text[: max(longest, 1)]
