"""One expression language, CEL, in the templates and conditions of documents.

    scope = Scope({"parameters": {"type": "object", "properties": {"title": {"type": "string"}}}})
    template = compile_template({"name": "${parameters.?title.orValue('none')}"}, scope)
    template.problems, template.references
    template.evaluate({"parameters": {}})

Modules, from the ground up: `schemas` (JSON Schema as types), `scanning` and `paths` (the text), `syntax`
and `cel_engine` (the CEL library), `references` and `costs` (rules on its tree), `compilation` (one
expression), `narrowing` (what a condition makes sure of), `trees`, `compatibility`, `checking` and
`templates` (whole values). Pure: no file, network, clock or process.
"""

from bouwsteen.expressions.checking import check_value
from bouwsteen.expressions.compilation import CompiledExpression, Reference, compile_expression
from bouwsteen.expressions.narrowing import narrow
from bouwsteen.expressions.problems import MAX_PROBLEMS, EvaluationError, Problem
from bouwsteen.expressions.schemas import JsonSchema
from bouwsteen.expressions.scopes import Allowance, Scope
from bouwsteen.expressions.templates import CompiledTemplate, check_against, compile_template

__all__ = [
    "MAX_PROBLEMS",
    "Allowance",
    "CompiledExpression",
    "CompiledTemplate",
    "EvaluationError",
    "JsonSchema",
    "Problem",
    "Reference",
    "Scope",
    "check_against",
    "check_value",
    "compile_expression",
    "compile_template",
    "narrow",
]
