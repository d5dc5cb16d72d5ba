"""Every message for people keeps to one grammar, and every code is explained in the catalogue, in three languages.

The calls are found in the syntax trees: whatever has the parameters `code` and `summary` makes a message, and so does a
row of a table that begins with a code and a summary. The catalogue is `bouwsteen.cli.messages`.
"""

from __future__ import annotations

import ast
import builtins
import itertools
import re
import shlex
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import click
import ryaml
from tests.repository.places import ROOT, python_files

from bouwsteen import errors
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.messages import AREAS, ENTRIES
from bouwsteen.cli.messages.pages import PAGE, page_text
from bouwsteen.cli.parsing import build_root
from bouwsteen.cli.texts import Language, Texts

LONGEST_SUMMARY: Final = 60  # characters, as the terminal shows them beside the code
KEBAB = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+|[a-z]{4,}")
BEGINNING = re.compile(r"[A-ZÀ-Ý]|[a-z]+[A-Z]|['`]")  # a capital, or a word of documents
QUOTED = re.compile(r"`[^`\n]*`|\$\{[^\n]*\}")
GOLDENS = sorted([*ROOT.glob("tests/cli_cases/golden/*.txt"), *ROOT.glob("tests/scenarios/cases/*/expected/diagnostics.txt")])

# Words that blame, beg, or belong to programs: say what is, what may be, and what to do.
BANNED: Final = {
    "nl": ("gelieve", "alstublieft", "helaas", "sorry", "ongeldig", "illegaal", "exception", "stacktrace", "parsen", "runtime", "boolean"),
    "fr": ("veuillez", "s'il vous plaît", "désolé", "invalide", "illégal", "exception", "parser", "runtime", "booléen"),
    "en": ("please", "sorry", "oops", "invalid", "illegal", "exception", "traceback", "abort", "simply", "unfortunately", "you must"),
}
# An order begins with neither of these.
NO_ORDER: Final = {
    "nl": ("de", "het", "een", "u", "dit", "er", "bouwsteen"),
    "fr": ("le", "la", "les", "un", "une", "vous", "ceci", "il", "bouwsteen"),
    "en": ("the", "a", "an", "you", "this", "there", "it", "bouwsteen"),
}


def _reasons() -> tuple[str, ...]:
    """The codes of why a load test proves nothing."""
    tree = ast.parse((ROOT / "cli/bouwsteen/loadtest/validity.py").read_text(encoding="utf-8"))
    calls = (each for each in ast.walk(tree) if isinstance(each, ast.Call) and getattr(each.func, "id", "") == "Reason")
    rows = (each.elts[0] for each in ast.walk(tree) if isinstance(each, ast.Tuple) and len(each.elts) == 3)
    found = [*(each.args[0] for each in calls if each.args), *rows]
    codes = {each.value for each in found if isinstance(each, ast.Constant) and isinstance(each.value, str) and KEBAB.fullmatch(each.value)}
    assert len(codes) > 10
    return tuple(sorted(codes))


# What a hole in a code or summary can hold: words of our own, never those of a user.
WORDS: Final = {"what": ("service", "plan"), "offered.channel": ("deprecated", "candidate"), "reason.code": _reasons()}


@dataclass(frozen=True)
class Message:
    """`pairs` are each code with its summary, whichever branch is taken; "" where it is made elsewhere and judged there."""

    place: str
    pairs: tuple[tuple[str, str], ...]
    call: ast.Call | ast.Tuple
    texts: tuple[ast.expr | None, ast.expr | None]  # detail and remedy
    exit_code: int | None = None


def _texts(node: ast.expr | None) -> list[str]:
    """The texts that an expression can be. What is computed elsewhere gives none."""
    match node:
        case ast.Constant(value=str() as text):
            return [text]
        case ast.IfExp(body=body, orelse=orelse):
            return [*_texts(body), *_texts(orelse)]
        case ast.JoinedStr(values=values):
            holes = {ast.unparse(each.value) for each in values if isinstance(each, ast.FormattedValue)}
            assert holes <= WORDS.keys(), f"line {node.lineno}: codes and summaries hold no names; put them in the detail: {holes}"
            parts = [
                [str(each.value)] if isinstance(each, ast.Constant) else WORDS[ast.unparse(each.value)]
                for each in values
                if isinstance(each, ast.Constant | ast.FormattedValue)
            ]
            return ["".join(each) for each in itertools.product(*parts)]
        case _:
            return []


