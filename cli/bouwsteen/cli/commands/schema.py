"""`bouwsteen schema`."""

from __future__ import annotations

from difflib import get_close_matches

from bouwsteen.cli.arguments.schema import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.files import write_text
from bouwsteen.cli.settings import Invocation, Output
from bouwsteen.cli.views.sheets import Sheet
from bouwsteen.documents.kinds import KINDS
from bouwsteen.documents.schemas import file_name, generate_schema, write_schema
from bouwsteen.errors import NotFoundError


def run(invocation: Invocation, options: Options) -> ExitCode:
    if options.every is not None:
        options.every.mkdir(parents=True, exist_ok=True)
        for kind in KINDS:
            write_text(options.every / file_name(kind), write_schema(kind))
        return ExitCode.OK
    if options.kind is None:
        invocation.emit({"format_version": "1.0", "kinds": list(KINDS)}, lambda: _kinds(invocation))
        return ExitCode.OK
    kind = _find(options.kind)
    # A JSON Schema is JSON, whoever reads it.
    if invocation.output is Output.YAML:
        invocation.emit(generate_schema(kind), str)
    else:
        invocation.terminal.print(write_schema(kind))
    return ExitCode.OK


def _kinds(invocation: Invocation) -> str:
    sheet = Sheet(invocation.terminal.look)
    sheet.table([[kind, file_name(kind)] for kind in KINDS])
    return sheet.text()


def _find(typed: str) -> str:
    """The kind, however its capitals are typed."""
    known = {kind.casefold(): kind for kind in KINDS}
    if typed.casefold() in known:
        return known[typed.casefold()]
    near = get_close_matches(typed.casefold(), known, n=1)
    guess = f"Did you mean `{known[near[0]]}`? " if near else ""
    raise NotFoundError.because(
        "kind-not-found",
        "There is no such kind of document",
        f"`{typed}` is not a kind of document.",
        f"{guess}The kinds are {', '.join(KINDS)}.",
    )
