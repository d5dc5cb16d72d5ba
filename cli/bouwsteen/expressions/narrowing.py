"""What is certain where a condition is true: the scope of all that is evaluated only then.

when = compile_expression("has(environment.placement)", scope)
compile_expression("environment.placement.region", narrow(scope, when))    # may be read without a guard
"""

from __future__ import annotations

from typing import Any

from bouwsteen.expressions import references
from bouwsteen.expressions.compilation import CompiledExpression
from bouwsteen.expressions.paths import ReferencePath
from bouwsteen.expressions.schemas import JsonSchema
from bouwsteen.expressions.scopes import Scope


def narrow(scope: Scope, condition: CompiledExpression) -> Scope:
    """`scope`, with each optional field required that `condition` makes sure of. Shares its allowance.

    Conditions that make sure of the same share one checker.
    """
    if condition.program is None or isinstance(condition.program, ReferencePath):
        return scope
    assured = frozenset(references.find_assured(condition.program.tree, scope.variables))
    if not assured:
        return scope
    if assured not in scope.narrowed:
        variables = dict(scope.variables)
        for root, path in assured:
            variables[root] = _require(variables[root], path)
        scope.narrowed[assured] = Scope(variables)
    return scope.narrowed[assured].counted(scope.allowance)


def _require(schema: JsonSchema, path: tuple[str | int, ...]) -> JsonSchema:
    """The schema of values in which `path` leads somewhere; the same where it does not name its fields."""
    if not path or path[0] not in schema.get("properties", {}):
        return schema
    name, rest = path[0], path[1:]
    properties: dict[Any, JsonSchema] = {**schema["properties"], name: _require(schema["properties"][name], rest)}
    return {**schema, "properties": properties, "required": [*dict.fromkeys([*schema.get("required", ()), name])]}
