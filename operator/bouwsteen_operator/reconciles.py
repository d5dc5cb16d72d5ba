"""What happens to one Stack: read → compile → plan → approve → apply → instances → status.

Level-based: everything that is needed is read anew, and what differs is brought to what is wanted; it does not matter what
happened, or whether somebody was killed half way. Nothing is written where nothing differs. Status is written in one place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bouwsteen.adapters.kubernetes.clients import ClusterClient, ClusterError, ClusterSettings, Kind
from bouwsteen.adapters.kubernetes_state.successions import Succession
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.engine.engines import Stop
from bouwsteen.errors import BouwsteenError, DeniedError
from bouwsteen.formats.stack_objects import STACK_LABEL
from bouwsteen_operator import findings, places, verdicts
from bouwsteen_operator.caches import Cache, Object
from bouwsteen_operator.conditions import Reason
from bouwsteen_operator.convergences import Convergence
from bouwsteen_operator.desires import Desires, ReadSource, Wanted
from bouwsteen_operator.destinations import of_cluster
from bouwsteen_operator.engines import Engines
from bouwsteen_operator.imports import Homes, Imports, environment_of, users_of
from bouwsteen_operator.keys import Key
from bouwsteen_operator.objects import FINALIZER
from bouwsteen_operator.outcomes import Outcome
from bouwsteen_operator.removals import Assenting, Removed, Remover
from bouwsteen_operator.reports import Reporter, Tell
from bouwsteen_operator.results import Happened, Result
from bouwsteen_operator.settings import Settings
from bouwsteen_operator.shards import read_shard
from bouwsteen_operator.sources import Sources
from bouwsteen_operator.unpinned_policies import UnpinnedPolicies
from bouwsteen_operator.verdicts import Verdict
from bouwsteen_operator.writes import Writer

_SOON: Final = 1.0  # seconds
_STACK_SECONDS: Final = 30.0  # until another stack is asked again for what it exports, where nobody wakes us


class Reconciler:
    """Safe for several threads, as long as one key runs once at a time."""

    def __init__(
        self,
        settings: Settings,
        cache: Cache,
        open_client: Callable[[ClusterSettings], ClusterClient],
        now: Callable[[], str],
        monotonic: Callable[[], float],
        *,
        read_source: ReadSource | None = None,
        succession: Succession | None = None,
        tell: Tell = lambda _stack, _happened: None,
    ) -> None:
        self._settings = settings
        self._shard = read_shard(settings.shard)
        self._cache = cache
        self._now = now
        self._client = open_client(ClusterSettings(settings.kubeconfig, settings.context, settings.namespace))
        destinations = of_cluster(settings, cache, self._client.server)
        self.engines = Engines(settings, self._client, now, monotonic, destinations.choose, succession)
        self._homes = Homes(cache, self._client)
        self._sources = Sources(cache, self.engines.tenant)
        self._unpinned = UnpinnedPolicies(cache, self._sources.catalog)
        self._read_source = read_source or self._sources.read
        self._desires = Desires(destinations)
        self._writer = Writer(self._client)
        self._reporter = Reporter(cache, self._writer, now, tell)

    def reconcile(self, key: Key, stop: Stop) -> Outcome:
        """Never raises for what a cluster or a document does. InternalError is a bug, and stays one."""
        stack = self._reporter.newest("Stack", key.namespace, key.name)
        if stack is None or not self._shard.has(stack):  # it is gone, or became the business of another shard
            self._forget(key)
            return Outcome()
        try:
            if stack["metadata"].get("deletionTimestamp"):
                return self._remove(key, stack, stop)
            stack = self._hold(stack)
            result = self._look(key, stack, stop)
            self._reporter.write(stack, result)
        except ClusterError as error:
            if error.kind in {Kind.CONFLICT, Kind.NOT_FOUND}:  # it changed, or went, under our hands: there is something newer to look at
                return Outcome(_SOON)
            return verdicts.judge_cluster(error).outcome
        outcome = result.verdict.outcome
        if result.applied is not None and result.applied.succeeded:
            return replace(outcome, wake=tuple(users_of(self._cache, key.name, environment_of(stack))))
        return outcome

    def close(self) -> None:
        self.engines.close()

    def _forget(self, key: Key) -> None:
        self._sources.forget(key)
        self._desires.forget(key)
        self.engines.forget(key)
        self._reporter.forget(key)

    def _hold(self, stack: Object) -> Object:
        """With our finalizer, before anything is made that must go with it."""
        finalizers = stack["metadata"].get("finalizers") or []
        if FINALIZER in finalizers:
            return stack
        return self._reporter.remember("Stack", self._writer.set_finalizers("Stack", stack, [*finalizers, FINALIZER]))

    def _look(self, key: Key, stack: Object, stop: Stop) -> Result:
        try:
            return self._attempt(key, stack, stop)
        except DeniedError as error:
            verdict = verdicts.judge(error)
            return Result(verdict, (findings.denied(verdict.conditions[0].message),))
        except BouwsteenError as error:
            verdict = verdicts.judge(error)
            return Result(verdict, places.awaits(verdict))
        except ClusterError as error:
            return Result(verdicts.judge_cluster(error))

    def _attempt(self, key: Key, stack: Object, stop: Stop) -> Result:
        if (stack.get("spec") or {}).get("suspend") is True:
            return Result(verdicts.wait_for(Reason.SUSPENDED, "The Stack is suspended: nothing is done to what runs."))
        elsewhere = places.check_place(key, stack, self._settings.owner)
        if elsewhere is not None:
            return Result(elsewhere, places.awaits(elsewhere))
        source = self._read_source(key, stack)
        engine = self.engines.engine(key, source.read_content, stop)
        imports = self._imports(key, stack)
        wanted = self._desires.want(key, stack, source, imports, engine)
        beside = (findings.describe_wiring(wanted), findings.describe_policies(wanted))
        if wanted.missing:
            return Result(_waits_for_stacks(wanted, imports), beside)
        convergence = Convergence(
            self._settings,
            key,
            stack,
            self._cache,
            self._reporter,
            engine,
            self.engines.tenant(key.namespace),
            wanted,
            beside,
            self._now,
            self._unpinned,
        )
        return convergence.bring()

    def _imports(self, key: Key, stack: Object) -> Imports:
        resolved = (stack.get("spec") or {}).get("resolved") or {}
        secret = str((resolved.get("imports") or {}).get("secret", ""))
        return Imports(self.engines, self._homes, key, secret)

    def _remove(self, key: Key, stack: Object, stop: Stop) -> Outcome:
        finalizers = stack["metadata"].get("finalizers") or []
        if FINALIZER not in finalizers:
            return Outcome()
        if self._homes.is_kind_ending():
            return self._let_go(key, stack, _gone_with_its_kind())
        engine = self.engines.engine(key, lambda digest: self._read_source(key, stack).read_content(digest), stop, questioner=Assenting())
        client = self.engines.tenant(key.namespace)
        remover = Remover(self._settings, key, stack, self._cache, self._homes, engine, client, lambda: self._judging(key, stack))
        try:
            removed = remover.remove()
        except BouwsteenError as error:
            removed = Removed(Result(verdicts.judge(error)))
        if removed.result is not None and self._homes.is_ending(key.namespace):
            removed = Removed(None, (_gone_with_its_namespace(),))
        if removed.result is not None:
            self._reporter.write(stack, removed.result)
            return removed.result.verdict.outcome
        return self._let_go(key, stack, *removed.happened)

    def _judging(self, key: Key, stack: Object) -> Workspace:
        """With all policies that are asked of a removal. Raises BouwsteenError."""
        workspace = self._read_source(key, stack).workspace
        return replace(workspace, policies={**workspace.policies, **self._unpinned.find(workspace)})

    def _let_go(self, key: Key, stack: Object, *happened: Happened) -> Outcome:
        for each in happened:
            self._reporter.tell(stack, each)
        finalizers = stack["metadata"].get("finalizers") or []
        self._writer.set_finalizers("Stack", stack, [each for each in finalizers if each != FINALIZER])
        self._forget(key)
        return Outcome()


def _gone_with_its_namespace() -> Happened:
    """Nothing can be recorded any more where it was recorded, and to hold on to it would only keep the namespace."""
    return Happened(
        "NamespaceEnds",
        "Its namespace goes, and its record with it. What it had elsewhere, such as shares in services, may be left there.",
        is_warning=True,
    )


def _gone_with_its_kind() -> Happened:
    """Who takes the definition away, or all that an installation has, asks nobody whether each stack is to go."""
    return Happened(
        "KindEnds",
        "The definition of Stack is being deleted, and every Stack with it. What runs stays as it is, with the record of it: "
        "apply the definition and the objects of the stack again.",
        is_warning=True,
    )


def _waits_for_stacks(wanted: Wanted, imports: Imports) -> Verdict:
    names = ", ".join(wanted.missing)
    if imports.not_at_home:
        return verdicts.halt(
            Reason.WAITING_FOR_STACK,
            f"Other stacks export {names} to the stack of this name, and this namespace is not known as its home.",
            f"Whoever runs the cluster can say that it is: a label `{STACK_LABEL}: {imports.key.name}` on the namespace.",
        )
    return verdicts.retry(Reason.WAITING_FOR_STACK, f"These outputs are not there yet: {names}.", again_after=_STACK_SECONDS)