def _pairs(code: ast.expr | None, summary: ast.expr | None) -> tuple[tuple[str, str], ...]:
    codes, summaries = _texts(code), _texts(summary) or [""]
    if len(summaries) == len(codes):
        return tuple(zip(codes, summaries, strict=True))
    assert len(summaries) == 1 or len(codes) == 1, (codes, summaries)
    return tuple(itertools.product(codes or [""], summaries))


def _parameters(node: ast.AST) -> list[str]:
    """The names by position of what a call of this definition takes."""
    if isinstance(node, ast.ClassDef):
        made = next((each for each in node.body if isinstance(each, ast.FunctionDef) and each.name == "__init__"), None)
        if made is not None:
            return _parameters(made)
        return [each.target.id for each in node.body if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        names = [each.arg for each in node.args.args]
        return names[1:] if names[:1] in (["self"], ["cls"]) else names
    return []


# Of the operator, what it says to who starts it; the rest it says in conditions.
SPOKEN = tuple(f"operator/bouwsteen_operator/{name}.py" for name in ("destinations", "rights", "shards"))


@cache
def _trees() -> dict[Path, ast.Module]:
    catalogue = ROOT / "cli/bouwsteen/cli"
    sources = [*python_files("cli/bouwsteen"), *python_files("operator/bouwsteen_kubectl"), *(ROOT / each for each in SPOKEN)]
    kept = (path for path in sources if not path.is_relative_to(catalogue / "messages"))
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in kept if not path.is_relative_to(catalogue / "texts")}


def _makers(nodes: dict[Path, list[ast.AST]]) -> dict[str, list[str]]:
    """Name of a maker → its parameters. A private one belongs to its file: `path:name`."""
    found: dict[str, list[str]] = {}
    for path, inside in nodes.items():
        for node in inside:
            names = _parameters(node)
            if {"code", "summary"} <= set(names):
                name = getattr(node, "name", "")
                key = f"{path}:{name}" if name.startswith("_") else name
                assert found.setdefault(key, names) == names, f"{name} is defined in two ways, so its calls cannot be judged"
    return found


def _argument(call: ast.Call, name: str, names: list[str]) -> ast.expr | None:
    named = next((each.value for each in call.keywords if each.arg == name), None)
    position = names.index(name) if name in names else len(call.args)
    return named or (call.args[position] if position < len(call.args) else None)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _exit_codes(nodes: list[ast.AST]) -> dict[ast.AST, int]:
    """Call → the exit code of the error around it: `StateError(error(…))`, `NotFoundError.because(…)`."""
    found: dict[ast.AST, int] = {}
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        inner = isinstance(node.func, ast.Attribute) and node.func.attr == "because"
        name = getattr(node.func.value, "id", "") if inner and isinstance(node.func, ast.Attribute) else _called(node)
        kind = getattr(errors, name, None)
        if isinstance(kind, type) and issubclass(kind, errors.BouwsteenError):
            found |= dict.fromkeys([node, *(each for each in node.args if isinstance(each, ast.Call))], kind.exit_code)
    return found


@cache
def messages() -> tuple[Message, ...]:
    """Found once, by the first test that asks: who only collects or runs other tests need not wait for it."""
    return tuple(_messages())


@cache
def used() -> dict[str, tuple[str, str]]:
    """Code → where it is told, and its summary."""
    return {code: (message.place, summary) for message in messages() for code, summary in message.pairs if code}


def _messages() -> Iterator[Message]:
    nodes = {path: list(ast.walk(tree)) for path, tree in _trees().items()}
    makers = _makers(nodes)
    for path, inside in nodes.items():
        exits = _exit_codes(inside)
        file = path.relative_to(ROOT)
        for node in inside:
            if isinstance(node, ast.Call):
                names = makers.get(f"{path}:{_called(node)}", makers.get(_called(node)))
                if names is not None:
                    texts = (_argument(node, "detail", names), _argument(node, "remedy", names))
                    pairs = _pairs(_argument(node, "code", names), _argument(node, "summary", names))
                    yield Message(f"{file}:{node.lineno}", pairs, node, texts, exits.get(node))
            elif isinstance(node, ast.Tuple) and _is_row(node):
                yield Message(f"{file}:{node.lineno}", _pairs(node.elts[0], node.elts[1]), node, (None, None))


