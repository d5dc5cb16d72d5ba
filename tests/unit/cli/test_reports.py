"""A run as it is told: line by line, and live."""

from __future__ import annotations

import io
import threading

import pytest

from bouwsteen.addresses import Address
from bouwsteen.cli.texts import Language, Texts
from bouwsteen.cli.views.line_reports import LineReporter
from bouwsteen.cli.views.live_reports import LiveReporter, TolerantStream
from bouwsteen.cli.views.runs import PlanPage, RunReporter, step_name
from bouwsteen.cli.views.sheets import Look, Sheet
from bouwsteen.diagnostics import error, warning
from bouwsteen.engine.reporters import Step
from bouwsteen.loadtest.progress import Progress
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.changes import Change
from bouwsteen.planning.plans import Plan

ENGLISH = Look(Texts(Language.EN))


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def step(text: str, action: Action = Action.CREATE, generation: int = 1) -> Step:
    return Step(Address.parse(f"herstappe/local/{text}"), "local/process", action, generation)


def plan() -> Plan:
    change = Change(Address.parse("herstappe/local/forms/server"), "local/process", Action.CREATE, Reason.NEW)
    return Plan("herstappe", "local", "73028", "l", 1, (change,))


def progress(t: float, asked: int, *, phase: str = "running", failed: int = 0) -> Progress:
    return Progress(
        t=t, phase=phase, seconds=10, planned=100, asked=asked, started=asked, done=asked - 1, failed=failed, in_flight=1, p50=0.05, p95=0.1
    )


def finish_text(reporter: RunReporter) -> str:
    sheet = Sheet(reporter.look)
    for line in reporter.finish_lines():
        sheet.line(*line)
    return sheet.text()


@pytest.fixture
def lines() -> list[str]:
    return []


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reporter(lines: list[str], clock: Clock) -> LineReporter:
    return LineReporter(ENGLISH, lines.append, PlanPage.NONE, clock)


def test_a_run_that_goes_well(reporter: LineReporter, lines: list[str], clock: Clock) -> None:
    reporter.phase("apply", 3)
    for each in (step("forms/http"), step("forms/server"), step("identity/share", Action.REPLACE, 2)):
        reporter.step_started(each)
        clock.now += 1
        reporter.step_finished(each, 1.0)
    assert lines == [
        "Carrying out (3)",
        "created  forms/http  1.0 s",
        "created  forms/server  1.0 s",
        "replaced  identity/share#2  1.0 s",
    ]
    assert finish_text(reporter) == "Done in 3.0 s: 2 created, 1 replaced.\n"


def test_a_failure_is_told_once_with_what_stood_behind_it(reporter: LineReporter, lines: list[str]) -> None:
    reporter.phase("apply", 4)
    bad = step("identity/server")
    reporter.step_started(bad)
    reporter.step_failed(bad, 12.0, error("process-died", "A process stopped", "It did."))
    reporter.step_skipped(step("forms/server"), bad.address)
    reporter.step_skipped(step("forms/http"), bad.address)
    assert lines == ["Carrying out (4)", "failed  identity/server  12 s  A process stopped"]
    assert finish_text(reporter) == (
        "forms/server, forms/http  skipped, because identity/server failed\nNot complete after 0.0 s: 1 failed, 2 skipped.\n"
    )


def test_nothing_to_do(reporter: LineReporter) -> None:
    assert finish_text(reporter) == "Done in 0.0 s: there was nothing to do.\n"


def test_less_than_planned_counts_as_what_was_done(reporter: LineReporter, lines: list[str]) -> None:
    each = step("forms/server", Action.UPDATE)
    reporter.step_started(each)
    reporter.step_weakened(each, Action.NO_OP)
    reporter.step_finished(each, 0.0)
    assert lines == ["in order  forms/server  0.0 s"]
    assert finish_text(reporter) == "Done in 0.0 s: there was nothing to do.\n"


def test_down_says_stopped(reporter: LineReporter, lines: list[str]) -> None:
    reporter.phase("stop", 1)
    reporter.step_started(step("forms/server", Action.UPDATE))
    reporter.step_finished(step("forms/server", Action.UPDATE), 0.2)
    assert lines == ["Stopping (1)", "stopped  forms/server  0.2 s"]
    assert finish_text(reporter) == "Done in 0.0 s: 1 stopped.\n"


def test_what_was_stopped_is_started_again(reporter: LineReporter, lines: list[str]) -> None:
    again = step("forms/server", Action.UPDATE)
    change = Change(again.address, "local/process", Action.UPDATE, Reason.STOPPED)
    reporter.planned(Plan("herstappe", "local", "73028", "l", 1, (change,)))
    reporter.phase("apply", 1)
    reporter.step_started(again)
    reporter.step_finished(again, 0.2)
    assert lines == ["Carrying out (1)", "started  forms/server  0.2 s"]


def test_long_work_is_heard_of_now_and_then(reporter: LineReporter, lines: list[str], clock: Clock) -> None:
    reporter.step_progress(step("not/started"), "never mind")
    each = step("forms/server")
    reporter.step_started(each)
    for _ in range(40):
        clock.now += 0.6
        reporter.step_progress(each, "waiting for /health/ready")
    assert lines == [
        "creating  forms/server  10 s  waiting for /health/ready",
        "creating  forms/server  20 s  waiting for /health/ready",
    ]


