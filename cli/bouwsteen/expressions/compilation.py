"""One expression: compiled against a scope, then evaluated on plain values.

Two ways lead to the same answers. A bare reference path (`paths`) needs no CEL, neither to
check nor to evaluate. Everything else is checked by CEL with types and evaluated by CEL
without; our own walk over its tree (`references`) decides before that whether the result
is unknown, absent or secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from bouwsteen.expressions import paths, schemas
from bouwsteen.expressions.compatibility import compare
from bouwsteen.expressions.paths import Fallback, Read, ReferencePath
from bouwsteen.expressions.problems import EvaluationError, Problem, path_text
from bouwsteen.expressions.scanning import MAX_EXPRESSION, tokens
from bouwsteen.expressions.schemas import JsonSchema
from bouwsteen.expressions.scopes import MAX_COMPUTED, Scope

if TYPE_CHECKING:
    from bouwsteen.expressions.evaluation import Program

# Each doubles what stands before it in the syntax tree, before any limit of CEL's own.
_DOUBLING_MACROS: Final = frozenset({"optMap", "optFlatMap"})
_MAX_DOUBLING: Final = 4
_MAX_CACHED: Final = 10_000
_MAX_ERRORS: Final = 10


@dataclass(frozen=True, slots=True)
class Reference:
    """A variable's path that an expression depends on; `optional` where every read of it is guarded."""

    root: str
    path: tuple[str | int, ...]
    optional: bool = False

    def __str__(self) -> str:
        return path_text((self.root, *self.path))


@dataclass(frozen=True)
class CompiledExpression:
    """An expression that was read and checked. Never raises while being made: see `problems`.

    `schema` describes the result; `is_optional`: it may be absent; `is_secret`: by the
    schemas of what it reads, the result as a whole is secret (a bare path says so leaf by
    leaf in `schema`).
    """

    text: str
    problems: tuple[Problem, ...] = ()
    reads: tuple[Read, ...] = ()
    schema: JsonSchema = field(default_factory=dict)
    is_optional: bool = False
    is_secret: bool = False
    program: ReferencePath | Program | None = None

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """What it depends on, in the order of first appearance, each path once."""
        found: dict[tuple[str, tuple[str | int, ...]], bool] = {}
        for read in self.reads:
            key = (read.root, read.path)
            found[key] = found.get(key, True) and read.is_optional
        return tuple(Reference(root, path, optional) for (root, path), optional in found.items())

    @property
    def result_type(self) -> str:
        """The JSON Schema type of the result, or "any"."""
        return schemas.type_name(self.schema)

    def evaluate(self, activation: Mapping[str, Any]) -> Any:
        """JSON, `Secret`, `Unknown` or `ABSENT`. Raises EvaluationError.

        What is taken from `activation` by a bare path is not copied: treat both as immutable.
        """
        if isinstance(self.program, ReferencePath):
            return paths.evaluate(self.program, self.schema, activation)
        if self.program is None or self.problems:
            detail = "This expression did not compile, so it has no value."
            raise EvaluationError((), "not-compiled", "An expression has mistakes", detail)
        return self.program.evaluate(activation)


# --- Compiling ------------------------------------------------------------------------------------


def compile_expression(text: str, scope: Scope, expect: JsonSchema | None = None) -> CompiledExpression:
    """Compile bare CEL. Mistakes are `.problems` (their `path` is empty); `expect` is a schema the result must fit."""
    compiled = scope.compiled.get(text)
    if compiled is None:
        compiled = _compile(text, scope)
        if len(scope.compiled) >= _MAX_CACHED:
            scope.compiled.clear()
        scope.compiled[text] = compiled
    if expect is None or compiled.problems:
        return compiled
    return replace(compiled, problems=compare(compiled.schema, schemas.inline(expect)))


def _compile(text: str, scope: Scope) -> CompiledExpression:
    if problem := _refusal(text):
        return CompiledExpression(text, (problem,))
    path = paths.parse(text)
    if (
        path is not None
        and path.root in scope.variables
        and (not isinstance(path.fallback, ReferencePath) or path.fallback.root in scope.variables)
    ):
        return _compile_path(text, path, scope)
    if scope.allowance is not None and not scope.allowance.take():
        return CompiledExpression(text, (_too_many(),))
    return _compile_cel(text, scope)


def _refusal(text: str) -> Problem | None:
    """What must not even be handed to the parser."""
    if len(text) > MAX_EXPRESSION:
        detail = f"This expression has {len(text)} characters; {MAX_EXPRESSION} is the most that one may have."
        return Problem((), "expression-too-large", "An expression is too large", detail, "Split it, or compute part of it elsewhere.")
    if not text.strip():
        return Problem(
            (),
            "expression-syntax",
            "An expression cannot be read",
            "There is nothing between `${` and `}`.",
            "Write an expression, or `$${` for the text `${`.",
            1,
        )
    if any("\ud800" <= character <= "\udfff" or character == "\0" for character in text):
        return Problem(
            (),
            "expression-syntax",
            "An expression cannot be read",
            "It holds a null character or half a character.",
            "Remove it.",
        )
    doubling = sum(token is not None and token.raw in _DOUBLING_MACROS for token in tokens(text))
    if doubling > _MAX_DOUBLING:
        detail = f"It uses optMap and optFlatMap {doubling} times; {_MAX_DOUBLING} is the most that one expression may."
        return Problem((), "expression-too-large", "An expression is too large", detail, "Use orValue(…) or has(…) instead.")
    return None


