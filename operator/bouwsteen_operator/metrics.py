"""Figures, as Prometheus reads them: the only module that imports prometheus_client.

What can be counted when it is asked for (objects by state, the depth of the queue) is counted then.
"""

from __future__ import annotations

from collections import Counter as Counts
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from bouwsteen_operator.caches import Cache, Object
from bouwsteen_operator.health import Answer
from bouwsteen_operator.queues import Lane, Queue

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0)
_STATES: Final = ("active", "reconciling", "failing")


class Figures:
    """Of one operator."""

    def __init__(
        self,
        cache: Cache,
        queue: Queue,
        is_leading: Callable[[], bool],
        problems: Callable[[], Mapping[str, str]],
        requests: Callable[[], Mapping[str, int]],
    ) -> None:
        self._registry = CollectorRegistry()
        self.reconciles = Histogram(
            "bouwsteen_reconcile_seconds", "How long a reconcile took", ["result"], buckets=_SECONDS, registry=self._registry
        )
        self.waits = Histogram(
            "bouwsteen_queue_wait_seconds", "How long a stack waited for its turn", ["lane"], buckets=_SECONDS, registry=self._registry
        )
        self.mistakes = Counter("bouwsteen_reconcile_mistakes", "Reconciles that met a mistake of the operator", registry=self._registry)
        self.admission_policies = Gauge(
            "bouwsteen_admission_policies", "Rules that the API server asks, as this operator keeps them", registry=self._registry
        )
        self.admission_problems = Gauge(
            "bouwsteen_admission_problems",
            "Of these, what the API server did not take; all where it cannot be asked",
            registry=self._registry,
        )
        self.answers = Histogram(
            "bouwsteen_webhook_seconds",
            "How long an answer to the API server took; failed is what could not be judged",
            ["kind", "result"],
            buckets=_SECONDS,
            registry=self._registry,
        )
        self.webhook_problem = Gauge(
            "bouwsteen_webhook_problem", "1 where who leads cannot keep the certificate of the webhook", registry=self._registry
        )
        self.certificate_ends = Gauge(
            "bouwsteen_webhook_certificate_ends_seconds",
            "When the certificate that is served ends, as a Unix time; 0 where there is none",
            registry=self._registry,
        )
        self._registry.register(_Seen(cache, queue, is_leading, problems, requests))
        ProcessCollector(registry=self._registry)

    def count_answer(self, kind: str, result: str, seconds: float) -> None:
        """Of the webhook: `taken`, `refused` or `failed`."""
        self.answers.labels(kind, result).observe(seconds)

    def tell(self) -> Answer:
        return 200, CONTENT_TYPE, generate_latest(self._registry)


class _Seen:
    """What is so at the moment at which it is asked for."""

    def __init__(
        self,
        cache: Cache,
        queue: Queue,
        is_leading: Callable[[], bool],
        problems: Callable[[], Mapping[str, str]],
        requests: Callable[[], Mapping[str, int]],
    ) -> None:
        self._cache = cache
        self._queue = queue
        self._is_leading = is_leading
        self._problems = problems
        self._requests = requests

    def collect(self) -> Iterator[Metric]:
        objects = GaugeMetricFamily("bouwsteen_objects", "Objects that there are", labels=["kind", "organisation", "state"])
        for kind in ("Stack", "BlockInstance"):
            for (organisation, state), count in sorted(count_states(self._cache.list(kind)).items()):
                objects.add_metric([kind, organisation, state], count)
        yield objects
        depth = GaugeMetricFamily("bouwsteen_queue_depth", "Stacks that wait for their turn", labels=["lane"])
        for lane, count in self._queue.depths().items():
            depth.add_metric([lane.name.lower()], count)
        yield depth
        yield GaugeMetricFamily("bouwsteen_queue_waiting", "Stacks that wait for a time", value=self._queue.waiting)
        yield GaugeMetricFamily("bouwsteen_reconciles_running", "Reconciles under way", value=self._queue.running)
        yield GaugeMetricFamily("bouwsteen_leader", "1 where this operator leads, 0 where it stands by", value=float(self._is_leading()))
        watches = GaugeMetricFamily("bouwsteen_watch_problem", "1 for a kind that cannot be listed", labels=["kind"])
        for kind in self._problems():
            watches.add_metric([kind], 1)
        yield watches
        requests = CounterMetricFamily("bouwsteen_requests", "Requests to the API server, beside watches", labels=["method"])
        for method, count in sorted(self._requests().items()):
            requests.add_metric([method], count)
        yield requests


def count_states(objects: Iterable[Object]) -> Counts[tuple[str, str]]:
    """By namespace, which is an organisation, and state. All are active; of these some are not ready, in one way or the other."""
    found: Counts[tuple[str, str]] = Counts()
    for each in objects:
        namespace = str(each["metadata"].get("namespace", ""))
        conditions = {one.get("type"): one.get("status") for one in (each.get("status") or {}).get("conditions") or ()}
        found[namespace, "active"] += 1
        if conditions.get("Stalled") == "True":
            found[namespace, "failing"] += 1
        elif conditions.get("Reconciling") == "True":
            found[namespace, "reconciling"] += 1
        elif conditions.get("Ready") == "False":
            found[namespace, "failing"] += 1
    return found


def lane_label(lane: Lane) -> str:
    return lane.name.lower()
