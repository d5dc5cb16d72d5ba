"""What became of an input: accepted, or refused with codes and places. And what must hold of every refusal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from tests.repository.places import python_files

from bouwsteen.diagnostics import Diagnostic
from bouwsteen.errors import BouwsteenError

_CODE = re.compile(r"[a-z]+(-[a-z0-9]+)*")
_LONGEST_DETAIL = 4_000  # characters: no message grows with the input


@dataclass(frozen=True, slots=True)
class Target:
    """One door for input that others write.

    `read` gives the diagnostics of an input, none where it is accepted; it may raise BouwsteenError, which carries them.
    `samples` are inputs that are accepted, from which others are made; `largest` is the greatest one that is allowed, to
    compare the cost of a refusal with. `prepare` makes what an input describes, before what is measured. `text`: places in
    diagnostics count in the lines of the input itself.
    """

    name: str
    read: Callable[[bytes], Iterable[Diagnostic]]
    samples: Sequence[bytes]
    largest: Callable[[], bytes]
    prepare: Callable[[bytes], object] = bytes
    text: bool = True
    words: Sequence[bytes] = ()
    # Codes that tell of the outcome of a service, which has no catalogue of messages.
    foreign: str = ""


def refuse(target: Target, content: bytes) -> tuple[Diagnostic, ...]:
    """What is said about an input; every other exception is a mistake of ours and passes."""
    try:
        return tuple(target.read(content))
    except BouwsteenError as problem:
        found = problem.diagnostics
    assert found, "an error without a diagnostic"
    return found


def describe(diagnostics: Iterable[Diagnostic]) -> list[str]:
    """`code file:line:column` for each, in the order of the input, as the corpus keeps them."""
    return [f"{item.code} {item.source}" if item.source else item.code for item in diagnostics]


def judge(target: Target, content: bytes) -> tuple[Diagnostic, ...]:
    """Read an input twice, and assert what holds of every answer."""
    found = refuse(target, content)
    assert describe(found) == describe(refuse(target, content)), "the same input got two answers"
    check_answer(target, content, found)
    return found


def check_answer(target: Target, content: bytes, found: Iterable[Diagnostic]) -> None:
    """Every code is one of the catalogue, no message grows with the input, and every place is one of it."""
    # Lines end as YAML says.
    lines = re.split(r"\r\n|\r|\n", content.decode("utf-8", "replace")) if target.text else []
    for item in found:
        assert item.code in codes() or (target.foreign and item.code.startswith(target.foreign)), f"{item.code} is no code of the catalogue"
        assert len(item.summary) < 60, item
        size = len(item.detail) + len(item.remedy)
        assert size < _LONGEST_DETAIL, f"{item.code}: a message of {size} characters"
        if target.text and item.source is not None and item.source.line:
            _check_place(item.source.line, item.source.column, lines)


def _check_place(line: int, column: int, lines: Sequence[str]) -> None:
    """A line of the input, and a column of that line or just behind it."""
    assert 1 <= line <= len(lines) + 1, f"line {line} of {len(lines)}"
    width = len(lines[line - 1]) if line <= len(lines) else 0
    assert 1 <= column <= width + 2, f"column {column} of a line of {width}"


@cache
def codes() -> frozenset[str]:
    """Every code that the program can say: the texts in its sources that look like one."""
    found: set[str] = set()
    for path in python_files("cli/bouwsteen"):
        found.update(re.findall(r'"([a-z]+(?:-[a-z0-9]+)*)"', path.read_text(encoding="utf-8")))
    return frozenset(code for code in found if _CODE.fullmatch(code))
