from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Site:
    """The small site of `sites.py`, in a process of its own."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def counts(self) -> dict[str, Any]:
        answer: dict[str, Any] = httpx.get(f"{self.url}/counts", timeout=10).json()
        return answer


@pytest.fixture
def site() -> Iterator[Site]:
    with subprocess.Popen([sys.executable, str(HERE / "sites.py")], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        try:
            yield Site(process, int(process.stdout.readline()))
        finally:
            process.kill()
