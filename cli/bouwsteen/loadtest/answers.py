"""What a virtual person fills in: an acceptable answer to any control of any form.

The JSON Schema of the answers decides where it is known, then the control itself (its type,
limits and autocomplete token), then the words of its name. A control with a value keeps it.
Everything is made up; the number of a person is one of MAGDA's test numbers, whose month
is raised by 60.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from bouwsteen.loadtest.pages import Control, Form

Schema = Mapping[str, Any]

TEXT = "Test van de keten"
_NOT_FILLED = frozenset({"hidden", "submit", "button", "reset", "image", "file", "password"})

_BY_FORMAT = {
    "email": "test@example.org",
    "idn-email": "test@example.org",
    "uri": "https://example.org/",
    "iban": "BE68539007547034",
    "insz": "84631200101",
    "kbo": "1999999052",
    "time": "10:00",
}
_BY_WORD = {
    "email": "test@example.org",
    "mail": "test@example.org",
    "phone": "+32470000000",
    "tel": "+32470000000",
    "gsm": "+32470000000",
    "url": "https://example.org/",
    "website": "https://example.org/",
    "time": "10:00",
    "uur": "10:00",
    "iban": "BE68539007547034",
    "insz": "84631200101",
    "rrn": "84631200101",
    "kbo": "1999999052",
    "enterprise": "1999999052",
    "onderneming": "1999999052",
    "postal": "3717",
    "postcode": "3717",
    "house": "1",
    "huisnummer": "1",
    "street": "Dorpsstraat",
    "straat": "Dorpsstraat",
    "municipality": "Herstappe",
    "gemeente": "Herstappe",
    "box": "",
    "bus": "",
}


def answer_form(form: Form, rng: random.Random, today: date, schema: Schema | None = None) -> dict[str, list[str]]:
    """Values for each control that a person fills in. Dates are today, which lies within most limits."""
    answers: dict[str, list[str]] = {}
    for control in form.controls:
        if not control.name or control.disabled or control.kind in _NOT_FILLED:
            continue
        if control.kind in {"checkbox", "radio"}:
            _choose(answers.setdefault(control.name, []), control, rng)
        elif control.kind == "select":
            answers[control.name] = _pick_option(control, rng)
        elif not control.value:
            answers[control.name] = [_write(control, rng, today, _schema_of(control.name, schema or {}))]
    return answers


def _choose(chosen: list[str], control: Control, rng: random.Random) -> None:
    """One radio of a name, and each checkbox: an unticked declaration stops a form."""
    if control.kind == "checkbox" or not chosen:
        chosen.append(control.value)
    elif rng.random() < 0.5:
        chosen[:] = [control.value]


def _pick_option(control: Control, rng: random.Random) -> list[str]:
    offered = [option.value for option in control.options if option.value]
    return [rng.choice(offered)] if offered else []


def _schema_of(name: str, schema: Schema) -> Schema:
    """The schema of `address.street` and the like: a part of a question is a property of its value."""
    node: Schema = schema
    for part in name.split("."):
        node = _resolve(node, schema)
        found = node.get("properties", {}).get(part)
        if not isinstance(found, Mapping):
            return node if node.get("format") == "date" else {}
        node = found
    return _resolve(node, schema)


def _resolve(node: Schema, root: Schema) -> Schema:
    """With what `$ref` names in `$defs`, one step deep; what stands beside it narrows it."""
    name = str(node.get("$ref", "")).removeprefix("#/$defs/")
    target = root.get("$defs", {}).get(name)
    if not isinstance(target, Mapping):
        return node
    properties = {
        key: {**target.get("properties", {}).get(key, {}), **node.get("properties", {}).get(key, {})}
        for key in (*target.get("properties", {}), *node.get("properties", {}))
    }
    return {**target, **node, **({"properties": properties} if properties else {})}


def _write(control: Control, rng: random.Random, today: date, schema: Schema) -> str:
    words = set(_words(f"{control.name} {control.attributes.get('autocomplete', '')} {control.kind}"))
    if enum := [value for value in schema.get("enum", ()) if isinstance(value, str)]:
        return rng.choice(enum)
    for part, value in (("day", today.day), ("month", today.month), ("year", today.year)):
        if control.name.endswith(f".{part}"):
            return str(value)
    if schema.get("format") == "date" or control.kind == "date":
        return _date(control, today)
    if schema.get("format") in _BY_FORMAT:
        return _BY_FORMAT[schema["format"]]
    if schema.get("type") in {"integer", "number"} or control.kind in {"number", "range"}:
        return _number(control, schema)
    known = next((answer for word, answer in _BY_WORD.items() if word in words), None)
    if known is not None:
        return known
    return _number(control, schema) if control.attributes.get("inputmode") in {"numeric", "decimal"} else _text(control, schema)


def _words(name: str) -> Iterator[str]:
    """`birthTime` → birth, time."""
    return (word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+|\d+", name))


def _date(control: Control, today: date) -> str:
    """ISO, within the control's own limits."""
    limits = (control.attributes.get(name, "") for name in ("min", "max"))
    low, high = (date.fromisoformat(limit) if re.fullmatch(r"\d{4}-\d\d-\d\d", limit) else None for limit in limits)
    return str(min(max(today, low or today), high or date.max))


def _number(control: Control, schema: Schema) -> str:
    """The smallest whole number that is allowed, but not nothing where something is."""
    low = _limit(1.0, schema.get("minimum"), control.attributes.get("min"))
    high = _limit(math.inf, schema.get("maximum"), control.attributes.get("max"))
    return str(math.ceil(min(max(low, 1.0), high)))


def _text(control: Control, schema: Schema) -> str:
    longest = int(_limit(1_000, schema.get("maxLength"), control.attributes.get("maxlength")))
    shortest = int(_limit(0, schema.get("minLength"), control.attributes.get("minlength")))
    return ". ".join([TEXT] * (1 + shortest // len(TEXT)))[: max(longest, 1)]


def _limit(fallback: float, *values: Any) -> float:
    for value in values:
        try:
            return float(value)
        except (TypeError, ValueError):
            continue
    return fallback
