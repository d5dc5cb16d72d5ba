"""What an object is for others by its name, and what must be there before it: its namespace, and what defines its kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bouwsteen.adapters.kubernetes.kinds import KINDS, KindInfo, split_version
from bouwsteen.providers.resource_types import Standing, Stands
from bouwsteen.values import Path

_KIND: Final = ("manifest", "kind")
_VERSION: Final = ("manifest", "apiVersion")
_NAME: Final = ("manifest", "metadata", "name")
_NAMESPACE: Final = ("manifest", "metadata", "namespace")
_DEFINED_GROUP: Final = ("manifest", "spec", "group")
_DEFINED_KIND: Final = ("manifest", "spec", "names", "kind")


def _of_object(known: Mapping[Path, str], home: str) -> Standing:
    kind, version = known.get(_KIND, ""), known.get(_VERSION, "")
    group = split_version(version)[0]
    gives = set()
    if (version, kind) == ("v1", "Namespace") and _NAME in known:
        gives.add(_namespace(known[_NAME]))
    elif kind == "CustomResourceDefinition" and _DEFINED_GROUP in known and _DEFINED_KIND in known:
        gives.add(_kind(known[_DEFINED_KIND], known[_DEFINED_GROUP]))
    needs = {_kind(kind, group): f"is a {kind}"} if kind and group else {}
    if KINDS.get((version, kind), KindInfo("")).namespaced:
        needs |= _in(known.get(_NAMESPACE, home))
    return Standing(frozenset(gives), needs)


def _in_home(_: Mapping[Path, str], home: str) -> Standing:
    return Standing(needs=_in(home))


def _in(namespace: str) -> dict[str, str]:
    return {_namespace(namespace): f"is in the namespace {namespace}"} if namespace else {}


def _namespace(name: str) -> str:
    return f"namespace {name}"


def _kind(kind: str, group: str) -> str:
    return f"kind {kind}.{group}"


OF_OBJECTS: Final = Stands((_KIND, _VERSION, _NAME, _NAMESPACE, _DEFINED_GROUP, _DEFINED_KIND), _of_object)
IN_HOME: Final = Stands((), _in_home)
