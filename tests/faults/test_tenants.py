"""What one organisation has is out of reach of the stack of another, unless it exports it to that stack by name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.support import engines
from tests.support.towns import Town

from bouwsteen.cli.secret_files import read_secret
from bouwsteen.errors import InvalidInputError

pytestmark = pytest.mark.fault("F45")

LOCAL = {"local": {"target": "local"}}


def neighbours(folder: Path, exports: list[dict[str, Any]]) -> Town:
    """Leuven has a service with keys. Gent's application wants such a key, of that service."""
    leuven = Town(folder)
    leuven.write({"block": "service"}, environments=LOCAL, exports=exports)
    with (leuven.root / "catalog/organisations.csv").open("a") as organisations:
        organisations.write("44021,Gent,municipality,Oost-Vlaanderen,270000,,9000\n")
    gent = Town(folder, "gent", leuven.store)
    gent.write({"block": "app", "uses": {"key": "leuven/service/key"}}, environments=LOCAL, organisation={"nis": "44021"})
    return gent


@pytest.mark.parametrize(
    "exports",
    [
        [],
        [{"output": "service/key", "to": ["aalst"]}],
        [{"output": "service/key", "to": ["gent-oost"]}],
    ],
    ids=["to nobody", "to another", "to one whose name begins alike"],
)
def test_an_output_that_is_not_exported_to_this_stack_is_refused(exports: list[dict[str, Any]], tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError) as caught:
        neighbours(tmp_path, exports).plan()
    assert [each.code for each in caught.value.diagnostics] == ["export-unknown"]
    assert "leuven/service/key" in str(caught.value)


def test_another_output_than_the_exported_one_is_refused(tmp_path: Path) -> None:
    gent = neighbours(tmp_path, [{"output": "bare/gate", "to": ["gent"]}])
    Town(tmp_path, "leuven").write(
        {"block": "service"}, {"block": "bare"}, environments=LOCAL, exports=[{"output": "bare/gate", "to": ["gent"]}]
    )
    with pytest.raises(InvalidInputError) as caught:
        gent.plan()
    assert [each.code for each in caught.value.diagnostics] == ["export-unknown"]


def test_an_output_that_is_exported_to_this_stack_may_be_used(tmp_path: Path) -> None:
    gent = neighbours(tmp_path, [{"output": "service/key", "to": ["gent"]}])
    assert "app/server" in gent.actions()


def test_it_is_not_wired_by_itself_even_when_exported(tmp_path: Path) -> None:
    """A use without `uses` takes what the own stack offers, never silently what a neighbour has."""
    gent = neighbours(tmp_path, [{"output": "service/key", "to": ["gent"]}])
    gent.write({"block": "app"}, environments=LOCAL)
    with pytest.raises(InvalidInputError) as caught:
        gent.plan()
    assert [each.code for each in caught.value.diagnostics] == ["use-missing"]


@pytest.mark.parametrize(
    "file", ["../leuven/pin", "./../leuven/pin", "../leuven/../leuven/pin", "link", "folder/pin", "../gent/../leuven/pin"]
)
def test_a_secret_in_the_folder_of_another_stack_is_refused(file: str, tmp_path: Path) -> None:
    root = Town(tmp_path).root
    own, other = root / "stacks/gent", root / "stacks/leuven"
    other.mkdir(parents=True)
    (other / "pin").write_text("hunter2-is-no-password")
    gent = Town(tmp_path, "gent")
    token = {"secretRef": {"file": file}}
    gent.write({"block": "service", "parameters": {"token": token}}, environments=LOCAL)
    (own / "link").symlink_to(other / "pin")
    (own / "folder").symlink_to(other)
    workspace = engines.load(gent.root, "gent")
    with pytest.raises(InvalidInputError) as caught:
        engines.compiled(gent.engine, workspace, "gent", read_secret=lambda reference: read_secret(reference, own, {}))
    (found,) = caught.value.diagnostics
    assert found.code == "secret-withheld"
    assert "outside the folder of the stack" in found.detail
    assert "hunter2" not in str(found)
