"""A worker: virtual people who each take the next arrival of the schedule and make it on time."""

from __future__ import annotations

import itertools
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

import gevent
import locust
from gevent.event import Event
from locust import constant
from locust.env import Environment
from locust.exception import StopUser

from bouwsteen.adapters.load_generators.bindings import read_bindings
from bouwsteen.adapters.load_generators.engine import watches
from bouwsteen.adapters.load_generators.engine.folders import BINDINGS, Orders, read_orders
from bouwsteen.adapters.load_generators.engine.recorders import Recorder, microseconds
from bouwsteen.adapters.load_generators.journeys import Journey, JourneysError, describe_exception, load_journeys
from bouwsteen.adapters.load_generators.virtual_people import Browser
from bouwsteen.adapters.load_generators.visits import StepFailed
from bouwsteen.loadtest.schedules import choose_journey

Bindings = Mapping[str, Mapping[str, Any]]

REPORT_SECONDS = 1.0
LOOPBACK = "127.0.0.1"


def make_arrival(orders: Orders, serve: Callable[[Any], None] | None) -> type[Any]:
    """Locust's user class. Leader and workers need one of the same name; only a worker's does anything."""

    def serve_one(person: Any) -> None:
        if serve is not None:
            serve(person)

    timeout = orders.profile.spec.request_timeout.total_seconds()

    class Arrival(Browser):
        tasks: ClassVar[list[Any]] = [serve_one]
        wait_time = constant(0)
        network_timeout = connection_timeout = timeout

        def context(self) -> dict[str, Any]:
            return {"due": self.due, "first": self.visit.first, "stage": self.stage} if self.visit else {}

        due = 0.0
        stage = 0

    return Arrival


class Sender:
    """State of one worker. Arrival k belongs to worker k modulo the number of workers."""

    def __init__(self, folder: Path, index: int, orders: Orders) -> None:
        self.index = index
        self.orders = orders
        self.schedule = orders.schedule
        self.recorder = Recorder()
        self.folder = folder
        self.journeys: dict[str, tuple[Journey, Bindings]] = {}
        self.weights: dict[str, float] = {}
        self.start = 0.0
        self.go = Event()
        self.running: dict[int, float] = {}
        self.finished = False
        self._numbers: Iterator[int] = itertools.count(index, orders.workers)

    def load(self) -> None:
        """All journeys, each with the bindings of its file. Raises JourneysError."""
        for index, path in enumerate(self.orders.journeys):
            bindings = read_bindings(self.folder / BINDINGS / str(index))
            for name, journey in load_journeys(path).items():
                if name in self.journeys:
                    raise JourneysError(f"Two of the files have a journey `{name}`.")
                self.journeys[name] = (journey, bindings)

    def serve(self, person: Any) -> None:
        """Wait for the next arrival's due time, then be that person."""
        self.go.wait()
        number = next(self._numbers)
        if number >= len(self.schedule):
            raise StopUser
        due, stage = self.start + self.schedule.dues[number], self.schedule.stages[number]
        early = due - time.monotonic()
        if early > 0:
            gevent.sleep(early)
            self.recorder.wake.append([stage, microseconds(time.monotonic() - due)])
        else:
            self.recorder.starved += 1
        if self.recorder.closed:
            raise StopUser
        person.due, person.stage = due, stage
        self._make(person, number)

    def _make(self, person: Any, number: int) -> None:
        self.recorder.started += 1
        self.recorder.in_flight += 1
        self.running[number] = person.due
        began = time.monotonic()
        name = choose_journey(self.weights, self.orders.seed, number)
        journey, bindings = self.journeys[name]
        visit = person.begin_visit(bindings, self.orders.seed, number, self.orders.hosts, self.orders.run)
        failed = True
        try:
            journey(visit)
            failed = False
        except StepFailed as failure:
            self.recorder.failure(name, failure.step, failure.reason)
        except Exception as error:  # noqa: BLE001  a journey's own fault makes the run invalid; it must not end the worker
            self.recorder.script(describe_exception(error))
            self.recorder.failure(name, "journey", type(error).__name__)
        ended = time.monotonic()
        del self.running[number]
        self.recorder.in_flight -= 1
        self.recorder.journey(number, ended - person.due - visit.thought, ended - began - visit.thought, failed=failed)

    def on_request(self, name: str, response_time: float, exception: Any, context: Mapping[str, Any], **_: Any) -> None:
        if "due" not in context:
            return
        service = response_time / 1e3
        corrected = time.monotonic() - context["due"] if context["first"] else service
        self.recorder.request(name, context["stage"], service, corrected, failed=exception is not None)

    def on_user_error(self, exception: BaseException, **_: Any) -> None:
        """What escapes from an arrival is our fault or locust's, and locust would go on as if nothing happened."""
        self.recorder.script(describe_exception(exception))

    def on_report(self, data: dict[str, Any], **_: Any) -> None:
        """Locust's own counts of the same moment travel along: they have to agree with ours."""
        counted = 0 if self.finished else data["stats_total"]["num_requests"]
        data["bouwsteen"] = {"index": self.index, "locust": counted, **self.recorder.drain()}

    def on_go(self, msg: Any, **_: Any) -> None:
        self.start, self.weights = msg.data["start"], dict(sorted(msg.data["weights"].items()))
        gevent.spawn(watches.watch_health, self.recorder, self.start)
        self.go.set()

    def on_finish(self, environment: Any, **_: Any) -> None:
        """Count what still runs, report, and note nothing any more."""
        now = time.monotonic()
        unfinished = [[number, microseconds(now - due)] for number, due in self.running.items()]
        self.recorder.closed = True
        environment.runner._send_stats()  # locust has no public way to send a last report
        self.finished = True
        final = {"index": self.index, "unfinished": unfinished, "listenerError": locust.log.unhandled_greenlet_exception}
        environment.runner.send_message("final", final)


def send(folder: Path, index: int) -> int:
    """Be worker `index`, until the leader says to quit."""
    gevent.spawn(watches.watch_parent, os.getppid())
    logging.disable(logging.CRITICAL)
    sender = Sender(folder, index, read_orders(folder))
    problem = ""
    try:
        sender.load()
    except JourneysError as error:
        problem = str(error)
    runner = _connect(sender, port=int(sys.stdin.readline()))
    if problem:
        runner.send_message("problem", {"index": index, "text": problem})
    else:
        runner.send_message("ready", {"index": index, "journeys": sorted(sender.journeys)})
    runner.greenlet.join()
    return 0


def _connect(sender: Sender, port: int) -> Any:
    locust.runners.WORKER_REPORT_INTERVAL = REPORT_SECONDS
    locust.runners.WORKER_LOG_REPORT_INTERVAL = -1
    environment = Environment(user_classes=[make_arrival(sender.orders, sender.serve)], events=locust.events, stop_timeout=0)
    runner = environment.create_worker_runner(LOOPBACK, port)
    runner.register_message("go", sender.on_go)
    runner.register_message("finish", sender.on_finish)
    environment.events.request.add_listener(sender.on_request)
    environment.events.user_error.add_listener(sender.on_user_error)
    environment.events.report_to_master.add_listener(sender.on_report)
    return runner
