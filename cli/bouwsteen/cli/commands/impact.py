"""`bouwsteen impact --base REV`: what a change of the catalog does to every stack, before anybody merges it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from bouwsteen.adapters.git_trees import export_tree
from bouwsteen.cli.arguments.impact import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.files import write_text
from bouwsteen.cli.fleet_repositories import gather_stacks, read_file
from bouwsteen.cli.impact_runs import Side, find_impacts
from bouwsteen.cli.policies import chosen_day
from bouwsteen.cli.sentences import say
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.state_stores import WORK_FOLDER
from bouwsteen.cli.texts import Texts
from bouwsteen.cli.views.impacts import render_impacts
from bouwsteen.cli.workspaces import find_content, find_root
from bouwsteen.errors import InvalidInputError
from bouwsteen.formats.impacts import impacts_json
from bouwsteen.formats.writers import to_json
from bouwsteen.gitops.impacts import Effect, count_effects
from bouwsteen.gitops.repositories import ReadRepository, read_list
from bouwsteen.reporting.impact_pages import impacts_html, impacts_markdown

_FORMS = (".md", ".html", ".json")


def run(invocation: Invocation, options: Options) -> ExitCode:
    if options.out is not None and options.out.suffix not in _FORMS:
        raise InvalidInputError.because(
            "impact-form-unknown",
            "The form of a file is not known",
            f"The name of the file says how the impact is written, and `{options.out.name}` does not end in one of {', '.join(_FORMS)}.",
            "Give it one of these endings.",
        )
    root = find_root(invocation.directory)
    listed = read_list(read_file(options.repositories), str(options.repositories)) if options.repositories is not None else ()
    day = chosen_day(options.date)
    with tempfile.TemporaryDirectory(prefix="bouwsteen-impact-") as made:
        folder = Path(made)
        base = export_tree(root, options.base, folder / "base")
        head = export_tree(root, options.head, folder / "head") if options.head is not None else None
        before = Side(folder / "base", folder / "base")
        after = Side(folder / "head", folder / "head") if head is not None else Side(root, find_content(root).folder)
        repositories: list[ReadRepository] = []
        if listed:
            after = _own_stacks(after, folder / "after")
            cache = root / WORK_FOLDER / "repositories"
            repositories = gather_stacks(invocation, listed, cache, [before.root, after.root], options.timeout)
        impacts = find_impacts(before, after, day)
    data = impacts_json(impacts, day=day, base=base, head=head, repositories=repositories)
    if options.out is not None:
        write_text(options.out, _written(options.out.suffix, data, invocation))
    invocation.emit(data, lambda: render_impacts(_told(data, invocation.texts), invocation.terminal.look, verbose=invocation.verbose))
    counts = count_effects(impacts)
    needs_somebody = counts[Effect.ACTION] or counts[Effect.BLOCKED]
    return ExitCode.CHANGES if options.detailed_exitcode and needs_somebody else ExitCode.OK


def _told(data: dict[str, Any], texts: Texts) -> dict[str, Any]:
    """Its causes in the language of who reads; mistakes were reported in English alone, as programs get them."""
    language = texts.language
    causes = [
        {**cause, **{part: {language.value: say(texts.choose(cause[part]), language)} for part in ("detail", "remedy")}}
        for cause in data["causes"]
    ]
    return {**data, "causes": causes}


def _own_stacks(side: Side, folder: Path) -> Side:
    """Its stacks in a folder where those of others may come beside them."""
    (folder / "stacks").mkdir(parents=True)
    if (side.root / "stacks").is_dir():
        shutil.copytree(side.root / "stacks", folder / "stacks", symlinks=True, dirs_exist_ok=True)
    return Side(folder, side.content)


def _written(suffix: str, data: dict[str, Any], invocation: Invocation) -> str:
    if suffix == ".json":
        return to_json(data)
    language = invocation.texts.language.value
    data = _told(data, invocation.texts)
    return impacts_markdown(data, invocation.texts, language) if suffix == ".md" else impacts_html(data, invocation.texts, language)
