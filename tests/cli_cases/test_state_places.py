"""Where a state is kept, with which key, and who may write it: by the real command line, on a real API server where it is in a cluster."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.cli_cases.cases import STACK
from tests.cli_cases.conftest import Run
from tests.cluster.clusters import Cluster
from tests.support.state_clusters import state_namespace

from bouwsteen.adapters.kubernetes.clients import ClusterClient, ClusterSettings, open_cluster
from bouwsteen.adapters.kubernetes_state import ClusterStore
from bouwsteen.adapters.state_keys import LocalKeys
from bouwsteen.errors import StateError
from bouwsteen.state.journals import Publish
from bouwsteen.state.ports import Mode, Writer

ENVIRONMENT = "local: {target: local}"
WRITER = Writer("cli", "run-1", "an", "apply", "2026-01-01T00:00:00Z")
KEY = base64.b64encode(bytes(range(32))).decode()


@dataclass(frozen=True)
class Town:
    """A workspace of which the documents say where its state is kept."""

    root: Path
    run: Run
    namespaces: tuple[str, str] = ("", "")

    def say(self, more: str) -> None:
        """What the environment says beside its target."""
        text = (self.root / "pristine").read_text()
        assert text.count(ENVIRONMENT) == 1
        (self.root / STACK).write_text(text.replace(ENVIRONMENT, f"local: {{target: local{more and ', '}{more}}}"))

    def keep_in_cluster(self, namespace: str = "", more: str = "") -> None:
        self.say(f"state: {{store: kubernetes{more}}}, kubernetes: {{namespace: {namespace or self.namespaces[0]}}}")

    def does(self, *arguments: str) -> str:
        code, out, err = self.run(*arguments)
        assert code == 0, err
        return out + err

    def is_refused(self, *arguments: str) -> str:
        code, _, err = self.run(*arguments)
        assert code == 1, err
        return err

    def ask(self, *arguments: str) -> Any:
        code, out, err = self.run(*arguments, "-o", "json")
        assert code == 0, err
        return json.loads(out)

    def addresses(self) -> set[str]:
        return {each["address"] for each in self.ask("state", "list", "town")["records"]}


@pytest.fixture
def here(workspace: Path, run: Run) -> Town:
    (workspace / "pristine").write_text((workspace / STACK).read_text())
    return Town(workspace, run)


@pytest.fixture
def there(here: Town, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setenv("KUBECONFIG", str(cluster.kubeconfig))
    with state_namespace(cluster) as (_, first), state_namespace(cluster) as (_, second):
        yield Town(here.root, here.run, (first, second))


@pytest.mark.cluster
def test_an_environment_in_a_cluster_is_handed_over_and_back(there: Town) -> None:
    """Each time the other one is refused, whatever it means to do; what is on record stays, and so do the doubts about it."""
    there.keep_in_cluster()
    there.does("apply", "town", "--yes")
    before = there.ask("state", "list", "town")
    handed = there.ask("state", "transfer", "town", "--to", "operator:leuven", "--reason", "goes live", "--yes")
    assert (handed["owner"], handed["epoch"]) == ("operator/leuven", 2)
    for refused in (("apply",), ("destroy",), ("down",), ("state", "rm"), ("state", "rekey")):
        what = ("site",) if refused[-1] == "rm" else ()
        yes = () if refused[-1] == "down" else ("--yes",) if refused[-1] != "rekey" else ()
        assert "state-owner" in there.is_refused(*refused, "town", *what, *yes)
    assert there.addresses() == {each["address"] for each in before["records"]}
    there.does("plan", "town")
    assert there.ask("state", "transfer", "town", "--to", "cli", "--yes")["epoch"] == 3
    there.does("apply", "town", "--yes")
    after = there.ask("state", "list", "town")
    assert (after["owner"], after["epoch"], after["lineage"]) == ("cli", 3, before["lineage"])
    there.does("state", "rm", "town", "site", "--yes")
    assert there.addresses() == {each["address"] for each in before["records"] if "/site/" not in each["address"]}


@pytest.mark.cluster
def test_a_plan_of_before_a_hand_over_is_stale_after_it(there: Town) -> None:
    there.keep_in_cluster()
    there.does("apply", "town", "--yes")
    there.does("plan", "town", "--destroy", "--out", "plan.json")
    there.does("state", "transfer", "town", "--to", "operator:leuven", "--yes")
    there.does("state", "transfer", "town", "--to", "cli", "--yes")
    code, _, err = there.run("apply", "plan.json", "--yes")
    assert (code, "plan-stale" in err) == (7, True)


@pytest.mark.cluster
def test_every_verb_of_a_state_works_on_one_in_a_cluster(there: Town, tmp_path: Path, cluster: Cluster) -> None:
    there.keep_in_cluster()
    there.does("apply", "town", "--yes")
    records = there.addresses()
    assert "random/password" in there.does("state", "show", "town", "locker/password")
    copy = str(tmp_path / "copy.bouwsteen-state")
    there.does("state", "backup", "town", copy)
    there.does("state", "mv", "town", "locker", "cupboard", "--dry-run")
    assert there.addresses() == records
    there.does("state", "mv", "town", "locker", "cupboard")
    assert there.addresses() == {each.replace("/locker/", "/cupboard/") for each in records}
    there.does("state", "restore", "town", copy, "--yes")
    assert there.addresses() == records
    generations = there.ask("state", "generations", "town")["generations"]
    assert len(generations) > 2
    there.does("state", "restore", "town", "--generation", str(generations[1]["number"]), "--yes")
    assert there.addresses() == {each.replace("/locker/", "/cupboard/") for each in records}
    there.does("state", "rekey", "town")
    there.does("state", "rekey", "town", "--retire", "--yes")
    assert "closed" not in there.does("state", "list", "town")
    _check_unlock(there, cluster, tmp_path)


def _check_unlock(there: Town, cluster: Cluster, tmp_path: Path) -> None:
    """A holder that hangs loses its lock, and what it does later counts for nothing."""
    keys = LocalKeys(tmp_path / "keys" / "bouwsteen" / "keys")
    client = open_cluster(ClusterSettings(cluster.kubeconfig, "", there.namespaces[0]))
    hanging = ClusterStore(client, there.namespaces[0], keys).open("town", "local", Mode.WRITE, WRITER)
    assert "state-locked" in there.is_refused("state", "rm", "town", "site", "--yes")
    holder = hanging_lock(there, client)
    assert "state-lock-other" in there.is_refused("state", "unlock", "town", "--lock-id", "0" * 32, "--reason", "hangs", "--yes")
    there.does("state", "unlock", "town", "--lock-id", holder, "--reason", "the machine hangs", "--yes")
    with pytest.raises(StateError):
        hanging.append(Publish({}))
    hanging.close()
    there.does("state", "rm", "town", "site", "--yes")
    client.close()


def hanging_lock(there: Town, client: ClusterClient) -> str:
    holder = ClusterStore(client, there.namespaces[0], LocalKeys(there.root)).holder("town", "local")
    assert holder is not None
    return holder.lock


@pytest.mark.fault("F14", "F22")
@pytest.mark.cluster
def test_a_state_that_moves_is_never_planned_as_empty(there: Town, tmp_path: Path) -> None:
    """From the folder to a cluster, to another namespace, and back: each time refused, until a copy was put in the new place."""
    there.does("apply", "town", "--yes")
    records = there.addresses()
    first, second = there.namespaces
    places: tuple[tuple[Callable[[], None], str], ...] = (
        (lambda: there.keep_in_cluster(first), "the folder of this workspace"),
        (lambda: there.keep_in_cluster(second), f"the namespace {first}"),  # the folder still has what it had before the first move
        (lambda: there.say(""), f"the namespace {second}"),
    )
    for number, (move, was) in enumerate(places):
        copy = str(tmp_path / f"{number}.bouwsteen-state")
        there.does("state", "backup", "town", copy)
        if number == 2:
            (there.root / ".bouwsteen" / "state").rename(tmp_path / "before")
        move()
        for verb in (("plan", "town"), ("apply", "town", "--yes"), ("destroy", "town", "--yes"), ("status", "town")):
            refused = there.is_refused(*verb)
            assert ("state-left-behind" in refused, was in refused) == (True, True), refused
        there.does("state", "restore", "town", copy, "--yes")
        assert there.addresses() == records
        there.does("plan", "town", "--out", f"{number}.json")
        there.does("apply", f"{number}.json")
        assert there.run("plan", "town", "--detailed-exitcode")[0] == 0


@pytest.mark.fault("F22")
@pytest.mark.cluster
def test_a_machine_that_never_wrote_there_finds_the_state_of_a_cluster(
    there: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a pipeline does, whose machine is new each time: what says that it is in a cluster is looked for there."""
    there.keep_in_cluster(more=", key: {secretRef: {env: BOUWSTEEN_SECRET_KEY}}")
    monkeypatch.setenv("BOUWSTEEN_SECRET_KEY", KEY)
    there.does("apply", "town", "--yes")
    records = there.addresses()
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "another-machine"))
    assert there.addresses() == records
    there.say(f"kubernetes: {{namespace: {there.namespaces[0]}}}")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "a-third"))
    for verb in (("plan", "town"), ("apply", "town", "--yes")):
        assert f"the namespace {there.namespaces[0]} of its cluster" in there.is_refused(*verb)
    there.say(f"kubernetes: {{namespace: {there.namespaces[1]}}}")
    there.does("plan", "town")


