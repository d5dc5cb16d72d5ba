"""`bouwsteen import`."""

from __future__ import annotations

import sys

from bouwsteen.cli.arguments.import_object import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.questioners import questioner
from bouwsteen.cli.reports import looking_reporter
from bouwsteen.cli.secret_files import point_to_secret
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.imports import render_imported
from bouwsteen.cli.wiring import Attempt, compile_stack, open_engine
from bouwsteen.cli.workspaces import open_workspace
from bouwsteen.engine.imports import import_object
from bouwsteen.errors import InvalidInputError
from bouwsteen.formats.imports import imported_json
from bouwsteen.values import Secret

_MOST_BYTES = 65_536


def run(invocation: Invocation, options: Options) -> ExitCode:
    identity = _read_identity(options.id)
    workspace, names = open_workspace(invocation, [options.stack])
    asking = questioner(invocation.terminal, yes=options.yes)
    attempt = Attempt(lock_timeout=options.lock_timeout)
    with (
        looking_reporter(invocation) as reporter,
        open_engine(invocation, workspace, "import", reporter=reporter, questioner=asking, attempt=attempt) as engine,
    ):
        wanted = compile_stack(engine, workspace, names[0], options.environment).desired
        imported = import_object(engine, wanted, options.address, identity)
    invocation.emit(imported_json(imported), lambda: render_imported(imported, invocation.terminal.look))
    return ExitCode.OK


def _read_identity(given: str) -> str | Secret:
    """What names the object; whatever does not stand in the arguments themselves is a secret. Raises InvalidInputError."""
    if given == "-":
        text = sys.stdin.buffer.read(_MOST_BYTES + 1)
        try:
            value = text.decode("utf-8").removesuffix("\n").removesuffix("\r")
        except UnicodeDecodeError:
            raise _unreadable("Standard input is not UTF-8 text.") from None
        if len(text) > _MOST_BYTES or not value:
            raise _unreadable("Standard input is empty, or larger than anything that names an object.")
        return Secret(value)
    kind, colon, where = given.partition(":")
    if colon and kind in {"env", "file"}:
        try:
            return Secret(point_to_secret(kind, where))
        except LookupError as missing:
            raise _unreadable(f"{missing.args[0]}.") from None
    return given


def _unreadable(why: str) -> InvalidInputError:
    return InvalidInputError.of(InvalidInputError.because("import-unreadable", "What names the object cannot be read", why).diagnostics)
