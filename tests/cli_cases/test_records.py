"""Looking after the record by the real command line: what is there afterwards, in the record and in the world."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.cli_cases.cases import STACK
from tests.cli_cases.conftest import Run
from tests.cli_cases.tables.records import apply_town

from bouwsteen.adapters import state_locks
from bouwsteen.adapters.state_folders import FolderStore
from bouwsteen.adapters.state_keys import LocalKeys
from bouwsteen.adapters.state_locks import FileLock
from bouwsteen.cli.views.line_reports import WaitReporter
from bouwsteen.state.journals import Publish
from bouwsteen.state.ports import Holder, Mode, Writer

FOLDER = ".bouwsteen/state/town/local"
WRITER = Writer("cli", "run-1", "an", "apply", "2026-01-01T00:00:00Z")


@pytest.fixture
def town(workspace: Path, capfd: pytest.CaptureFixture[str]) -> Path:
    apply_town(workspace)
    capfd.readouterr()
    return workspace


def ask(run: Run, *arguments: str) -> Any:
    code, out, err = run(*arguments, "-o", "json")
    assert code == 0, err
    return json.loads(out)


def records(run: Run) -> dict[str, dict[str, Any]]:
    return {each["address"].removeprefix("town/local/"): each for each in ask(run, "state", "list", "town")["records"]}


def keys(town: Path) -> Path:
    return town.parent / "keys/bouwsteen/keys"


def password(town: Path, run: Run) -> str:
    shown = ask(run, "state", "show", "town", "locker/password", "--show-secrets")
    return str(shown["record"]["outputs"]["value"])


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def settle(run: Run) -> None:
    """The record was copied here from another folder, whose ports are not reserved for us yet."""
    assert run("apply", "town", "--yes")[0] == 0


def test_a_record_is_shown_without_its_secrets(town: Path, run: Run) -> None:
    secret = password(town, run)
    assert len(secret) == 40
    code, out, err = run("state", "show", "town", "locker/password")
    assert code == 0
    assert "(secret)" in out
    assert "site/proof" in out  # made after it
    shown = ask(run, "state", "show", "town", "town/local/locker/password")["record"]
    assert shown["outputs"] == {"value": {"$secret": True}}
    assert shown["dependants"] == ["town/local/site/proof"]
    assert secret not in out + err + json.dumps(shown)


def test_one_instance_is_listed_by_its_name(town: Path, run: Run) -> None:
    found = ask(run, "state", "list", "town", "locker")
    assert [each["address"] for each in found["records"]] == ["town/local/locker/http", "town/local/locker/password"]
    assert (found["owner"], found["restored"]) == ("cli", False)
    code, out, _ = run("state", "list", "town")
    assert code == 0
    assert "random/password" in out


def test_records_are_reached_when_documents_are_broken_or_gone(town: Path, run: Run) -> None:
    (town / STACK).write_text("kind: [")
    assert len(records(run)) == 5
    shutil.rmtree(town / "stacks/town")
    assert len(records(run)) == 5
    assert run("state", "list", "village")[0] == 6


def test_an_instance_that_moves_is_what_the_renamed_stack_wants(town: Path, run: Run) -> None:
    settle(run)
    before = records(run)
    moved = ask(run, "state", "mv", "town", "locker", "cupboard")
    assert moved["moved"][0] == {"from": "town/local/locker/http", "to": "town/local/cupboard/http"}
    assert moved["dependants"] == ["town/local/site/proof"]
    after = records(run)
    assert {name.replace("cupboard", "locker"): each["id"] for name, each in after.items()} == {
        name: each["id"] for name, each in before.items()
    }
    shown = ask(run, "state", "show", "town", "site/proof")["record"]
    assert any("cupboard/password" in each for each in shown["dependencies"])
    text = (town / STACK).read_text()
    (town / STACK).write_text(text.replace("{block: locker,", "{name: cupboard, block: locker,"))
    assert run("lock", "town")[0] == 0
    code, out, err = run("plan", "town", "--detailed-exitcode")
    assert code == 0, out + err


def test_a_dry_run_writes_nothing(town: Path, run: Run) -> None:
    before = everything(town / FOLDER)
    assert ask(run, "state", "mv", "town", "site", "house", "--dry-run")["dry_run"] is True
    assert ask(run, "state", "rm", "town", "site", "--dry-run")["forgotten"]
    assert ask(run, "state", "restore", "town", "--generation", "1", "--dry-run")["lost"] == []
    assert everything(town / FOLDER) == before


def test_what_is_forgotten_stays_and_is_told(town: Path, run: Run) -> None:
    code, out, err = run("state", "rm", "town", "locker/http")
    assert code == 8, "nobody was there to agree"
    assert "local/port" in out
    assert "--yes" in err
    forgotten = ask(run, "state", "rm", "town", "locker/password", "--yes")
    assert [each["address"] for each in forgotten["forgotten"]] == ["town/local/locker/password"]
    assert forgotten["dependants"] == ["town/local/site/proof"]
    assert set(records(run)) == {"locker/http", "site/code", "site/http", "site/proof"}
    assert ask(run, "state", "show", "town", "site/proof")["record"]["dependencies"] == [
        "town/local/locker/http#1",
        "town/local/site/code#1",
    ]
    code, out, _ = run("plan", "town")
    assert "+ password" in out


def test_who_did_what_is_among_the_runs(town: Path, run: Run) -> None:
    ask(run, "state", "mv", "town", "site", "house")
    last = ask(run, "status", "town")["stacks"][0]["last_run"]
    assert (last["command"], last["result"]) == ("state mv", "done")
    assert "@" in last["who"]
    newest = ask(run, "state", "generations", "town")["generations"][0]
    assert (newest["command"], newest["who"]) == ("state mv", last["who"])


def test_a_backup_holds_everything_and_tells_nothing(town: Path, run: Run) -> None:
    secret = password(town, run)
    made = ask(run, "state", "backup", "town")
    path = Path(made["file"])
    assert path.name == f"town-local-{made['serial']}.bouwsteen-state"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.stat().st_size == made["size"]
    assert secret.encode() not in path.read_bytes()
    assert b"random/password" not in path.read_bytes()
    ask(run, "state", "rm", "town", "locker", "site", "--yes")
    assert records(run) == {}
    back = ask(run, "state", "restore", "town", str(path), "--yes")
    assert {each["address"] for each in back["returned"]} >= {"town/local/locker/password", "town/local/site/proof"}
    assert back["serial"]["after"] > back["serial"]["before"] > back["serial"]["restored"]
    assert password(town, run) == secret


def test_a_backup_goes_back_where_the_folder_is_lost(town: Path, run: Run) -> None:
    secret = password(town, run)
    assert run("state", "backup", "town", "town.copy")[0] == 0
    shutil.rmtree(town / ".bouwsteen/state")
    back = ask(run, "state", "restore", "town", "town.copy", "--yes")
    assert back["serial"]["before"] is None
    assert password(town, run) == secret
    listed = ask(run, "state", "list", "town")
    assert listed["restored"] is True
    assert listed["serial"] > back["serial"]["restored"]


def test_a_backup_goes_back_where_the_state_is_damaged(town: Path, run: Run) -> None:
    assert run("state", "backup", "town", "town.copy")[0] == 0
    newest = max((town / FOLDER).glob("generation.*"))
    data = bytearray(newest.read_bytes())
    data[-30] ^= 1
    newest.write_bytes(data)
    code, _, err = run("state", "list", "town")
    assert code == 1
    assert "state-corrupt" in err
    assert "bouwsteen state restore" in err
    assert run("state", "restore", "town", "town.copy", "--yes")[0] == 0
    assert len(records(run)) == 5


def test_the_backup_of_an_earlier_life_is_refused(town: Path, run: Run) -> None:
    assert run("state", "backup", "town", "town.copy")[0] == 0
    shutil.rmtree(town / ".bouwsteen/state")
    assert run("apply", "town", "--yes")[0] == 0
    before = everything(town / FOLDER)
    code, _, err = run("state", "restore", "town", "town.copy", "--yes")
    assert code == 1
    assert "state-lineage-other" in err
    assert everything(town / FOLDER) == before


@pytest.mark.fault("F55")
def test_after_a_restore_nothing_is_carried_out_unread(town: Path, run: Run) -> None:
    """The older record lacks the locker, which is there; and it is not taken for what is there either."""
    ask(run, "state", "rm", "town", "locker", "--yes")
    assert run("state", "backup", "town", "old.copy")[0] == 0
    assert run("apply", "town", "--yes")[0] == 0
    secret = password(town, run)
    back = ask(run, "state", "restore", "town", "old.copy", "--yes")
    assert {each["address"] for each in back["lost"]} == {"town/local/locker/http", "town/local/locker/password"}
    before = records(run)
    for blind in (("apply", "town", "--yes", "--no-refresh"), ("up", "town", "--no-verify")):
        code, out, err = run(*blind)
        assert code == 5, out + err
        assert "state-restored" in err
    assert records(run) == before
    code, out, err = run("plan", "town", "--out", "plan.json")
    assert "exists-off-record" in out + err  # the port that the record does not know
    assert "+ password" in out
    assert run("apply", "plan.json")[0] == 0
    assert ask(run, "state", "list", "town")["restored"] is False
    assert password(town, run) != secret  # the older one is nobody's any more, and that stood in the plan
    assert run("apply", "town", "--yes")[0] == 0


@pytest.mark.fault("F15")
def test_a_new_key_and_the_end_of_the_old_one(town: Path, run: Run) -> None:
    secret = password(town, run)
    (file,) = keys(town).glob("*.json")
    old = file.read_bytes()
    assert run("state", "backup", "town", "old.copy")[0] == 0
    ask(run, "state", "rekey", "town")
    assert password(town, run) == secret
    assert len(json.loads(file.read_text())["keys"]) == 2
    assert all(not each["problem"] for each in ask(run, "state", "generations", "town")["generations"])
    file.write_bytes(old)  # whoever has only the old key reads nothing
    code, out, err = run("state", "list", "town")
    assert (code, "state-key-wrong" in err) == (1, True)
    file.unlink()
    code, out, err = run("state", "list", "town")
    assert (code, "state-key-missing" in err) == (1, True)
    assert secret not in out + err


@pytest.mark.fault("F15")
def test_a_retired_key_opens_nothing_and_leaves_nothing_behind(town: Path, run: Run) -> None:
    settle(run)
    (file,) = keys(town).glob("*.json")
    assert run("state", "backup", "town", "old.copy")[0] == 0
    ask(run, "state", "rekey", "town")
    gone = ask(run, "state", "rekey", "town", "--retire", "--yes")["generations_gone"]
    assert gone
    assert len(json.loads(file.read_text())["keys"]) == 1
    kept = ask(run, "state", "generations", "town")["generations"]
    assert kept
    assert not {each["number"] for each in kept} & set(gone)
    assert all(not each["problem"] for each in kept)
    code, _, err = run("state", "restore", "town", "old.copy", "--yes")
    assert (code, "state-key-wrong" in err) == (1, True)
    assert run("plan", "town", "--detailed-exitcode")[0] == 0


@pytest.mark.fault("F15")
def test_a_rotation_that_was_cut_off_is_finished_by_the_next_writer(town: Path, run: Run) -> None:
    (file,) = keys(town).glob("*.json")
    LocalKeys(keys(town)).rotate(file.stem)  # and the power goes
    secret = password(town, run)
    ask(run, "state", "mv", "town", "site", "house")
    assert run("state", "rekey", "town", "--retire", "--yes")[0] == 0
    assert password(town, run) == secret


@pytest.mark.fault("F14")
def test_a_state_that_was_set_back_can_be_looked_at_and_not_written(town: Path, run: Run) -> None:
    shutil.copytree(town / FOLDER, town.parent / "copy")
    ask(run, "state", "rm", "town", "site", "--yes")
    shutil.rmtree(town / FOLDER)
    shutil.copytree(town.parent / "copy", town / FOLDER)
    code, out, err = run("state", "list", "town")
    assert (code, "state-rolled-back" in err) == (0, True)
    assert "site/proof" in out
    before = everything(town / FOLDER)
    for verb in ("mv town site house", "rm town site --yes", "backup town town.copy", "rekey town", "transfer town --to operator:a --yes"):
        code, _, err = run("state", *verb.split())
        assert (code, "state-rolled-back" in err) == (1, True), verb
    changed = [path.name for path in (town / FOLDER).iterdir() if path.name != "lock" and path.read_bytes() not in before]
    assert changed == []
    assert ask(run, "state", "restore", "town", "--generation", "2", "--yes")["serial"]["restored"] == 12
    assert "site/proof" in records(run)


@pytest.fixture
def lock(town: Path) -> Iterator[FileLock]:
    """Somebody else is at work."""
    held = state_locks.acquire(town / FOLDER / "lock", WRITER)
    yield held
    held.release()


WRITING = [
    "mv town site house",
    "rm town site --yes",
    "restore town --generation 1 --yes",
    "rekey town",
    "rekey town --retire --yes",
    "transfer town --to operator:east --yes",
]


@pytest.mark.parametrize("verb", WRITING)
def test_who_writes_waits_for_nobody(lock: FileLock, verb: str, run: Run, town: Path) -> None:
    code, _, err = run("state", *verb.split())
    assert code == 1
    assert "state-locked" in err
    assert f"--lock-id {lock.holder.lock}" in err


@pytest.fixture
def told(lock: FileLock, monkeypatch: pytest.MonkeyPatch) -> FileLock:
    """Whoever holds the lock is done as soon as it was told that somebody waits for it."""
    tell = WaitReporter.lock_awaited

    def tell_and_end(reporter: WaitReporter, holder: Holder | None, seconds: float) -> None:
        tell(reporter, holder, seconds)
        lock.release()

    monkeypatch.setattr(WaitReporter, "lock_awaited", tell_and_end)
    return lock


@pytest.mark.parametrize("verb", [f"state {verb}" for verb in WRITING] + ["import town site/http 21997 --yes"])
def test_who_may_wait_says_for_whom_and_goes_on(told: FileLock, verb: str, run: Run, town: Path) -> None:
    code, out, err = run(*verb.split(), "--lock-timeout", "60")
    assert "Waiting: an has been running `apply`" in err, out + err
    if verb.startswith("import"):
        assert (code, "[import-recorded]" in err) == (10, True), err
    else:
        assert code == 0, err


@pytest.mark.parametrize("verb", [WRITING[0], WRITING[2], WRITING[3]])
def test_who_waited_long_enough_does_nothing(lock: FileLock, verb: str, run: Run, town: Path) -> None:
    before = everything(town / FOLDER)
    code, _, err = run("state", *verb.split(), "--lock-timeout", "0.1")
    assert (code, "[state-locked]" in err, "Waiting: an" in err) == (1, True, True), err
    assert everything(town / FOLDER) == before


def test_nothing_is_put_back_over_what_was_recorded_while_it_waited(told: FileLock, run: Run, town: Path, monkeypatch: Any) -> None:
    """What would be lost was shown, and a person agreed to that alone."""
    release = told.release

    def write_and_release() -> None:
        release()
        with FolderStore(town / ".bouwsteen/state", LocalKeys(keys(town))).open("town", "local", Mode.WRITE, WRITER) as session:
            session.append(Publish({"site/site": {}}))

    monkeypatch.setattr(told, "release", write_and_release)
    code, _, err = run("state", "restore", "town", "--generation", "1", "--yes", "--lock-timeout", "60")
    assert (code, "[state-moved-on]" in err) == (7, True), err
    assert len(records(run)) == 5


def test_after_a_lock_was_taken_away_the_next_holder_is_waited_for(lock: FileLock, run: Run, town: Path, monkeypatch: Any) -> None:
    """Somebody who waited as well was faster."""
    break_lock = FolderStore.break_lock

    def break_and_be_overtaken(store: FolderStore, *arguments: str) -> None:
        break_lock(store, *arguments)
        faster = state_locks.acquire(town / FOLDER / "lock", WRITER)
        monkeypatch.setattr(WaitReporter, "lock_awaited", lambda *_: faster.release())

    monkeypatch.setattr(FolderStore, "break_lock", break_and_be_overtaken)
    code, out, err = run("state", "unlock", "town", "--lock-id", lock.holder.lock, "--reason", "hangs", "--yes", "--lock-timeout", "60")
    assert code == 0, out + err


def test_looking_and_copying_need_no_lock(lock: FileLock, run: Run, town: Path) -> None:
    assert len(records(run)) == 5
    assert run("state", "backup", "town", "town.copy")[0] == 0


def test_a_lock_that_is_taken_away_shuts_its_holder_out(town: Path, run: Run) -> None:
    session = FolderStore(town / ".bouwsteen/state", LocalKeys(keys(town))).open("town", "local", Mode.WRITE, WRITER)
    code, _, err = run("state", "mv", "town", "site", "house")
    assert code == 1
    (identity,) = {word for word in err.split() if len(word) == 32 and word.isalnum()}
    code, _, err = run("state", "unlock", "town", "--lock-id", "0" * 32, "--reason", "hangs", "--yes")
    assert (code, "state-lock-other" in err) == (1, True)
    code, _, err = run("state", "unlock", "town", "--lock-id", identity, "--reason", " \n ", "--yes")
    assert (code, "reason-invalid" in err) == (10, True)
    assert (
        ask(run, "state", "unlock", "town", "--lock-id", identity, "--reason", "the machine  hangs", "--yes")["reason"]
        == "the machine hangs"
    )
    assert ask(run, "state", "mv", "town", "site", "house")["moved"]
    with pytest.raises(Exception, match="lock"):
        session.check()
    session.close()
    runs = ask(run, "status", "town")["stacks"][0]
    assert runs["last_run"]["command"] == "state mv"


def test_an_environment_is_handed_over_and_back(town: Path, run: Run) -> None:
    assert ask(run, "state", "transfer", "town", "--to", "operator:leuven", "--reason", "goes live", "--yes")["epoch"] == 2
    code, _, err = run("apply", "town", "--yes")
    assert (code, "state-owner" in err) == (1, True)
    assert "bouwsteen state transfer town -e local --to cli" in err
    assert len(records(run)) == 5
    assert ask(run, "state", "transfer", "town", "--to", "cli", "--yes")["epoch"] == 3
    assert run("apply", "town", "--yes")[0] == 0
