"""The operator as a whole: watches fill a cache and a queue, who leads works it off, and two sites tell how it goes.

watches, lists → feed → cache → admissions → admission policies
                      ↘ queue → workers → reconciler → the cluster
                        ↘ webhook, which the API server asks
election → permit (before each write), pause and resume of the queue
"""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final, Protocol

from bouwsteen.adapters.kubernetes.clients import ClusterClient, ClusterError, ClusterSettings, open_cluster
from bouwsteen.adapters.kubernetes_state.successions import Succession
from bouwsteen.calendars import today
from bouwsteen.engine.engines import Stop
from bouwsteen.errors import BouwsteenError
from bouwsteen_operator import authorities, health
from bouwsteen_operator.admissions import Admissions
from bouwsteen_operator.caches import Cache
from bouwsteen_operator.doorkeepers import Doorkeeper
from bouwsteen_operator.events import Events
from bouwsteen_operator.feeds import Feed
from bouwsteen_operator.keys import Key, key_of
from bouwsteen_operator.leaders import Election, Terms, new_identity
from bouwsteen_operator.logs import correlated
from bouwsteen_operator.metrics import Figures, lane_label
from bouwsteen_operator.outcomes import Outcome
from bouwsteen_operator.queues import Lane, Limits, Queue, Schedule, Turn
from bouwsteen_operator.reconciles import Reconciler
from bouwsteen_operator.reports import Tell
from bouwsteen_operator.rights import check_rights
from bouwsteen_operator.settings import Settings
from bouwsteen_operator.shards import read_shard
from bouwsteen_operator.sweeps import Sweep
from bouwsteen_operator.watches import Watches

_LOG: Final = logging.getLogger(__name__)
_TURN: Final = 1.0  # seconds
_ABORTED: Final = 5.0  # seconds for what is left in doubt to say how far it came
_LEASE: Final = "bouwsteen-operator"


class Reconciling(Protocol):
    """The port to what happens to one Stack."""

    def reconcile(self, key: Key, stop: Stop) -> Outcome: ...

    def close(self) -> None: ...


OpenClient = Callable[[ClusterSettings], ClusterClient]
MakeReconciler = Callable[[Settings, Cache, OpenClient, Tell, Succession], Reconciling]


def make_reconciler(settings: Settings, cache: Cache, open_client: OpenClient, tell: Tell, succession: Succession) -> Reconciling:
    return Reconciler(settings, cache, open_client, _now, time.monotonic, tell=tell, succession=succession)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