def _is_row(node: ast.Tuple) -> bool:
    """A row of a table of messages: a code, a summary, and more."""
    codes, summaries = (_plain(each) for each in node.elts[:2]) if len(node.elts) > 1 else ("", "")
    return bool(KEBAB.fullmatch(codes) and BEGINNING.match(summaries) and " " in summaries and not summaries.endswith("."))


def _plain(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def test_the_messages_are_found() -> None:
    assert sum(1 for each in messages() if any(summary for _, summary in each.pairs)) > 150
    assert len(used()) > 200


def test_code_and_summary_keep_their_form() -> None:
    faults: list[str] = []
    for message in messages():
        for code, summary in message.pairs:
            if code and not KEBAB.fullmatch(code):
                faults.append(f"{message.place}: `{code}` is not kebab-case")
            if summary:
                faults += (f"{message.place}: {fault}: {summary}" for fault in _title_faults(summary))
    assert faults == []


def _title_faults(title: str) -> Iterator[str]:
    if not 0 < len(title) < LONGEST_SUMMARY:
        yield f"{len(title)} characters"
    if not BEGINNING.match(title):
        yield "begins small"
    if title.endswith((".", "!")):
        yield "a summary is no sentence with a full stop"


def test_a_code_is_always_told_with_the_same_summary() -> None:
    told: dict[str, dict[str, str]] = {}
    for message in messages():
        for code, summary in message.pairs:
            if code and summary:
                told.setdefault(code, {}).setdefault(summary, message.place)
    assert {code: summaries for code, summaries in told.items() if len(summaries) > 1} == {}


def _ends(node: ast.expr | None) -> Iterator[str]:
    """How the texts that an expression can be end, where that can be seen; a hole stands as "{}"."""
    match node:
        case ast.Constant(value=str() as text) if text:
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _ends(body)
            yield from _ends(orelse)
        case ast.JoinedStr(values=values):
            yield "".join(str(each.value) if isinstance(each, ast.Constant) else "{}" for each in values)
        case _:
            return


def test_details_and_remedies_are_sentences_without_blame() -> None:
    faults: list[str] = []
    for message in messages():
        for text in itertools.chain.from_iterable(map(_ends, message.texts)):
            faults += (f"{message.place}: {fault}: {text}" for fault in _prose_faults(text, Language.EN, {"?", "{}", "…"}))
    assert faults == []


def _prose_faults(text: str, language: Language, endings: Collection[str] = ()) -> Iterator[str]:
    *_, last = text.split("\n")
    if not last.rstrip(")").endswith((".", *endings)) and not last.startswith("    "):
        yield "a text ends with a full stop, or with a command on a line of its own"
    prose = QUOTED.sub("…", "\n".join(line for line in text.split("\n") if not line.startswith("    ")))
    if "!" in prose:
        yield "nobody is shouted at"
    if "  " in prose.strip():
        yield "two spaces"
    for word in BANNED[language.value]:
        if re.search(rf"\b{word}", prose, re.IGNORECASE):
            yield f"`{word}` helps nobody; say what may be, and what to do"


def test_names_stand_in_backticks() -> None:
    """`{name!r}` writes quotes as Python does. Only programmers read those."""
    found = [f"{path.relative_to(ROOT)}:{line}" for path, tree in _trees().items() for line in _quoted_as_python(tree)]
    assert found == [], "write `{name}`, or {quoted(name)} of bouwsteen.phrases for a name that may hold anything"


def _quoted_as_python(node: ast.AST) -> Iterator[int]:
    if isinstance(node, ast.FormattedValue) and node.conversion == ord("r"):
        yield node.lineno
    for each in ast.iter_child_nodes(node):
        if not _is_for_programmers(each):
            yield from _quoted_as_python(each)


def _is_for_programmers(node: ast.AST) -> bool:
    if isinstance(node, ast.FunctionDef):
        return node.name == "__repr__"
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        return hasattr(builtins, _called(node.exc))
    return isinstance(node, ast.Assert)


# --- The catalogue --------------------------------------------------------------------------------


def test_every_code_is_in_the_catalogue() -> None:
    missing = [
        f'{place}: `{code}` is not explained. Add to the module of its area in cli/bouwsteen/cli/messages/:\n    "{code}": Entry(\n'
        f'        title=Text("…nl…", "…fr…", "{summary or "its summary"}"),\n        cause=Text(…),\n        remedy=Text(…),\n'
        "        exits=(10,),\n    ),\nthen write its page anew:  uv run python -m bouwsteen.cli.messages"
        for code, (place, summary) in sorted(used().items())
        if code not in ENTRIES
    ]
    assert not missing, "\n\n".join(["", *missing])


def test_every_entry_is_of_a_code() -> None:
    assert sorted(ENTRIES.keys() - used().keys()) == [], "no message has these codes any more: remove their entries"
    assert sum(map(len, AREAS.values())) == len(ENTRIES), "a code is explained twice"


def test_every_golden_message_is_in_the_catalogue() -> None:
    shown = {code for path in GOLDENS for code in re.findall(r"^\w+: .+  \[([a-z-]+)\]$", path.read_text(encoding="utf-8"), re.MULTILINE)}
    assert len(shown) > 50
    assert shown - ENTRIES.keys() == set()


def test_entries_keep_to_the_grammar() -> None:
    faults = [f"{code} {language}: {fault}" for code in ENTRIES for language in Language for fault in _entry_faults(code, language)]
    assert faults == []


def _entry_faults(code: str, language: Language) -> Iterator[str]:
    texts, entry = Texts(language), ENTRIES[code]
    title, cause, remedy = texts.of(entry.title), texts.of(entry.cause), texts.of(entry.remedy)
    summary = used()[code][1] if code in used() else ""
    if language is Language.EN and summary not in ("", title):
        yield f"the title is the summary of the code, `{summary}`"
    yield from _title_faults(title)
    yield from (f"{fault}: {text}" for text in (cause, remedy) for fault in _prose_faults(text, language))
    if cause.rsplit("\n", 1)[-1].startswith("    "):
        yield f"a command belongs in the remedy: {cause}"
    if re.split(r"[ ,']", remedy, maxsplit=1)[0].casefold() in NO_ORDER[language.value]:
        yield f"a remedy begins with what to do: {remedy}"


def test_the_exit_codes_of_entries_are_those_that_there_are() -> None:
    for code, entry in ENTRIES.items():
        assert set(entry.exits) <= {each.value for each in ExitCode} - {ExitCode.OK.value}, code
        assert list(entry.exits) == list(dict.fromkeys(entry.exits)), code
    for message in messages():
        for code, _ in message.pairs:
            if message.exit_code is not None and code in ENTRIES:
                assert message.exit_code in ENTRIES[code].exits, f"{message.place}: `{code}` ends with {message.exit_code}"


def test_commands_that_are_shown_can_be_typed() -> None:
    """Their verbs and options exist; words in capitals stand for what people fill in."""
    root = build_root(Texts(Language.NL))
    shown = {
        line.strip()
        for entry in ENTRIES.values()
        for text in (*entry.remedy, entry.right)
        for line in text.splitlines()
        if line.strip().startswith("bouwsteen ") and (text == entry.right or line.startswith("    "))
    }
    assert len(shown) > 40
    for line in shown:
        command: click.Command = root
        words = shlex.split(line)[1:]
        while isinstance(command, click.Group) and words and command.get_command(click.Context(command), words[0]):
            command = command.get_command(click.Context(command), words.pop(0)) or command
        assert command is not root or words == ["--help"], line
        known = {option for each in command.params for option in (*each.opts, *each.secondary_opts)}
        assert {word for word in words if word.startswith("-")} <= known, line


def test_what_is_shown_as_right_can_be_read() -> None:
    for code, entry in ENTRIES.items():
        if entry.right and not entry.right.startswith(("bouwsteen ", "${")):
            alternatives = entry.right.splitlines() if _are_alternatives(entry.right) else [entry.right]
            assert all(isinstance(ryaml.loads(each), dict | list) for each in alternatives), code


def _are_alternatives(text: str) -> bool:
    """Lines that begin with the same key are different ways to write one thing."""
    keys = [line.partition(":")[0] for line in text.splitlines()]
    return len(set(keys)) < len(keys) and not text.startswith("- ")


def test_the_page_of_the_catalogue_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == page_text(), "write it anew:  uv run python -m bouwsteen.cli.messages"
