"""What a machine needs to only plan: the types, on any system and without the heavy parts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import sys
for name in ("fcntl", "pwd", "grp", "resource", "termios"):
    sys.modules[name] = None  # as on Windows
from pathlib import Path
from bouwsteen.adapters.brokers.provider import BrokerProvider
from bouwsteen.adapters.local.provider import LocalProvider
from bouwsteen.adapters.random_values import RandomProvider
providers = (RandomProvider(), LocalProvider(Path("x"), None), BrokerProvider())
types = {name for provider in providers for name in provider.types}
assert types == {"random/password", "random/id", "random/derived", "local/port", "local/directory", "local/process", "local/node-package",
                 "broker/instance", "broker/binding"}, types
heavy = {"httpx", "psutil", "supervisor", "fastapi", "sqlalchemy"} & set(sys.modules)
assert not heavy, heavy
"""


def test_the_types_need_no_system_of_their_own_and_no_heavy_parts() -> None:
    packages = str(Path(__file__).parents[3] / "cli")
    subprocess.run([sys.executable, "-c", PROGRAM], check=True, env={"PYTHONPATH": packages, "PATH": "/usr/bin"}, timeout=60)
