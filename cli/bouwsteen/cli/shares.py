"""Work on many stacks, shared over as many processes as the machine has for it.

What a process needs is told to it, and it reads the files itself; what it found comes back as plain values. A secret
stays where it is: of one only that it is a secret crosses over.
"""

from __future__ import annotations

import copyreg
import io
import multiprocessing
import os
import pickle
import signal
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, Final, NamedTuple, TypeVar

from bouwsteen.values import Secret

# Fewer are done here before another process is awake.
FEWEST: Final = 24
_MOST_PROCESSES: Final = 8

Found = TypeVar("Found")


class Shares(NamedTuple):
    """The names of each process. Those that need each other, or too few to be worth it, are left for this one."""

    here: tuple[str, ...]
    others: tuple[tuple[str, ...], ...]


def share(names: Iterable[str], here: Iterable[str] = (), processes: int | None = None) -> Shares:
    """An even share for each. `processes`: at most so many beside this one; None: what the machine has."""
    chosen = set(names)
    kept = chosen.intersection(here)
    rest = sorted(chosen - kept)
    workers = min(_MOST_PROCESSES, os.cpu_count() or 1) if processes is None else processes
    if workers < 2 or len(rest) < FEWEST:
        return Shares(tuple(sorted(chosen)), ())
    return Shares(tuple(sorted(kept)), tuple(tuple(rest[number::workers]) for number in range(workers)))


def work(shares: Shares, there: Callable[[Sequence[str]], Found], here: Callable[[Sequence[str]], Found]) -> list[Found]:
    """What each share gave; `there` and what it is bound to must be known by name to another process. Raises what one of them raises."""
    if not shares.others:
        return [here(shares.here)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(len(shares.others), context, initializer=_leave_interrupts) as pool:
        try:
            waiting = [pool.submit(_packed, there, names) for names in shares.others]
            found = [here(shares.here)]
            return [*found, *(pickle.loads(each.result()) for each in waiting)]  # noqa: S301  written by a process of ours
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _leave_interrupts() -> None:
    """Ctrl-C reaches all of them; the one that asked is who answers to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _packed(there: Callable[[Sequence[str]], Any], names: Sequence[str]) -> bytes:
    packed = io.BytesIO()
    pickler = pickle.Pickler(packed, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {**copyreg.dispatch_table, Secret: lambda _: (Secret, ("",))}  # else a secret refuses to be packed
    pickler.dump(there(names))
    return packed.getvalue()
