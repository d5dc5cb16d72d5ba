"""Where the world is handed to the engine: the only module of the command line that names adapters."""

from __future__ import annotations

import contextlib
import functools
import getpass
import socket
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bouwsteen.adapters.brokers.resource_types import TYPES as BROKER_TYPES
from bouwsteen.adapters.contents import kit_digest
from bouwsteen.adapters.kubernetes.resource_types import TYPES as KUBERNETES_TYPES
from bouwsteen.adapters.late_providers import LateProvider
from bouwsteen.adapters.local.resource_types import TYPES as LOCAL_TYPES
from bouwsteen.adapters.null_objects import NullProvider
from bouwsteen.adapters.random_values import RandomProvider
from bouwsteen.addresses import Address
from bouwsteen.cli.reports import waiting_reporter
from bouwsteen.cli.secret_files import read_secret
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.state_stores import WORK_FOLDER, cluster_of, keys_of, open_stores
from bouwsteen.cli.views.logs import LogLine
from bouwsteen.documents.organisations import find_organisation
from bouwsteen.documents.stacks import Reference
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.engine.compilations import Compiled, CompiledBlocks, compile_environment, identify
from bouwsteen.engine.engines import Engine, Identity
from bouwsteen.engine.exports import WantedResource, read_wanted
from bouwsteen.engine.lock_waits import LockWait
from bouwsteen.engine.plans import Desired
from bouwsteen.engine.policies import permitted, permitted_removal
from bouwsteen.engine.questioners import Questioner
from bouwsteen.engine.reporters import Reporter
from bouwsteen.engine.rulings import Approval
from bouwsteen.engine.statistics import Statistics
from bouwsteen.errors import NotFoundError
from bouwsteen.planning.builder import Intent
from bouwsteen.planning.dangers import LOCAL
from bouwsteen.planning.plans import Note
from bouwsteen.policy.rules import CompiledPolicy
from bouwsteen.providers.protocol import Call, Provider
from bouwsteen.state.ports import Mode

if TYPE_CHECKING:  # only who asks a cluster or makes load pays for these
    from bouwsteen.adapters.broker_checks.checks import PlanFound
    from bouwsteen.adapters.kubernetes.clients import ClusterSettings
    from bouwsteen.adapters.kubernetes.exports import Exported
    from bouwsteen.engine.custodians import Custodian
    from bouwsteen.loadtest.plans import LoadPlan
    from bouwsteen.loadtest.prefills import Figures
    from bouwsteen.loadtest.progress import Progress
    from bouwsteen.loadtest.results import LoadResult


@dataclass(frozen=True, slots=True)
class Attempt:
    """How a run goes about its state and its work, as its options say."""

    parallelism: int | None = None
    lock_timeout: float = 0.0
    accept_rollback: int | None = None


@contextlib.contextmanager
def open_engine(
    invocation: Invocation,
    workspace: Workspace,
    command: str,
    *,
    reporter: Reporter | None = None,
    questioner: Questioner | None = None,
    attempt: Attempt | None = None,
    statistics: Statistics | None = None,
) -> Iterator[Engine]:
    """The engine on this machine: state and processes under `.bouwsteen` of the workspace."""
    root = workspace.root / WORK_FOLDER
    providers = open_providers(root, workspace)
    providers.setdefault("kubernetes", LateProvider(KUBERNETES_TYPES, lambda: _kubernetes_provider(invocation, workspace)))
    attempt = attempt or Attempt()
    if attempt.accept_rollback is not None:  # so that the record of the run says it
        command = f"{command} --accept-rollback {attempt.accept_rollback}"
    try:
        yield Engine(
            providers=providers,
            store=open_stores(invocation, workspace.root),
            identity=_identity(command),
            now=_now,
            monotonic=time.monotonic,
            new_run=_new_run,
            reporter=reporter or Reporter(),
            questioner=questioner or Questioner(),
            parallelism=attempt.parallelism,
            lock_timeout=attempt.lock_timeout,
            accept_rollback=attempt.accept_rollback,
            language=invocation.texts.language.value,
            statistics=statistics or Statistics(),
            run_by=functools.partial(_run_by, workspace),
        )
    finally:
        for provider in providers.values():
            provider.close()


