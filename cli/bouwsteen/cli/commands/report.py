"""`bouwsteen report`: who adopts what, from the documents, and what was measured where stacks run."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from bouwsteen.cli.arguments.report import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.files import write_text
from bouwsteen.cli.measured_answers import read_answers
from bouwsteen.cli.policies import chosen_day
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.texts import Language, Texts
from bouwsteen.cli.views.adoptions import render_adoptions
from bouwsteen.cli.workspaces import find_content, find_root
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.workspaces import load_workspace
from bouwsteen.errors import BouwsteenError, InvalidInputError
from bouwsteen.formats.adoptions import adoptions_csv, adoptions_json, differences
from bouwsteen.formats.writers import to_json
from bouwsteen.reporting.adoption_sites import PAGES, adoption_page
from bouwsteen.reporting.adoptions import report_adoptions
from bouwsteen.reporting.measurements import take_measurements


def run(invocation: Invocation, options: Options) -> ExitCode:
    root = find_root(invocation.directory)
    day = chosen_day(options.date)
    data = _read(root, find_content(root).folder, day, read_answers(options.measured) if options.measured is not None else {})
    if options.since is not None:
        data["since"] = _since(root, options.since, day, data)
    if options.out is not None:
        _write(options.out, data)
    invocation.emit(data, lambda: render_adoptions(data, invocation.terminal.look, options.out))
    return ExitCode.OK


def _read(root: Path, content: Path, day: dt.date, answers: Mapping[str, bytes]) -> dict[str, Any]:
    """Raises InvalidInputError where a part could not be read: a report of the rest would count too little."""
    workspace, problems = load_workspace(root, content)
    if problems.has_errors:
        raise InvalidInputError.of(problems.sorted())
    return adoptions_json(report_adoptions(workspace, day, take_measurements(answers, workspace.stacks, day)))


def _since(root: Path, revision: str, day: dt.date, data: dict[str, Any]) -> dict[str, Any]:
    from bouwsteen.adapters.git_trees import export_tree  # noqa: PLC0415  only who compares needs git

    with tempfile.TemporaryDirectory(prefix="bouwsteen-report-") as made:
        folder = Path(made) / "tree"
        commit = export_tree(root, revision, folder)
        try:
            before = _read(folder, folder, day, {})
        except InvalidInputError as problem:
            raise InvalidInputError(*(_of_revision(each, revision) for each in problem.diagnostics)) from problem
    return {"revision": revision, "commit": commit, **differences(before, data)}


def _of_revision(diagnostic: Diagnostic, revision: str) -> Diagnostic:
    """With its place as git writes it: the same file in the work tree is another, and may be sound."""
    source = diagnostic.source
    return replace(diagnostic, source=replace(source, file=f"{revision}:{source.file}") if source is not None else None)


def _write(folder: Path, data: dict[str, Any]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise BouwsteenError.because(
            "file-not-written",
            "A file cannot be written",
            f"Making {folder} failed: {problem.strerror}.",
            "Check that the folder exists and is yours to write in.",
        ) from problem
    write_text(folder / "report.json", to_json(data))
    write_text(folder / "adoptions.csv", adoptions_csv(data))
    for language, file in PAGES.items():
        write_text(folder / file, adoption_page(data, Texts(Language(language)), language))
