"""Templates: YAML values with `${…}` in them, compiled once and evaluated many times.

* A text that is exactly one `${…}` becomes that value, with its type.
* In any other text each `${…}` must be a string, number or boolean; all is joined to one string.
* `$${` writes `${`. `{$raw: value}` is `value` as it stands.
* A map entry or list item that comes to nothing (`values.ABSENT`) is left out; text with a piece that
  does, comes to nothing as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from bouwsteen.expressions import checking, scanning, schemas, trees
from bouwsteen.expressions.compilation import CompiledExpression, Reference, compile_expression
from bouwsteen.expressions.problems import MAX_PROBLEMS, EvaluationError, Problem
from bouwsteen.expressions.scanning import MAX_EXPRESSION, MAX_TEXT, OPENING
from bouwsteen.expressions.schemas import JsonSchema
from bouwsteen.expressions.scopes import Scope
from bouwsteen.expressions.trees import ListNode, LiteralNode, MapNode, TemplateNode, TextNode, WholeNode
from bouwsteen.phrases import quoted
from bouwsteen.values import ABSENT, Path, Secret, Unknown

RAW: Final = "$raw"
MAX_DEPTH: Final = 64
_TEXT_TYPES: Final = frozenset({"string", "integer", "number", "boolean"})


@dataclass(frozen=True)
class CompiledTemplate:
    """A template that was read and checked. Never raises while being made: see `problems`.

    Behind the first `MAX_PROBLEMS` of them nothing was read.
    """

    node: TemplateNode
    problems: tuple[Problem, ...] = ()

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """What the template depends on, in document order, each path once; optional where every read is."""
        found: dict[tuple[str, tuple[str | int, ...]], bool] = {}
        for _, expression in trees.walk(self.node):
            for reference in expression.references:
                key = (reference.root, reference.path)
                found[key] = found.get(key, True) and reference.optional
        return tuple(Reference(root, path, optional) for (root, path), optional in found.items())

    @cached_property
    def places(self) -> tuple[tuple[Path, CompiledExpression], ...]:
        """Each expression with the path of the value that it stands in: the why of a dependency."""
        return tuple(trees.walk(self.node))

    @property
    def is_literal(self) -> bool:
        """Whether it holds no expression at all."""
        return not self.places

    @property
    def is_optional(self) -> bool:
        """Whether the value as a whole may come to nothing, by what is known before it is evaluated."""
        return trees.is_optional(self.node)

    @property
    def size(self) -> int | None:
        """How many entries the text itself spells out, absent ones included; None where an expression gives them."""
        match self.node:
            case MapNode(entries):
                return len(entries)
            case ListNode(items):
                return len(items)
            case _:
                return None

    def at(self, path: Path) -> CompiledTemplate:
        """The template of one field, with the problems at and under it; paths in it start there.

        A path that leads into a value that an expression gives ends at that expression.
        Raises KeyError where the template has no such field.
        """
        node = self.node
        for index, key in enumerate(path):
            if isinstance(node, WholeNode):
                path = path[:index]
                break
            node = _child(node, key)
        inside = [item for item in self.problems if item.path[: len(path)] == path]
        return CompiledTemplate(node, tuple(replace(item, path=item.path[len(path) :]) for item in inside))

    def evaluate(self, activation: Mapping[str, Any]) -> Any:
        """JSON with `Secret` and `Unknown` leaves, or ABSENT.

        Literal parts and what bare paths take are not copied: treat the result as immutable.
        Raises EvaluationError with the path; its text holds no value that a secret took part in.
        """
        if self.problems:
            first = self.problems[0]
            raise EvaluationError(first.path, "not-compiled", "An expression has mistakes", first.detail, first.remedy)
        return _evaluate(self.node, activation)


def _child(node: TemplateNode, key: str | int) -> TemplateNode:
    match node:
        case MapNode(entries) if isinstance(key, str):
            return entries[key]
        case ListNode(items) if isinstance(key, int) and 0 <= key < len(items):
            return items[key]
        case LiteralNode(value) if isinstance(value, Mapping) and key in value:
            return LiteralNode(value[key])
        case LiteralNode(list() as value) if isinstance(key, int) and 0 <= key < len(value):
            return LiteralNode(value[key])
        case _:
            raise KeyError(key)


# --- Compiling ------------------------------------------------------------------------------------


def compile_template(value: Any, scope: Scope, expect: JsonSchema | None = None) -> CompiledTemplate:
    """Compile a YAML value. Mistakes are `.problems`; with `expect`, also those that `check_against` finds."""
    compiler = _Compiler(scope)
    node = compiler.compile(value, (), 0)
    template = CompiledTemplate(node, tuple(compiler.problems))
    return template if expect is None else replace(template, problems=template.problems + check_against(template, expect))


def check_against(template: CompiledTemplate, schema: JsonSchema) -> tuple[Problem, ...]:
    """Problems of the whole structure held against `schema`: literals as values, expressions by type and secrecy.

    What did not compile has no type, so nothing is said of it, nor of what it is part of as one value.
    """
    if len(template.problems) >= MAX_PROBLEMS:
        return ()  # what was not read has no type either
    found = checking.check_node(template.node, schema)
    if not template.problems:
        return found
    broken = {problem.path for problem in template.problems}
    around = {path[:length] for path in broken for length in range(len(path))}
    misnamed = {problem.path[:-1] for problem in template.problems if problem.on_key}
    return tuple(problem for problem in found if not _may_follow(problem.path, problem.code, broken, around, misnamed))


def _may_follow(path: Path, code: str, broken: set[Path], around: set[Path], misnamed: set[Path]) -> bool:
    """Whether a problem may come of a place that did not compile: it lies there, or is about a whole that holds it.

    A field that is missing is not given by a sibling, unless that has no proper name yet.
    """
    if any(path[:length] in broken for length in range(len(path) + 1)):
        return True
    return path in misnamed or (path in around and code != "missing-field")


class _Compiler:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.problems: list[Problem] = []

    def _report(self, path: Path, code: str, summary: str, detail: str, remedy: str, column: int | None = None) -> LiteralNode:
        self.problems.append(Problem(path, code, summary, detail, remedy, column))
        return LiteralNode(None)

    def compile(self, value: Any, path: Path, depth: int) -> TemplateNode:
        if len(self.problems) >= MAX_PROBLEMS:
            return LiteralNode(None)
        if depth > MAX_DEPTH:
            return self._report(
                path[:8], "template-too-deep", "A value nests too deep", f"It has more than {MAX_DEPTH} levels.", "Use fewer levels."
            )
        if isinstance(value, str):
            return self._compile_text(value, path)
        if isinstance(value, Mapping):
            return self._compile_map(value, path, depth)
        if isinstance(value, list):
            items = tuple(self.compile(item, (*path, index), depth + 1) for index, item in enumerate(value))
            if all(isinstance(item, LiteralNode) for item in items):
                return LiteralNode([item.value for item in items if isinstance(item, LiteralNode)])
            return ListNode(items)
        return LiteralNode(value)

    def _compile_map(self, value: Mapping[Any, Any], path: Path, depth: int) -> TemplateNode:
        if RAW in value:
            if len(value) == 1:
                return LiteralNode(value[RAW])
            return self._report(
                path,
                "raw-not-alone",
                "`$raw` stands beside other keys",
                "A map with `$raw` has no other key.",
                "Move the other keys under `$raw`.",
            )
        entries: dict[str, TemplateNode] = {}
        for key, item in value.items():
            if not isinstance(key, str):
                self._report(path, "key-not-text", "A key is not text", f"The key {quoted(key)} is not text.", "Put it in quotes.")
                continue
            if OPENING in key:
                detail = f"The key {quoted(key)} holds `${{`."
                remedy = "Write the name out, or put the map under `$raw` when this is no expression."
                self.problems.append(Problem((*path, key), "template-in-key", "An expression stands in a key", detail, remedy, on_key=True))
            entries[key] = self.compile(item, (*path, key), depth + 1)
        if all(isinstance(entry, LiteralNode) for entry in entries.values()):
            return LiteralNode({key: entry.value for key, entry in entries.items() if isinstance(entry, LiteralNode)})
        return MapNode(entries)

    def _compile_text(self, value: str, path: Path) -> TemplateNode:
        if OPENING not in value:
            return LiteralNode(value)
        if len(value) > MAX_TEXT:
            detail = f"This text has {len(value)} characters; {MAX_TEXT} is the most for text with expressions."
            return self._report(path, "expression-too-large", "An expression is too large", detail, "Split it, or put it under `$raw`.")
        pieces = scanning.split(value)
        if pieces and pieces[-1].fault:
            return self._report_fault(pieces[-1], path)
        if not any(piece.is_expression for piece in pieces):
            return LiteralNode("".join(piece.text for piece in pieces))
        compiled = tuple(self._compile_piece(piece, path) if piece.is_expression else piece.text for piece in pieces)
        if len(compiled) == 1 and isinstance(compiled[0], CompiledExpression):
            return WholeNode(compiled[0])
        for piece, expression in zip(pieces, compiled, strict=True):
            if isinstance(expression, CompiledExpression):
                self._check_text(expression, piece, path)
        return TextNode(compiled)

    def _report_fault(self, piece: scanning.Piece, path: Path) -> LiteralNode:
        column = piece.start - 1
        if piece.fault == "too-large":
            detail = f"The expression that starts here does not end within {MAX_EXPRESSION} characters."
            return self._report(
                path, "expression-too-large", "An expression is too large", detail, "Close it with `}`, or split it.", column
            )
        detail = "`${` starts an expression here, and there is no `}` that ends it. A quote that is not closed hides a `}` too."
        return self._report(
            path, "unclosed-template", "An expression is not closed", detail, "Add `}`, or write `$${` for the text `${`.", column
        )

    def _compile_piece(self, piece: scanning.Piece, path: Path) -> CompiledExpression:
        if len(self.problems) >= MAX_PROBLEMS:
            return CompiledExpression(piece.text)
        compiled = compile_expression(piece.text, self._scope)
        self.problems.extend(problem.at(path, piece.start) for problem in compiled.problems)
        return compiled

    def _check_text(self, expression: CompiledExpression, piece: scanning.Piece, path: Path) -> None:
        types = schemas.types_of(expression.schema)
        if expression.problems or types is None or types & _TEXT_TYPES:
            return
        remedy = "Read a field of it, join a list with .join(', '), or let the expression be the whole value."
        self._report(
            path, "not-text", "A value cannot become text", _not_text(piece.text, " or ".join(sorted(types))), remedy, piece.start + 1
        )


def _not_text(text: str, kind: str) -> str:
    return f"{quoted(text.strip())} is of type {kind}; between other text only a string, a number or a boolean can stand."


# --- Evaluating -----------------------------------------------------------------------------------


def _evaluate(node: TemplateNode, activation: Mapping[str, Any]) -> Any:
    """In the order of how often they come. An error gets its path on the way out, so that what goes well pays for none."""
    if isinstance(node, WholeNode):
        return node.expression.evaluate(activation)
    if isinstance(node, MapNode):
        return _evaluate_map(node, activation)
    if isinstance(node, LiteralNode):
        return node.value
    if isinstance(node, TextNode):
        return _join(node.pieces, activation)
    return _evaluate_list(node, activation)


def _evaluate_map(node: MapNode, activation: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for key, entry in node.entries.items():
        try:
            value = entry.value if type(entry) is LiteralNode else _evaluate(entry, activation)
        except EvaluationError as error:
            moved = error.at((key,))
        else:
            if value is not ABSENT:
                found[key] = value
            continue
        raise moved
    return found


def _evaluate_list(node: ListNode, activation: Mapping[str, Any]) -> list[Any]:
    found = []
    for index, item in enumerate(node.items):
        try:
            value = _evaluate(item, activation)
        except EvaluationError as error:
            moved = error.at((index,))
        else:
            if value is not ABSENT:
                found.append(value)
            continue
        raise moved
    return found


def _join(pieces: tuple[str | CompiledExpression, ...], activation: Mapping[str, Any]) -> Any:
    texts: list[str] = []
    is_secret = is_unknown = is_absent = False
    for piece in pieces:
        value = piece if isinstance(piece, str) else piece.evaluate(activation)
        if isinstance(value, Secret):
            value, is_secret = value.reveal(), True
        if isinstance(value, Unknown):
            is_unknown = True
        elif value is ABSENT:
            is_absent = True
        else:
            texts.append(_text_of(value, piece))
    if is_absent:
        return ABSENT
    if is_unknown:
        return Unknown("string")
    return Secret("".join(texts)) if is_secret else "".join(texts)


def _text_of(value: Any, piece: str | CompiledExpression) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    text = piece if isinstance(piece, str) else piece.text
    remedy = "Read a field of it, join a list with .join(', '), or let the expression be the whole value."
    raise EvaluationError((), "not-text", "A value cannot become text", _not_text(text, schemas.json_type(value)), remedy)