class Operator:
    """One process of the operator. `run` works until it is told to stop; all else may be asked by any thread."""

    def __init__(
        self,
        settings: Settings,
        make: MakeReconciler = make_reconciler,
        terms: Terms | None = None,
        limits: Limits | None = None,
        renewal: authorities.Terms | None = None,
    ) -> None:
        """Reads the kubeconfig and the keys; asks the cluster nothing. Raises BouwsteenError."""
        shard = self._shard = read_shard(settings.shard)
        self.settings = settings
        self.cache = Cache()
        bounds = limits or Limits(workers=settings.workers, per_organisation=settings.per_organisation)
        self.queue = Queue(Schedule(bounds))
        self._reader = open_cluster(ClusterSettings(settings.kubeconfig, settings.context, settings.namespace, in_pod=settings.in_pod))
        self.election = Election(self._reader, settings.namespace, _LEASE + shard.suffix, new_identity(), terms)
        self._opened = [self._reader]
        self._writer = self._open_writer(self._reader.settings)
        self.feed = Feed(self.cache, self._add)
        self.watches = Watches(self._reader, self.feed, settings.namespaces, min(settings.sweep, 300.0))
        # Who sees some namespaces alone does not see all waivers, and says nothing for the whole cluster.
        self.admissions = None if settings.namespaces else Admissions(self.cache, self._writer, settings.name, settings.sweep)
        self.events = Events(self._writer, self.election.identity)
        self._reconciler = make(settings, self.cache, self._open_writer, self.events.tell, self.election)
        self.figures = Figures(self.cache, self.queue, self.election.is_leading, self.watches.problems, self._requests)
        self.doorkeeper = self._make_doorkeeper(renewal) if settings.webhook_port is not None else None
        self._sweep = Sweep(settings.sweep)
        self._lock = threading.Lock()
        self._stops: dict[Key, Stop] = {}
        self._turned = {"main": time.monotonic(), "election": time.monotonic()}
        self._ended = threading.Event()

    def check(self) -> None:
        """Whether the cluster answers and allows what is needed. Raises BouwsteenError."""
        try:
            check_rights(self._reader, self.settings)
        except ClusterError as error:
            raise unreachable(error) from None

    def run(self, stopped: threading.Event) -> None:
        """Until `stopped`. What is under way then has `settings.grace` seconds. Raises OSError where a port is taken."""
        with ExitStack() as open_now:
            open_now.callback(self._close)
            self._open_sites(open_now)
            self.watches.start()
            open_now.callback(self.watches.stop)
            elector = threading.Thread(target=self._elect, name="election", daemon=True)
            elector.start()
            keeper = threading.Thread(target=self._keep_admissions, name="admissions", daemon=True)
            keeper.start()
            doorkeeper = threading.Thread(target=self._keep_door, name="doorkeeper", daemon=True)
            doorkeeper.start()
            workers = [threading.Thread(target=self._work, name=f"worker-{number}", daemon=True) for number in range(self.settings.workers)]
            for worker in workers:
                worker.start()
            _LOG.info("started", extra={"fields": {"identity": self.election.identity, "lease": self.election.place}})
            while not stopped.wait(_TURN):
                self._turn()
            self._wind_down()
            self._ended.set()
            elector.join(_ABORTED)
            keeper.join(_ABORTED)
            doorkeeper.join(_ABORTED)
            self.election.release()
            self.events.close()

    def is_live(self) -> health.Answer:
        return health.tell_live({**self._turned, "watches": self.watches.beaten}, time.monotonic())

    def is_ready(self) -> health.Answer:
        problems = dict(self.watches.problems())
        if self.doorkeeper is not None and self.doorkeeper.problem:
            problems["webhook"] = self.doorkeeper.problem
        return health.tell_ready(problems, leading=self.election.is_leading(), leader=self.election.holder)

    def _open_sites(self, open_now: ExitStack) -> None:
        settings = self.settings
        routes = {"/health/live": self.is_live, "/health/ready": self.is_ready}
        ports = []
        for port, said in ((settings.health_port, routes), (settings.metrics_port, {"/metrics": self.figures.tell})):
            site = health.Site(settings.listen, port, said)
            open_now.callback(site.close)
            ports.append(site.port)
        told = {"host": settings.listen, "health": ports[0], "metrics": ports[1]}
        if self.doorkeeper is not None:
            told["webhook"] = self.doorkeeper.open()
            open_now.callback(self.doorkeeper.close)
        _LOG.info("listening", extra={"fields": told})

    def _turn(self) -> None:
        now = time.monotonic()
        self._turned["main"] = now
        self._sweep.follow(self._own(), now)
        due = self._sweep.due(now)
        if self.election.is_leading() and self.cache.is_synced("Stack"):
            self.queue.add(due, Lane.SWEEP)
            if all(map(self.cache.is_synced, self.watches.kinds)):
                self.queue.resume()
        else:
            self.queue.pause()

    # Who leads

    def _elect(self) -> None:
        self.election.run(self._ended, self._change_lead, functools.partial(self._beat, "election"))

    def _beat(self, loop: str) -> None:
        self._turned[loop] = time.monotonic()

    def _change_lead(self, leads: bool) -> None:
        if leads:
            _LOG.info("leads", extra={"fields": {"identity": self.election.identity, "lease": self.election.place}})
            # What happened while another one led was its business, and may have been left half way.
            self.queue.add(self._own(), Lane.SWEEP)
        else:
            _LOG.warning("leads no more", extra={"fields": {"identity": self.election.identity, "leader": self.election.holder}})
            self.queue.pause()
            self._request_stops()

    # What the API server asks

    def _keep_admissions(self) -> None:
        while self.admissions is not None and not self._ended.wait(_TURN):
            day, now = today(), time.monotonic()
            ready = self.election.is_leading() and self.cache.is_synced("Policy") and self.cache.is_synced("Waiver")
            if ready and self.admissions.is_due(day, now):
                self._keep_once(self.admissions, day, now)

    def _keep_once(self, admissions: Admissions, day: date, now: float) -> None:
        try:
            kept = admissions.keep(day, now)
        except (ClusterError, BouwsteenError) as error:  # the next look comes soon; plans are judged meanwhile
            self.figures.admission_problems.set(1)
            _LOG.warning("admission policies not kept", extra={"fields": {"problem": _words(error)}})
        except Exception:  # noqa: BLE001  one that cannot be made is no reason to stop keeping the others
            self.figures.mistakes.inc()
            _LOG.exception("a mistake")
        else:
            self.figures.admission_policies.set(kept.count)
            self.figures.admission_problems.set(len(kept.problems))
            if kept.writes or kept.problems:
                _LOG.info("admission policies kept", extra={"fields": {**kept.writes, "problems": kept.problems}})

    def _make_doorkeeper(self, renewal: authorities.Terms | None) -> Doorkeeper:
        authority = authorities.Authority(self._reader, self._writer, self.settings.namespace, terms=renewal)
        return Doorkeeper(self.settings, self.cache, self._reader, authority, self.figures, self.election.is_leading)

    def _keep_door(self) -> None:
        if self.doorkeeper is not None:
            self.doorkeeper.run(self._ended, functools.partial(self._beat, "doorkeeper"))

    # Work

    def _work(self) -> None:
        while (turn := self.queue.take()) is not None:
            self.figures.waits.labels(lane_label(turn.lane)).observe(turn.waited)
            outcome = Outcome(failed=True)
            try:
                outcome = self._reconcile(turn)
            finally:
                self.queue.done(turn.key, outcome)
            if outcome.wake:
                self._add(outcome.wake, Lane.CHANGE)

    def _reconcile(self, turn: Turn) -> Outcome:
        stop = Stop()
        with self._lock:
            self._stops[turn.key] = stop
        begun = time.monotonic()
        result = "mistake"
        with correlated(str(turn.key)):
            try:
                outcome = self._reconciler.reconcile(turn.key, stop)
                result = "failed" if outcome.failed else "done"
            except Exception as error:  # noqa: BLE001  one stack that meets a mistake of ours is no reason to leave all others
                self.figures.mistakes.inc()
                _LOG.exception("a mistake", extra={"fields": {"problem": _codes(error)}})
                return Outcome(failed=True)
            else:
                return outcome
            finally:
                with self._lock:
                    del self._stops[turn.key]
                seconds = time.monotonic() - begun
                self.figures.reconciles.labels(result).observe(seconds)
                _LOG.debug("reconciled", extra={"fields": {"result": result, "seconds": round(seconds, 3), "lane": lane_label(turn.lane)}})

    # Which stacks are its business, of several shards. It knows those of others as well: stacks use each other, whoever runs them.

    def _own(self) -> list[Key]:
        return [key_of(stack) for stack in self.cache.list("Stack") if self._shard.has(stack)]

    def _add(self, keys: Iterable[Key], lane: Lane) -> None:
        self.queue.add([key for key in keys if self._is_own(key)], lane)

    def _is_own(self, key: Key) -> bool:
        """What is gone may have been: then there is something to forget."""
        stack = self.cache.get("Stack", key.namespace, key.name)
        return stack is None or self._shard.has(stack)

    # The end

    def _wind_down(self) -> None:
        """Nothing new begins; what is under way ends, or is left where its journal knows it."""
        _LOG.info("stopping", extra={"fields": {"running": self.queue.running}})
        self.queue.close()
        self._request_stops()
        if not self.queue.wait_idle(self.settings.grace):
            _LOG.warning("leaving what is under way", extra={"fields": {"running": self.queue.running}})
            self._request_stops()
            self.queue.wait_idle(_ABORTED)

    def _request_stops(self) -> None:
        with self._lock:
            stops = list(self._stops.values())
        for stop in stops:
            stop.request()

    def _close(self) -> None:
        self._ended.set()
        self.queue.close()
        self._reconciler.close()
        for each in self._opened:
            each.close()
        _LOG.info("stopped")

    def _open_writer(self, settings: ClusterSettings) -> ClusterClient:
        opened = open_cluster(replace(settings, in_pod=self.settings.in_pod, permit=self.election.permit))
        self._opened.append(opened)
        return opened

    def _requests(self) -> Counter[str]:
        return sum((Counter(each.requests) for each in self._opened), Counter())


def unreachable(error: ClusterError) -> BouwsteenError:
    return BouwsteenError.because(
        "cluster-unreachable",
        "The cluster cannot be reached",
        f"{error.message}.",
        "Check the kubeconfig, its context, and that the cluster runs. Then start the operator again.",
    )


def _words(error: ClusterError | BouwsteenError) -> str:
    return error.message if isinstance(error, ClusterError) else _codes(error)


def _codes(error: Exception) -> str:
    """What may be said of it: codes and summaries hold nothing that a user wrote."""
    found = [f"{each.code}: {each.summary}" for each in error.diagnostics] if isinstance(error, BouwsteenError) else []
    return "; ".join(found) or type(error).__name__
