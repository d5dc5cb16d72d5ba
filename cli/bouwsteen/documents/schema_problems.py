"""Why a value does not fit a JSON Schema, for people. Values themselves are never shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bouwsteen.diagnostics import Diagnostic, SourceRange, error
from bouwsteen.documents.positions import Path
from bouwsteen.phrases import did_you_mean

# How many mistakes of one text are told: who sees so many looks at the first, and corrects one cause.
MAX_TOLD: Final = 50
# How many are looked for at most, where a search can stop.
MAX_COUNTED: Final = 100
_MOST_NAMES: Final = 20
_LONGEST_NAME: Final = 80  # characters


@dataclass(frozen=True, slots=True)
class SchemaProblem:
    """What is wrong at `path` of a schema or of a value. Never holds the value itself."""

    path: Path
    code: str
    summary: str
    detail: str
    remedy: str = ""
    on_key: bool = False


def tell_first(found: Iterable[Diagnostic], file: str) -> Iterator[Diagnostic]:
    """What is found, lazily; behind the first `MAX_COUNTED` the search stops, and that is told."""
    for number, item in enumerate(found):
        if number == MAX_COUNTED:
            yield from count_untold(number, file, told=number, is_all=False)
            return
        yield item


def count_untold(total: int, file: str, *, told: int = MAX_TOLD, is_all: bool = True) -> list[Diagnostic]:
    """For a text with more mistakes than are told: how many more. `is_all`: the search for them went to the end."""
    more = total - told
    if more <= 0 and is_all:
        return []
    many = min(total, told)
    first = f"The first {'mistake' if many == 1 else f'{many} mistakes'} of this kind in this file {'is' if many == 1 else 'are'} told"
    rest = f"; there {'is' if more == 1 else 'are'} {more} more" if is_all else ". The search for more of them has stopped"
    return [
        error(
            "more-mistakes",
            "There may be more mistakes",
            f"{first}{rest}.",
            "Correct the first ones and look again: many often have one cause.",
            source=SourceRange(file),
        )
    ]


_TYPE_NAMES: Final = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "nothing",
    "number": "a number",
    "object": "a mapping",
    "string": "text",
}


def count_characters(number: int) -> str:
    return "1 character" if number == 1 else f"{number} characters"


def name_type(value: Any) -> str:
    """What a value of a document is, for people."""
    match value:
        case None:
            return "nothing"
        case bool():
            return "a truth value"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "a mapping"


def explain_error(problem: Any) -> Iterator[SchemaProblem]:
    path = tuple(problem.instance_path)
    kind = problem.kind
    facts = kind.as_dict()
    match kind.name:
        case "required" | "dependentRequired":
            yield SchemaProblem(
                path,
                "missing-field",
                "A field is missing",
                f"`{facts['property']}` must be given here.",
                f"Add `{facts['property']}`.",
                on_key=True,
            )
        case "additionalProperties" | "unevaluatedProperties":
            yield from (name_unknown_field((*path, name), name, ()) for name in facts["unexpected"])
        case "type":
            names = " or ".join(_TYPE_NAMES[name] for name in facts["types"])
            yield SchemaProblem(
                path, "wrong-type", "A value has the wrong type", f"The value must be {names}, not {name_type(problem.instance)}.", ""
            )
        case "anyOf" | "oneOf":
            yield from _explain_choice(problem, path)
        case "enum":
            yield _explain_options(path, problem.instance, facts["options"])
        case _:
            yield SchemaProblem(path, *_explain_keyword(kind.name, facts))


def _explain_options(path: Path, value: Any, options: Sequence[Any]) -> SchemaProblem:
    hint = did_you_mean(value, [each for each in options if isinstance(each, str)])
    detail = "The value is not one of those that are allowed."
    return SchemaProblem(path, "value-not-allowed", "A value is not allowed", detail, f"{hint}Allowed: {list_some(options)}.")


def list_some(names: Sequence[object], quote: str = "`") -> str:
    """The first of them, each not too long, and how many more there are: a message does not grow with a document."""
    shown = ", ".join(
        f"{quote}{text if len(text) <= _LONGEST_NAME else text[:_LONGEST_NAME] + '…'}{quote}" for text in map(str, names[:_MOST_NAMES])
    )
    return f"{shown} and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else shown


def dotted(path: Sequence[str | int]) -> str:
    """`spec.blocks[0].name`, for people."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or "the document"


def name_unknown_field(path: Path, name: str, allowed: Sequence[str]) -> SchemaProblem:
    hint = did_you_mean(name, allowed)
    listed = f"Allowed here: {list_some(sorted(allowed), quote='')}." if allowed else "Remove it."
    return SchemaProblem(path, "unknown-field", "A field is not known", f"`{name}` is not a field here.", f"{hint}{listed}", on_key=True)


def _explain_choice(problem: Any, path: Path) -> Iterator[SchemaProblem]:
    """The branch that the value comes closest to: the one whose first mistake lies deepest."""
    branches = [branch for branch in getattr(problem.kind, "context", []) if branch]
    if not branches:
        yield SchemaProblem(
            path,
            "value-ambiguous",
            "A value fits more than one description",
            "Exactly one description must fit.",
            "Make the value more precise.",
        )
        return
    deepest = max(branches, key=lambda branch: max(len(item.instance_path) for item in branch))
    if max(len(item.instance_path) for item in deepest) > len(path):
        for item in deepest:
            yield from explain_error(item)
        return
    told = [detail.detail for branch in branches for detail in explain_error(branch[0])]
    yield SchemaProblem(
        path, "value-not-allowed", "A value is not allowed", "None of the possible descriptions fits.", " Or: ".join(dict.fromkeys(told))
    )


_RANGE_TEXTS: Final = {
    "minimum": "The value must be at least {limit}.",
    "maximum": "The value must be at most {limit}.",
    "exclusiveMinimum": "The value must be more than {limit}.",
    "exclusiveMaximum": "The value must be less than {limit}.",
    "minLength": "The text must hold at least {characters}.",
    "maxLength": "The text must hold at most {characters}.",
    "minItems": "At least {limit} must be given.",
    "minProperties": "At least {limit} must be given.",
    "maxItems": "At most {limit} may be given.",
    "maxProperties": "At most {limit} may be given.",
    "multipleOf": "The value must be a multiple of {multiple_of}.",
}
_FORM_TEXTS: Final = {
    "pattern": "The text must match `{pattern}`.",
    "format": "The text must have the format `{format}`.",
    "propertyNames": "A key of this mapping has a name that is not allowed.",
}


def _explain_keyword(name: str, facts: Mapping[str, Any]) -> tuple[str, str, str, str]:
    """Code, summary, detail and remedy for the keyword `name` with the values that its schema gives it."""
    if name in _RANGE_TEXTS:
        text = _RANGE_TEXTS[name].format_map({**facts, "characters": count_characters(facts.get("limit", 0))})
        return "out-of-range", "A value lies outside its limits", text, ""
    if name in _FORM_TEXTS:
        return "bad-format", "A text has the wrong form", _FORM_TEXTS[name].format_map(facts), ""
    if name == "uniqueItems":
        return "duplicate-value", "A value stands twice in a list", "The items of this list must differ.", "Remove one of the two."
    if name == "const":
        return "value-not-allowed", "A value is not allowed", f"The value must be `{facts['expected_value']}`.", ""
    return "value-not-allowed", "A value is not allowed", f"The value does not fit the rule `{name}` of its schema.", ""
