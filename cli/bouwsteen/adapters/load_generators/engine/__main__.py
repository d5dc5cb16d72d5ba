"""`python -m bouwsteen.adapters.load_generators.engine FOLDER [WORKER]`.

Locust comes before every other import but the plainest: it patches sockets and locks, and
a library that was imported earlier would keep the old ones. The workers start before that
import, so that all load it at the same time.
"""

import json
import subprocess
import sys
from pathlib import Path

PACKAGE = "bouwsteen.adapters.load_generators.engine"


def start_workers(folder: Path) -> list[subprocess.Popen[bytes]]:
    """They wait for the leader's port on standard input. What a journey prints goes nowhere."""
    count = json.loads((folder / "plan.json").read_text("utf-8"))["plan"]["workers"]
    command = [sys.executable, "-P", "-m", PACKAGE, str(folder)]
    return [
        subprocess.Popen([*command, str(index)], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, cwd=folder) for index in range(count)
    ]


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0])
    children = start_workers(folder) if len(arguments) == 1 else []

    import locust  # noqa: F401, PLC0415  see above

    from bouwsteen.adapters.load_generators.engine import leaders, senders  # noqa: PLC0415  only after locust

    return leaders.lead(folder, children) if children else senders.send(folder, int(arguments[1]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
