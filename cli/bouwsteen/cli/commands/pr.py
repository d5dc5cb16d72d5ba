"""`bouwsteen pr --base REVISION`: what a change does, for the people who decide about it and for the forge that shows it."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from bouwsteen.adapters.private_files import make_private_folder
from bouwsteen.cli.arguments.pr import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.known_types import known_types
from bouwsteen.cli.plain_plans import tell_change_plainly
from bouwsteen.cli.policies import chosen_day
from bouwsteen.cli.revisions import compare_revisions
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.workspaces import find_root
from bouwsteen.formats.pull_requests import comparison_json, place_plan_json, statuses_json
from bouwsteen.formats.sarif import sarif
from bouwsteen.formats.writers import to_json
from bouwsteen.gitops.changes import State
from bouwsteen.gitops.comments import Comparison, render_comment
from bouwsteen.reporting.plain_plans import render_page


def run(invocation: Invocation, options: Options) -> ExitCode:
    root = find_root(invocation.directory)
    comparison = compare_revisions(invocation, root, options.base, options.head, chosen_day(options.date), options.catalog)
    language = invocation.texts.language.value
    if options.out is not None:
        _write(options.out, comparison, language)
    if options.post:
        from bouwsteen.cli.forges import post  # noqa: PLC0415  only who posts pays for it

        post(invocation, comparison.head, render_comment(comparison, language), statuses_json(comparison, language))
    invocation.emit(comparison_json(comparison), lambda: render_comment(comparison, language))
    return _exit_code(comparison)


def _exit_code(comparison: Comparison) -> ExitCode:
    """Of the worst that was found: what is invalid was not judged."""
    if comparison.state is State.INVALID:
        return ExitCode.INVALID_INPUT
    return ExitCode.DENIED if comparison.state is State.DENIED else ExitCode.OK


def _write(folder: Path, comparison: Comparison, language: str) -> None:
    """comment.md, statuses.json, findings.sarif, comparison.json, and for each environment a plan and a page to sign."""
    make_private_folder(folder / "plans")
    make_private_folder(folder / "pages")
    types = known_types()
    diagnostics = [*comparison.refusal]
    for stack in comparison.stacks:
        diagnostics.extend(stack.problems)
        for place in stack.places:
            diagnostics.extend(place.problems)
            plain = tell_change_plainly(place, types)
            if plain is not None:
                (folder / "pages" / f"{place.stack}.{place.environment}.html").write_text(render_page(plain, language), encoding="utf-8")
            (folder / "plans" / f"{place.stack}.{place.environment}.json").write_text(to_json(place_plan_json(place)), encoding="utf-8")
    findings = [finding for stack in comparison.stacks for finding in stack.findings]
    documents = {
        "comment.md": render_comment(comparison, language),
        "statuses.json": to_json(statuses_json(comparison, language)),
        "findings.sarif": to_json(sarif(findings, diagnostics, language, version("bouwsteen"))),
        "comparison.json": to_json(comparison_json(comparison)),
    }
    for name, content in documents.items():
        (folder / name).write_text(content, encoding="utf-8")
