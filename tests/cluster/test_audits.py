"""The log of a server that was killed while it wrote is read like any other."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cluster.audits import AuditLog


def line(name: str) -> bytes:
    event = {"kind": "Event", "level": "Metadata", "requestURI": f"/api/v1/namespaces/{name}", "verb": "get", "objectRef": {"name": name}}
    return json.dumps(event, separators=(",", ":")).encode() + b"\n"


def test_what_was_half_written_takes_nothing_else_along(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.log")
    log.path.write_bytes(line("one"))
    mark = log.mark()
    log.path.write_bytes(line("one") + line("two") + line("torn")[:40] + line("three") + line("unfinished")[:60])
    assert [each.name for each in log.since(0)] == ["one", "two", "three"]
    assert [each.name for each in log.since(mark)] == ["two", "three"]
