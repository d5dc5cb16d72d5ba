"""`bouwsteen approve STACK`: a person says yes in git to what a commit intends, or to one plan."""

from __future__ import annotations

from pathlib import Path

from bouwsteen.adapters.git_trees import LocalRepository
from bouwsteen.cli.arguments.approve import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.policies import chosen_day
from bouwsteen.cli.questioners import TerminalQuestioner
from bouwsteen.cli.revisions import judge_commit
from bouwsteen.cli.saved_plans import load_plan
from bouwsteen.cli.settings import Invocation, Output
from bouwsteen.cli.workspaces import find_root, stack_name
from bouwsteen.engine.findings import to_diagnostic
from bouwsteen.errors import CancelledError, DeniedError, InvalidInputError, NotFoundError, StaleError
from bouwsteen.gitops.approvals import TAGS, Statement, read_commit, write_message
from bouwsteen.phrases import quoted


def run(invocation: Invocation, options: Options) -> ExitCode:
    root = find_root(invocation.directory)
    stack = stack_name(options.stack, invocation.directory, root)
    place = f"{stack}/{options.environment}"
    local = LocalRepository(root)
    head = local.resolve("HEAD")
    if options.plan is not None:
        statement = Statement(place, "plan", _plan_digest(options.plan, stack, options.environment))
    else:
        statement = Statement(place, "intent", _intent_digest(invocation, root, head, stack, options.environment))
    commit = tag = ""
    if not options.only_print:
        if not options.yes or invocation.output is Output.TEXT:
            _show(invocation, statement, local, head)
        if not options.yes and not TerminalQuestioner(invocation.terminal).confirm_approval():
            raise CancelledError.because("not-confirmed", "Nothing was done", "The approval was not confirmed.")
        if options.tag:
            tag = local.add_tag(f"{TAGS}/{place}/{statement.digest[7:19]}", write_message(statement), head, sign=local.signs())
        else:
            commit = local.add_commit(write_message(statement), head, sign=local.signs())
    data = {
        "format_version": "1.0",
        "place": place,
        "kind": statement.kind,
        "digest": statement.digest,
        "trailer": str(statement),
        "commit": commit,
        "tag": tag,
    }
    invocation.emit(data, lambda: "\n".join(_lines(invocation, statement, commit, tag, detached=local.is_detached)))
    return ExitCode.OK


def _show(invocation: Invocation, statement: Statement, local: LocalRepository, head: str) -> None:
    """What is about to be approved of, on standard error: beside the question, and out of the way of data."""
    newest = read_commit(head, local.read_objects([head])[0])
    subject = newest.message.strip().split("\n", 1)[0]
    told = invocation.texts(
        f"approve.shown.{statement.kind}",
        place=statement.place,
        digest=statement.digest,
        commit=head[:12],
        subject=quoted(subject, 72),
        author=quoted(newest.author.name, 60),
    )
    invocation.terminal.complain(told)


def _lines(invocation: Invocation, statement: Statement, commit: str, tag: str, *, detached: bool) -> list[str]:
    texts = invocation.texts
    lines = [str(statement)]
    if commit:
        lines += [texts("approve.recorded.commit", commit=commit[:12]), texts("approve.push.detached" if detached else "approve.push")]
    if tag:
        lines += [texts("approve.recorded.tag", tag=tag), texts("approve.push.tag", tag=tag)]
    return lines


def _intent_digest(invocation: Invocation, root: Path, head: str, stack: str, environment: str) -> str:
    """Of the commit, not of the files beside it. Raises InvalidInputError, StaleError or DeniedError for what could not be carried out."""
    side = judge_commit(invocation, root, head, stack, chosen_day(None))
    outlook = side.outlooks.get(environment)
    problems = [*side.problems, *(outlook.problems if outlook is not None else ())]
    if errors := [each for each in problems if each.is_error]:
        raise (StaleError if outlook is not None and outlook.exit_code == StaleError.exit_code else InvalidInputError)(*errors)
    if outlook is None or outlook.plan is None:
        raise NotFoundError.because(
            "environment-not-found",
            "There is no such environment",
            f"The stack `{stack}` has no environment {quoted(environment)} in {head[:12]}.",
            f"Its environments: {', '.join(side.outlooks)}.",
        )
    if denials := [each for each in side.findings if each.denies]:
        language = invocation.texts.language.value
        raise DeniedError(*(to_diagnostic(each, language) for each in denials))
    return outlook.plan.intent_digest


def _plan_digest(file: Path, stack: str, environment: str) -> str:
    saved = load_plan(file)
    if (saved.stack, saved.environment) != (stack, environment):
        raise StaleError.because(
            "plan-of-another-environment",
            "The plan is of another environment",
            f"{file} is a plan for {saved.stack}/{saved.environment}, and {stack}/{environment} was asked for.",
            f"Make a plan for that one:\n\n    bouwsteen plan {stack} -e {environment} --out FILE",
        )
    return saved.approved.digest
