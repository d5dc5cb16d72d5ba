"""What a stack gets from others: from their records in this cluster, else from a Secret beside it; and who waits for whom.

A name alone is no proof: whoever may write in one namespace could call a stack there as one of somebody else's. So a stack counts as
the one of its name only at home: in the namespace `<stack>-<environment>`, or in one whose label, which its tenants cannot set, says so.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from bouwsteen.adapters.kubernetes.clients import ClusterClient, ClusterError, Kind
from bouwsteen.documents.models import SecretRef
from bouwsteen.documents.stacks import Reference
from bouwsteen.engine.secret_references import SecretWithheldError
from bouwsteen.formats.stack_objects import STACK_LABEL, import_key, secret_key
from bouwsteen.state.ports import Mode
from bouwsteen.values import Secret, map_leaves
from bouwsteen_operator.caches import Cache, Object
from bouwsteen_operator.engines import Engines
from bouwsteen_operator.keys import Key, key_of
from bouwsteen_operator.objects import KINDS

_MOST_BYTES: Final = 65_536  # of one value


# Of an output of another stack: the names of its secret fields; None where that is not known.
SecretFields = Callable[[str, str], frozenset[str] | None]


def environment_of(stack: Object) -> str:
    """Which environment a Stack stands for; empty where it does not say."""
    resolved = (stack.get("spec") or {}).get("resolved") or {}
    found = resolved.get("environment", "")
    return found if isinstance(found, str) else ""


class Homes:
    """Which namespace a stack is at home in."""

    def __init__(self, cache: Cache, client: ClusterClient) -> None:
        self._cache = cache
        self._client = client

    def is_home(self, key: Key, environment: str) -> bool:
        """Raises ClusterError where the namespace has another name and its label cannot be read."""
        return key.namespace == f"{key.name}-{environment}" or self._label(key.namespace) == key.name

    def find(self, name: str, environment: str) -> Key | None:
        """The stack of that name in this cluster; None where it is not here, or only a namesake of it."""
        usual = Key(f"{name}-{environment}", name)
        there = self._cache.get("Stack", usual.namespace, name)
        if there is not None and environment_of(there) == environment:
            return usual
        for stack in self._cache.list("Stack"):
            if stack["metadata"]["name"] == name and environment_of(stack) == environment and self.is_home(key_of(stack), environment):
                return key_of(stack)
        return None

    def is_ending(self, namespace: str) -> bool:
        """Whether a namespace is being deleted, or is gone. Raises ClusterError."""
        try:
            found = self._client.get(f"/api/v1/namespaces/{namespace}")
        except ClusterError as error:
            if error.kind is Kind.NOT_FOUND:
                return True
            raise
        return bool(found["metadata"].get("deletionTimestamp"))

    def is_kind_ending(self) -> bool:
        """Whether the definition of Stack itself is being deleted, and with it every Stack that there is. Raises ClusterError.

        Who may not see definitions sees none that goes.
        """
        try:
            found = self._client.get(f"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{KINDS['Stack'].crd}")
        except ClusterError as error:
            if error.kind in {Kind.NOT_FOUND, Kind.FORBIDDEN}:
                return False
            raise
        return bool(found["metadata"].get("deletionTimestamp"))

    def _label(self, namespace: str) -> str:
        known = self._cache.get("Namespace", "", namespace)
        if known is None:
            known = self._client.get(f"/api/v1/namespaces/{namespace}")
        return str((known["metadata"].get("labels") or {}).get(STACK_LABEL, ""))


@dataclass(slots=True)
class Imports:
    """Of one reconcile of one stack. `missing` gathers what was asked for and is not there yet, as `stack/instance/output`."""

    engines: Engines
    homes: Homes
    key: Key
    secret: str  # the name of a Secret of the namespace; empty where there is none
    missing: list[str] = field(default_factory=list)
    not_at_home: bool = False  # there was something to get from this cluster, and it is not given to a namesake
    values: dict[tuple[str, str, str], Mapping[str, Any] | None] = field(default_factory=dict)
    secret_fields: SecretFields = field(default=lambda _stack, _output: None, repr=False)
    _data: Mapping[str, bytes] | None = None

    def read_export(self, stack: str, environment: str, output: str) -> Mapping[str, Any] | None:
        """Raises StateError where a record cannot be read, ClusterError where the Secret cannot."""
        found = self._find(stack, environment, output)
        self.values[stack, environment, output] = found
        if found is None:
            self.missing.append(f"{stack}/{output}")
        return found

    def read_secret(self, reference: SecretRef) -> str:
        """A value that the document points to: an item of the Secret, by the name that it has in the document.

        The environment and the files of the operator are nobody's business. Raises LookupError.
        """
        name = secret_key(reference)
        data = self._read_data() if self.secret else {}
        if name in data:
            return data[name].decode("utf-8", "replace")
        if not self.secret:
            raise SecretWithheldError(
                f"The {reference.source} of another machine is not read in a cluster, and the Stack names no Secret with its values"
            )
        raise LookupError(f"The Secret {self.secret} of {self.key.namespace} has no item {name}")

    def _find(self, stack: str, environment: str, output: str) -> Mapping[str, Any] | None:
        exporter = self.homes.find(stack, environment)
        if exporter is None:
            return self._from_secret(stack, output) if self.secret else None
        if not self.homes.is_home(self.key, environment):
            self.not_at_home = True
            return None
        with self.engines.store(exporter.namespace).open(stack, environment, Mode.READ) as session:
            found = session.snapshot.exports.get(output, {}).get(self.key.name)
        return found if isinstance(found, Mapping) else None

    def _from_secret(self, stack: str, output: str) -> Mapping[str, Any] | None:
        """JSON in clear. Where nobody says which fields are secret, all texts are."""
        instance, _, name = output.partition("/")
        content = self._read_data().get(import_key(Reference(stack, instance, name)))
        if content is None or len(content) > _MOST_BYTES:
            return None
        try:
            value = orjson.loads(content)
        except orjson.JSONDecodeError:
            return None
        if not isinstance(value, dict):
            return None
        fields = self.secret_fields(stack, output)
        return {name: _as_secret(each) if fields is None or name in fields else each for name, each in value.items()}

    def _read_data(self) -> Mapping[str, bytes]:
        if self._data is None:
            path = f"/api/v1/namespaces/{self.key.namespace}/secrets/{self.secret}"
            try:
                found = self.engines.tenant(self.key.namespace).get(path).get("data") or {}
            except ClusterError as error:
                if error.kind is not Kind.NOT_FOUND:
                    raise
                found = {}
            self._data = dict(_decoded(found))
        return self._data


def _decoded(data: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    for name, text in data.items():
        try:
            yield name, base64.b64decode(text, validate=True)
        except (ValueError, binascii.Error):
            continue


def _as_secret(value: Any) -> Any:
    """Leaf by leaf."""
    return map_leaves(value, lambda _, leaf: Secret(leaf) if isinstance(leaf, str) else leaf)


def users_of(cache: Cache, name: str, environment: str) -> list[Key]:
    """The stacks of this cluster that may use what a stack exports: those that name it, and those that it is a neighbour of."""
    return [
        key_of(stack)
        for stack in cache.list("Stack")
        if stack["metadata"]["name"] != name and environment_of(stack) == environment and name in stacks_named(stack)
    ]


def stacks_named(stack: Object) -> set[str]:
    """Other stacks that a Stack names: in uses, as `stack/instance/output`, and among its neighbours that export to it."""
    spec = stack.get("spec") or {}
    overlays = ((spec.get("environments") or {}).get(environment_of(stack)) or {}).get("blocks") or {}
    entries = [*(spec.get("blocks") or ()), *overlays.values()]
    uses = [use for entry in entries for use in (entry.get("uses") or {}).values()]
    neighbours = (spec.get("resolved") or {}).get("neighbours") or ()
    return {use.split("/")[0] for use in uses if use.count("/") == 2} | {each["name"] for each in neighbours if each.get("exports")}