def _run_by(workspace: Workspace, stack: str, environment: str) -> str:
    loaded = workspace.stack(stack)
    settings = loaded.model.spec.environments.get(environment) if loaded is not None else None
    return settings.run_by if settings is not None else ""


def open_providers(root: Path, workspace: Workspace) -> dict[str, Provider]:
    """By family. Whoever opens them closes them."""
    return {
        "random": RandomProvider(),
        "null": NullProvider(),
        "local": LateProvider(LOCAL_TYPES, lambda: _local_provider(root, workspace)),
        "broker": LateProvider(BROKER_TYPES, _broker_provider),
    }


def _local_provider(root: Path, workspace: Workspace) -> Provider:
    from bouwsteen.adapters.local.provider import LocalProvider  # noqa: PLC0415  only who asks this machine pays for it

    return LocalProvider(root, WorkspaceContent(workspace))


def cluster_settings(invocation: Invocation, workspace: Workspace, stack: str, environment: str) -> ClusterSettings:
    """Which cluster an environment is in, and where: what is typed wins over what the stack says.

    A stack or environment that is no longer there stands where it stood by default.
    """
    loaded = workspace.stack(stack)
    known = loaded.model if loaded is not None and environment in loaded.model.spec.environments else None
    said = known.spec.environments[environment].kubernetes if known is not None else None
    return cluster_of(invocation, said, known.namespace_in(environment) if known is not None else f"{stack}-{environment}")


def _kubernetes_provider(invocation: Invocation, workspace: Workspace) -> Provider:
    from bouwsteen.adapters.kubernetes.provider import KubernetesProvider  # noqa: PLC0415  only who asks a cluster pays for it

    settings = functools.cache(functools.partial(cluster_settings, invocation, workspace))  # each call asks for it
    return KubernetesProvider(lambda address: settings(address.stack, address.environment), WorkspaceContent(workspace).files)


def export_cluster(invocation: Invocation, workspace: Workspace, stack: str, environment: str, *, with_secrets: bool) -> Exported:
    """The manifests of an environment, from what the stack says and what is on record. No cluster is asked."""
    from bouwsteen.adapters.kubernetes import exports  # noqa: PLC0415  only who asks for manifests pays for them

    namespace = cluster_settings(invocation, workspace, stack, environment).namespace
    with open_engine(invocation, workspace, "export") as engine:
        wanted = compile_stack(engine, workspace, stack, environment).desired
        resources = read_wanted(engine, wanted, lambda each: exports.foresee_outputs(_call_of(each), each.private, namespace))
    asked = [exports.Asked(_call_of(each), each.private) for each in resources if each.type.startswith(exports.FAMILY)]
    return exports.export_manifests(asked, namespace, WorkspaceContent(workspace).files, with_secrets=with_secrets)


def _call_of(resource: WantedResource) -> Call:
    return Call(resource.address, resource.type, resource.inputs, key="")


def _broker_provider() -> Provider:
    from bouwsteen.adapters.brokers.provider import BrokerProvider  # noqa: PLC0415  only who asks a broker pays for it

    return BrokerProvider()


def open_custodian(invocation: Invocation, root: Path, command: str, stack: str, environment: str, lock_timeout: float = 0.0) -> Custodian:
    """For the verbs that look after the record: of the documents only where it is kept is read, and no provider is opened."""
    from bouwsteen.adapters.state_backups import BackupFiles  # noqa: PLC0415  only who looks after the record pays for it
    from bouwsteen.engine.custodians import Custodian  # noqa: PLC0415  as above

    return Custodian(
        custody=open_stores(invocation, root),
        backups=BackupFiles(keys_of(invocation, root, stack, environment)),
        identity=_identity(command),
        now=_now,
        run=_new_run(),
        stack=stack,
        environment=environment,
        waiting=lambda: LockWait(lock_timeout, time.monotonic, waiting_reporter(invocation), _sleep) if lock_timeout else None,
    )


