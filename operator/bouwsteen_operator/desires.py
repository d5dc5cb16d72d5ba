"""What a stack wants, compiled from what stands in the cluster, and kept for as long as none of that changes."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bouwsteen.adapters.contents import kit_digest
from bouwsteen.calendars import read_day
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.models import SecretRef
from bouwsteen.documents.workspaces import LoadedPolicy, Workspace
from bouwsteen.engine.compilations import Compiled, CompiledBlocks, compile_environment
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.policies import compile_policies, permitted
from bouwsteen.errors import InvalidInputError
from bouwsteen.policy.rules import CompiledPolicy
from bouwsteen_operator.caches import Object
from bouwsteen_operator.destinations import Destinations, check_addresses
from bouwsteen_operator.engines import TYPES, ReadContent
from bouwsteen_operator.imports import Imports, SecretFields, environment_of
from bouwsteen_operator.keys import Key


@dataclass(frozen=True, slots=True)
class Source:
    """What a stack is made of. `token` is another one as soon as anything of it is; it is compared, never shown."""

    workspace: Workspace
    token: Hashable
    diagnostics: tuple[Diagnostic, ...] = ()
    read_content: ReadContent = field(default=lambda _: {}, repr=False)


# Of one Stack. Raises BouwsteenError where something that it needs is not there.
ReadSource = Callable[[Key, Object], Source]


@dataclass(frozen=True, slots=True)
class Wanted:
    """`missing` are outputs of other stacks that are not there yet, as `stack/instance/output`."""

    workspace: Workspace
    compiled: Compiled
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kept:
    token: Hashable
    day: dt.date
    imports: Mapping[tuple[str, str, str], Mapping[str, Any] | None] = field(repr=False)
    secrets: Mapping[SecretRef, str] = field(repr=False)
    secret_fields: SecretFields = field(repr=False)
    wanted: Wanted = field(repr=False)


class Desires:
    """Safe for several threads; one stack is asked for by one of them at a time."""

    def __init__(self, destinations: Destinations) -> None:
        self._destinations = destinations
        self._lock = threading.Lock()
        self._blocks = CompiledBlocks(TYPES, kit=kit_digest())
        self._kept: dict[Key, _Kept] = {}
        self._policies: tuple[Mapping[str, str], dict[str, CompiledPolicy]] = ({}, {})

    def want(self, key: Key, stack: Object, source: Source, imports: Imports, engine: Engine) -> Wanted:
        """Raises BouwsteenError as a compilation does, DeniedError for what policies deny today."""
        day = read_day(engine.now())
        kept = self._kept.get(key)
        if kept is not None and (kept.token, kept.day) == (source.token, day) and _same_values(kept, imports):
            return kept.wanted
        errors = [each for each in source.diagnostics if each.is_error]
        if errors:
            raise InvalidInputError(*errors)
        secrets: dict[SecretRef, str] = {}

        def read_secret(reference: SecretRef) -> str:
            secrets[reference] = imports.read_secret(reference)
            return secrets[reference]

        imports.missing.clear()
        imports.secret_fields = lambda stack, output: _secret_fields(source.workspace, stack, output)
        compiled = compile_environment(
            source.workspace,
            key.name,
            environment_of(stack),
            self._blocks,
            read_secret=read_secret,
            read_export=imports.read_export,
        )
        refused = check_addresses(source.workspace, compiled, self._destinations)
        if refused:
            raise InvalidInputError(*refused)
        compiled = permitted(engine, source.workspace, compiled, self._compiled_policies(source.workspace.policies))
        wanted = Wanted(source.workspace, compiled, tuple(sorted(set(imports.missing))))
        with self._lock:
            self._kept[key] = _Kept(source.token, day, dict(imports.values), secrets, imports.secret_fields, wanted)
        return wanted

    def forget(self, key: Key) -> None:
        with self._lock:
            self._kept.pop(key, None)

    def _compiled_policies(self, policies: Mapping[str, LoadedPolicy]) -> dict[str, CompiledPolicy]:
        """One compilation for all stacks that are judged by the same ones."""
        digests = {name: each.digest for name, each in policies.items()}
        with self._lock:
            known, compiled = self._policies
        if known != digests:
            compiled = compile_policies(policies)
            with self._lock:
                self._policies = digests, compiled
        return compiled


def _secret_fields(workspace: Workspace, stack: str, output: str) -> frozenset[str] | None:
    """Which fields of what another stack exports are secret, as the interface of that output says; None where nobody knows."""
    other = workspace.stack(stack)
    name, _, provided = output.partition("/")
    entry = next((each for each in other.model.spec.blocks if each.instance == name), None) if other is not None else None
    for block in workspace.blocks.get(entry.block, {}).values() if entry is not None else ():
        given = block.model.spec.provides.get(provided)
        interface = workspace.interfaces.get(given.interface, {}).get(given.version) if given is not None else None
        if interface is not None:
            return frozenset(interface.secret_fields)
    return None


def _same_values(kept: _Kept, imports: Imports) -> bool:
    """Whether other stacks, and the Secret beside this one, still say what they said."""
    imports.secret_fields = kept.secret_fields
    if any(imports.read_export(*name) != value for name, value in kept.imports.items()):
        return False
    try:
        return all(imports.read_secret(reference) == value for reference, value in kept.secrets.items())
    except LookupError:
        return False
