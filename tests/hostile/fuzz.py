"""By hand: guided by coverage. Needs `atheris`, which the project does not: `uv run --with atheris python -m tests.hostile.fuzz TARGET`.

More arguments are those of libFuzzer, such as `-max_total_time=600` or a folder to keep what it finds in.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SOURCES = ("cli", "blocks/identity-service/service", "blocks/forms/service")


def main() -> None:
    sys.path[:0] = [str(ROOT), *(str(ROOT / folder) for folder in SOURCES)]
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["bouwsteen", "forms_service", "bouwsteen_service"]):
        doors = importlib.import_module("tests.hostile.doors")
        outcomes = importlib.import_module("tests.hostile.outcomes")
    target = doors.TARGETS[sys.argv.pop(1)]

    def try_one(content: bytes) -> None:
        outcomes.judge(target, content)

    atheris.Setup(sys.argv, try_one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
