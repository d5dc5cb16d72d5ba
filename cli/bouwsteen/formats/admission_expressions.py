"""What a rule reads, in the words of an API server: expressions about one subject as expressions about the object that is written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bouwsteen.expressions.scanning import Token, split, tokens
from bouwsteen.formats.admission_defaults import fill_defaults

_BINDING: Final = frozenset({"all", "exists", "exists_one", "filter", "map", "optMap", "optFlatMap"})


@dataclass(frozen=True, slots=True)
class Sight:
    """Where the API server finds what a rule reads.

    `roots`: a variable and the expression for it. `fields`: those of a variable that are found elsewhere, and always there; where it
    has no root, it has no other fields.
    """

    roots: Mapping[str, str]
    fields: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A variable, the field of it that is read, and from where to where: without, and with that field."""

    name: str
    start: int
    end: int
    field: str = ""
    field_end: int = 0
    is_optional: bool = False  # `.?field`


def translate(expression: str, sight: Sight) -> str:
    """The same about the object, which has no defaults, on one line."""
    expression = fill_defaults(expression)
    result: list[str] = []
    place = 0
    for reading in _readings(expression):
        elsewhere = sight.fields.get(reading.name, {}).get(reading.field)
        if elsewhere is not None:
            asked = _presence(expression, reading)
            start, end = asked or (reading.start, reading.field_end)
            text = "true" if asked else f"optional.of({elsewhere})" if reading.is_optional else elsewhere
        elif reading.name in sight.roots:
            start, end, text = reading.start, reading.end, sight.roots[reading.name]
        else:
            continue
        result += [expression[place:start], text]
        place = end
    return " ".join("".join([*result, expression[place:]]).split())


def unseen(expression: str, sight: Sight, variables: Mapping[str, object]) -> Iterator[str]:
    """What it reads of its `variables` that the API server does not find, as in `object.version`."""
    for reading in _readings(expression):
        if reading.name not in variables or reading.name in sight.roots:
            continue
        if reading.field not in sight.fields.get(reading.name, {}):
            yield f"{reading.name}.{reading.field}" if reading.field else reading.name


def bound_names(expression: str) -> Iterator[str]:
    """What macros call the things that they run over."""
    found = list(tokens(expression))
    for call, opening, name, comma in zip(found, found[1:], found[2:], found[3:], strict=False):
        if call and opening and name and comma and call.raw in _BINDING and (opening.raw, name.kind, comma.raw) == ("(", "word", ","):
            yield name.raw


def words_in(expression: str) -> set[str]:
    return {token.raw for token in tokens(expression) if token is not None and token.kind == "word"}


def text_expression(words: str, sight: Sight) -> str:
    """Words with `${…}` as one expression that gives a text."""
    parts = [
        f"string({translate(piece.text, sight)})" if piece.is_expression else json.dumps(piece.text, ensure_ascii=False)
        for piece in split(words)
    ]
    return " + ".join(parts)


def plain_text(words: str) -> str:
    """What is shown where the text cannot be computed."""
    return "".join("…" if piece.is_expression else piece.text for piece in split(words))


def _readings(expression: str) -> Iterator[_Reading]:
    """Words that stand for variables: not behind a dot. A name that a macro binds may be among them."""
    found = [token for token in tokens(expression) if token is not None]
    raw = [token.raw for token in found]
    for number, token in enumerate(found):
        if token.kind != "word" or (number and raw[number - 1] == ".") or (number > 1 and raw[number - 2 : number] == [".", "?"]):
            continue
        after = raw[number + 1 : number + 3]
        if after[:1] != ["."]:
            yield _Reading(token.raw, token.start, token.end)
            continue
        is_optional = after == [".", "?"]
        yield _with_field(token, found[number + 2 + is_optional : number + 3 + is_optional], is_optional=is_optional)


def _with_field(token: Token, following: list[Token], *, is_optional: bool) -> _Reading:
    if not following or following[0].kind != "word":
        return _Reading(token.raw, token.start, token.end)
    return _Reading(token.raw, token.start, token.end, following[0].raw, following[0].end, is_optional)


def _presence(expression: str, reading: _Reading) -> tuple[int, int] | None:
    """From where to where `has(…)` stands, where just this field is asked for."""
    before, after = expression[: reading.start].rstrip(), expression[reading.field_end :]
    if not before.endswith("(") or not before[:-1].rstrip().endswith("has") or not after.lstrip().startswith(")"):
        return None
    start = len(before[:-1].rstrip()) - len("has")
    is_word = start > 0 and (expression[start - 1].isalnum() or expression[start - 1] in "_.")
    return None if is_word else (start, reading.field_end + after.index(")") + 1)
