from __future__ import annotations

import pytest

from bouwsteen.loadtest.progress import LONGEST_LINE, Progress, Row, format_progress, parse_progress

SEEN = Progress(1.0, "running", 10.0, 20, 2, 2, 1, 0, 1, cpu=(0.1, 0.2), rows=(Row("journey:a", 1, 0.1, 0.2),))


def test_progress_survives_its_line() -> None:
    line = format_progress(SEEN)
    assert line.endswith(b"\n")
    assert parse_progress(line) == SEEN


def test_a_line_never_outgrows_what_a_pipe_takes_whole() -> None:
    rows = tuple(Row(f"request:{'x' * 150} {index}", 1, 0.1, 0.2) for index in range(100))
    line = format_progress(Progress(1.0, "running", 10.0, 20, 2, 2, 1, 0, 1, rows=rows))
    assert len(line) <= LONGEST_LINE
    seen = parse_progress(line)
    assert seen is not None
    assert 0 < len(seen.rows) < 100


@pytest.mark.parametrize("line", [b"", b"hello", b"[]", b"3", b"{}", b'{"t": 1, "nope": 2}', b'{"rows": 3}', b"\xff"])
def test_other_lines_are_not_progress(line: bytes) -> None:
    assert parse_progress(line) is None
