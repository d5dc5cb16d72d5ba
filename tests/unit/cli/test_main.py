"""From outcomes to exit codes, and nothing that should not be told."""

from __future__ import annotations

import inspect
import json
import os
import re
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.unit.cli.conftest import Run

from bouwsteen import errors
from bouwsteen.cli.commands import version
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.main import missing_part
from bouwsteen.errors import BouwsteenError, InternalError

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, BouwsteenError)]
SECRET = "hunter2-correct-horse"


def failing(monkeypatch: pytest.MonkeyPatch, problem: BaseException) -> None:
    def run(*_: object) -> ExitCode:
        raise problem

    monkeypatch.setattr(version, "run", run)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_error_ends_with_its_code_and_says_what_to_do(kind: type[BouwsteenError], run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, kind.because("some-code", "Something is wrong", "It went wrong.", "Mend it."))
    code, out, err = run("version")
    assert code == kind.exit_code
    assert out == ""
    assert err == "Fout: Something is wrong  [some-code]\n  It went wrong.\n  Wat te doen:\n    Mend it.\n"


@pytest.mark.parametrize(("form", "read"), [("json", json.loads), ("yaml", None)])
def test_with_a_document_asked_for_errors_are_one_too(
    form: str, read: Callable[[str], object] | None, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(monkeypatch, errors.DeniedError.because("some-code", "Something is wrong", "It went wrong."))
    code, out, err = run("version", "-o", form)
    assert (code, out) == (5, "")
    if read is None:
        assert "code: some-code" in err
    else:
        document = read(err)
        assert isinstance(document, dict)
        assert document["valid"] is False
        assert document["diagnostics"][0]["code"] == "some-code"


@pytest.mark.fault("F50")
def test_a_mistake_of_ours_is_255_with_a_report_and_without_values(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    try:
        try:
            raise ValueError(f"password {SECRET}")
        except ValueError as inner:
            raise KeyError(SECRET) from inner
    except KeyError as outer:
        failing(monkeypatch, outer)
    code, out, err = run("version", "--lang", "en")
    assert (code, out) == (255, "")
    assert "This is a bug in Bouwsteen." in err
    assert SECRET not in err
    found = re.search(r"^\s+(\S+/bouwsteen-\S+\.txt)$", err, re.MULTILINE)
    assert found
    path = Path(found[1])
    assert path.stat().st_mode & 0o077 == 0
    report = path.read_text(encoding="utf-8")
    assert SECRET not in report
    assert "verb: version" in report
    assert "builtins.KeyError" in report
    assert "builtins.ValueError" in report
    assert "test_main.py" in report
    assert str(Path.home()) not in report


def test_our_own_internal_errors_keep_their_text(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    failing(monkeypatch, InternalError("Two and two were five."))
    assert run("version")[0] == 255
    (report,) = tmp_path.glob("bouwsteen-*.txt")
    assert "Two and two were five." in report.read_text(encoding="utf-8")


def test_without_a_place_for_the_report_the_error_is_told_all_the_same(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", "/nowhere/at/all")
    failing(monkeypatch, RuntimeError(SECRET))
    code, _, err = run("version")
    assert code == 255
    assert "could not be written" in err
    assert SECRET not in err


def test_a_refusal_of_the_system_is_no_bug(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, PermissionError(13, "Permission denied", "/root/x"))
    code, _, err = run("version")
    assert code == 1
    assert "Permission denied (/root/x)." in err


def test_ctrl_c_is_cancelled(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, KeyboardInterrupt())
    assert run("version", "--lang", "fr") == (8, "", "\nInterrompu.\n")


@pytest.mark.parametrize(
    ("arguments", "code", "hint"),
    [
        (["plna"], "unknown-command", "Bedoelt u `plan`?"),
        (["plan", "--environmnt", "x"], "unknown-option", "Bedoelt u `--environment`?"),
        (["catalog", "shwo"], "unknown-command", "Bedoelt u `show`?"),
        (["apply"], "missing-argument", "bouwsteen apply --help"),
        (["apply", "x", "--parallelism", "0"], "invalid-argument", "bouwsteen apply --help"),
        (["plan", "-o", "xml"], "invalid-argument", "bouwsteen plan --help"),
        (["plan", "--lang", "de"], "invalid-argument", "bouwsteen plan --help"),
        (["-C", "/nowhere/at/all", "plan"], "invalid-argument", "bouwsteen --help"),
        (["version", "too-much"], "command-line", "bouwsteen version --help"),
    ],
)
def test_a_mistake_on_the_command_line_is_10_with_the_nearest_name(arguments: list[str], code: str, hint: str, run: Run) -> None:
    exit_code, out, err = run(*arguments)
    assert (exit_code, out) == (10, "")
    assert f"[{code}]" in err
    assert hint in err


# With a real process, where signals and pipes are real.

PROGRAM = """
import sys
from bouwsteen.cli import main
from bouwsteen.cli.commands import version
from bouwsteen.cli.exit_codes import ExitCode

def body(invocation, options):
    {body}

version.run = body
sys.exit(main.main(["version", "--lang", "en"]))
"""


def start(body: str) -> subprocess.Popen[bytes]:
    program = PROGRAM.format(body=textwrap.indent(textwrap.dedent(body), "    ").strip())
    return subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "NO_COLOR": "1"}
    )


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    process = start(
        """
        for _ in range(100_000):
            invocation.terminal.print("line " * 20)
        return ExitCode.OK
        """
    )
    assert process.stdout
    assert process.stderr
    assert process.stdout.readline() == b"line " * 20 + b"\n"
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=30) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signals_that_ask_to_end_are_cancelled(number: signal.Signals) -> None:
    process = start(
        """
        import time
        invocation.terminal.print("ready")
        time.sleep(30)
        """
    )
    with process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(number)
        assert process.wait(timeout=30) == 8
        assert process.stderr.read() == b"\nCancelled.\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_a_first_signal_asks_a_second_insists_a_third_ends() -> None:
    process = start(
        """
        import threading, time
        from bouwsteen.cli.interruptions import stopping_signals
        told = []
        with stopping_signals(lambda: (told.append("request"), print(len(told), flush=True)), lambda: print("first", flush=True)):
            print("ready", flush=True)
            time.sleep(30)
        """
    )
    with process:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGINT)
        assert [process.stdout.readline(), process.stdout.readline()] == [b"1\n", b"first\n"]
        process.send_signal(signal.SIGINT)
        assert process.stdout.readline() == b"2\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 8


def test_the_package_runs_as_a_module() -> None:
    done = subprocess.run([sys.executable, "-m", "bouwsteen", "--version"], capture_output=True, check=True, timeout=60)
    assert done.stdout.startswith(b"bouwsteen 0.")


def test_an_optional_part_that_is_missing_is_named_and_is_no_mistake_of_ours() -> None:
    missing = missing_part(ModuleNotFoundError("No module named 'grandalf'", name="grandalf.graphs"))
    assert missing is not None
    assert missing.code == "missing-part"
    assert "bouwsteen[local]" in missing.remedy
    assert missing_part(ModuleNotFoundError("No module named 'bouwsteen.nope'", name="bouwsteen.nope")) is None
    assert missing_part(ValueError("x")) is None
