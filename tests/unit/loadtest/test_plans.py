from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.unit.loadtest.factories import make_profile

from bouwsteen.adapters.bindings import BindingError
from bouwsteen.adapters.load_generators.bindings import read_bindings, secrets_in, write_bindings
from bouwsteen.loadtest.plans import JourneyFile, LoadPlan, hosts_of
from bouwsteen.values import Secret

BINDINGS: dict[str, dict[str, Any]] = {
    "intake": {
        "url": "http://127.0.0.1:8001",
        "clerkUrl": Secret("https://forms.example/clerk"),
        "forms": ["a", "b"],
        "type": "form-intake",
    },
    "identity": {"clientSecret": Secret("very-secret"), "pin": Secret("12")},
}


def test_a_plan_that_is_written_down_holds_no_binding() -> None:
    plan = LoadPlan(
        make_profile(), (JourneyFile(Path("journeys.py"), BINDINGS),), seed=2, environment="herstappe/local", hosts=("identity.example",)
    )
    document = plan.to_json()
    assert document["hosts"] == ["127.0.0.1", "forms.example", "identity.example"]
    assert "very-secret" not in json.dumps(document) + repr(plan)
    assert plan.digest.startswith("sha256:")
    assert plan.worker_count == 1


def test_a_digest_changes_with_what_is_asked() -> None:
    one = LoadPlan(make_profile(), (JourneyFile(Path("j.py"), BINDINGS),), seed=2)
    assert one.digest == LoadPlan(make_profile(), (JourneyFile(Path("j.py"), BINDINGS),), seed=2).digest
    assert one.digest != LoadPlan(make_profile(), (JourneyFile(Path("j.py"), BINDINGS),), seed=3).digest


def test_bindings_go_out_as_private_files_and_come_back(tmp_path: Path) -> None:
    write_bindings(tmp_path / "root", BINDINGS)
    secret = tmp_path / "root" / "identity" / "clientSecret"
    assert secret.read_text() == "very-secret"
    assert secret.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "root").stat().st_mode & 0o777 == 0o700
    assert read_bindings(tmp_path / "root")["intake"] == {
        "url": "http://127.0.0.1:8001",
        "clerkUrl": "https://forms.example/clerk",
        "forms": ["a", "b"],
        "type": "form-intake",
    }


def test_a_name_that_leaves_the_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BindingError):
        write_bindings(tmp_path / "root", {"../x": {"url": "y"}})


def test_secrets_are_known_so_that_they_can_be_taken_out() -> None:
    assert secrets_in(BINDINGS) == {"https://forms.example/clerk", "very-secret"}
    assert secrets_in({"a": {"b": Secret({"c": ["long-enough"]})}}) == {"long-enough"}


def test_hosts_are_those_of_web_addresses() -> None:
    assert hosts_of({"a": {"url": "http://a.example:80/x", "dsn": "postgresql://db.example/x", "n": 3}}) == {"a.example"}
