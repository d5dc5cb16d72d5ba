"""The leader: starts the run, gathers reports, says once a second how it goes, and ends it.

It ends a run by its own messages ("finish", "final"). Locust's `stop` and `quit` lose the
last reports, and then a run that dropped a third of its requests looks complete.
"""

from __future__ import annotations

import contextlib
import logging
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import gevent
import locust
from locust.env import Environment

from bouwsteen.adapters.load_generators.engine import watches
from bouwsteen.adapters.load_generators.engine.collectors import Collector
from bouwsteen.adapters.load_generators.engine.folders import read_orders, write_result
from bouwsteen.adapters.load_generators.engine.pipes import write_progress
from bouwsteen.adapters.load_generators.engine.senders import LOOPBACK, make_arrival
from bouwsteen.loadtest.results import empty_result
from bouwsteen.loadtest.schedules import weigh_journeys

READY_SECONDS = 30.0
FINAL_SECONDS = 6.0
EXIT_SECONDS = 4.0
HEAD_START = 0.2
STEP = 0.05
VERSIONS = ("locust", "gevent", "geventhttpclient", "hdrhistogram")


class Leader:
    def __init__(self, folder: Path, children: list[subprocess.Popen[bytes]]) -> None:
        self.folder = folder
        self.children = children
        self.orders = read_orders(folder)
        spec = self.orders.profile.spec
        self.collector = Collector(spec, self.orders.schedule, self.orders.seed, len(children))
        self.users = max(spec.users, len(children))
        self.ready: dict[int, list[str]] = {}
        self.finals: set[int] = set()
        self.problems: list[str] = []
        self.aborted = ""
        self.start = 0.0
        self.environment = Environment(user_classes=[make_arrival(self.orders, None)], events=locust.events, stop_timeout=0)
        self.runner = self._create_runner()

    def _create_runner(self) -> Any:
        runner = self.environment.create_master_runner(LOOPBACK, 0)
        runner.register_message("ready", self._on_ready)
        runner.register_message("problem", self._on_problem)
        runner.register_message("final", self._on_final)
        self.environment.events.worker_report.add_listener(self._on_report)
        return runner

    def run(self) -> None:
        began = time.monotonic()
        gevent.spawn(watches.watch_parent, os.getppid())
        for number in (signal.SIGTERM, signal.SIGINT):
            gevent.signal_handler(number, self._abort, "operator")
        self._say("starting")
        if self._gather() and self._begin():
            self._lead()
            self._finish()
        self._end()
        write_result(self.folder, self._result(time.monotonic() - began))

    def _gather(self) -> bool:
        """Wait until every worker is ready. False when that will not happen."""
        for child in self.children:
            if child.stdin is not None:
                with contextlib.suppress(OSError):  # it is dead, which `_look_at_children` sees
                    child.stdin.write(b"%d\n" % self.runner.server.port)
                    child.stdin.close()
        return self._wait_for(lambda: len(self.ready) == len(self.children), "were not ready")

    def _wait_for(self, done: Callable[[], bool], problem: str) -> bool:
        deadline = time.monotonic() + READY_SECONDS
        while not done() and not self.aborted:
            self._look_at_children()
            if time.monotonic() > deadline:
                self._abort("worker", f"The workers {problem} in {READY_SECONDS:.0f} s.")
            gevent.sleep(STEP)
        return not self.aborted

    def _begin(self) -> bool:
        """All people stand ready before the first arrival is due."""
        try:
            self.collector.weights = weigh_journeys(self.orders.profile.spec.journeys, self.ready[0])
        except KeyError as missing:
            self._abort("journeys", f"The profile names the journey {missing}, and no journey file has it.")
            return False
        self.runner.start(self.users, spawn_rate=self.users)
        if not self._wait_for(lambda: self.runner.user_count >= self.users, "were not filled with virtual people"):
            return False
        self.start = time.monotonic() + HEAD_START
        self.runner.send_message("go", {"start": self.start, "weights": self.collector.weights})
        return True

    def _lead(self) -> None:
        """Until the schedule is over and all is done, or the drain is over, or something ends the run early."""
        over = self.start + self.collector.schedule.seconds
        deadline = over + self.orders.profile.spec.drain.total_seconds()
        tick = self.start + 1
        now = time.monotonic()
        while not self.aborted and now < (over if self.collector.is_all_done else deadline):
            gevent.sleep(STEP)
            self._look_at_children()
            now = time.monotonic()
            if now >= tick:
                self._say("running" if now < over else "draining")
                tick = max(tick + 1, now)

    def _finish(self) -> None:
        self.runner.send_message("finish")
        deadline = time.monotonic() + FINAL_SECONDS
        while len(self.finals) < self._alive() and time.monotonic() < deadline:
            gevent.sleep(STEP)
        self._say("done")

    def _end(self) -> None:
        self.runner.quit()
        deadline = time.monotonic() + EXIT_SECONDS
        while self._alive() and time.monotonic() < deadline:
            time.sleep(STEP)
        for index, child in enumerate(self.children):
            if child.poll() is None:
                child.kill()
                child.wait()
            self.collector.workers[index].exit_code = child.returncode

    def _alive(self) -> int:
        return sum(child.poll() is None for child in self.children)

    def _look_at_children(self) -> None:
        for index, child in enumerate(self.children):
            if child.poll() is not None and index not in self.finals:
                self._abort("worker", f"Worker {index} ended with code {child.returncode}.")

    def _abort(self, why: str, problem: str = "") -> None:
        self.aborted = self.aborted or why
        if problem and problem not in self.problems:
            self.problems.append(problem)

    def _on_ready(self, msg: Any, **_: Any) -> None:
        self.ready[msg.data["index"]] = msg.data["journeys"]

    def _on_problem(self, msg: Any, **_: Any) -> None:
        self._abort("journeys", msg.data["text"])

    def _on_report(self, data: dict[str, Any], **_: Any) -> None:
        if report := data.get("bouwsteen"):
            self.collector.requests_of_locust += report["locust"]
            self.collector.add(report["index"], report)

    def _on_final(self, msg: Any, **_: Any) -> None:
        worker = self.collector.workers[msg.data["index"]]
        worker.final, worker.listener_error, worker.in_flight = True, msg.data["listenerError"], 0
        for number, age in msg.data["unfinished"]:
            self.collector.add_unfinished(number, age)
        self.finals.add(worker.index)

    def _say(self, phase: str) -> None:
        missing = len(self.children) - self._alive()
        write_progress(sys.stdout.fileno(), self.collector.take_progress(self.start, phase, missing))

    def _result(self, seconds: float) -> dict[str, Any]:
        return empty_result(
            run=self.orders.run,
            profile=self.orders.profile.name,
            seed=self.orders.seed,
            seconds=round(seconds, 3),
            aborted=self.aborted,
            problems=tuple(self.problems),
            versions={"python": platform.python_version(), **{name: metadata.version(name) for name in VERSIONS}},
            machine={"system": platform.system(), "architecture": platform.machine(), "processors": os.cpu_count()},
            **self.collector.to_fields(),
        ).to_json()


def lead(folder: Path, children: list[subprocess.Popen[bytes]]) -> int:
    logging.disable(logging.CRITICAL)
    os.set_blocking(sys.stdout.fileno(), False)
    Leader(folder, children).run()
    return 0
