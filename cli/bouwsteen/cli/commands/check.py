"""`bouwsteen check blocks/NAME`: everything that a block must be, for who writes it, in the order in which it goes wrong.

The sample stack lives in a temporary copy of the content, with a state and keys of its own: nothing is left of it.
"""

from __future__ import annotations

import contextlib
import functools
import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from bouwsteen.adapters.private_files import remove_tree
from bouwsteen.cli.arguments.check import Options
from bouwsteen.cli.broker_conformance import broker_outputs, exports_text, find_breaches
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.known_types import known_types
from bouwsteen.cli.published_blocks import find_block
from bouwsteen.cli.reports import looking_reporter
from bouwsteen.cli.settings import Invocation, Output
from bouwsteen.cli.views.block_checks import render_step, render_verdict
from bouwsteen.cli.views.runs import RunReporter
from bouwsteen.cli.workspaces import load_each, open_catalog
from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen.documents.block_files import check_files
from bouwsteen.documents.building_blocks import BuildingBlock
from bouwsteen.documents.validations import validate_block
from bouwsteen.documents.wirings import LOCAL
from bouwsteen.documents.workspaces import LoadedBlock, Workspace
from bouwsteen.engine.compilations import CompiledBlocks
from bouwsteen.engine.expression_checks import check_block, check_expressions
from bouwsteen.errors import BouwsteenError
from bouwsteen.formats.diagnostics_json import diagnostic_json

FORMAT_VERSION = "1.0"
_SAMPLE = "sample"
_ORGANISATION = "73028"  # Herstappe, the smallest
_PARTS = ("blocks", "catalog", "loadtests", "policies")
_LEFT = shutil.ignore_patterns("__pycache__", "node_modules", ".bouwsteen")


class Step(NamedTuple):
    """`result` is good, failed or skipped."""

    name: str
    result: str
    problems: list[Diagnostic]


def run(invocation: Invocation, options: Options) -> ExitCode:
    name = Path(options.block).name
    workspace = open_catalog(invocation, block=name)
    block = find_block(workspace, name)
    steps: list[Step] = []
    with _Progress(invocation) as progress:
        for step in _steps(invocation, workspace, block, progress, start=not options.no_start):
            steps.append(step)
            progress.end()
            if invocation.output is Output.TEXT:
                invocation.terminal.print(render_step(step.name, step.result, step.problems, invocation.terminal.look))
    failed = sum(step.result == "failed" for step in steps)
    data = {
        "format_version": FORMAT_VERSION,
        "block": name,
        "version": block.model.spec.version,
        "good": not failed,
        "steps": [
            {"name": step.name, "result": step.result, "diagnostics": [diagnostic_json(each) for each in step.problems]} for step in steps
        ],
    }
    invocation.emit(data, lambda: render_verdict(name, failed, invocation.terminal.look))
    return ExitCode.INVALID_INPUT if failed else ExitCode.OK


class _Progress(contextlib.ExitStack):
    """On a terminal, what is under way stands below the lines of what is done."""

    def __init__(self, invocation: Invocation) -> None:
        super().__init__()
        self._invocation = invocation
        self._reporter: RunReporter | None = None

    def begin(self, step: str, more: str = "") -> None:
        if self._reporter is None:
            self._reporter = self.enter_context(looking_reporter(self._invocation))
        self._reporter.phase(f"{self._invocation.texts(f'check.step.{step}')}{more}")

    def count(self, step: str, plan: str, done: int, of: int) -> None:
        self.begin(step, f"  {plan} {done}/{of}")

    def end(self) -> None:
        self._reporter = None
        self.close()


def _steps(invocation: Invocation, workspace: Workspace, block: LoadedBlock, progress: _Progress, *, start: bool) -> Iterator[Step]:
    sound = True
    for what, problems in (
        ("documents", list(validate_block(workspace, block))),
        ("templates", list(check_block(workspace, block, CompiledBlocks(known_types())))),
        ("files", list(check_files(block))),
    ):
        step = _judged(what, problems)
        sound = sound and step.result == "good"
        yield step
    if not sound:
        brokers = ["broker"] if broker_outputs(block.model) else []
        yield from (Step(what, "skipped", []) for what in ("sample", "plan", "start", *brokers, "stop"))
        return
    with _copy(workspace) as folder:
        live = _live(_inside(invocation, folder), block.model, progress, start=start and LOCAL in block.model.spec.targets)
        yield from (step._replace(problems=[_without_places(each, folder) for each in step.problems]) for step in live)


