"""What a stack is made of, from what the watches saw; made anew only where any of it is another one."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bouwsteen.adapters.kubernetes.clients import ClusterClient, ClusterError, Kind
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.errors import InvalidInputError
from bouwsteen.formats.stack_objects import ORGANISATION
from bouwsteen_operator.caches import Cache, Object
from bouwsteen_operator.catalog_objects import CatalogObjects
from bouwsteen_operator.desires import Source
from bouwsteen_operator.keys import Key
from bouwsteen_operator.workspaces import build_workspace

CATALOG: Final = ("BuildingBlock", "Interface", "Policy", "CatalogEntry")
_MOST_FILES: Final = 64
_SECONDS: Final = 30.0


class Sources:
    """`open_tenant` acts in a namespace as its service account: content of a stack is read with the rights of its own namespace."""

    def __init__(self, cache: Cache, open_tenant: Callable[[str], ClusterClient]) -> None:
        self._cache = cache
        self._open_tenant = open_tenant
        self.catalog = CatalogObjects(lambda kind, name: cache.get(kind, "", name), cache.list)
        self._lock = threading.Lock()
        self._known: dict[Key, Source] = {}

    def read(self, key: Key, stack: Object) -> Source:
        """Raises ClusterError where the files of the stack cannot be read."""
        organisation = self._cache.get("Organisation", key.namespace, ORGANISATION)
        waivers = self._cache.list("Waiver", key.namespace)
        token = (
            _version(stack, "generation"),
            _version(organisation),
            tuple(_version(each) for each in waivers),
            tuple(self._cache.version(kind) for kind in CATALOG),
        )
        with self._lock:
            known = self._known.get(key)
        if known is not None and known.token == token and not known.diagnostics:
            return known
        config_maps = read_files(self._open_tenant(key.namespace), key.namespace, stack)
        with self._lock:  # the catalog is read once for all
            workspace, _, diagnostics = build_workspace(self.catalog, stack, organisation, waivers, config_maps)
            source = Source(workspace, token, tuple(diagnostics), _Content(workspace, key.name).files)
            self._known[key] = source
        return source

    def forget(self, key: Key) -> None:
        with self._lock:
            self._known.pop(key, None)


@dataclass(frozen=True, slots=True)
class _Content:
    workspace: Workspace
    stack: str

    def files(self, digest: str) -> Mapping[str, bytes]:
        loaded = self.workspace.stacks.get(self.stack)
        for content in loaded.files.values() if loaded is not None else ():
            if content.digest == digest:
                return content.files
        raise LookupError(f"No folder of this stack has the content {digest}.")


def _version(obj: Object | None, by: str = "resourceVersion") -> Hashable:
    """Another one with each change; of a Stack, with each change of what it says."""
    if obj is None:
        return None
    metadata: Mapping[str, Any] = obj["metadata"]
    return (metadata.get("uid"), metadata.get(by))


def files_of(stack: Object) -> list[str]:
    """The ConfigMaps that a stack names, each once."""
    files = ((stack.get("spec") or {}).get("resolved") or {}).get("files") or {}
    names = [str(name) for folder in files.values() for name in folder.get("configMaps") or ()]
    return list(dict.fromkeys(names[: _MOST_FILES * max(len(files), 1)]))


def read_files(
    client: ClusterClient, namespace: str, stack: Object, left: Callable[[], float] = lambda: _SECONDS, most: float = math.inf
) -> dict[str, Object]:
    """The ConfigMaps that a stack names, by name; what is not there is left out. `left`: seconds for one, `most`: bytes of all.

    Raises ClusterError, InvalidInputError for more than that.
    """
    found: dict[str, Object] = {}
    size = 0
    for name in files_of(stack):
        try:
            answer = client.request("GET", f"/api/v1/namespaces/{namespace}/configmaps/{name}", timeout=left())
        except ClusterError as error:
            if error.kind is not Kind.NOT_FOUND:
                raise
            continue
        size += len(answer.data)
        if size > most:
            raise InvalidInputError.because(
                "object-too-large",
                "An object is too large",
                f"The ConfigMaps of this Stack have more than {most} bytes.",
                "Leave files out, or keep large ones elsewhere.",
            )
        found[name] = answer.json()
    return found
