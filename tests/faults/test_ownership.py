"""F19: what is not ours is neither removed nor taken over in silence; an import takes over what a person names, and nothing else."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.cli_cases import conftest as cases
from tests.cli_cases.conftest import Run
from tests.support.towns import Town

from bouwsteen.adapters.local.provider import LocalProvider
from bouwsteen.addresses import Address
from bouwsteen.engine.imports import Imported, import_object
from bouwsteen.engine.questioners import Questioner
from bouwsteen.errors import ApplyError, BouwsteenError, CancelledError, InvalidInputError, NotFoundError
from bouwsteen.planning.actions import Action
from bouwsteen.providers.protocol import Call, Done, Failed, Gone, Present
from bouwsteen.values import Secret

pytestmark = pytest.mark.fault("F19")
run = cases.run
workspace = cases.workspace


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(tmp_path)
    town.write({"block": "bare"})
    return town


def existing(town: Town, name: str = "found", **facts: Any) -> dict[str, Any]:
    """An object that somebody made by other means."""
    found = {"type": "test/thing", "inputs": {"size": 1, "kind": "a"}, **facts}
    town.world.put(name, found)
    return found


def take(town: Town, address: str = "bare/thing", identity: str | Secret = "found") -> Imported:
    return import_object(town.engine, town.desired(), address, identity)


class TestImports:
    def test_it_is_taken_over_as_it_is(self, town: Town) -> None:
        existing(town)
        imported = take(town)
        assert town.calls() == ["adopt bare/thing"], "nothing of it changed"
        assert not imported.change.is_change
        assert town.actions() == {}
        record = town.known("bare/thing")
        assert (record.id, record.block, record.inputs["kind"]) == ("found", "bare", "a")

    def test_the_plan_shows_what_is_different_and_nothing_else(self, town: Town) -> None:
        existing(town, inputs={"size": 7, "kind": "a"})
        imported = take(town, "leuven/local/bare/thing")
        assert imported.change.action is Action.UPDATE
        assert [(each.name, each.before, each.after) for each in imported.change.fields] == [("size", 7, 1)]
        town.apply()
        assert town.world.objects()["found"]["inputs"]["size"] == 1

    def test_what_can_only_be_made_anew_says_so(self, town: Town) -> None:
        existing(town, inputs={"size": 1, "kind": "b"})
        assert take(town).change.action is Action.REPLACE

    def test_imported_it_goes_with_its_stack(self, town: Town) -> None:
        existing(town)
        take(town)
        town.destroy()
        assert town.world.objects() == {}

    def refused(self, town: Town, error: type[BouwsteenError], code: str, address: str = "bare/thing", identity: str = "found") -> None:
        before = town.world.objects()
        with pytest.raises(error) as caught:
            take(town, address, identity)
        assert [each.code for each in caught.value.diagnostics] == [code]
        assert town.world.objects() == before
        assert town.in_doubt() == ()

    def test_of_somebody_else_it_is_refused(self, town: Town) -> None:
        existing(town, address="herent/local/bare/thing")
        self.refused(town, ApplyError, "test-owned")
        assert town.record("bare/thing") is None

    def test_what_is_not_there_is_refused(self, town: Town) -> None:
        self.refused(town, ApplyError, "test-gone")
        assert town.actions() == {"bare/thing": Action.CREATE}

    def test_over_what_is_on_record_it_is_refused(self, town: Town) -> None:
        town.apply()
        existing(town)
        self.refused(town, InvalidInputError, "import-recorded")

    def test_one_object_is_not_two_resources(self, town: Town) -> None:
        existing(town)
        take(town)
        town.write({"block": "bare"}, {"block": "bare", "name": "second"})
        self.refused(town, InvalidInputError, "import-owned", "second/thing")

    def test_what_nobody_asks_for_is_refused(self, town: Town) -> None:
        existing(town)
        self.refused(town, NotFoundError, "import-not-wanted", "bare/other")

    def test_a_type_that_cannot_be_imported_says_so(self, town: Town) -> None:
        town.write({"block": "service"})
        town.apply()
        town.write({"block": "service"}, {"block": "echo"})
        existing(town)
        self.refused(town, InvalidInputError, "import-unsupported", "echo/source")

    def test_before_what_it_follows_from_it_is_too_early(self, town: Town) -> None:
        town.write({"block": "echo"})
        existing(town)
        self.refused(town, InvalidInputError, "import-too-early", "echo/mirror")

    def test_nobody_who_confirms_takes_nothing_over(self, town: Town) -> None:
        existing(town)
        town.adjust(questioner=Questioner())
        self.refused(town, CancelledError, "not-confirmed")

    @pytest.mark.parametrize("marked", [False, True])
    def test_killed_in_it_nothing_is_on_record_and_it_can_be_asked_again(
        self, town: Town, marked: bool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        existing(town)
        adopt = town.world.adopt

        class Killed(BaseException):
            pass

        def kill(call: Call, identity: str | Secret) -> Present | Failed:
            if marked:
                adopt(call, identity)
            raise Killed

        with monkeypatch.context() as patch:
            patch.setattr(town.world, "adopt", kill)
            with pytest.raises(Killed):
                take(town)
        assert len(town.in_doubt()) == 1
        assert town.actions() == {"bare/thing": Action.CREATE}
        assert take(town).id == "found"
        assert town.actions() == {}
        assert town.in_doubt() == ()


@pytest.mark.usefixtures("workspace")
class TestRealThings:
    """Ports, folders and passwords of this machine, by the command itself."""

    def test_a_port_and_a_password(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        assert run("import", "town", "locker/http", "21999", "--yes")[0] == 0
        monkeypatch.setenv("OLD_PASSWORD", "k" * 40)
        code, out, err = run("import", "town", "locker/password", "env:OLD_PASSWORD", "--yes")
        assert (code, out) == (0, "Taken over: locker/password (random/password)\nIt is as the stack asks.\n"), err
        assert run("apply", "town", "--yes")[0] == 0
        outputs = run("outputs", "town", "locker", "--show-secrets", "-o", "json")[1]
        assert "http://127.0.0.1:21999" in outputs
        assert "k" * 40 in outputs

    @pytest.mark.parametrize(
        ("address", "identity", "code", "name"),
        [
            ("locker/password", "hunter2-is-no-password", 10, "import-secret-in-argument"),
            ("locker/password", "env:NOT_SET", 10, "import-unreadable"),
            ("locker/password", "file:nowhere", 10, "import-unreadable"),
            ("locker/http", "80", 4, "import-unfit"),
            ("locker/http", "9" * 400, 4, "import-unfit"),
            ("locker/http", "-1", 10, "option-unknown"),
            ("locker/nothing", "1", 6, "import-not-wanted"),
            ("site/proof", "x", 10, "import-unsupported"),
            ("../locker/http", "21999", 6, "import-not-wanted"),
        ],
    )
    def test_what_is_refused(self, run: Run, address: str, identity: str, code: int, name: str) -> None:
        got, out, err = run("import", "town", address, identity, "--yes")
        assert (got, "Traceback" in out + err) == (code, False), err
        assert f"[{name}]" in err or name == "option-unknown", err
        assert "hunter2" not in out + err

    def test_a_port_of_another_is_refused(self, run: Run) -> None:
        assert run("import", "town", "locker/http", "21998", "--yes")[0] == 0
        code, _, err = run("import", "town", "site/http", "21998", "--yes")
        assert (code, "[import-owned]" in err) == (10, True)

    def test_for_programs(self, run: Run) -> None:
        code, out, _ = run("import", "town", "locker/http", "21997", "--yes", "-o", "json")
        document = json.loads(out)
        assert (code, document["type"], document["id"], document["change"]["action"]) == (0, "local/port", "21997", "no-op")


class TestFolders:
    """Data whose record was lost, and a folder that was put back from a copy."""

    @pytest.fixture
    def call(self) -> Callable[..., Call]:
        def make(address: str = "leuven/local/database/folder", **facts: Any) -> Call:
            return Call(Address.parse(address), "local/directory", {}, "key", organisation="24062", **facts)

        return make

    @pytest.fixture
    def provider(self, tmp_path: Path) -> LocalProvider:
        root = tmp_path / ".bouwsteen"
        root.mkdir()
        return LocalProvider(root, _NoContent(), reservations=tmp_path / "ports.json")

    def test_lost_from_the_record_it_is_refused_and_then_imported(self, provider: LocalProvider, call: Callable[..., Call]) -> None:
        made = provider.create(call())
        assert isinstance(made, Done)
        folder = Path(made.outputs["path"])
        (folder / "data.sqlite").write_bytes(b"people")
        again = provider.create(Call(call().address, "local/directory", {}, "another"))
        assert isinstance(again, Failed)
        assert again.code == "folder-exists"
        adopted = provider.adopt(call(), str(folder))
        assert isinstance(adopted, Present)
        assert (adopted.id, adopted.outputs) == (made.id, made.outputs)
        assert (folder / "data.sqlite").read_bytes() == b"people"

    def test_of_another_it_is_refused(self, provider: LocalProvider, call: Callable[..., Call]) -> None:
        made = provider.create(call())
        assert isinstance(made, Done)
        refused = provider.adopt(call("leuven/local/other/folder"), made.outputs["path"])
        assert isinstance(refused, Failed)
        assert refused.code == "import-owned"

    @pytest.mark.parametrize("where", ["/etc", "data/../../etc", "outside", "data", ""])
    def test_elsewhere_it_is_refused(self, provider: LocalProvider, call: Callable[..., Call], tmp_path: Path, where: str) -> None:
        (tmp_path / "outside").mkdir()
        given = where if where.startswith("/") else str(tmp_path / ".bouwsteen" / where if where != "outside" else tmp_path / where)
        refused = provider.adopt(call(), given)
        assert isinstance(refused, Failed)
        assert refused.code == "import-unfit"

    def test_by_a_link_it_is_refused(self, provider: LocalProvider, call: Callable[..., Call], tmp_path: Path) -> None:
        (tmp_path / "outside").mkdir()
        parent = tmp_path / ".bouwsteen/data/leuven/local/database"
        parent.mkdir(parents=True)
        (parent / "folder").symlink_to(tmp_path / "outside")
        refused = provider.adopt(call(), str(parent / "folder"))
        assert isinstance(refused, Failed)

    def test_a_folder_that_changed_hands_is_not_removed(self, provider: LocalProvider, call: Callable[..., Call]) -> None:
        """The record says that it is ours; its mark says that it was made for something else since."""
        made = provider.create(call())
        assert isinstance(made, Done)
        folder = Path(made.outputs["path"])
        shutil.rmtree(folder)
        mark = folder.parent / f".{folder.name}.json"
        mark.write_text(json.dumps({"address": "herent/local/database/folder", "key": "theirs"}))
        folder.mkdir()
        (folder / "data.sqlite").write_bytes(b"theirs")
        outcome = provider.delete(call(id=made.id, outputs=made.outputs, private=made.private))
        assert isinstance(outcome, Failed)
        assert outcome.code == "folder-changed-hands"
        assert (folder / "data.sqlite").read_bytes() == b"theirs"

    def test_moved_it_is_still_ours(self, provider: LocalProvider, call: Callable[..., Call]) -> None:
        made = provider.create(call())
        assert isinstance(made, Done)
        outcome = provider.delete(call("leuven/local/renamed/folder", id=made.id, outputs=made.outputs, private=made.private))
        assert isinstance(outcome, Gone)
        assert not Path(made.outputs["path"]).exists()


class _NoContent:
    def files(self, digest: str) -> dict[str, bytes]:
        raise LookupError(digest)

    def service_folder(self, block: str, digest: str) -> Path:
        raise LookupError(f"{block} {digest}")


def test_a_port_that_changed_hands_stays_reserved(tmp_path: Path) -> None:
    provider = LocalProvider(tmp_path / "root", _NoContent(), reservations=tmp_path / "ports.json")
    call = Call(Address.parse("leuven/local/site/http"), "local/port", {}, "key")
    made = provider.create(call)
    assert isinstance(made, Done)
    reserved = json.loads((tmp_path / "ports.json").read_text())
    reserved["ports"][made.id] |= {"address": "leuven/local/other/http", "key": "theirs"}
    (tmp_path / "ports.json").write_text(json.dumps(reserved))
    provider.delete(Call(call.address, "local/port", {}, "delete", id=made.id, outputs=made.outputs, private=made.private))
    assert made.id in json.loads((tmp_path / "ports.json").read_text())["ports"]
