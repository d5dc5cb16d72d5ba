"""A plan as text and as JSON: what changes and why, and no secret."""

from __future__ import annotations

import json
from pathlib import Path

from bouwsteen.addresses import Address
from bouwsteen.cli.texts import Language, Texts
from bouwsteen.cli.views.plans import render_plan, render_plan_briefly, render_saved
from bouwsteen.cli.views.sheets import Look
from bouwsteen.diagnostics import warning
from bouwsteen.formats.plan_json import plan_json
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.changes import Change, FieldChange
from bouwsteen.planning.plans import Note, Plan
from bouwsteen.values import ABSENT, Secret, Unknown

DUTCH = Look(Texts(Language.NL))


def at(text: str) -> Address:
    return Address.parse(f"herstappe/local/{text}")


CHANGES = (
    Change(at("database/file"), "local/directory", Action.NO_OP, Reason.NONE),
    Change(
        at("forms/server"),
        "local/process",
        Action.CREATE,
        Reason.NEW,
        desired={
            "program": "forms_service",
            "port": Unknown("integer"),
            "bindings": {"own": {"sessionKey": Secret("hunter2")}},
            "none": {},
        },
    ),
    Change(
        at('forms/copies["a"]'),
        "local/directory",
        Action.UPDATE,
        Reason.INPUTS,
        fields=(
            FieldChange(("content", "digest"), "sha256:1", "sha256:2"),
            FieldChange(("owner",), ABSENT, {"name": "leuven", "roles": ["a", Secret("hunter2")]}),
            FieldChange(("list", 0), 3, ABSENT),
        ),
    ),
    Change(
        at('identity/client["forms"]/binding'),
        "broker/binding",
        Action.REPLACE,
        Reason.ROTATION,
        generation=2,
        create_first=True,
        fields=(FieldChange(("key",), Secret("hunter2"), Secret("hunter3"), forces_replacement=True),),
    ),
    Change(at("identity/old"), "broker/instance", Action.DELETE, Reason.UNWANTED),
    Change(at("data/store"), "local/directory", Action.RETAIN, Reason.UNWANTED),
    Change(at("data/port"), "local/port", Action.RESTORE, Reason.RETAINED, detail="It was kept on 2026-11-02."),
    Change(at("intake/http"), "local/port", Action.NO_OP, Reason.MOVED, moved_from=at("forms/http")),
)
PLAN = Plan(
    stack="herstappe",
    environment="local",
    organisation="73028",
    lineage="l-1",
    serial=4,
    changes=CHANGES,
    notes=(Note("service-added", "Added, because identity needs a broker.", "identity-service"),),
    warnings=(warning("version-deprecated", "A version is deprecated", "It goes in 2028."),),
    intent_digest="sha256:i",
    digest="sha256:d",
    parts={"stack": "sha256:s"},
)

EXPECTED = """\
Plan voor herstappe, omgeving local

Goed om te weten
  * identity-service: Added, because identity needs a broker.

Waarschuwing: Een versie wordt afgebouwd  [version-deprecated]
  It goes in 2028.
Meer uitleg: bouwsteen explain version-deprecated

forms
  + server  local/process  wordt gemaakt: nieuw in de stack
      + program                 = "forms_service"
      + port                    = (bekend na het uitvoeren)
      + bindings.own.sessionKey = (geheim)
      + none                    = {}
  ~ copies["a"]  local/directory  wordt gewijzigd: de stack vraagt iets anders
      ~ content.digest = "sha256:1" → "sha256:2"
      + owner.name     = "leuven"
      + owner.roles[0] = "a"
      + owner.roles[1] = (geheim)
      - list[0]        = 3

identity
  ± client["forms"]/binding#2  broker/binding  wordt vervangen: rotatie gevraagd
      het nieuwe eerst, daarna verdwijnt het oude
      ~ key = (geheim) → (geheim)  # dwingt vervanging af
  - old  broker/instance  wordt verwijderd: staat niet meer in de stack

data
  = store  local/directory  wordt losgelaten, gegevens blijven: staat niet meer in de stack
  < port  local/port  wordt weer in gebruik genomen: was bewaard gebleven
      It was kept on 2026-11-02.

intake
    http  local/port  blijft zoals het is
      verplaatst, was forms/http

Plan: 1 toe te voegen, 1 te wijzigen, 1 te vervangen, 1 te verwijderen.
1 terug te halen. 1 los te laten. 2 ongewijzigd.
Digest van het plan: sha256:d
"""


