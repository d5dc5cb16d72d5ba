"""Statuses, drift, outputs, addresses, load, logs: text and the form for programs."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime

import pytest

from bouwsteen.addresses import Address
from bouwsteen.cli.texts import Language, Texts
from bouwsteen.cli.views.addresses import Place, render_places
from bouwsteen.cli.views.drifts import render_drift
from bouwsteen.cli.views.loads import render_verdict
from bouwsteen.cli.views.logs import LogLine, render_log_line
from bouwsteen.cli.views.outputs import render_field, render_outputs
from bouwsteen.cli.views.sheets import Look
from bouwsteen.cli.views.statuses import render_statuses
from bouwsteen.diagnostics import error
from bouwsteen.engine.applies import Applied
from bouwsteen.engine.downs import Stopped
from bouwsteen.engine.drifts import Drift, DriftReport
from bouwsteen.engine.outputs import OutputValue
from bouwsteen.engine.statuses import EnvironmentStatus, InstanceStatus, ResourceStatus
from bouwsteen.formats.drifts import drift_json, has_drift, has_unreadable
from bouwsteen.formats.loads import loads_json
from bouwsteen.formats.outputs import outputs_json, select
from bouwsteen.formats.runs import applied_json, stopped_json
from bouwsteen.formats.statuses import Face, StackStatus, status_json
from bouwsteen.loadtest.prefills import PrefillShare
from bouwsteen.loadtest.results import Failure, empty_result
from bouwsteen.loadtest.thresholds import Line
from bouwsteen.loadtest.validity import Reason
from bouwsteen.loadtest.verdicts import Outcome, Verdict
from bouwsteen.planning.changes import FieldChange
from bouwsteen.planning.plans import Plan
from bouwsteen.state.snapshots import RunRecord
from bouwsteen.values import Secret

DUTCH = Look(Texts(Language.NL))
ENGLISH = Look(Texts(Language.EN))


def at(text: str) -> Address:
    return Address.parse(f"herstappe/local/{text}")


SERVER = ResourceStatus(at("forms/server"), "local/process", "not-ready", "It answers 503.", {"pid": 42})
FOUND = EnvironmentStatus(
    stack="herstappe",
    environment="local",
    lineage="l-1",
    serial=7,
    owner="cli",
    instances=[
        InstanceStatus(
            "database", "database", "1.0.0", "ready", [ResourceStatus(at("database/file"), "local/directory", "ready", "", {"path": "/x"})]
        ),
        InstanceStatus("forms", "forms", "1.0.0", "not-ready", [SERVER]),
    ],
    retained=[at("old/store")],
    in_doubt=[at("forms/http")],
    runs=[RunRecord("r1", "up", "an@pc", "2026-11-25T10:00:00Z", "2026-11-25T10:01:00Z", "done", {"create": 3}, 7)],
)
STATUS = StackStatus("73028", FOUND, {"forms": Face("simulated", "http://127.0.0.1:20001")}, "Herstappe")


def test_status_text() -> None:
    assert render_statuses([STATUS], DUTCH) == (
        "herstappe, omgeving local (Herstappe)\n"
        "  INSTANTIE  TOESTAND    BOUWSTEEN  VERSIE  HOE ECHT    ADRES\n"
        "  database   klaar       database   1.0.0   -\n"
        "  forms      niet klaar  forms      1.0.0   nagebootst  http://127.0.0.1:20001\n"
        "    niet klaar  forms/server  local/process  It answers 503.\n"
        "  1 middel is bewaard met zijn gegevens.\n"
        "  Van 1 middel is niet zeker wat de vorige keer gebeurde; de volgende apply gaat het na.\n"
        "  laatste keer: up door an@pc, 2026-11-25T10:00:00Z, gelukt (volgnummer 7)\n"
    )
    assert "database/file" in render_statuses([STATUS], DUTCH, verbose=True)
    assert "bouwsteen up" in render_statuses([], DUTCH)
    assert "bouwsteen up" in render_statuses([StackStatus("H", EnvironmentStatus("h", "local", "", 0, "", []))], DUTCH)


def test_what_was_removed_is_not_what_never_was() -> None:
    gone = EnvironmentStatus("h", "local", "l", 9, "cli", [], runs=FOUND.runs)
    assert "Nothing is here any more." in render_statuses([StackStatus("1", gone)], ENGLISH)


def test_a_run_that_did_not_end_is_told() -> None:
    begun = RunRecord("r2", "apply", "an@pc", "2026-11-25T11:00:00Z")
    said = render_statuses([StackStatus("1", EnvironmentStatus("h", "local", "l", 9, "cli", [], runs=[begun]))], ENGLISH)
    assert "Nothing finished is recorded yet." in said
    assert "did not end: interrupted, or still going on (serial 9)" in said
    assert "The next apply goes on" in said
    assert "any more" not in said


@pytest.mark.parametrize(
    ("command", "result", "goes_on"),
    [("up", "stopped", True), ("apply", "failed", True), ("up", "done", False), ("down", "stopped", False)],
)
def test_a_run_that_stopped_halfway_goes_on(command: str, result: str, goes_on: bool) -> None:
    """What was not made is not on record, so the table alone looks as if all were ready."""
    run = RunRecord("r1", command, "an@pc", "2026-11-25T10:00:00Z", "2026-11-25T10:01:00Z", result)
    said = render_statuses([StackStatus("1", EnvironmentStatus("h", "local", "l", 9, "cli", FOUND.instances, runs=[run]))], DUTCH)
    assert ("De volgende apply gaat verder" in said) is goes_on
    assert ("halverwege gestopt" in said) is (result == "stopped")


def test_status_json() -> None:
    document = json.loads(json.dumps(status_json([STATUS])))
    (stack,) = document["stacks"]
    assert (stack["ready"], stack["serial"], stack["retained"], stack["in_doubt"]) == (
        False,
        7,
        ["herstappe/local/old/store"],
        ["herstappe/local/forms/http"],
    )
    assert stack["last_run"]["result"] == "done"
    assert stack["instances"][1]["fidelity"] == "simulated"
    assert stack["instances"][0]["url"] is None
    assert stack["instances"][1]["resources"][0]["facts"] == {"pid": 42}


DRIFT = DriftReport(
    [
        Drift(
            at("forms/server"),
            "local/process",
            "changed",
            "",
            (FieldChange(("port",), 1, 2), FieldChange(("key",), Secret("a"), Secret("b"))),
        ),
        Drift(at("forms/http"), "local/port", "unreadable", "The socket is gone."),
    ],
    12,
)


def test_drift_text() -> None:
    assert render_drift(DRIFT, ENGLISH) == (
        "changed  herstappe/local/forms/server  local/process\n"
        "      ~ port = 1 → 2\n"
        "      ~ key  = (secret) → (secret)\n"
        "unreadable  herstappe/local/forms/http  local/port\n"
        "      The socket is gone.\n"
        "\n"
        "1 resource differs.\n"
        "1 resource could not be read.\n"
    )
    assert render_drift(DriftReport([], 12), ENGLISH) == "No drift: 12 resources are as recorded.\n"


def test_drift_json() -> None:
    document = json.loads(json.dumps(drift_json("herstappe", "local", DRIFT, datetime(2026, 12, 1, 9, tzinfo=UTC))))
    assert document["has_drift"] is True
    assert document["at"] == "2026-12-01T09:00:00+00:00"
    assert document["resources"][0]["fields"][1]["before"] == {"$secret": True}
    assert has_unreadable(DRIFT)
    unreadable = DriftReport(DRIFT.drifts[1:], 1)
    assert not has_drift(unreadable), "not knowing is no drift"
    assert has_unreadable(unreadable)


OUTPUTS = [
    OutputValue("forms", "intake", "form-intake", "1.0.0", {"url": "http://127.0.0.1:20001", "forms": ["a", "b"]}),
    OutputValue("identity", "client", "oidc-client", "1.0.0", {"clientId": "x", "clientSecret": Secret("hunter2")}, consumer="forms"),
]


def test_outputs_text() -> None:
    assert render_outputs(OUTPUTS, ENGLISH) == (
        "forms/intake  form-intake 1.0.0\n"
        "  url    http://127.0.0.1:20001\n"
        '  forms  ["a", "b"]\n'
        "\n"
        'identity/client  ["forms"]  oidc-client 1.0.0\n'
        "  clientId      x\n"
        "  clientSecret  (secret)\n"
    )
    assert "hunter2" in render_outputs(OUTPUTS, ENGLISH, show_secrets=True)
    assert render_outputs([], ENGLISH) == "There are no outputs yet.\n"


def test_outputs_json() -> None:
    hidden = json.dumps(outputs_json("h", "local", OUTPUTS))
    assert "hunter2" not in hidden
    assert json.loads(hidden)["outputs"][1]["value"]["clientSecret"] == {"$secret": True}
    assert "hunter2" in json.dumps(outputs_json("h", "local", OUTPUTS, show_secrets=True))


def test_one_field_is_ready_for_a_shell() -> None:
    assert render_field("http://x") == "http://x\n"
    assert json.loads(render_field(["a", 1])) == ["a", 1]
    assert render_field(Secret("hunter2")) == "(secret)\n"
    assert render_field(Secret("hunter2"), show_secrets=True) == "hunter2\n"


@pytest.mark.parametrize(
    ("name", "found", "field"),
    [
        ("forms", ["forms/intake"], None),
        ("identity/client", ["identity/client"], None),
        ("forms/intake.url", ["forms/intake"], "url"),
        ("forms.url", ["forms/intake"], "url"),
        ("forms/intake.nope", [], "nope"),
        ("nope", [], None),
    ],
)
def test_outputs_are_found_by_name(name: str, found: list[str], field: str | None) -> None:
    selected = select(OUTPUTS, name)
    assert ([each.name for each in selected[0]], selected[1]) == (found, field)


def test_the_end_of_up() -> None:
    text = render_places([Place("Formulieren", "http://127.0.0.1:20001", "simulated")], ["bouwsteen status herstappe"], DUTCH)
    assert text == (
        "Hier is het te vinden\n"
        "  WAT          ADRES                   HOE ECHT\n"
        "  Formulieren  http://127.0.0.1:20001  nagebootst\n"
        "\n"
        "Probeer nu\n"
        "  bouwsteen status herstappe\n"
    )
    assert render_places([], [], DUTCH) == ""


VERDICT = Verdict(
    Outcome.FAILED,
    (
        Line("journey p95 corrected at most 2000 ms", 2.5, 2.0, 100, holds=False, is_latency=True),
        Line("run errorRatio at most 1.00%", 0.0, 0.01, 100, holds=True, is_latency=False),
        Line("journey p99 corrected at most 3000 ms", None, 3.0, 0, holds=None, is_latency=True),
    ),
    (),
    (Reason("slow-loop", "The generator was late.", "Give it room."),),
    11,
)
RESULT = empty_result(
    run="r",
    environment="local",
    profile="smoke",
    done=100,
    failed=3,
    requests=900,
    seconds=61.0,
    failures=(Failure("citizen", "sign in", "503", 3),),
)


def test_a_verdict_says_which_limit_and_where_it_went_wrong() -> None:
    text = render_verdict(VERDICT, RESULT, ENGLISH)
    assert text.startswith("Failed: a limit was broken\n  100 journeys in 1 min 1 s, 3 failed, 900 requests.\n")
    assert re.search(r"✗ journey p95 corrected at most 2000 ms +2500 ms +100\n", text)
    assert "✓ run errorRatio" in text
    assert "? journey p99" in text
    assert "3 times: citizen, step sign in: 503" in text
    assert "The generator was late. Give it room." in text
    assert render_verdict(VERDICT, RESULT, Look(Texts(Language.EN), unicode=False)).isascii()


def test_a_verdict_for_programs() -> None:
    document = json.loads(json.dumps(loads_json("herstappe", [("forms", VERDICT, RESULT, [PrefillShare("move", 10, 4)])])))
    assert document["stack"] == "herstappe"
    (test,) = document["tests"]
    assert (test["name"], test["outcome"], test["exit_code"]) == ("forms", "failed", 11)
    assert [limit["holds"] for limit in test["limits"]] == [False, True, None]
    assert test["prefilled"] == [{"form": "move", "asked": 10, "known": 4, "share": 0.4}]
    assert test["failures"] == [{"journey": "citizen", "step": "sign in", "reason": "503", "count": 3}]


def test_a_run_for_programs() -> None:
    problem = error("died", "A process stopped", "It did.")
    plan = Plan("herstappe", "local", "73028", "l", 1, ())
    applied = Applied(
        plan, [at("forms/http")], {at("forms/server"): problem}, {at("forms/x"): at("forms/server")}, [at("forms/y")], {at("a/b"): "asked"}
    )
    document = json.loads(json.dumps(applied_json(applied)))
    assert document["succeeded"] is False
    assert document["failed"][0]["diagnostic"]["code"] == "died"
    assert document["skipped"] == [{"address": "herstappe/local/forms/x", "cause": "herstappe/local/forms/server"}]
    assert document["awaiting"] == [{"address": "herstappe/local/a/b", "reason": "asked"}]
    stopped = json.loads(json.dumps(stopped_json(Stopped([at("forms/server")], {at("forms/x"): problem}))))
    assert stopped["stopped"] == ["herstappe/local/forms/server"]
    assert stopped["failed"][0]["address"] == "herstappe/local/forms/x"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (
            '{"timestamp": "10:00", "level": "ERROR", "message": "It \\u001b[31mbroke", "status": 503}',
            "forms  10:00 error   It \\x1b[31mbroke  status=503\n",
        ),
        ("Traceback (most recent call last):", "forms  Traceback (most recent call last):\n"),
        ("[1, 2]", "forms  [1, 2]\n"),
        ("", "forms\n"),
        ("\x1b[31mred", "forms  \\x1b[31mred\n"),
    ],
)
def test_log_lines(text: str, shown: str) -> None:
    assert render_log_line(LogLine("forms", text), ENGLISH) == shown


def test_a_log_of_one_instance_does_not_repeat_its_name() -> None:
    assert render_log_line(LogLine("forms", "hello"), ENGLISH, show_instance=False) == "hello\n"
    assert render_log_line(LogLine("forms", ""), ENGLISH, show_instance=False) == "\n"
