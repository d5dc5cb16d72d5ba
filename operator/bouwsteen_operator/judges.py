"""What there is to say of an object before it is kept, for the API server that asks: the same as a reconcile would say of it.

Of a Stack a workspace is built with what the watches saw, compiled, planned on nothing and judged by its policies, by the functions that
a reconcile and `bouwsteen validate` use. Policies that its lock leaves out are asked as they are published. Nothing is asked of any world;
of the cluster only the ConfigMaps that the stack names, with the rights of its namespace.

What is not here yet is no reason to refuse: it comes with the same export, in any order. It is a warning, and the reconcile judges then.
What is done to resources that there are, and who approved of it, only a plan can tell.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bouwsteen.adapters.kubernetes.clients import ClusterError, Kind
from bouwsteen.diagnostics import Diagnostic, Severity, SourceRange, error
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.engine.compilations import Compiled, CompiledBlocks, compile_environment
from bouwsteen.engine.findings import to_diagnostic
from bouwsteen.engine.policies import compile_policies, judge_stack
from bouwsteen.errors import BouwsteenError
from bouwsteen.formats.stack_objects import ORGANISATION
from bouwsteen.planning.builder import Recorded, build_plan
from bouwsteen.policy.rules import CompiledPolicy, compile_policy
from bouwsteen.providers.resource_types import ResourceType
from bouwsteen_operator.caches import Cache, Object
from bouwsteen_operator.catalog_objects import CatalogObjects, check_object, read_loaded_policy
from bouwsteen_operator.destinations import Destinations, check_addresses
from bouwsteen_operator.engines import TYPES
from bouwsteen_operator.imports import environment_of
from bouwsteen_operator.keys import Key
from bouwsteen_operator.places import misplaced
from bouwsteen_operator.settings import Settings
from bouwsteen_operator.unpinned_policies import UnpinnedPolicies
from bouwsteen_operator.workspaces import build_workspace, may_come

# The ConfigMaps of a stack, by name, read by a moment (monotonic). Raises ClusterError.
ReadFiles = Callable[[Key, Object, float], Mapping[str, Object]]
KINDS: Final = ("BuildingBlock", "Interface", "Policy", "CatalogEntry", "Organisation", "Waiver", "Stack")


@dataclass(frozen=True, slots=True)
class Judgement:
    """`problems` are errors, because of which it is refused; `denied`: policies say so, and nothing else is wrong."""

    problems: tuple[Diagnostic, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    denied: bool = False


class Judge:
    """Safe for several threads."""

    def __init__(
        self,
        settings: Settings,
        cache: Cache,
        read_files: ReadFiles,
        destinations: Destinations,
        today: Callable[[], dt.date],
        types: Mapping[str, ResourceType] = TYPES,
    ) -> None:
        self._settings = settings
        self._cache = cache
        self._read_files = read_files
        self._destinations = destinations
        self._today = today
        self._catalog = CatalogObjects(lambda kind, name: cache.get(kind, "", name), cache.list)
        self._blocks = CompiledBlocks(types)
        self._unpinned = UnpinnedPolicies(cache, self._catalog)
        self._lock = threading.Lock()
        self._compiled: dict[str, CompiledPolicy] = {}  # by digest: as many as the cluster has

    def judge(self, obj: Object, until: float) -> Judgement:
        """Of one of `KINDS`. Raises ClusterError where files cannot be read by then (monotonic)."""
        if obj["kind"] == "Stack":
            return self._judge_stack(obj, until)
        problems = check_object(obj)
        if not problems and obj["kind"] == "Policy":
            loaded = read_loaded_policy(obj)
            problems = list(compile_policy(loaded.model, loaded.document)[1])
        return Judgement(tuple(each for each in problems if each.is_error), tuple(each for each in problems if _is_warning(each)))

    def _judge_stack(self, stack: Object, until: float) -> Judgement:
        key = Key(str(stack["metadata"]["namespace"]), str(stack["metadata"]["name"]))
        if self._settings.namespaces and key.namespace not in self._settings.namespaces:
            return Judgement((_unseen(stack),))
        wrong_place = misplaced(key, stack, self._settings.owner)
        if wrong_place:
            return Judgement((_misplaced(stack, wrong_place),))
        try:
            workspace, found = self._read(key, stack, until)
        except BouwsteenError as problem:
            return Judgement(problem.diagnostics)
        errors = [each for each in found if each.is_error]
        refused = tuple(each for each in errors if not may_come(each))
        if errors:
            return Judgement(refused, () if refused else tuple(map(_as_warning, errors)))
        try:
            compiled = compile_environment(
                workspace, key.name, environment_of(stack), self._blocks, read_secret=lambda _: "", read_export=lambda *_: None
            )
            addresses = check_addresses(workspace, compiled, self._destinations)
            return Judgement(tuple(addresses)) if addresses else self._judge_sound(workspace, compiled)
        except BouwsteenError as problem:
            return Judgement(problem.diagnostics)

    def _read(self, key: Key, stack: Object, until: float) -> tuple[Workspace, list[Diagnostic]]:
        try:
            config_maps = self._read_files(key, stack, until)
        except ClusterError as problem:
            if problem.kind not in {Kind.FORBIDDEN, Kind.UNAUTHORIZED}:
                raise
            config_maps = {}  # its account may come with the same export
        organisation = self._cache.get("Organisation", key.namespace, ORGANISATION)
        waivers = self._cache.list("Waiver", key.namespace)
        with self._lock:  # the catalog is read once for all
            workspace, _, found = build_workspace(self._catalog, stack, organisation, waivers, config_maps)
        return workspace, found.sorted()

    def _judge_sound(self, workspace: Workspace, compiled: Compiled) -> Judgement:
        """Raises InvalidInputError for policies that cannot be asked."""
        intent, expansion = compiled.desired.intent, compiled.desired.expansion
        assert expansion is not None, "only what is destroyed has none"
        plan, told = build_plan(intent, expansion, Recorded())
        if told.has_errors:
            return Judgement(tuple(told.errors()))
        policies = [*self._pinned_policies(workspace), *map(self._unpinned.compiled, self._unpinned.find(workspace).values())]
        judged = judge_stack(workspace, intent.stack, policies, self._today(), [intent.environment], resolution=compiled.resolution)
        rulings = judged.rulings[intent.environment]
        every = [*judged.findings, *(rulings.judge_resources(plan) if rulings.asks_resources else ())]
        # Of two versions of a policy the stricter one counts.
        found = {each.fingerprint: each for each in sorted(every, key=lambda one: one.denies)}
        findings = [each for each in every if found[each.fingerprint] is each]
        told_of = [(each, to_diagnostic(each, self._settings.language)) for each in findings]
        denied = tuple(diagnostic for finding, diagnostic in told_of if finding.denies)
        shown = (*compiled.warnings, *told, *(diagnostic for finding, diagnostic in told_of if not finding.denies))
        return Judgement(denied, tuple(each for each in shown if _is_warning(each)), denied=bool(denied))

    def _pinned_policies(self, workspace: Workspace) -> list[CompiledPolicy]:
        """Those of the lock, as a plan asks them. Raises InvalidInputError for one that cannot be asked."""
        unknown = {name: each for name, each in workspace.policies.items() if each.digest not in self._compiled}
        if unknown:
            made = compile_policies(unknown)
            self._compiled.update({unknown[name].digest: each for name, each in made.items()})
        return [self._compiled[each.digest] for each in workspace.policies.values()]


def _is_warning(problem: Diagnostic) -> bool:
    return problem.severity is Severity.WARNING


def _as_warning(problem: Diagnostic) -> Diagnostic:
    return Diagnostic(Severity.WARNING, problem.code, problem.summary, problem.detail, problem.remedy, problem.source, problem.address)


def _misplaced(stack: Object, text: str) -> Diagnostic:
    return error("stack-misplaced", "A Stack stands where it cannot be carried out", text, source=_place(stack, "spec.environments"))


def _unseen(stack: Object) -> Diagnostic:
    """What stands beside it is not known here, so nobody can say that it is sound."""
    return error(
        "namespace-not-watched",
        "A Stack stands where this operator does not look",
        f"The namespace `{stack['metadata']['namespace']}` is not one of those that the operator that was asked watches.",
        "Whoever runs the operator has it watch that namespace, or leaves that namespace out of its webhook (`namespaceSelector`).",
        source=_place(stack, "metadata.namespace"),
    )


def _place(stack: Object, path: str) -> SourceRange:
    metadata: Mapping[str, Any] = stack["metadata"]
    return SourceRange(f"stacks/{metadata['name']} (Stack {metadata['namespace']}/{metadata['name']}) {path}")