def _sleep(seconds: float) -> bool:
    time.sleep(seconds)
    return False  # a person who stops it interrupts the sleep


def _identity(command: str) -> Identity:
    return Identity("cli", f"{getpass.getuser()}@{socket.gethostname()}", command)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def _new_run() -> str:
    return uuid.uuid4().hex


@dataclass(frozen=True)
class WorkspaceContent:
    """The content that local resources are made of, by digest: files of stacks, services of blocks."""

    workspace: Workspace
    _files: dict[str, Mapping[str, bytes]] = field(default_factory=dict)

    def files(self, digest: str) -> Mapping[str, bytes]:
        for stack in self.workspace.stacks.values():
            for content in stack.files.values():
                if content.digest == digest:
                    return content.files
        raise LookupError(f"No folder of this workspace has the content {digest}.")

    def service_folder(self, block: str, digest: str) -> Path:
        for loaded in self.workspace.blocks.get(block, {}).values():
            if loaded.service_digest == digest:
                return loaded.service_folder
        raise LookupError(f"The service of {block} is not here with the content {digest}.")


def compiled_blocks(engine: Engine) -> CompiledBlocks:
    """To be shared by all stacks of one content."""
    return CompiledBlocks(engine.types, engine.statistics, kit_digest())


def compile_stack(engine: Engine, workspace: Workspace, stack: str, environment: str, *, blocks: CompiledBlocks | None = None) -> Compiled:
    """What is wanted in one environment. `blocks` are those of a run over several stacks. Raises as `compile_environment`."""
    return compile_environment(
        workspace,
        stack,
        environment,
        blocks or compiled_blocks(engine),
        read_secret=lambda reference: read_secret(reference, workspace.root / "stacks" / stack),
        read_export=lambda other, where, output: _read_export(engine, workspace, stack, (other, where, output)),
    )


def desired(
    engine: Engine,
    workspace: Workspace,
    stack: str,
    environment: str,
    *,
    destroy: bool = False,
    losses: frozenset[str] = frozenset(),
    replacements: frozenset[str] = frozenset(),
    blocks: CompiledBlocks | None = None,
    policies: Mapping[str, CompiledPolicy] | None = None,
    approval: Approval | None = None,
) -> Desired:
    """What is wanted and permitted; who only looks asks `compile_stack`. `blocks` and `policies` are those of a run over several stacks.

    `approval` says who wants it carried out, and who approved of it; None in a plan that is only made.

    With `destroy` nothing is wanted, and the record alone says what there is: documents may be broken by then.
    """
    if destroy:
        organisation = organisation_of(workspace, stack)
        notes = _warn_of_users(engine, stack, environment, organisation)
        intent = Intent(stack, environment, organisation, target_of(workspace, stack, environment), notes=notes, losses=losses)
        return Desired(intent, None, rulings=permitted_removal(engine, workspace, stack, environment, approval))
    compiled = permitted(engine, workspace, compile_stack(engine, workspace, stack, environment, blocks=blocks), policies, approval)
    return with_options(compiled.desired, losses, replacements)


def with_options(wanted: Desired, losses: frozenset[str], replacements: frozenset[str]) -> Desired:
    """With what a person says by options beside what the stack says."""
    return replace(wanted, intent=replace(wanted.intent, losses=losses, replacements=replacements))


def target_of(workspace: Workspace, stack: str, environment: str) -> str:
    """As the stack has it; by its name where the stack no longer has that environment. Empty: it may be anywhere."""
    loaded = workspace.stack(stack)
    settings = loaded.model.spec.environments.get(environment) if loaded is not None else None
    return settings.target if settings is not None else LOCAL if environment == LOCAL else ""


