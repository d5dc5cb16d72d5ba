"""`bouwsteen validate`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from bouwsteen.cli.arguments.validate import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.measurements import start_statistics, tell_statistics, with_statistics
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.source_files import read_source
from bouwsteen.cli.views.diagnostics import render_diagnostics
from bouwsteen.cli.views.sheets import Sheet, Style, Styled
from bouwsteen.cli.workspaces import load_each
from bouwsteen.diagnostics import Diagnostic, Diagnostics, error
from bouwsteen.documents.kinds import KINDS, read_document
from bouwsteen.documents.sources import LIMITS, load_document
from bouwsteen.documents.validations import validate_stack, validate_workspace
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.engine.statistics import Statistics
from bouwsteen.formats.diagnostics_json import diagnostics_json
from bouwsteen.phrases import did_you_mean
from bouwsteen.resolution.locks import read_lock
from bouwsteen.resolution.resolutions import find_recalled

STANDARD_INPUT = "-"


def run(invocation: Invocation, options: Options) -> ExitCode:
    statistics = start_statistics()
    statistics.begin("load")
    if options.stacks == (STANDARD_INPUT,):
        # One byte more than is allowed, so that too long is told and not cut off.
        diagnostics = Diagnostics(check_document(sys.stdin.buffer.read(LIMITS.file_bytes + 1)))
        statistics.end()
        good = invocation.texts("validate.good.document")
        return _show(invocation, options, diagnostics, good, invocation.directory, statistics)
    from bouwsteen.cli.known_types import known_types  # noqa: PLC0415  a document from standard input needs no adapters
    from bouwsteen.engine.compilations import CompiledBlocks  # noqa: PLC0415
    from bouwsteen.engine.expression_checks import check_blocks, check_expressions  # noqa: PLC0415

    ours = version("bouwsteen")
    everything = Diagnostics()
    loaded = load_each(invocation, options.stacks or None)
    for workspace, diagnostics, names in loaded:
        statistics.begin("validate")
        if options.stacks:
            for name in names:
                diagnostics.extend(validate_stack(workspace, name, bouwsteen_version=ours))
        else:
            diagnostics.extend(validate_workspace(workspace, bouwsteen_version=ours))
        diagnostics.extend(_recalled(workspace, names))
        if not diagnostics.has_errors:
            # Documents that are sound by themselves: now what they say together is compiled, as a plan would.
            statistics.begin("compile")
            compiled = CompiledBlocks(known_types(), statistics)
            if not options.stacks:
                diagnostics.extend(check_blocks(workspace, compiled))
            diagnostics.extend(check_expressions(workspace, names, compiled))
        everything.extend(diagnostics)
    root, number = loaded[0].workspace.root, sum(len(each.names) for each in loaded)
    texts = invocation.texts
    good = texts.count("validate.good", number) if number else texts("validate.no-stacks", folder=root / "stacks")
    statistics.end()
    return _show(invocation, options, everything, good, root, statistics)


def _recalled(workspace: Workspace, names: list[str]) -> Iterator[Diagnostic]:
    """A lock that is stale in another way is for the commands that need it; a recall must not wait for them."""
    for name in names:
        loaded = workspace.stacks.get(name)
        document = loaded.lock if loaded is not None else None
        lock = read_lock(document)[0] if document is not None else None
        if document is not None and lock is not None:
            for each in find_recalled(workspace, lock):
                yield each.to_diagnostic(document.locate(("blocks", each.block, "version")))


def check_document(text: bytes, file: str = "<stdin>") -> list[Diagnostic]:
    """One document of any kind, by itself: its form, not what it refers to."""
    document, problems = load_document(text, file)
    if document is None:
        return problems
    kind = document.data.get("kind")
    model = KINDS.get(kind) if isinstance(kind, str) else None
    if model is None:
        return [
            error(
                "unknown-kind",
                "The kind of a document is not known",
                "`kind` says what a document is, and this one does not name a kind of Bouwsteen.",
                f"{did_you_mean(kind, KINDS)}The kinds are {', '.join(KINDS)}.",
                source=document.locate(("kind",)),
            )
        ]
    return read_document(text, file, model)[2]


def _show(invocation: Invocation, options: Options, diagnostics: Diagnostics, good: str, root: Path, statistics: Statistics) -> ExitCode:
    found = diagnostics.sorted()

    def text() -> str:
        look = invocation.terminal.look
        sheet = Sheet(look)
        if not diagnostics.has_errors:
            sheet.line(Styled(good, Style.GOOD))
        return render_diagnostics(found, look, read_source(root)) + sheet.text()

    invocation.emit(with_statistics(diagnostics_json(found), statistics, asked=options.stats), text)
    tell_statistics(invocation, statistics, asked=options.stats)
    return ExitCode.INVALID_INPUT if diagnostics.has_errors else ExitCode.OK
