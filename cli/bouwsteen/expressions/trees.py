"""The shape of a compiled template: what is literal, and where expressions stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bouwsteen.expressions.compilation import CompiledExpression
from bouwsteen.values import Path


@dataclass(frozen=True, slots=True)
class LiteralNode:
    """A value without expressions, at any depth. Handed out as it is, never copied."""

    value: Any


@dataclass(frozen=True, slots=True)
class WholeNode:
    """A text that is exactly one `${…}`: the value keeps its type."""

    expression: CompiledExpression


@dataclass(frozen=True, slots=True)
class TextNode:
    """Text with expressions in it: each is made text, and all are joined."""

    pieces: tuple[str | CompiledExpression, ...]

    @property
    def expressions(self) -> tuple[CompiledExpression, ...]:
        return tuple(piece for piece in self.pieces if isinstance(piece, CompiledExpression))


@dataclass(frozen=True, slots=True)
class MapNode:
    entries: Mapping[str, TemplateNode]


@dataclass(frozen=True, slots=True)
class ListNode:
    items: tuple[TemplateNode, ...]


TemplateNode = LiteralNode | WholeNode | TextNode | MapNode | ListNode


def walk(node: TemplateNode, path: Path = ()) -> Iterator[tuple[Path, CompiledExpression]]:
    """Every expression with the path of the value that it stands in, in document order."""
    match node:
        case WholeNode(expression):
            yield path, expression
        case TextNode():
            for expression in node.expressions:
                yield path, expression
        case MapNode(entries):
            for key, entry in entries.items():
                yield from walk(entry, (*path, key))
        case ListNode(items):
            for index, item in enumerate(items):
                yield from walk(item, (*path, index))
        case LiteralNode():
            return


def is_optional(node: TemplateNode) -> bool:
    """Whether the node may come to nothing, by what is known before it runs."""
    match node:
        case WholeNode(expression):
            return expression.is_optional
        case TextNode():
            return any(expression.is_optional for expression in node.expressions)
        case _:
            return False
