"""Greenlets that watch: the worker's own health, and whether its parent still lives."""

from __future__ import annotations

import os
import time
from pathlib import Path

import gevent
import psutil

from bouwsteen.adapters.load_generators.engine.pipes import PARENT_LOST
from bouwsteen.adapters.load_generators.engine.recorders import Recorder

SAMPLE_SECONDS = 0.5
TICK_SECONDS = 0.05
_SCHEDSTAT = Path("/proc/self/schedstat")


def watch_parent(parent: int) -> None:
    """End this process at once when its parent is gone: nobody reads what it measures."""
    while True:
        if os.getppid() != parent:
            os._exit(PARENT_LOST)
        gevent.sleep(SAMPLE_SECONDS)


def watch_health(recorder: Recorder, start: float) -> None:
    """Note processor use, waits for a processor and the longest stall, each half second from `start`.

    Processor use alone is blind: a stopped or crowded-out generator uses little of it.
    """
    gevent.sleep(max(0.0, start - time.monotonic()))
    process = psutil.Process()
    since, cpu, queue, longest = time.monotonic(), _cpu_seconds(process), _queue_seconds(), 0.0
    while not recorder.closed:
        before = time.monotonic()
        gevent.sleep(TICK_SECONDS)
        now = time.monotonic()
        longest = max(longest, now - before - TICK_SECONDS)
        if now - since < SAMPLE_SECONDS:
            continue
        new_cpu, new_queue = _cpu_seconds(process), _queue_seconds()
        elapsed = now - since
        waited = None if queue is None or new_queue is None else round((new_queue - queue) / elapsed, 4)
        recorder.health.append([round(now - start, 3), round((new_cpu - cpu) / elapsed, 4), waited, round(longest, 4)])
        since, cpu, queue, longest = now, new_cpu, new_queue, 0.0


def _cpu_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _queue_seconds() -> float | None:
    """Time that this process could run and had to wait. Only Linux tells."""
    try:
        return int(_SCHEDSTAT.read_text().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return None
