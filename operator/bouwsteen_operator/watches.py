"""What happens in the cluster: the only module that imports kopf, which watches and does nothing else here.

No handler of kopf changes an object: no finalizer, no annotation, no event. Beside its watches, each kind is listed: at the start, when
a watch began anew (what it missed includes deletions, of which no watch tells later), and once in a while. A kind that the cluster does
not serve is asked for again and again; what was known of it stays known until a list says otherwise.
"""

from __future__ import annotations

import asyncio
import logging
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import kopf

from bouwsteen.adapters.kubernetes.clients import PAGE, ClusterClient, ClusterError, Kind
from bouwsteen_operator.feeds import Feed
from bouwsteen_operator.objects import GROUP, KINDS, VERSION

_LOG: Final = logging.getLogger(__name__)
_BEAT: Final = 1.0  # seconds
_NOT_SERVED: Final = "not served"
_DOUBT: Final = 10.0  # seconds until a kind is listed again of which something was deleted, perhaps with the kind itself
_FAREWELL: Final = 0.25  # seconds in which connections that are left say so to the other side
_MISSING: Final = 3.0  # seconds between two looks for a kind that is not served
_LONGEST_PAUSE: Final = 30.0


@dataclass(frozen=True, slots=True)
class Watched:
    """A kind that is watched, as the cache calls it."""

    name: str
    group: str
    version: str
    plural: str
    namespaced: bool = True

    def path(self, namespace: str = "") -> str:
        root = f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"
        return f"{root}/namespaces/{namespace}/{self.plural}" if namespace and self.namespaced else f"{root}/{self.plural}"


def watched_kinds(*, cluster_wide: bool) -> tuple[Watched, ...]:
    ours = [Watched(kind.name, GROUP, VERSION, kind.plural, namespaced=kind.is_namespaced) for kind in KINDS.values()]
    homes = [Watched("Namespace", "", "v1", "namespaces", namespaced=False)] if cluster_wide else []
    return (*ours, *homes)


