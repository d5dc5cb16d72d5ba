"""What a stack leaves out, filled in by expressions: an API server sees the object as it was written, without the defaults of its kind.

environment.approval != 'none'      environment.?approval.orValue("none") != 'none'
has(environment.approval)           true
environment.?approval               environment.?approval.or(optional.of("none"))
"""

from __future__ import annotations

import json
import typing
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final

from bouwsteen.documents.models import Model
from bouwsteen.documents.stacks import StackSpec
from bouwsteen.expressions.scanning import Token, tokens

# Of an object Organisation, beside the name and the kind, which it always says.
ORGANISATION: Final = {
    "nis": '""',
    "province": '""',
    "population": "0",
    "facilities": "dyn([])",
    "languages": 'dyn(["nl"])',
    "postalCodes": "dyn([])",
}
_FREE: Final = frozenset({"parameters", "connections", "outputs"})  # what stands in them has no defaults
_NOTHING: Final[Mapping[str, str]] = {}


def fill_defaults(expression: str) -> str:
    """The same about an object without defaults."""
    found = [token for token in tokens(expression) if token is not None]
    edits = dict(_edits(found))
    result: list[str] = []
    place = 0
    for (start, end), text in sorted(edits.items()):
        if start < place:
            continue  # inside of what is true anyway
        result += [expression[place:start], text]
        place = end
    return "".join([*result, expression[place:]])


def _edits(found: list[Token]) -> Iterator[tuple[tuple[int, int], str]]:
    raw = [token.raw for token in found]
    for number, token in enumerate(found):
        is_optional = raw[max(number - 2, 0) : number] == [".", "?"]
        dot = number - 1 - is_optional
        if token.kind != "word" or dot < 1 or raw[dot] != "." or raw[number + 1 : number + 2] == ["("]:
            continue
        default = _defaults_below(raw, dot).get(token.raw)
        if default is None:
            continue
        asked = _asked(found, number)
        if asked is not None:
            yield (asked, token.end + 1 + _gap(found, number)), "true"
        elif is_optional:
            yield (token.end, token.end), f".or(optional.of({default}))"
        else:
            yield (token.start, token.end), f"?{token.raw}.orValue({default})"


def _defaults_below(raw: list[str], dot: int) -> Mapping[str, str]:
    """Of what stands before a dot."""
    owner = raw[dot - 1]
    if owner == "spec":
        return _stack_defaults()[0]
    if owner == "organisation" and raw[max(dot - 2, 0)] != ".":
        return ORGANISATION
    return _NOTHING if owner in _FREE else _stack_defaults()[1]


def _gap(found: list[Token], number: int) -> int:
    """How much white space stands before the bracket behind a word."""
    return found[number + 1].start - found[number].end


def _asked(found: list[Token], number: int) -> int | None:
    """Where `has(…)` begins, when this word is the field that it asks for."""
    if number + 1 >= len(found) or found[number + 1].raw != ")":
        return None
    depth = 1
    for place in range(number, 0, -1):
        depth += {")": 1, "(": -1}.get(found[place].raw, 0)
        if depth == 0:
            before = found[place - 1]
            return before.start if before.raw == "has" and (place < 2 or found[place - 2].raw != ".") else None
    return None


@cache
def _stack_defaults() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Of the fields of a stack itself, and of those below; each as an expression."""
    found = list(walk_defaults(StackSpec))
    own = {name: text for model, name, text in found if model is StackSpec}
    # By name alone: in all models below, a field of one name has one default.
    return own, {name: text for model, name, text in found if model is not StackSpec}


def walk_defaults(model: type[Model]) -> Iterator[tuple[type[Model], str, str]]:
    """The fields that may be left out and then have a value: of which model, their name, that value as an expression."""
    for name, field in model.model_fields.items():
        for each in _models_in(field.annotation):
            yield from walk_defaults(each)
        if field.is_required():
            continue
        value = field.get_default(call_default_factory=True)
        if value is not None:
            yield model, field.alias or name, _written(value)


def _models_in(annotation: Any) -> Iterator[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for each in typing.get_args(annotation):
        yield from _models_in(each)


def _written(value: Any) -> str:
    plain = value.model_dump(mode="json", by_alias=True) if isinstance(value, Model) else value
    text = json.dumps(list(plain) if isinstance(plain, tuple) else plain)
    return f"dyn({text})" if isinstance(plain, (dict, tuple, list)) else text
