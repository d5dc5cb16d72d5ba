"""`bouwsteen pr --base REVISION`: what a change does, for the people who decide about it and for the forge that shows it."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from bouwsteen.adapters.private_files import make_private_folder
from bouwsteen.cli.arguments.pr import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.known_types import known_types
from bouwsteen.cli.plain_plans import tell_change_plainly
from bouwsteen.cli.policies import chosen_day
from bouwsteen.cli.revisions import compare_revisions
from bouwsteen.cli.sentences import translate
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.texts import Language
from bouwsteen.cli.workspaces import find_root
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.formats.pull_requests import comparison_json, place_plan_json, statuses_json
from bouwsteen.formats.sarif import sarif
from bouwsteen.formats.writers import to_json
from bouwsteen.gitops.changes import State
from bouwsteen.gitops.comments import Comparison, render_comment
from bouwsteen.reporting.plain_plans import render_page


def run(invocation: Invocation, options: Options) -> ExitCode:
    root = find_root(invocation.directory)
    comparison = compare_revisions(invocation, root, options.base, options.head, chosen_day(options.date), options.catalog)
    language = invocation.texts.language
    told = _told(comparison, language)
    if options.out is not None:
        _write(options.out, comparison, told, language.value)
    if options.post:
        from bouwsteen.cli.forges import post  # noqa: PLC0415  only who posts pays for it

        post(invocation, comparison.head, render_comment(told, language.value), statuses_json(comparison, language.value))
    invocation.emit(comparison_json(comparison), lambda: render_comment(told, language.value))
    return _exit_code(comparison)


def _told(comparison: Comparison, language: Language) -> Comparison:
    """Its problems in the language of who reads; programs get them as they were reported."""

    def tell(problems: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
        return tuple(translate(each, language) for each in problems)

    stacks = tuple(
        replace(
            stack,
            problems=tell(stack.problems),
            places=tuple(replace(place, problems=tell(place.problems)) for place in stack.places),
        )
        for stack in comparison.stacks
    )
    return replace(comparison, stacks=stacks, refusal=tell(comparison.refusal))


def _exit_code(comparison: Comparison) -> ExitCode:
    """Of the worst that was found: what is invalid was not judged."""
    if comparison.state is State.INVALID:
        return ExitCode.INVALID_INPUT
    return ExitCode.DENIED if comparison.state is State.DENIED else ExitCode.OK


def _write(folder: Path, comparison: Comparison, told: Comparison, language: str) -> None:
    """comment.md, statuses.json, findings.sarif, comparison.json, and for each environment a plan and a page to sign.

    `told` is the comparison in the language of people.
    """
    make_private_folder(folder / "plans")
    make_private_folder(folder / "pages")
    types = known_types()
    diagnostics = [*told.refusal]
    for stack in told.stacks:
        diagnostics.extend(stack.problems)
        for place in stack.places:
            diagnostics.extend(place.problems)
            plain = tell_change_plainly(place, types)
            if plain is not None:
                (folder / "pages" / f"{place.stack}.{place.environment}.html").write_text(render_page(plain, language), encoding="utf-8")
            (folder / "plans" / f"{place.stack}.{place.environment}.json").write_text(to_json(place_plan_json(place)), encoding="utf-8")
    findings = [finding for stack in comparison.stacks for finding in stack.findings]
    documents = {
        "comment.md": render_comment(told, language),
        "statuses.json": to_json(statuses_json(comparison, language)),
        "findings.sarif": to_json(sarif(findings, diagnostics, language, version("bouwsteen"))),
        "comparison.json": to_json(comparison_json(comparison)),
    }
    for name, content in documents.items():
        (folder / name).write_text(content, encoding="utf-8")
