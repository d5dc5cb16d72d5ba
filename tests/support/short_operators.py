"""`bouwsteen operator run` with a Lease of a few seconds, which is killed or stands still at a write of its own that a test chose.

python -m tests.support.short_operators OPTIONS     BOUWSTEEN_TEST_MOMENT=JSON of a `Moment`, or nothing
"""

from __future__ import annotations

import functools
import json
import os
import signal
import sys
import threading
from dataclasses import asdict, dataclass
from typing import Any, Final

from bouwsteen.adapters.kubernetes.clients import ClusterClient
from bouwsteen.cli.main import main
from bouwsteen_operator import running
from bouwsteen_operator.leaders import Terms

VARIABLE: Final = "BOUWSTEEN_TEST_MOMENT"
SHORT: Final = Terms(held=4, trusted=2.4, renewal=0.5, look=0.4, request=1.5)


@dataclass(frozen=True)
class Moment:
    """The `number`-th write whose path ends with `ends` (a Lease of who leads is none): before it is sent, or when it is answered."""

    number: int
    ends: str = ""
    after: bool = False
    signal: int = signal.SIGKILL

    def text(self) -> str:
        return json.dumps(asdict(self))


NEVER: Final = Moment(0)


def arm(moment: Moment) -> None:
    """So that this process gets the signal at that moment, once."""
    send, lock = ClusterClient._send, threading.Lock()  # the one place through which all requests go
    left = moment.number

    def send_or_stop(self: ClusterClient, method: str, target: str, *arguments: Any) -> Any:
        nonlocal left
        path = target.partition("?")[0]
        with lock:
            counts = method != "GET" and path.endswith(moment.ends) and not path.endswith("/leases/bouwsteen-operator")
            left -= counts
            is_now = counts and left == 0
        if is_now and not moment.after:
            os.kill(os.getpid(), moment.signal)
        answer = send(self, method, target, *arguments)
        if is_now and moment.after:
            os.kill(os.getpid(), moment.signal)
        return answer

    setattr(ClusterClient, "_send", send_or_stop)  # noqa: B010  in this process alone


if __name__ == "__main__":
    setattr(running, "Operator", functools.partial(running.Operator, terms=SHORT))  # noqa: B010  as above
    if said := os.environ.get(VARIABLE):
        arm(Moment(**json.loads(said)))
    sys.exit(main(sys.argv[1:]))
