"""What a person asks of a Stack: its plan, a yes to it, a look at once, or to leave everything as it is."""

from __future__ import annotations

from datetime import UTC, datetime

from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.questioners import TerminalQuestioner
from bouwsteen.cli.settings import Invocation, Output
from bouwsteen.cli.views.plans import render_plan
from bouwsteen.errors import CancelledError, InvalidInputError
from bouwsteen_kubectl.clusters import PersonalCluster
from bouwsteen_kubectl.targets import Target
from bouwsteen_kubectl.waiting_plans import read_waiting
from bouwsteen_operator.objects import REQUESTED_AT
from bouwsteen_operator.settings import API_VERSION


def show_plan(invocation: Invocation, cluster: PersonalCluster, target: Target) -> ExitCode:
    waiting = read_waiting(cluster, target)
    invocation.emit(waiting.document, lambda: render_plan(waiting.plan, invocation.terminal.look, verbose=invocation.verbose))
    return ExitCode.OK


def approve(invocation: Invocation, cluster: PersonalCluster, target: Target, reason: str, yes: bool) -> ExitCode:
    """What is approved of is what was shown: its digest goes into the Approval, and a plan that moved meanwhile is another one."""
    reason = reason.strip()
    if not reason:
        raise InvalidInputError.because(
            "reason-missing",
            "An approval needs a reason",
            "The text of --reason is empty.",
            'Say why:\n\n    --reason "seen with the clerk"',
        )
    waiting = read_waiting(cluster, target)
    texts = invocation.texts
    if invocation.output is Output.TEXT:
        invocation.terminal.print(render_plan(waiting.plan, invocation.terminal.look))
        said = texts("approve.waits", of=waiting.of, digest=waiting.digest, stack=target, namespace=cluster.namespace)
        invocation.terminal.print(said)
    if not yes and not TerminalQuestioner(invocation.terminal).confirm_approval():
        raise CancelledError.because("not-confirmed", "Nothing was done", "The approval was not confirmed.")
    by = cluster.user()
    manifest = {
        "apiVersion": API_VERSION,
        "kind": "Approval",
        "metadata": {"generateName": f"{target.name}-", "namespace": cluster.namespace},
        "spec": {"stack": target.name, "of": waiting.of, "digest": waiting.digest, "by": by, "reason": reason},
    }
    made = cluster.create("Approval", manifest)
    name = str(made["metadata"]["name"])
    data = {"format_version": "1.0", "approval": name, "namespace": cluster.namespace, **made["spec"]}
    invocation.emit(data, lambda: texts("approve.done", by=by, name=name))
    return ExitCode.OK


def reconcile(invocation: Invocation, cluster: PersonalCluster, target: Target) -> ExitCode:
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    cluster.read(target)  # says best what is wrong with a name
    cluster.merge(target, {"metadata": {"annotations": {REQUESTED_AT: at}}})
    data = {"format_version": "1.0", "stack": target.name, "namespace": cluster.namespace, "requestedAt": at}
    invocation.emit(data, lambda: invocation.texts("reconcile.done", stack=target, at=at))
    return ExitCode.OK


def suspend(invocation: Invocation, cluster: PersonalCluster, target: Target) -> ExitCode:
    return _set_suspended(invocation, cluster, target, suspended=True)


def resume(invocation: Invocation, cluster: PersonalCluster, target: Target) -> ExitCode:
    return _set_suspended(invocation, cluster, target, suspended=False)


def _set_suspended(invocation: Invocation, cluster: PersonalCluster, target: Target, *, suspended: bool) -> ExitCode:
    cluster.read(target)
    cluster.merge(target, {"spec": {"suspend": True if suspended else None}})
    data = {"format_version": "1.0", "stack": target.name, "namespace": cluster.namespace, "suspend": suspended}
    invocation.emit(data, lambda: invocation.texts("suspend.done" if suspended else "resume.done", stack=target))
    return ExitCode.OK
