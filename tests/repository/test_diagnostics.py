"""Every message for people has a code in kebab-case and a summary that fits on a line and names nobody.

The calls are found in the syntax trees: whatever has the parameters `code` and `summary` makes a message.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.repository.places import ROOT, python_files

LONGEST_SUMMARY = 60  # characters, as the terminal shows them beside the code
KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+|[a-z]{4,}")
BEGINNING = re.compile(r"[A-Z]|[a-z]+[A-Z]|['`]")  # a capital, or a word of documents

WORDS = {"what", "offered.channel", "reason.code"}  # these hold a word of our own, such as "service" or "deprecated"


class Message(NamedTuple):
    place: str
    code: ast.expr | None
    summary: ast.expr | None


def _parameters(node: ast.AST) -> list[str]:
    """The names by position of what a call of this definition takes."""
    if isinstance(node, ast.ClassDef):
        return [each.target.id for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        names = [each.arg for each in node.args.args]
        return names[1:] if names[:1] in (["self"], ["cls"]) else names
    return []


def _trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in python_files("cli/bouwsteen")}


def _makers(trees: dict[Path, ast.Module]) -> dict[str, list[str]]:
    """Name of a maker → its parameters. A private one belongs to its file: `path:name`."""
    found: dict[str, list[str]] = {}
    for path, tree in trees.items():
        for node in ast.walk(tree):
            names = _parameters(node)
            if {"code", "summary"} <= set(names):
                name = getattr(node, "name", "")
                key = f"{path}:{name}" if name.startswith("_") else name
                assert found.setdefault(key, names) == names, f"{name} is defined in two ways, so its calls cannot be judged"
    return found


def _argument(call: ast.Call, name: str, names: list[str]) -> ast.expr | None:
    named = next((each.value for each in call.keywords if each.arg == name), None)
    position = names.index(name)
    return named or (call.args[position] if position < len(call.args) else None)


def _messages() -> Iterator[Message]:
    trees = _trees()
    makers = _makers(trees)
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            names = makers.get(f"{path}:{called}") or makers.get(called)
            if names is not None:
                place = f"{path.relative_to(ROOT)}:{node.lineno}"
                yield Message(place, _argument(node, "code", names), _argument(node, "summary", names))


def _texts(node: ast.expr | None) -> Iterator[str]:
    """The texts that stand in an expression, whichever branch is taken. What is computed elsewhere is judged there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        holes = {ast.unparse(each.value) for each in node.values if isinstance(each, ast.FormattedValue)}
        assert holes <= WORDS, f"line {node.lineno}: codes and summaries are the same for everybody; put names in the detail: {holes}"
        yield "".join(str(each.value) if isinstance(each, ast.Constant) else "word" for each in node.values)


MESSAGES = list(_messages())


def test_the_messages_are_found() -> None:
    assert sum(1 for each in MESSAGES if list(_texts(each.summary))) > 150


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.place)
def test_code_and_summary_keep_their_form(message: Message) -> None:
    for code in _texts(message.code):
        assert KEBAB.fullmatch(code), f"{message.place}: `{code}` is not kebab-case"
    for summary in _texts(message.summary):
        assert 0 < len(summary) < LONGEST_SUMMARY, f"{message.place}: {len(summary)} characters: {summary}"
        assert BEGINNING.match(summary), f"{message.place}: begins small: {summary}"
        assert not summary.endswith((".", "!")), f"{message.place}: a summary is no sentence with a full stop: {summary}"
