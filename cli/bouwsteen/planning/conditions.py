"""What decides which resources there are: `includeWhen` and the keys of `forEach`.

An answer that is empty, absent, not known yet, secret or of another type counts neither as no nor as yes, and
takes no key away: it is refused, with the expression named. Else a value that is missing somewhere would
silently delete what people use.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from bouwsteen.expressions import CompiledTemplate, EvaluationError, Problem, check_against
from bouwsteen.expressions.schemas import JsonSchema, json_type
from bouwsteen.phrases import quoted
from bouwsteen.values import ABSENT, Secret, Unknown

_BOOLEAN: Final[JsonSchema] = {"type": "boolean"}
_KEYS: Final[JsonSchema] = {"anyOf": [{"type": "object"}, {"type": "array", "items": {"type": "string"}, "uniqueItems": True}]}


def check_condition(template: CompiledTemplate) -> tuple[Problem, ...]:
    """What is wrong with an `includeWhen`, by the types that are known."""
    if template.problems:
        return template.problems
    if misfits := check_against(template, _BOOLEAN):
        return tuple(replace(problem, detail=f"{_name(template)} must yield true or false. {problem.detail}") for problem in misfits)
    return (_undecided(template, "may come to nothing"),) if template.is_optional else ()


def check_keys(template: CompiledTemplate) -> tuple[Problem, ...]:
    """What is wrong with a `forEach`, by the types that are known; values are looked at when a stack is expanded."""
    if template.problems:
        return template.problems
    misfits = check_against(template, _KEYS)
    if secrets := tuple(problem for problem in misfits if problem.code == "secret-in-plain-field"):
        return tuple(replace(problem, detail=f"{_name(template)} must yield names. {problem.detail}") for problem in secrets)
    if misfits:
        return (_no_keys(template, "does not yield a map, nor different strings"),)
    return (_no_keys(template, "may come to nothing"),) if template.is_optional else ()


def decide(template: CompiledTemplate, activation: Mapping[str, Any]) -> bool:
    """Raises EvaluationError unless the condition itself yields true or false."""
    value = template.evaluate(activation)
    if isinstance(value, bool):
        return value
    raise _raised(_undecided(template, f"yields {_describe(value)}"))


def list_keys(template: CompiledTemplate, activation: Mapping[str, Any]) -> dict[str, Any]:
    """The value of each key. Raises EvaluationError unless the keys are texts with something in them, each given once."""
    value = template.evaluate(activation)
    if isinstance(value, Mapping):
        found = dict(value)
    elif isinstance(value, list):
        if strange := [item for item in value if not isinstance(item, str)]:
            raise _raised(_no_keys(template, f"yields a list that holds {_describe(strange[0])}"))
        found = {item: item for item in value}
        if len(found) != len(value):
            raise _raised(_no_keys(template, "yields a list in which a text stands twice"))
    else:
        raise _raised(_no_keys(template, f"yields {_describe(value)}"))
    if template.size not in {None, len(found)}:
        raise _raised(_no_keys(template, "has an entry that comes to nothing"))
    if "" in found:
        raise _raised(_no_keys(template, "yields a key that is an empty text"))
    return found


def _undecided(template: CompiledTemplate, what: str) -> Problem:
    return Problem(
        (),
        "condition-undecided",
        "A condition is neither true nor false",
        f"{_name(template)} {what}, which decides nothing: leaving the resource out could delete it.",
        "Let it yield true or false in every case, for instance with orValue(false) or by comparing.",
    )


def _no_keys(template: CompiledTemplate, what: str) -> Problem:
    return Problem(
        (),
        "for-each-not-a-map",
        "forEach takes a map or a set of strings",
        f"{_name(template)} {what}.",
        "Use a map, or a list of strings without repeats: positions would shift when one is taken out.",
    )


def _raised(problem: Problem) -> EvaluationError:
    return EvaluationError(problem.path, problem.code, problem.summary, problem.detail, problem.remedy)


def _name(template: CompiledTemplate) -> str:
    """The expressions as they are written: of very many the first."""
    texts = [quoted(f"${{{expression.text}}}") for _, expression in template.places[:3]]
    return " with ".join(texts) if texts else "The value"


def _describe(value: Any) -> str:
    """What something is, never its text: it may be a secret."""
    if value is ABSENT:
        return "nothing"
    if isinstance(value, Unknown):
        return "a value that is not known yet"
    if isinstance(value, Secret):
        return "a secret"
    return f"a value of type {json_type(value)}"
