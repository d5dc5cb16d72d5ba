"""`bouwsteen explain [CODE]...`: what a message means, why it comes and what to do; an exit code likewise."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any, Final

from bouwsteen.cli.arguments.explain import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.messages import AREAS, ENTRIES, find_area
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.texts import Texts
from bouwsteen.cli.views.messages import render_list, render_messages
from bouwsteen.errors import NotFoundError
from bouwsteen.phrases import quoted

FORMAT_VERSION: Final = "1.0"


def run(invocation: Invocation, options: Options) -> ExitCode:
    look, texts = invocation.terminal.look, invocation.texts
    if not options.codes:
        everything = {"format_version": FORMAT_VERSION, "messages": [message_data(code, texts) for code in ENTRIES]}
        invocation.emit(everything, lambda: render_list(AREAS, look))
        return ExitCode.OK
    numbers = [int(typed) for typed in options.codes if is_exit_code(typed)]
    codes = [typed.strip("[]").casefold() for typed in options.codes if not is_exit_code(typed)]
    for code in codes:
        if code not in ENTRIES:
            raise _unknown(code)
    data = {
        "format_version": FORMAT_VERSION,
        "messages": [message_data(code, texts) for code in codes],
        "exit_codes": [exit_code_data(number, texts) for number in numbers],
    }
    invocation.emit(data, lambda: render_messages(data, look))
    return ExitCode.OK


def is_exit_code(typed: str) -> bool:
    return re.fullmatch(r"[0-9]{1,3}", typed) is not None and int(typed) in set(ExitCode)


def message_data(code: str, texts: Texts) -> dict[str, Any]:
    """`{code, area, title, cause, remedy, wrong, right, exit_codes, since}` in the language of `texts`."""
    entry = ENTRIES[code]
    return {
        "code": code,
        "area": find_area(code),
        "title": texts.of(entry.title),
        "cause": texts.of(entry.cause),
        "remedy": texts.of(entry.remedy),
        "wrong": entry.wrong,
        "right": entry.right,
        "exit_codes": list(entry.exits),
        "since": entry.since,
    }


def exit_code_data(number: int, texts: Texts) -> dict[str, Any]:
    """`{exit_code, means, codes}`: the codes that a command may end with it because of, each with its title."""
    codes = [{"code": code, "title": texts.of(entry.title)} for code, entry in ENTRIES.items() if number in entry.exits]
    return {"exit_code": number, "means": texts(f"exit.{number}"), "codes": codes}


def _unknown(typed: str) -> NotFoundError:
    problem = NotFoundError.because(
        "code-not-found",
        "There is no such code",
        f"No message and no exit code of Bouwsteen is called {quoted(typed)}.",
        f"{_guess(typed)}See them all:\n\n    bouwsteen explain",
    )
    assert isinstance(problem, NotFoundError)
    return problem


def _guess(typed: str) -> str:
    if typed.isdecimal():
        return f"The exit codes are {', '.join(str(each.value) for each in ExitCode)}. "
    near = get_close_matches(typed, ENTRIES, n=3)
    return f"Did you mean {' or '.join(f'`{name}`' for name in near)}? " if near else ""
