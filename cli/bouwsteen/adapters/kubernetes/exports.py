"""What resources of `kubernetes/*` are in a cluster, written down instead of applied: the same manifests, by the same code.

Nothing is asked of a cluster. Objects that hold a secret are left out and named, unless somebody asks for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bouwsteen.adapters.bindings import BindingError
from bouwsteen.adapters.kubernetes.kinds import KINDS
from bouwsteen.adapters.kubernetes.manifests import Manifest, ManifestError, Wanted, prepare
from bouwsteen.adapters.kubernetes.observations import Memory
from bouwsteen.adapters.kubernetes.places import scope_name
from bouwsteen.adapters.kubernetes.realisations import REALISATIONS, ReadContent, Setting
from bouwsteen.adapters.kubernetes.workload_types import TYPES as WORKLOAD_TYPES
from bouwsteen.adapters.kubernetes.workloads import make_outputs
from bouwsteen.adapters.variables import VariableError
from bouwsteen.errors import InvalidInputError
from bouwsteen.providers.protocol import Call
from bouwsteen.values import Secret, Unknown, has_secret, has_unknown, map_leaves, reveal

FAMILY: Final = "kubernetes/"


@dataclass(frozen=True, slots=True)
class Asked:
    """One resource as the stack wants it. `private` is what its record keeps; empty before the first apply."""

    call: Call
    private: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A Secret that is to be there and was not written: which fields it has, and of what type it is."""

    name: str
    type: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exported:
    """In the order in which they are applied: what others stand on first."""

    manifests: tuple[Manifest, ...]
    left_out: tuple[LeftOut, ...]


def foresee_outputs(call: Call, private: Mapping[str, Any], namespace: str) -> Mapping[str, Any] | None:
    """What a workload, a service or a volume is reached by; None of what only the cluster knows."""
    if call.type not in WORKLOAD_TYPES or has_unknown(_plain(call.inputs)):
        return None
    return make_outputs(call.type, call.inputs, _setting(call, private, namespace, _no_content).place(call))


def export_manifests(asked: Iterable[Asked], namespace: str, read_content: ReadContent, *, with_secrets: bool = False) -> Exported:
    """Raises InvalidInputError for what cannot be written: a value that is not known before the first apply above all."""
    wanted = [each for item in asked for each in _wanted(item, namespace, read_content, with_secrets=with_secrets)]
    wanted.sort(key=lambda each: each.wave)
    left_out = [_left_out(each) for each in wanted if has_secret(each.manifest) and not with_secrets]
    written = [each.manifest for each in wanted if with_secrets or not has_secret(each.manifest)]
    return Exported(tuple(reveal(each) for each in written), tuple(left_out))


def _wanted(item: Asked, namespace: str, read_content: ReadContent, *, with_secrets: bool) -> list[Wanted]:
    call = item.call
    inputs = call.inputs if with_secrets else _with_blanks(call.inputs)
    blank = Call(call.address, call.type, inputs, call.key)
    try:
        manifests = REALISATIONS[call.type].manifests(blank, _setting(call, item.private, namespace, read_content))
        if has_unknown(manifests):
            raise BindingError("It holds a value that is known only after an apply.")
        wave = call.inputs.get("wave") if REALISATIONS[call.type].is_single else None
        return [prepare(each, _namespace_of(each, namespace), call.address, wave) for each in manifests]
    except (BindingError, VariableError, LookupError, ManifestError) as error:
        raise InvalidInputError.because(
            "manifest-not-written",
            "A manifest cannot be written",
            f"{call.address} cannot be written as manifests. {error}",
            f"Apply the environment first:\n\n    bouwsteen apply {call.address.stack} -e {call.address.environment}",
        ) from None


def _setting(call: Call, private: Mapping[str, Any], namespace: str, read_content: ReadContent) -> Setting:
    """As the provider has it, so that what is written is what is applied."""
    memory = Memory.of(private)
    return Setting(namespace, read_content, memory.name or scope_name(call.address), bytes.fromhex(memory.key))


def _namespace_of(manifest: Manifest, namespace: str) -> str:
    known = KINDS.get((str(manifest["apiVersion"]), str(manifest["kind"])))
    if known is not None and not known.namespaced:
        return ""
    return str(manifest["metadata"].get("namespace") or namespace)


def _with_blanks(inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a Secret is made of need not be known where no Secret is written."""
    blanks = {
        name: map_leaves(item, lambda _, leaf: Secret("") if isinstance(leaf, Unknown) else leaf)
        for name, item in inputs.items()
        if name == "bindings"
    }
    return {**inputs, **blanks}


def _plain(inputs: Mapping[str, Any]) -> dict[str, Any]:
    return {name: item for name, item in inputs.items() if name != "bindings"}


def _left_out(wanted: Wanted) -> LeftOut:
    return LeftOut(wanted.key.name, str(wanted.manifest.get("type", "Opaque")), tuple(sorted(wanted.manifest.get("data", {}))))


def _no_content(digest: str) -> Mapping[str, bytes]:
    raise LookupError(f"No folder has the content {digest}.")