def test_text() -> None:
    assert render_plan(PLAN, DUTCH) == EXPECTED


def test_the_same_plan_is_the_same_bytes() -> None:
    assert render_plan(PLAN, DUTCH) == render_plan(PLAN, DUTCH)
    assert json.dumps(plan_json(PLAN)) == json.dumps(plan_json(PLAN))


def test_verbose_shows_what_stays() -> None:
    assert "    file  local/directory  blijft zoals het is" in render_plan(PLAN, DUTCH, verbose=True)


def test_ascii() -> None:
    text = render_plan(PLAN, Look(Texts(Language.EN), unicode=False))
    assert text.isascii()
    assert '-/+ client["forms"]/binding#2' in text
    assert '"sha256:1" -> "sha256:2"' in text


def test_colour_names_the_action() -> None:
    text = render_plan(PLAN, Look(Texts(Language.EN), color=True))
    assert "\x1b[32m+ server\x1b[0m" in text
    assert "\x1b[31m- old\x1b[0m" in text


def test_nothing_to_do_says_so_in_one_line() -> None:
    still = Plan("herstappe", "local", "73028", "l", 1, (CHANGES[0],), digest="sha256:d")
    assert render_plan(still, DUTCH) == "Plan voor herstappe, omgeving local\n\nGeen veranderingen: alles is zoals de stack het vraagt.\n"


def test_what_was_stopped_will_be_started() -> None:
    stopped = Change(at("forms/server"), "local/process", Action.UPDATE, Reason.STOPPED)
    assert "~ server  local/process  wordt gestart\n" in render_plan(Plan("herstappe", "local", "7", "l", 1, (stopped,)), DUTCH)


def test_a_plan_to_remove_says_so() -> None:
    gone = Plan("herstappe", "local", "73028", "l", 1, (CHANGES[4],), destroys=True)
    assert render_plan(gone, Look(Texts(Language.EN))).startswith("Plan to remove herstappe, environment local\n")


def test_briefly() -> None:
    text = render_plan_briefly(PLAN, DUTCH)
    assert "identity-service: Added" in text
    assert "forms_service" not in text
    assert "1 toe te voegen" in text


def test_where_a_plan_is_kept_with_the_command_to_copy() -> None:
    assert render_saved(Path("my.plan"), DUTCH).endswith("\n    bouwsteen apply my.plan\n")


def test_json() -> None:
    document = plan_json(PLAN)
    assert json.loads(json.dumps(document)) == document
    assert document["format_version"] == "1.0"
    assert document["summary"] == {
        "add": 1,
        "change": 1,
        "replace": 1,
        "remove": 1,
        "restore": 1,
        "retain": 1,
        "unchanged": 2,
    }
    assert document["has_changes"] is True
    created, updated, replaced = document["changes"][1:4]
    assert created["desired"]["port"] == {"$unknown": "integer"}
    assert created["desired"]["bindings"]["own"]["sessionKey"] == {"$secret": True}
    assert updated["fields"] == [
        {"path": ["content", "digest"], "name": "content.digest", "before": "sha256:1", "after": "sha256:2", "forces_replacement": False},
        {
            "path": ["owner"],
            "name": "owner",
            "after": {"name": "leuven", "roles": ["a", {"$secret": True}]},
            "forces_replacement": False,
        },
        {"path": ["list", 0], "name": "list[0]", "before": 3, "forces_replacement": False},
    ]
    assert replaced["forcing"] == ["key"]
    assert replaced["generation"] == 2
    assert document["changes"][7]["moved_from"] == "herstappe/local/forms/http"
    assert document["notes"] == [
        {"code": "service-added", "text": "Added, because identity needs a broker.", "address": "identity-service"}
    ]
    assert document["warnings"][0]["code"] == "version-deprecated"


def test_no_secret_in_any_form() -> None:
    everything = render_plan(PLAN, DUTCH, verbose=True) + json.dumps(plan_json(PLAN))
    assert "hunter" not in everything
