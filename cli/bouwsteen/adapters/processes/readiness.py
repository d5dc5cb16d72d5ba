"""Whether a service answers that it is ready, and what it said last when it does not."""

from __future__ import annotations

import http.client
import re
import socket
from pathlib import Path
from typing import Final

_TAIL_BYTES: Final = 4_000
_TAIL_LINES: Final = 20


def is_ready(host: str, port: int, path: str, seconds: float = 2.0) -> tuple[bool, str]:
    """(ready, what was seen instead)."""
    # Not httpx: nothing of its proxies and redirects may come in between, and this costs nothing to import.
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    try:
        # By this name, as a Solid server must be called `localhost` and answers to nothing else; the others do not mind.
        connection.request("GET", path, headers={"Host": f"localhost:{port}", "Accept": "*/*", "Connection": "close"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        return False, f"no answer ({type(error).__name__})"
    finally:
        connection.close()
    return 200 <= status < 300, f"HTTP status {status}"


def is_listening(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


def log_size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def log_tail(path: Path, since: int = 0) -> str:
    """The last lines written after byte `since`, for a message: bounded, without control characters."""
    size = log_size(path)
    # A log smaller than it was has been rotated in between: all of it is new.
    start = max(since if size >= since else 0, size - _TAIL_BYTES)
    try:
        with path.open("rb") as file:
            file.seek(start)
            text = file.read(_TAIL_BYTES).decode(errors="replace")
    except FileNotFoundError:
        return ""
    lines = [re.sub(r"[^\x20-\x7e\xa0-\U0010ffff\t]", "?", line)[:500] for line in text.splitlines() if line.strip()]
    return "\n".join(lines[-_TAIL_LINES:])
