"""Policies that the cluster has, and the lock of a stack leaves out: a lock is written by whoever wants to be judged mildly, too.

They are no part of what a stack pins, so its intent and its plan are the same as on the command line. They are asked beside that: by the
webhook of each Stack that is written, and by a reconcile of what is new in one.
"""

from __future__ import annotations

import threading

from bouwsteen.documents.versions import newest_first
from bouwsteen.documents.workspaces import LoadedPolicy, Workspace
from bouwsteen.policy.rules import CompiledPolicy, compile_policy
from bouwsteen_operator.caches import Cache
from bouwsteen_operator.catalog_objects import CatalogObjects


class UnpinnedPolicies:
    """Safe for several threads."""

    def __init__(self, cache: Cache, catalog: CatalogObjects) -> None:
        self._cache = cache
        self._catalog = catalog
        self._lock = threading.Lock()
        self._compiled: dict[str, CompiledPolicy | None] = {}  # by digest: as many as the cluster has; None: it cannot be asked

    def find(self, workspace: Workspace) -> dict[str, LoadedPolicy]:
        """The newest of each policy of the cluster that is not pinned, by a name that no pinned one has.

        One that is not sound is passed over: the webhook publishes none, and no stack can mend it.
        """
        published: dict[str, set[str]] = {}
        for each in self._cache.list("Policy"):
            spec = each.get("spec") or {}
            published.setdefault(str((spec.get("published") or {}).get("name", "")), set()).add(str(spec.get("version", "")))
        pinned = {each.digest for each in workspace.policies.values()}
        found: dict[str, LoadedPolicy] = {}
        for name, versions in sorted(published.items()):
            newest = newest_first(versions)[0]
            with self._lock:  # the catalog is read once for all
                loaded = self._catalog.policy(name, newest)
                if isinstance(loaded, LoadedPolicy) and loaded.digest not in pinned and self._compile(loaded) is not None:
                    found[f"{name}-{newest}"] = loaded
        return found

    def compiled(self, loaded: LoadedPolicy) -> CompiledPolicy:
        """One that was found."""
        found = self._compiled[loaded.digest]
        assert found is not None, "those that are found can be asked"
        return found

    def _compile(self, loaded: LoadedPolicy) -> CompiledPolicy | None:
        if loaded.digest not in self._compiled:
            self._compiled[loaded.digest], _ = compile_policy(loaded.model, loaded.document)
        return self._compiled[loaded.digest]