class Watches:
    """Fills a feed until it is stopped. `namespaces`: only these; none is the whole cluster."""

    def __init__(
        self,
        client: ClusterClient,
        feed: Feed,
        namespaces: Sequence[str] = (),
        sweep: float = 300.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.kinds = {each.name: each for each in watched_kinds(cluster_wide=not namespaces)}
        self.beaten = monotonic()  # when the loop of kopf turned last
        self._client = client
        self._feed = feed
        self._namespaces = tuple(namespaces)
        self._sweep = sweep
        self._monotonic = monotonic
        self._stopped = threading.Event()
        self._run_over = threading.Event()  # of the watches that run now
        self._doubted: dict[str, int] = {}  # kinds that may have gone and come back, and how many lists look for that
        self._definitions: dict[str, str] = {}  # the UID of each definition, as it was when the watches began
        self._changed = threading.Condition()
        self._due = dict.fromkeys(self.kinds, 0.0)  # when each kind is listed next
        self._problems: dict[str, str] = dict.fromkeys(self.kinds, "not listed yet")
        self._threads = [
            threading.Thread(target=self._run_watches, name="watches", daemon=True),
            threading.Thread(target=self._run_lists, name="lists", daemon=True),
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self, seconds: float = 10.0) -> None:
        self._stopped.set()
        self._run_over.set()
        with self._changed:
            self._changed.notify_all()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(seconds)

    def problems(self) -> dict[str, str]:
        """Why what is known of a kind may be old or nothing, by kind; empty when all is well."""
        with self._changed:
            return dict(self._problems)

    def wait_synced(self, seconds: float) -> bool:
        """Whether all kinds are listed within that time."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._problems, seconds)

    def relist(self, kind: str, within: float = 1.0) -> None:
        """List a kind soon: what was asked for several times in between is one list."""
        with self._changed:
            self._due[kind] = min(self._due[kind], self._monotonic() + within)
            self._changed.notify_all()

    def list_now(self, kind: str) -> int:
        """List a kind. How much of it was news. Raises ClusterError."""
        watched = self.kinds[kind]
        news = 0
        for namespace in self._namespaces if watched.namespaced and self._namespaces else ("",):
            found, version = self._client.list_all(watched.path(namespace))
            news += self._feed.take_list(kind, found, int(version or 0), [namespace] if namespace else [])
        return news

    # Lists

    def _run_lists(self) -> None:
        while not self._stopped.is_set():
            now = self._monotonic()
            for kind in [kind for kind, due in self._due.items() if due <= now]:
                if not self._stopped.is_set():
                    self._look(kind)
            with self._changed:
                self._changed.wait(max(min(self._due.values()) - self._monotonic(), 0.05))

    def _look(self, kind: str) -> None:
        with self._changed:
            self._due[kind] = float("inf")  # what is asked for from now on is another list
        pause = self._sweep * random.uniform(0.8, 1.0)  # noqa: S311  no secret
        problem, is_new = "", False
        try:
            news = self.list_now(kind)
            is_new = self._is_defined_anew(kind)
            _LOG.debug("listed", extra={"fields": {"kind": kind, "news": news}})
        except ClusterError as error:
            pause = _MISSING
            problem = _NOT_SERVED if error.kind is Kind.NOT_FOUND else f"{error.kind}: {error.message[:200]}"
        with self._changed:
            if problem and self._problems.get(kind) != problem:
                _LOG.warning("a kind cannot be listed", extra={"fields": {"kind": kind, "problem": problem}})
            if problem:
                self._problems[kind] = problem
            elif self._problems.pop(kind, "") == _NOT_SERVED or is_new:
                self._run_over.set()  # the watches begin anew: when they looked which kinds there are, that may have been too early
            if self._doubted.get(kind, 0) > 0:
                self._doubted[kind] -= 1
                pause = min(pause, _DOUBT)
            self._due[kind] = min(self._due[kind], self._monotonic() + pause)
            self._changed.notify_all()

    def _is_defined_anew(self, kind: str) -> bool:
        """Whether the definition of a kind is another one. Asked for the first time, and where something of it was deleted since."""
        watched = self.kinds[kind]
        if not watched.group or (kind in self._definitions and not self._doubted.get(kind)):
            return False
        try:
            path = f"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/{watched.plural}.{watched.group}"
            uid = str(self._client.get(path)["metadata"]["uid"])
        except ClusterError:  # not to be seen; then what is missed is found by the lists
            return False
        known, self._definitions[kind] = self._definitions.get(kind, uid), uid
        return known != uid

    # Watches

    def _run_watches(self) -> None:
        """Kopf ends when the server refuses it something; it is begun anew, after a pause that grows."""
        pause = 1.0
        while not self._stopped.is_set():
            begun = self._monotonic()
            self._run_over.clear()
            try:
                asyncio.run(self._watch())
            except Exception as error:  # noqa: BLE001  whatever it was, without watches the operator is blind
                _LOG.warning("the watches ended", extra={"fields": {"problem": f"{type(error).__name__}: {str(error)[:300]}"}})
            pause = 1.0 if self._monotonic() - begun > _LONGEST_PAUSE else min(pause * 2, _LONGEST_PAUSE)
            until = self._monotonic() + pause * random.uniform(0.5, 1.0)  # noqa: S311  no secret
            while self._monotonic() < until and not self._stopped.wait(_BEAT):
                self.beaten = self._monotonic()
            for kind in self.kinds:
                self.relist(kind)

    async def _watch(self) -> None:
        beating = asyncio.create_task(self._beat())
        try:
            await kopf.operator(
                registry=self._registry(),
                settings=self._settings(),
                standalone=True,
                clusterwide=not self._namespaces,
                namespaces=self._namespaces,
                stop_flag=self._run_over,
            )
        finally:
            beating.cancel()
            await asyncio.sleep(_FAREWELL)

    async def _beat(self) -> None:
        while True:
            self.beaten = self._monotonic()
            await asyncio.sleep(_BEAT)

    def _registry(self) -> kopf.OperatorRegistry:
        registry = kopf.OperatorRegistry()
        kopf.on.login(registry=registry)(self._login)
        for watched in self.kinds.values():
            kopf.on.event(watched.group, watched.version, watched.plural, registry=registry, id=watched.name)(self._handler(watched.name))
        return registry

    def _handler(self, kind: str) -> Callable[..., Any]:
        async def take(event: Mapping[str, Any], **_: Any) -> None:
            obj = dict(event["object"])
            if event["type"] == "DELETED":
                self._feed.miss(kind, obj)
                self._doubt(kind)
            else:
                self._feed.see(kind, obj)
                if event["type"] is None and kind not in self.problems():
                    self.relist(kind)  # the watch began anew

        return take

    def _doubt(self, kind: str) -> None:
        with self._changed:
            self._doubted[kind] = 2
        self.relist(kind)

    async def _login(self, **_: Any) -> kopf.ConnectionInfo:
        endpoint, authorization = self._client.connection()
        scheme, _space, token = authorization.partition(" ")
        return kopf.ConnectionInfo(
            server=endpoint.server,
            ca_path=endpoint.authority,
            certificate_path=endpoint.certificate,
            private_key_path=endpoint.key,
            scheme=scheme or None,
            token=token or None,
            insecure=not endpoint.verifies,
            proxy_url=endpoint.proxy or None,
        )

    def _settings(self) -> kopf.OperatorSettings:
        settings = kopf.OperatorSettings()
        settings.posting.enabled = False
        settings.watching.reconnect_backoff = 0.5
        settings.watching.connect_timeout = 5.0
        settings.watching.chunk_size = PAGE
        settings.networking.request_timeout = 60.0
        settings.networking.error_backoffs = (0.5, 1.0, 2.0, 3.0)
        settings.networking.enforce_retry_after = True
        settings.queueing.idle_timeout = 1.0
        settings.process.ultimate_exiting_timeout = None
        return settings