def _too_many() -> Problem:
    detail = f"A document may hold {MAX_COMPUTED} different expressions that compute something, and this one is beyond them."
    remedy = "Read values as they are, as in `${uses.database.uri}`, or compute what they share in one place."
    return Problem((), "too-many-expressions", "A document has too many expressions", detail, remedy)


def _compile_path(text: str, path: ReferencePath, scope: Scope) -> CompiledExpression:
    reads, problems, schema = _check_path(path, scope)
    is_optional = path.is_optional and path.fallback is None
    if isinstance(path.fallback, Fallback):
        other: JsonSchema = {"const": path.fallback.value}
        problems += _different_types(schema, other)
        schema = schema if schemas.types_of(schema) is not None else schemas.ANY
        if "enum" in schema or "const" in schema:
            schema = {"type": schemas.json_type(path.fallback.value), **({"secret": True} if schemas.is_secret(schema) else {})}
    elif path.fallback is not None:
        more_reads, more_problems, other = _check_path(path.fallback, scope)
        reads, problems = reads + more_reads, problems + more_problems + _different_types(schema, other)
        schema = _either(schema, other)
    return CompiledExpression(text, problems, reads, schema, is_optional, schemas.is_secret(schema), path)


def _check_path(path: ReferencePath, scope: Scope) -> tuple[tuple[Read, ...], tuple[Problem, ...], JsonSchema]:
    followed = paths.follow(path.root, scope.variables[path.root], path.steps, path.tolerated)
    return (Read(path.root, path.keys, path.tolerated),), followed.problems, followed.schema


def _either(first: JsonSchema, second: JsonSchema) -> JsonSchema:
    """A schema of values that fit the one or the other, secret where either is."""
    if first == second:
        return first
    if not schemas.holds_secret(first) and not schemas.holds_secret(second):
        return first if schemas.types_of(first) == schemas.types_of(second) and not first.get("properties") else {"anyOf": [first, second]}
    return {"anyOf": [first, second], **({"secret": True} if schemas.is_secret(first) or schemas.is_secret(second) else {})}


def _different_types(first: JsonSchema, second: JsonSchema) -> tuple[Problem, ...]:
    one, other = schemas.types_of(first), schemas.types_of(second)
    if one is None or other is None or one & other or (one | other) <= {"integer", "number"}:
        return ()
    detail = f"The value is of type {' or '.join(sorted(one))}, and what orValue gives instead is of type {' or '.join(sorted(other))}."
    return (Problem((), "wrong-type", "A value has the wrong type", detail, "Give orValue a value of the same type."),)


def _compile_cel(text: str, scope: Scope) -> CompiledExpression:
    # The native library takes 0.2 s to load, and templates that are bare paths never need it.
    from bouwsteen.expressions import cel_engine, evaluation, references  # noqa: PLC0415  see above

    written = paths.normalise(text)
    checked = scope.checker.check(written)
    if isinstance(checked, cel_engine.Checked):
        reading = references.find_reads(checked.tree, scope.variables, written)
        problems = reading.problems or _foreign_result(checked.foreign)
        schema = schemas.marked_secret(checked.schema) if reading.is_secret else checked.schema
        program = evaluation.Program(
            written, checked.tree, reading.reads, scope.variables, checked.optional, schemas.type_name(schema), reading.ranges
        )
        return CompiledExpression(text, problems, reading.reads, schema, checked.optional, reading.is_secret, program)
    tree = cel_engine.parse(written)
    if isinstance(tree, tuple):
        return CompiledExpression(text, _syntax_problems(tree))
    reading = references.find_reads(tree, scope.variables, written)
    problems = reading.problems or tuple(_type_problem(error.text, error.offset) for error in checked[:_MAX_ERRORS])
    return CompiledExpression(text, problems, reading.reads)


def _syntax_problems(errors: tuple[Any, ...]) -> tuple[Problem, ...]:
    first = errors[0]
    if first.is_depth:
        detail = "It has more than 32 levels: of brackets, of fields, or of terms of one sum."
        return (
            Problem(
                (),
                "expression-too-large",
                "An expression is too large",
                detail,
                "Split it, or write text and values side by side in the template.",
            ),
        )
    column = None if first.offset is None else first.offset + 1
    remedy = "Correct it at this place; strings stand in quotes, and `and`, `or`, `not` are written &&, ||, !."
    return (Problem((), "expression-syntax", "An expression cannot be read", _sentence(first.text), remedy, column),)


def _type_problem(text: str, offset: int | None) -> Problem:
    remedy = "Convert one side, for instance with string(…), int(…) or double(…), or correct what is read."
    return Problem((), "types-differ", "Types do not fit together", _sentence(text), remedy, None if offset is None else offset + 1)


def _sentence(text: str) -> str:
    text = text.strip()
    return f"{text[:1].upper()}{text[1:400]}{'' if text.endswith('.') else '.'}"


def _foreign_result(kind: str) -> tuple[Problem, ...]:
    if not kind:
        return ()
    detail = f"The result is or holds {kind}, which JSON does not have."
    return (
        Problem(
            (),
            "wrong-type",
            "A value has the wrong type",
            detail,
            "Convert it, for instance with string(…); for an optional value use orValue(…), [?value] or {?key: value}.",
        ),
    )