def test_a_given_key_seals_the_state_in_a_folder_too(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a key of this machine opened goes over to the given one, and is closed to who has another one."""
    here.does("apply", "town", "--yes")
    records = here.addresses()
    own = here.root.parent / "keys/bouwsteen/keys"
    said = "state: {store: folder, key: {secretRef: {env: BOUWSTEEN_SECRET_KEY}}}"
    here.say(said)
    assert "BOUWSTEEN_SECRET_KEY is not set" in here.is_refused("plan", "town")
    monkeypatch.setenv("BOUWSTEEN_SECRET_KEY", KEY)
    here.does("apply", "town", "--yes")
    own.rename(own.with_name("lost"))
    assert here.addresses() == records
    here.say("")
    assert "state-key" in here.is_refused("state", "list", "town")
    here.say(said)
    monkeypatch.setenv("BOUWSTEEN_SECRET_KEY", base64.b64encode(bytes(32)).decode())
    assert "state-key-wrong" in here.is_refused("state", "list", "town")


def test_who_does_not_run_an_environment_may_plan_it_and_no_more(here: Town) -> None:
    here.say("runBy: operator/leuven")
    here.does("plan", "town")
    for verb in (("apply", "town", "--yes"), ("up", "town"), ("down", "town")):
        refused = here.is_refused(*verb)
        assert "run-by-other" in refused
        assert "bouwsteen state transfer town -e local --to operator:leuven" in refused
    here.say("")
    here.does("apply", "town", "--yes")
    here.say("runBy: operator/leuven")
    assert "run-by-other" in here.is_refused("destroy", "town", "--yes")
    here.does("state", "transfer", "town", "--to", "operator:leuven", "--yes")
    here.say("")
    assert "state-owner" in here.is_refused("destroy", "town", "--yes")
