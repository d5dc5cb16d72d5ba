"""The entry point, and the one place where outcomes become exit codes."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Sequence

import click

from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.interruptions import ending_signals
from bouwsteen.cli.memories import collect_rarely
from bouwsteen.cli.parsing import build_root
from bouwsteen.cli.settings import Output, Settings
from bouwsteen.cli.source_files import read_source
from bouwsteen.cli.terminals import Terminal
from bouwsteen.cli.texts import Language, Texts
from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen.errors import BouwsteenError

Build = Callable[[Language], click.Group]

_PROGRAM = "bouwsteen"
_COMPLETION = "_BOUWSTEEN_COMPLETE"  # set by the shell, as click's completion does


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    return run_program(_PROGRAM, lambda language: build_root(Texts(language)), arguments, completion=_COMPLETION)


def run_program(program: str, build: Build, arguments: Sequence[str] | None = None, *, completion: str = "") -> int:
    """As `main`, of a program that builds its commands itself. `completion`: the variable by which a shell asks it to complete a line."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    _write_unicode_to_pipes()
    collect_rarely()
    settings = Settings.before_parsing(arguments, os.environ)
    with ending_signals():
        try:
            return int(_run(program, build, arguments, settings, completion))
        except BrokenPipeError:
            # Whoever read our output has seen enough.
            return ExitCode.ERROR
        except KeyboardInterrupt:
            return _cancelled(settings)
        finally:
            _let_go_of_output()


def _run(program: str, build: Build, arguments: Sequence[str], settings: Settings, completion: str) -> int:
    try:
        root = build(settings.language)
        if completion and (instruction := os.environ.get(completion)):
            from click.shell_completion import shell_complete  # noqa: PLC0415  only when a shell asks

            return shell_complete(root, {"obj": settings}, program, completion, instruction)
        with root.make_context(program, list(arguments), obj=settings) as context:
            return int(root.invoke(context) or ExitCode.OK)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.UsageError as usage:
        _report([usage_diagnostic(usage)], settings)
        return ExitCode.INVALID_INPUT
    except click.ClickException as problem:
        _report([error("command-line", "The command line does not fit", problem.format_message())], settings)
        return ExitCode.INVALID_INPUT
    except BouwsteenError as problem:
        _report(problem.diagnostics, settings)
        return problem.exit_code
    except BrokenPipeError:
        raise
    except OSError as problem:
        _report([_refused(problem)], settings)
        return ExitCode.ERROR
    except Exception as problem:  # noqa: BLE001  the last place that can say something sensible
        missing = missing_part(problem)
        _report([missing or _internal(problem, arguments)], settings)
        return ExitCode.INTERNAL if missing is None else ExitCode.ERROR


# What an installation may lack: package → the extra that brings it.
_OPTIONAL = {
    "hdrh": "loadtest",
    "locust": "loadtest",
    "psutil": "loadtest",
    "grandalf": "local",
    "supervisor": "local",
    "kubernetes": "kubernetes",
    "kopf": "operator",
    "prometheus_client": "operator",
}


def missing_part(problem: Exception) -> Diagnostic | None:
    """For an optional package that is not there; None for anything else, which is a mistake of ours."""
    package = (problem.name or "").partition(".")[0] if isinstance(problem, ModuleNotFoundError) else ""
    extra = _OPTIONAL.get(package)
    if extra is None:
        return None
    return error(
        "missing-part",
        "A part of Bouwsteen is not installed",
        f"This needs the package {package}, which this installation does not have.",
        f"Install it with:\n\n    pip install 'bouwsteen[{extra}]'",
    )


def usage_diagnostic(usage: click.UsageError) -> Diagnostic:
    """A mistake on the command line, with the nearest names and the help to read."""
    code, summary = _usage_kind(usage)
    guesses = list(getattr(usage, "possibilities", None) or ())
    remedy = f"Did you mean {' or '.join(f'`{guess}`' for guess in guesses)}?\n" if guesses else ""
    verb = usage.ctx.command_path if usage.ctx else "bouwsteen"
    # The message alone: click's own formatting repeats the guesses.
    detail = usage.message if guesses else usage.format_message()
    return error(code, summary, detail, f"{remedy}The help says what is possible:\n    {verb} --help")


def _usage_kind(usage: click.UsageError) -> tuple[str, str]:
    match usage:
        case click.NoSuchOption():
            return "unknown-option", "There is no such option"
        case click.exceptions.NoSuchCommand():
            return "unknown-command", "There is no such command"
        case click.MissingParameter():
            return "missing-argument", "An argument is missing"
        case click.BadParameter():
            return "invalid-argument", "An argument has a value that does not fit"
        case _:
            return "command-line", "The command line does not fit"


def _refused(problem: OSError) -> Diagnostic:
    """A full disk or a folder of somebody else is no bug of ours."""
    place = f" ({problem.filename})" if isinstance(problem.filename, str) else ""
    return error(
        "system-refused",
        "The system refuses what is needed",
        f"{problem.strerror or type(problem).__name__}{place}.",
        "Check the space on the disk, and whether the file or folder is yours to use.",
    )


def _internal(problem: Exception, arguments: Sequence[str]) -> Diagnostic:
    from bouwsteen.cli.bug_reports import write_report  # noqa: PLC0415  only after an error
    from bouwsteen.cli.command_table import COMMANDS  # noqa: PLC0415

    verb = next((each for each in arguments if each in COMMANDS), "-")
    path = write_report(problem, verb)
    kept = f"What happened is kept, without values of yours, in:\n    {path}" if path else "A report could not be written."
    return error(
        "internal",
        "Bouwsteen made a mistake",
        f"Something happened that cannot happen ({type(problem).__name__}). This is a bug in Bouwsteen.",
        f"{kept}\nSend that file to who maintains Bouwsteen. What was done before is recorded; the same command can be run again.",
    )


def _report(diagnostics: Sequence[Diagnostic], settings: Settings) -> None:
    """To standard error, as a document where a document was asked for."""
    from bouwsteen.cli.views.diagnostics import render_diagnostics  # noqa: PLC0415  only after an error

    terminal = Terminal.standard(settings.color, Texts(settings.language))
    try:
        if settings.output is Output.TEXT:
            terminal.complain(render_diagnostics(diagnostics, terminal.error_look, read_source(settings.directory)))
            return
        from bouwsteen.formats.diagnostics_json import diagnostics_json  # noqa: PLC0415
        from bouwsteen.formats.writers import to_json, to_yaml  # noqa: PLC0415

        document = diagnostics_json(diagnostics)
        terminal.complain(to_json(document) if settings.output is Output.JSON else to_yaml(document))
    except OSError:  # nobody reads standard error any more; the exit code still tells
        return


def _cancelled(settings: Settings) -> int:
    terminal = Terminal.standard(settings.color, Texts(settings.language))
    with contextlib.suppress(OSError):  # the terminal may be gone: that is why we stop
        terminal.complain("\n" + Texts(settings.language)("main.cancelled"))
    return ExitCode.CANCELLED


def _write_unicode_to_pipes() -> None:
    """Where Windows would write a code page into a file or a pipe, write UTF-8, so that output is the same everywhere."""
    for stream in (sys.stdout, sys.stderr):
        if os.name == "nt" and not stream.isatty() and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", newline="\n")


def _let_go_of_output() -> None:
    """Where nobody reads any more, or the terminal is gone, Python would complain at exit, with an exit code of its own."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            with contextlib.suppress(OSError, ValueError):  # not a file: nothing will be flushed to it
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
