"""Writing down what a reconcile found: the instances of a stack, and its status. Only what differs is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bouwsteen.adapters.kubernetes.clients import ClusterError, Kind
from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic
from bouwsteen_operator import instances, results
from bouwsteen_operator.caches import Cache, Object
from bouwsteen_operator.instances import is_as_wanted, is_kept
from bouwsteen_operator.keys import Key
from bouwsteen_operator.results import Happened, Result
from bouwsteen_operator.statuses import differs
from bouwsteen_operator.writes import Writer

Tell = Callable[[Object, Happened], None]


class Reporter:
    """What was written last is remembered until the watches have seen it: a cache that is behind is no reason to write again."""

    def __init__(self, cache: Cache, writer: Writer, now: Callable[[], str], tell: Tell) -> None:
        self._cache = cache
        self._writer = writer
        self._now = now
        self._tell = tell
        self._written: dict[tuple[str, str, str], Object] = {}

    def newest(self, kind: str, namespace: str, name: str) -> Object | None:
        """An object as it was seen, or written, last."""
        seen = self._cache.get(kind, namespace, name)
        written = self._written.get((kind, namespace, name))
        if written is None:
            return seen
        if seen is None or seen["metadata"]["uid"] != written["metadata"]["uid"] or _version(seen) >= _version(written):
            self._written.pop((kind, namespace, name), None)
            return seen
        return written

    def remember(self, kind: str, obj: Object) -> Object:
        metadata = obj["metadata"]
        self._written[kind, metadata.get("namespace", ""), metadata["name"]] = obj
        return obj

    def forget(self, key: Key) -> None:
        """What was written of a Stack that is gone, and of its instances."""
        for name, obj in list(self._written.items()):
            if name[1] == key.namespace and key.name in {name[2] if name[0] == "Stack" else "", (obj.get("spec") or {}).get("stack")}:
                self._written.pop(name, None)

    def write(self, stack: Object, result: Result) -> None:
        """Raises ClusterError (CONFLICT) where the Stack changed meanwhile: then there is another reconcile anyway."""
        status = results.write_status(stack, result, self._now())
        if differs(stack.get("status"), status):
            self.remember("Stack", self._writer.write_status("Stack", stack, status))
        for each in result.happened:
            self.tell(stack, each)

    def tell(self, stack: Object, happened: Happened) -> None:
        """As an event."""
        self._tell(stack, happened)

    def write_instances(
        self,
        key: Key,
        wanted: Mapping[str, Mapping[str, Any]],
        resources: Mapping[str, list[dict[str, Any]]],
        failed: Mapping[Address, Diagnostic],
        bindings: Mapping[str, str],
    ) -> None:
        """Bring the BlockInstances to what is wanted, and say how each is. `bindings`: Secrets, by instance. Raises ClusterError."""
        for name, manifest in wanted.items():
            live = self.newest("BlockInstance", key.namespace, manifest["metadata"]["name"])
            if live is None:
                live = self.remember("BlockInstance", self._writer.apply(manifest))
            elif not is_as_wanted(live, manifest):
                live = self.remember("BlockInstance", self._writer.put_back(live, manifest))
            self._write_instance(live, resources.get(name, []), failed, bindings.get(name, ""))
        for live in self._others(key, wanted):
            if not is_kept(live):
                self._writer.delete("BlockInstance", live)
            elif str(live["spec"]["instance"]) in resources:
                self._write_instance(live, resources[str(live["spec"]["instance"])], failed)

    def lives(self, key: Key) -> list[Object]:
        """The BlockInstances of a stack."""
        found = self._cache.list("BlockInstance", key.namespace)
        return [each for each in found if (each.get("spec") or {}).get("stack") == key.name]

    def _others(self, key: Key, wanted: Iterable[str]) -> list[Object]:
        names = {instances.object_name(key.name, each) for each in wanted}
        return [each for each in self.lives(key) if each["metadata"]["name"] not in names]

    def _write_instance(
        self, live: Object, resources: list[dict[str, Any]], failed: Mapping[Address, Diagnostic], binding: str = ""
    ) -> None:
        status = instances.write_status(live, resources, failed, self._now(), binding)
        if not differs(live.get("status"), status):
            return
        try:
            self.remember("BlockInstance", self._writer.write_status("BlockInstance", live, status))
        except ClusterError as error:
            if error.kind not in {Kind.CONFLICT, Kind.NOT_FOUND}:  # changed or removed by hand just now: the watch tells
                raise


def _version(obj: Object) -> int:
    """Versions of one kind are numbers that rise, which the API promises by now."""
    text = str(obj["metadata"].get("resourceVersion", ""))
    return int(text) if text.isdecimal() else 0
