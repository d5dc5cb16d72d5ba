"""Every command and option that a message names is one that the program has.

Texts are found in the syntax trees; what is filled in stands for one word. A command is parsed by the real parser.
"""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import click
import pytest
from tests.repository.places import ROOT, python_files

from bouwsteen.cli.command_table import COMMANDS, SUBCOMMANDS
from bouwsteen.cli.parsing import build_root
from bouwsteen.cli.texts import Language, Texts

HOLE = "hole"
# In backticks, on a line of its own, or at the end of a sentence behind a colon.
COMMAND = re.compile(r"`bouwsteen ([^`\n]+)`|^ {4,}bouwsteen ([^\n]+)$|^bouwsteen ([^\n]+)$|: bouwsteen ([^\n]+)$", re.MULTILINE)
OPTION = re.compile(r"(?:^|[\s`])(--[a-z][a-z-]+)")
OTHER_PROGRAM = re.compile(r"`kubectl [^`\n]+`|^ {4}kubectl .*$", re.MULTILINE)  # its options are its own
FOREIGN = (
    "adapters/git_",
    "adapters/node_commands.py",
    "adapters/processes/",
    "adapters/signatures.py",
    "cli/new_blocks.py",
)  # these speak to other programs


class Named(NamedTuple):
    place: str
    text: str


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else HOLE for each in node.values)
    return None


def _docstrings(nodes: list[ast.AST]) -> set[int]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = (node.body[0] for node in nodes if isinstance(node, owners) and node.body)
    return {id(each.value) for each in found if isinstance(each, ast.Expr)}


def _texts(path: Path) -> Iterator[Named]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    inside = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    # An example of a mistake is one.
    wrong = {id(node.value) for node in nodes if isinstance(node, ast.keyword) and node.arg == "wrong"}
    skipped = inside | wrong | _docstrings(nodes)
    for node in nodes:
        if isinstance(node, ast.expr) and id(node) not in skipped:
            text = _text(node)
            if text is not None:
                yield Named(f"{path.relative_to(ROOT)}:{node.lineno}", text)


@cache
def texts() -> tuple[Named, ...]:
    """Found once, by the first test that asks: who only collects or runs other tests need not wait for it."""
    return tuple(each for path in python_files("cli/bouwsteen") for each in _texts(path))


@cache
def named_commands() -> tuple[Named, ...]:
    matches = (Named(each.place, next(filter(None, match.groups()))) for each in texts() for match in COMMAND.finditer(each.text))
    return tuple(each for each in matches if not each.text.startswith(HOLE))  # `bouwsteen 1.2.0` is no command


def _commands() -> Iterator[tuple[list[str], click.Command]]:
    root = build_root(Texts(Language.EN))
    context = root.make_context("bouwsteen", [], resilient_parsing=True)
    for name in COMMANDS:
        command = root.get_command(context, name)
        assert command is not None
        yield [name], command
        for below in SUBCOMMANDS.get(name, ()):
            assert isinstance(command, click.Group)
            found = command.get_command(context, below)
            assert found is not None
            yield [name, below], found


@dataclass(frozen=True)
class Program:
    """What can be typed: its commands by their words, its options, and those of them that take a value."""

    commands: tuple[tuple[list[str], click.Command], ...]
    options: frozenset[str]
    valued: frozenset[str]


ROOT_OPTIONS = {"--version", "--help"}


@cache
def program() -> Program:
    commands = tuple(_commands())
    options = [each for _, command in commands for each in command.params if isinstance(each, click.Option)]
    named = {name for each in options for name in (*each.opts, *each.secondary_opts)}
    return Program(commands, frozenset(named | ROOT_OPTIONS), frozenset(name for each in options if not each.is_flag for name in each.opts))


def parse(text: str) -> None:
    """Raises click.UsageError, or AssertionError, when the program would not take it. What is left out is left to the reader."""
    words = shlex.split(text.split(" > ", maxsplit=1)[0].rstrip("."))  # where the shell is to put the answer is no part of it
    if words[0] in ROOT_OPTIONS:
        assert len(words) == 1
        return
    names, command = max(
        (each for each in program().commands if words[: len(each[0])] == each[0]), key=lambda each: len(each[0]), default=([], None)
    )
    assert command is not None, f"there is no command `{text}`"
    rest = words[len(names) :]
    if isinstance(command, click.Group):
        assert not rest, f"`{names[0]}` has no `{rest[0]}`"
    context = click.Context(command, info_name=names[-1])
    if rest and rest[-1] in program().valued:
        rest.append(HOLE)
    _, left, _ = command.make_parser(context).parse_args(rest)
    assert not left, f"`{text}` has more words than the command takes: {left}"


def _faults(text: str) -> Iterator[str]:
    try:
        parse(text)
    except click.UsageError as usage:
        yield usage.message
    except AssertionError as error:
        yield str(error)


def test_the_commands_are_found() -> None:
    assert len(named_commands()) > 50
    assert {"state unlock", "state restore", "state transfer"} <= {" ".join(each.text.split()[:2]) for each in named_commands()}


def test_a_command_that_is_named_can_be_typed() -> None:
    faults = [f"{each.place}: `bouwsteen {each.text}`: {fault}" for each in named_commands() for fault in _faults(each.text)]
    assert faults == []


def test_an_option_that_is_named_exists() -> None:
    found = (each for each in texts() if not any(part in each.place for part in FOREIGN))
    options = {(option, each.place) for each in found for option in OPTION.findall(OTHER_PROGRAM.sub("", each.text))}
    assert sorted((option, place) for option, place in options if option not in {*program().options, f"--{HOLE}"}) == []


@pytest.mark.parametrize("text", ["state unlok STACK", "state restore STACK FILE OTHER", "plan --refesh", "nothing", "state rm"])
def test_the_judge_can_say_no(text: str) -> None:
    if text == "state rm":
        parse(text)  # what a reader must fill in may be left out
        return
    with pytest.raises((click.UsageError, AssertionError)):
        parse(text)