def test_a_stop_is_acknowledged(reporter: LineReporter, lines: list[str]) -> None:
    reporter.stopping()
    assert lines[0].startswith("Stopping: what is under way is finished")
    assert finish_text(reporter) == "Not complete after 0.0 s: -.\n"


def test_an_unknown_phase_is_shown_by_its_name(reporter: LineReporter, lines: list[str]) -> None:
    reporter.phase("something-new")
    assert lines == ["something-new"]


@pytest.mark.parametrize(
    ("page", "has_change", "has_summary"), [(PlanPage.NONE, False, False), (PlanPage.SHORT, False, True), (PlanPage.FULL, True, True)]
)
def test_how_much_of_the_plan_is_shown(page: PlanPage, has_change: bool, has_summary: bool, lines: list[str]) -> None:
    LineReporter(ENGLISH, lines.append, page).planned(plan())
    shown = "".join(lines)
    assert ("+ server" in shown) == has_change
    assert ("1 to add" in shown) == has_summary


def test_warnings_are_shown_and_their_absence_is_not(reporter: LineReporter, lines: list[str]) -> None:
    reporter.warn([])
    reporter.warn([warning("w", "Careful", "Very.")])
    assert lines == ["Warning: Careful  [w]\n  Very.\n"]


def test_load_is_told_every_five_seconds_and_at_the_end_with_rates(reporter: LineReporter, lines: list[str]) -> None:
    for second in range(1, 8):
        reporter.load_progress(progress(second, second * 4))
    reporter.load_progress(progress(8, 40, phase="done", failed=2))
    assert lines == [
        "5 s  asked 20 (4.0/s)  started 20 (4.0/s)  done 19 (4.0/s)  failed 0 (0.0/s)  in flight 1  p50 50 ms  p95 100 ms",
        "8 s  asked 40 (12.0/s)  started 40 (12.0/s)  done 39 (12.0/s)  failed 2 (2.0/s)  in flight 1  p50 50 ms  p95 100 ms",
    ]


def test_when_nobody_reads_any_more_the_run_goes_on() -> None:
    def broken(_: str) -> None:
        raise BrokenPipeError

    reporter = LineReporter(ENGLISH, broken)
    reporter.phase("apply", 1)
    reporter.step_started(step("forms/server"))
    reporter.step_finished(step("forms/server"), 0.1)
    assert reporter.tally.finished == {"create": 1}


class Terminal(io.StringIO):
    encoding = "utf-8"


def test_live_what_is_done_stays_and_what_is_under_way_moves(clock: Clock) -> None:
    screen = Terminal()
    reporter = LiveReporter(Look(Texts(Language.EN), width=100), screen, PlanPage.SHORT, clock)
    reporter.planned(plan())
    reporter.phase("apply", 20)
    for number in range(14):
        reporter.step_started(step(f"forms/part{number}"))
    reporter.step_progress(step("forms/part1"), "waiting")
    clock.now += 3
    page = reporter.page()
    assert "Carrying out  0/20  3.0 s" in page
    assert "creating  forms/part1   3.0 s  waiting" in page
    assert "and 2 more" in page
    reporter.step_finished(step("forms/part0"), 3.0)
    assert "1/20" in reporter.page()
    reporter.phase("verify")
    reporter.load_progress(progress(1, 4))
    assert "asked 4 (4.0/s)" in reporter.page()
    reporter.close()
    reporter.close()
    shown = screen.getvalue()
    assert "1 to add" in shown
    assert "created  forms/part0  3.0 s" in shown


def test_live_from_many_threads_at_once_nothing_locks_up() -> None:
    reporter = LiveReporter(Look(Texts(Language.EN), width=80), Terminal())
    reporter.phase("apply", 400)

    def work(number: int) -> None:
        for part in range(50):
            each = step(f"forms/p{number}x{part}")
            reporter.step_started(each)
            reporter.step_progress(each, "text")
            reporter.step_finished(each, 0.0)

    threads = [threading.Thread(target=work, args=(number,), daemon=True) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    reporter.close()
    assert reporter.tally.finished == {"create": 400}


def test_live_on_a_window_that_was_closed() -> None:
    class Closed(Terminal):
        def write(self, _: str) -> int:
            raise OSError(5, "Input/output error")

    reporter = LiveReporter(Look(Texts(Language.EN), width=80), Closed())
    reporter.phase("apply", 1)
    reporter.step_finished(step("forms/server"), 0.1)
    reporter.close()
    assert reporter.tally.finished == {"create": 1}


def test_a_tolerant_stream_fails_once_and_then_keeps_still() -> None:
    class Failing(io.StringIO):
        calls = 0

        def write(self, _: str) -> int:
            type(self).calls += 1
            raise OSError

    stream = TolerantStream(Failing())
    assert stream.write("abc") == 3
    assert stream.write("abc") == 3
    stream.flush()
    assert Failing.calls == 1


def test_names_of_steps() -> None:
    assert step_name(step("forms/server")) == "forms/server"
    assert step_name(step("forms/server", generation=3)) == "forms/server#3"