def _without_places(problem: Diagnostic, folder: Path) -> Diagnostic:
    """Nobody is sent to a file that goes with the copy."""
    gone = str(folder) in problem.remedy
    return replace(problem, remedy="Correct the block by what stands above; nothing of this run is kept.") if gone else problem


def _judged(name: str, problems: list[Diagnostic]) -> Step:
    return Step(name, "failed" if any(each.is_error for each in problems) else "good", problems)


def _live(inner: Invocation, block: BuildingBlock, progress: _Progress, *, start: bool) -> Iterator[Step]:
    """A stack with the block and what it needs, made, planned, started, asked and removed. What stands behind a failure is skipped."""
    from bouwsteen.cli.arguments.destroy import Options as Destroying  # noqa: PLC0415  only here do so many verbs come together
    from bouwsteen.cli.arguments.init import Options as Beginning  # noqa: PLC0415
    from bouwsteen.cli.arguments.lock import Options as Locking  # noqa: PLC0415
    from bouwsteen.cli.arguments.plan import Options as Planning  # noqa: PLC0415
    from bouwsteen.cli.arguments.up import Options as Starting  # noqa: PLC0415
    from bouwsteen.cli.commands import destroy, init, lock, plan, up  # noqa: PLC0415

    name, brokers = block.metadata.name, broker_outputs(block)

    def make() -> None:
        init.run(inner, Beginning(organisation=_ORGANISATION, name=_SAMPLE, blocks=(name,)))
        if brokers:
            with (inner.directory / "stacks" / _SAMPLE / "stack.yaml").open("a", encoding="utf-8") as file:
                file.write(exports_text(name, brokers))
        lock.run(inner, Locking(stacks=(_SAMPLE,)))
        for loaded in load_each(inner, [_SAMPLE]):
            problems = [*loaded.diagnostics, *check_expressions(loaded.workspace, loaded.names, CompiledBlocks(known_types()))]
            if any(each.is_error for each in problems):
                raise BouwsteenError(*problems)

    def ask() -> list[Diagnostic]:
        return list(find_breaches(inner, _SAMPLE, name, brokers, functools.partial(progress.count, "broker")))

    def remove() -> Step:
        removing = Destroying(stack=_SAMPLE, yes=True, confirm=f"{_SAMPLE}/{LOCAL}")
        step = _tried("stop", lambda: destroy.run(inner, removing))
        if any(each.code.startswith("stopped") for each in step.problems):  # who is in a hurry wants it gone all the more
            step = _tried("stop", lambda: destroy.run(inner, removing))
        return step

    work: list[tuple[str, Callable[[], object]]] = [
        ("sample", make),
        ("plan", lambda: plan.run(inner, Planning(stacks=(_SAMPLE,)))),
        ("start", lambda: up.run(inner, Starting(stack=_SAMPLE, no_verify=True))),
    ]
    if brokers:
        work.append(("broker", ask))
    sound, begun = True, False
    try:
        for what, action in work:
            if not sound or (what == "start" and not start):
                sound = False
                yield Step(what, "skipped", [])
                continue
            begun = begun or what == "start"
            progress.begin(what)
            step = _tried(what, action)
            sound = step.result == "good"
            yield step
    except BaseException:  # also when a person stops it: nothing of it stays
        if begun:
            remove()
        raise
    if begun:
        progress.begin("stop")
        yield remove()
    else:
        yield Step("stop", "skipped", [])


def _tried(name: str, action: Callable[[], object]) -> Step:
    """What it raises, or tells by giving a list of diagnostics."""
    try:
        told = action()
    except BouwsteenError as problem:
        return Step(name, "failed", list(problem.diagnostics))
    except OSError as problem:
        refused = error("system-refused", "The system refuses what is needed", f"{problem.strerror}.", "Check the space on the disk.")
        return Step(name, "failed", [refused])
    return _judged(name, told if isinstance(told, list) else [])


@contextmanager
def _copy(workspace: Workspace) -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="bw-check-"))
    try:
        for part in _PARTS:
            if (workspace.content_root / part).is_dir():
                shutil.copytree(workspace.content_root / part, folder / "tree" / part, ignore=_LEFT, symlinks=True)
        (folder / "tree" / "stacks").mkdir()
        yield folder
    finally:
        remove_tree(folder)


def _inside(invocation: Invocation, folder: Path) -> Invocation:
    """The same words, said to nobody, in a place of their own."""
    terminal = replace(invocation.terminal, out=io.StringIO(), err=io.StringIO(), interactive=False, answers=False)
    environment = {**invocation.environment, "XDG_DATA_HOME": str(folder / "data")}
    return replace(invocation, directory=folder / "tree", terminal=terminal, output=Output.TEXT, environment=environment)