def _warn_of_users(engine: Engine, stack: str, environment: str, organisation: str) -> tuple[Note, ...]:
    """Stacks that may use what this one exports: their bindings end with it."""
    with engine.store.open(stack, environment, Mode.READ, organisation=organisation) as session:
        exports = session.snapshot.exports
    users = sorted({user for output in exports.values() if isinstance(output, Mapping) for user in output})
    if not users:
        return ()
    names = ", ".join(users)
    return (Note("exports-end", f"What this stack exports ends with it. Stacks that may use it: {names}.", "", {"stacks": names}),)


def organisation_of(workspace: Workspace, stack: str) -> str:
    """The number that stands for the stack's organisation."""
    loaded = workspace.stack(stack)
    found = find_organisation(loaded.model.spec.organisation, workspace.organisations) if loaded is not None else None
    if found is None:
        raise NotFoundError.because(
            "organisation-not-found",
            "There is no such organisation",
            f"The catalog does not have the organisation of {stack}.",
            "Correct spec.organisation, or describe it by name and kind.",
        )
    return identify(found)


def _read_export(engine: Engine, workspace: Workspace, stack: str, wanted: tuple[str, str, str]) -> Mapping[str, Any] | None:
    other, environment, output = wanted
    with engine.store.open(other, environment, Mode.READ, organisation=organisation_of(workspace, other)) as session:
        found = session.snapshot.exports.get(output, {}).get(stack)
    return found if isinstance(found, Mapping) else None


def probe(url: str) -> str:
    """Empty when something answers at an address, else why not."""
    from bouwsteen.adapters import probes  # noqa: PLC0415  only who looks at addresses pays for it

    return probes.probe(url)


def read_imports(
    invocation: Invocation, workspace: Workspace, stack: str, environment: str, wanted: Iterable[Reference]
) -> dict[Reference, Mapping[str, Any]]:
    """What other stacks export to this one by now. What has no value yet is left out."""
    with open_engine(invocation, workspace, "export") as engine:
        found = {
            each: _read_export(engine, workspace, stack, (each.stack, environment, f"{each.instance}/{each.output}")) for each in wanted
        }
    return {each: value for each, value in found.items() if value is not None}


def load_runner(engine: Engine, progress: Callable[[Progress], None]) -> Callable[[LoadPlan], LoadResult]:
    """Makes load with locust, in processes of its own."""
    from bouwsteen.adapters.load_generators.runs import run_load_test  # noqa: PLC0415  only who makes load pays for it

    return lambda plan: run_load_test(plan, progress, lambda: engine.stop.requested)


def count_answers(address: str) -> Figures:
    """What the counter of forms at an address counted so far; nothing where it does not say."""
    from bouwsteen.adapters import service_figures  # noqa: PLC0415  as above

    return service_figures.read_answers(address)


def is_here(url: str) -> bool:
    """Whether a broker's address is on this machine."""
    from bouwsteen.adapters.brokers.client import is_local  # noqa: PLC0415  only who asks a broker pays for it

    return is_local(url)


def check_broker(
    url: str, account: tuple[str, str], stranger: tuple[str, str], progress: Callable[[str, int, int], None]
) -> Iterator[PlanFound]:
    """Holds a running broker against the protocol."""
    from bouwsteen.adapters.broker_checks import checks  # noqa: PLC0415  only who checks a broker pays for it

    return checks.check_broker(url, account, stranger, progress)


def read_logs(workspace: Workspace, stack: str, environment: str, instance: str | None, *, tail: int, follow: bool) -> Iterator[LogLine]:
    """Lines of the local processes of an environment, or of one instance. With `follow` until interrupted.

    Raises NotFoundError when nothing there has a log.
    """
    from bouwsteen.adapters.local import logs  # noqa: PLC0415  only who reads logs pays for it

    files = logs.log_files(workspace.root / WORK_FOLDER, Address(stack, environment, instance or ""))
    if not files:
        what = f"{stack}/{environment}" + (f"/{instance}" if instance else "")
        raise NotFoundError.because(
            "no-logs",
            "There are no logs",
            f"No local process of {what} has written a log.",
            f"See what there is:\n\n    bouwsteen status {stack}",
        )
    for line in logs.read_logs(files, tail=tail, follow=follow):
        yield LogLine(line.address.instance, line.text)
