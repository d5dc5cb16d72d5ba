"""What the store in a cluster promises beyond the ports: crashes between requests, lost answers, late writes, and what a step costs."""

from __future__ import annotations

import base64
import contextlib
import functools
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.faults.writings import Told, calls, check_recorded, write
from tests.support.fake_clusters import FakeCluster
from tests.unit.state.conftest import CANARY, NAMESPACE, WRITER, make_record

from bouwsteen.adapters.kubernetes.failures import ClusterError, Kind
from bouwsteen.adapters.kubernetes_state import ClusterStore, processes
from bouwsteen.adapters.kubernetes_state.sessions import TAIL_BYTES
from bouwsteen.adapters.leases import Lease
from bouwsteen.adapters.state_keys import LocalKeys
from bouwsteen.adapters.state_logs.places import PlaceFolder
from bouwsteen.adapters.state_logs.spills import SpillFolder
from bouwsteen.adapters.state_logs.stores import GENERATIONS_KEPT
from bouwsteen.errors import StateError, StateLockedError
from bouwsteen.state.journals import Begin, End, Forget, Outcome, Put
from bouwsteen.state.ports import Mode, StateSession

CALLS = calls(4)
QUIET = Lease(30, 3600.0)  # gives no sign of life of its own


class CrashError(BaseException):
    """The program stops here."""


def store_of(cluster: FakeCluster, folder: Path, *, aside: bool = False, places: bool = False) -> ClusterStore:
    return ClusterStore(
        cluster,
        NAMESPACE,
        LocalKeys(folder / "keys"),
        QUIET,
        SpillFolder(folder / "spills") if aside else None,
        PlaceFolder(folder / "places") if places else None,
    )


def at_request(number: int, act: Callable[[], None]) -> Callable[[str, str], None]:
    """A hook that acts at the n-th request."""
    count = itertools.count(1)

    def hook(_method: str, _path: str) -> None:
        if next(count) == number:
            act()

    return hook


def nothing(_method: str, _path: str) -> None:
    """Happens."""


def stop() -> None:
    raise CrashError


def lose() -> None:
    raise ClusterError(Kind.TIMEOUT, "the answer was lost")


@pytest.fixture
def gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever holds a lock died."""
    monkeypatch.setattr(processes, "is_gone", lambda _: True)


def open_to_write(store: ClusterStore) -> StateSession:
    return store.open("leuven", "local", Mode.WRITE, WRITER)


def code_of(call: Callable[[], object]) -> str:
    with pytest.raises(StateError) as caught:
        call()
    return caught.value.diagnostics[0].code


@pytest.mark.fault("F1", "F3")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("begun", [True, False], ids=["on", "first"])
def test_a_writer_may_stop_at_any_request(tmp_path: Path, when: str, begun: bool, gone: None) -> None:
    """Also the very first one, of whom nothing may be left but a generation that nothing names."""
    for number in itertools.count(1):
        cluster, folder = FakeCluster(), tmp_path / str(number)
        if begun:
            with open_to_write(store_of(cluster, folder)) as session:
                session.append(Put(make_record("i0", id="0")), Put(make_record("i5", id="0")))
        setattr(cluster, when, at_request(number, stop))
        told = Told()
        try:
            write(store_of(cluster, folder), CALLS, told)
        except CrashError:
            ended = False
        else:
            ended = True
        setattr(cluster, when, nothing)
        check_recorded(store_of(cluster, folder), told)
        with open_to_write(store_of(cluster, folder)) as session:
            session.append(Put(make_record("i9")))
        if ended:
            break
    assert number > 15


def test_a_head_that_was_taken_away_is_no_beginning(tmp_path: Path, gone: None) -> None:
    """Where something was recorded behind the first generation, or another one was written."""
    for commits in (False, True):
        cluster, folder = FakeCluster(), tmp_path / str(commits)
        session = open_to_write(store_of(cluster, folder))
        session.append(Put(make_record("i0")))
        if commits:
            session.commit()
        cluster.request("DELETE", f"/api/v1/namespaces/{NAMESPACE}/secrets/bouwsteen-state.leuven.local")
        looking = functools.partial(store_of(cluster, folder).open, "leuven", "local", Mode.READ)
        assert code_of(looking) == "state-corrupt"
        with contextlib.suppress(StateError):  # who has something to commit is told
            session.close()


@pytest.mark.fault("F7")
def test_an_answer_may_be_lost_at_any_request(tmp_path: Path) -> None:
    for number in itertools.count(1):
        cluster, folder = FakeCluster(), tmp_path / str(number)
        store = store_of(cluster, folder)
        before = len(cluster.asked)
        cluster.after = at_request(number, lose)
        told = write(store, CALLS)
        assert told.codes == [], f"request {number}"
        assert told.acknowledged == CALLS
        last = len(cluster.asked) - before
        cluster.after = nothing
        with store.open("leuven", "local", Mode.READ) as session:
            assert (session.snapshot.serial, session.in_doubt) == (len(CALLS), ()), "nothing twice, nothing lost"
        if number > last:
            break


@pytest.mark.fault("F7")
def test_what_a_server_that_is_away_cannot_take_is_kept_aside(tmp_path: Path) -> None:
    """From any request of the steps on: what is under way still ends, nothing begins, and the next run puts it in place."""
    for number in range(1, 7):
        cluster, folder = FakeCluster(), tmp_path / str(number)
        store = store_of(cluster, folder, aside=True)
        session = open_to_write(store)
        session.append(Begin("run-1", "first", "create", make_record("ebox")))
        count = itertools.count(1)

        def away(_method: str, _path: str, since: int = number, seen: Iterator[int] = count) -> None:
            if next(seen) >= since:
                raise ClusterError(Kind.UNREACHABLE, "nobody is there")

        cluster.before = away
        codes = []
        for entry in (
            End("first", Outcome.DONE, make_record("ebox", id="made")),
            Begin("run-1", "second", "create", make_record("forms")),
            End("second", Outcome.DONE, make_record("forms", id="made")),
        ):
            try:
                session.append(entry)
            except StateError as problem:
                codes.append(problem.diagnostics[0].code)
                break
        if not codes:
            codes.append(code_of(session.close))
        assert set(codes) <= {"state-kept-aside", "state-write-failed"}
        cluster.before = nothing
        session._lock.abandon()  # type: ignore[attr-defined]  # the writer of a cluster has one
        holder = store.holder("leuven", "local")
        assert holder is not None
        store.break_lock("leuven", "local", holder.lock, "the run ended without its server")
        with open_to_write(store) as again:
            record = again.record(make_record("ebox").address)
            assert record is not None
            assert record.id == "made"
            assert "first" not in {begin.step for begin in again.in_doubt}


@pytest.mark.fault("F9")
def test_a_late_write_of_a_paused_holder_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is paused when its request is made and not yet sent; another takes over just then, and has all that was acknowledged."""
    cluster = FakeCluster()
    store = store_of(cluster, tmp_path)
    paused = open_to_write(store)
    paused.append(Put(make_record("ebox")))
    others: list[StateSession] = []

    def take_over(method: str, path: str) -> None:
        if method == "PATCH" and "/secrets/" in path and not others:
            others.append(paused)  # so that what the other asks does not come here
            with monkeypatch.context() as patched:
                patched.setattr(processes, "is_gone", lambda _: True)
                others.append(open_to_write(store_of(cluster, tmp_path)))

    cluster.before = take_over
    with pytest.raises(StateLockedError) as caught:
        paused.append(Put(make_record("forms")))
    assert caught.value.diagnostics[0].code == "state-lock-lost"
    assert code_of(paused.check) == "state-lock-lost"
    new = others[1]
    assert new.fencing > paused.fencing
    assert set(new.snapshot.units) == {"ebox"}
    new.append(Put(make_record("payments")))
    new.close()
    paused.close()
    with store.open("leuven", "local", Mode.READ) as session:
        assert set(session.snapshot.units) == {"ebox", "payments"}


@pytest.mark.fault("F9")
def test_a_state_that_two_begin_is_begun_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cluster = FakeCluster()
    first = open_to_write(store_of(cluster, tmp_path))
    with monkeypatch.context() as patched:
        patched.setattr(processes, "is_gone", lambda _: True)
        second = open_to_write(store_of(cluster, tmp_path))
    first._lock.confirm(float("inf"))  # type: ignore[attr-defined]  # it believes for ever that it holds the lock
    with pytest.raises(StateLockedError):
        first.append(Put(make_record("ebox")))
    # The other made its empty beginning a moment before it found out, so that there is one already.
    with pytest.raises(StateError) as caught:
        second.append(Put(make_record("forms")))
    assert caught.value.diagnostics[0].code == "state-overtaken"
    second.close()
    with open_to_write(store_of(cluster, tmp_path)) as third:
        third.append(Put(make_record("forms")))
    with store_of(cluster, tmp_path).open("leuven", "local", Mode.READ) as session:
        assert set(session.snapshot.units) == {"forms"}


def test_a_holder_is_overtaken_when_its_lease_stands_still(tmp_path: Path) -> None:
    cluster = FakeCluster()
    hanging = ClusterStore(cluster, NAMESPACE, LocalKeys(tmp_path / "keys"), Lease(1, 3600.0))
    session = open_to_write(hanging)
    session.append(Put(make_record("ebox")))
    seen: list[Any] = []

    def wait(holder: Any) -> bool:
        seen.append(holder)
        return True

    with hanging.open("leuven", "local", Mode.WRITE, WRITER, waiting=wait) as again:
        assert [item.code for item in again.warnings] == ["state-lock-expired"]
        assert seen[0].lock == getattr(session, "_lock").holder.lock  # noqa: B009  nobody else is to know it


def test_a_lock_that_this_process_let_go_of_unheard_holds_up_nobody(tmp_path: Path) -> None:
    """The server was away when it was to be told. One that is still held is another thing."""
    cluster = FakeCluster()
    store = store_of(cluster, tmp_path)
    session = open_to_write(store)
    session.append(Put(make_record("ebox")))
    assert code_of(lambda: open_to_write(store)) == "state-locked"

    def away(method: str, path: str) -> None:
        if method == "PATCH" and "/leases/" in path:
            raise ClusterError(Kind.UNREACHABLE, "away")

    cluster.before = away
    session.close()
    cluster.before = nothing
    with open_to_write(store) as again:
        assert set(again.snapshot.units) == {"ebox"}
    with open_to_write(store):
        assert code_of(lambda: open_to_write(store)) == "state-locked"


def work_of_steps(folder: Path, instances: int, steps: int) -> tuple[int, int, int]:
    """Requests and bytes of `steps` operations on a state of that many instances, and the largest head there was."""
    cluster = FakeCluster()
    store = store_of(cluster, folder)
    with open_to_write(store) as session:
        session.append(*[Put(make_record(f"i{number}")) for number in range(instances)])
    largest = 0
    with open_to_write(store) as session:
        session.append(Put(make_record("i0")))
        requests, sent = len(cluster.asked), len(cluster.sent)
        for number in range(steps):
            record = make_record(f"i{number % instances}")
            session.append(Begin("run-1", f"s{number}", "update", record))
            session.append(End(f"s{number}", Outcome.DONE, record))
            largest = max(largest, size_of(cluster.objects["secrets", NAMESPACE, "bouwsteen-state.leuven.local"]))
        return len(cluster.asked) - requests, sum(cluster.sent[sent:]), largest


def size_of(secret: dict[str, Any]) -> int:
    return sum(len(base64.b64decode(value)) for value in secret["data"].values())


def test_a_step_costs_two_requests_however_large_the_state_and_however_long_the_run(tmp_path: Path) -> None:
    few, bytes_of_few, _ = work_of_steps(tmp_path / "small", 5, 40)
    large, bytes_of_large, _ = work_of_steps(tmp_path / "large", 100, 40)
    many, bytes_of_many, head = work_of_steps(tmp_path / "long", 5, 160)
    assert few == large
    assert 2 * 40 <= few <= 2.4 * 40, "one for each beginning and end, and now and then a Secret for what no longer fits"
    assert bytes_of_large <= bytes_of_few * 1.1
    assert many <= 4.2 * few
    assert bytes_of_many <= 4.2 * bytes_of_few
    assert head < TAIL_BYTES + 4096


def test_what_does_not_fit_in_one_secret_is_kept_in_several(tmp_path: Path) -> None:
    cluster = FakeCluster()
    store = store_of(cluster, tmp_path)
    large = make_record("ebox", outputs={"page": "x" * 3_000_000})
    for _ in range(2):
        with open_to_write(store) as session:
            session.append(Put(large))
            session.append(Put(make_record("forms")))
            with store.open("leuven", "local", Mode.READ) as reader:
                assert reader.snapshot == session.snapshot
        with store.open("leuven", "local", Mode.READ) as reader:
            assert reader.record(large.address) == large
    assert [item.problem for item in store.generations("leuven", "local")] == ["", "", ""]


def test_the_past_is_bounded_and_whole(tmp_path: Path) -> None:
    cluster = FakeCluster()
    store = store_of(cluster, tmp_path)
    counts = []
    for number in range(GENERATIONS_KEPT * 2 + 5):
        with open_to_write(store) as session:
            session.append(Put(make_record(f"i{number % 7}", id=str(number))), Put(make_record("busy", id=str(number))))
        counts.append(len(cluster.objects))
    assert max(counts[-5:]) <= max(counts[GENERATIONS_KEPT : GENERATIONS_KEPT + 7]) + 1
    kept = store.generations("leuven", "local")
    assert [item.problem for item in kept] == [""] * GENERATIONS_KEPT
    store.restore("leuven", "local", kept[-1].number, WRITER)
    with store.open("leuven", "local", Mode.READ) as session:
        assert session.record(make_record("busy").address) == make_record("busy", id=str(int(kept[-1].serial / 2) - 1))


@pytest.mark.fault("F4")
def test_every_flipped_byte_is_noticed_and_the_past_can_be_put_back(tmp_path: Path) -> None:
    cluster = FakeCluster()
    store = store_of(cluster, tmp_path)
    for number in range(3):
        with open_to_write(store) as session:
            session.append(Put(make_record(id=str(number))))
    session = open_to_write(store)
    session.append(Put(make_record("forms")))
    getattr(session, "_lock").release()  # noqa: B009  dies without folding
    newest = store.generations("leuven", "local")[0].number
    head = "bouwsteen-state.leuven.local"
    for secret in (head, f"{head}.root.{newest}.0", f"{head}.unit.ebox.{newest}.0"):
        key = ("secrets", NAMESPACE, secret)
        for name, text in list(cluster.objects[key]["data"].items()):
            whole = base64.b64decode(text)
            for offset in range(0, len(whole), 37):
                damaged = bytearray(whole)
                damaged[offset] ^= 1 << (offset % 8)
                cluster.objects[key]["data"][name] = base64.b64encode(damaged).decode()
                with pytest.raises(StateError):
                    store.open("leuven", "local", Mode.READ)
            cluster.objects[key]["data"][name] = text
    del cluster.objects["secrets", NAMESPACE, "bouwsteen-state.leuven.local"]
    assert code_of(lambda: store.open("leuven", "local", Mode.READ)) == "state-corrupt"
    store.restore("leuven", "local", newest, WRITER)
    with store.open("leuven", "local", Mode.READ) as again:
        assert [record.id for record in again.snapshot.records()] == ["2"]


@pytest.mark.fault("F14")
def test_a_cluster_that_was_set_back_or_lost_its_state_is_not_an_empty_one(tmp_path: Path) -> None:
    cluster = FakeCluster()
    store = store_of(cluster, tmp_path, places=True)
    with open_to_write(store) as session:
        session.append(Put(make_record("ebox")))
    older = dict(cluster.objects)
    with open_to_write(store) as session:
        session.append(Put(make_record("forms")))
    newer = dict(cluster.objects)
    cluster.objects = older
    assert code_of(lambda: store.open("leuven", "local", Mode.READ)) == "state-rolled-back"
    cluster.objects = {}
    for mode in Mode:
        assert code_of(lambda mode=mode: store.open("leuven", "local", mode, WRITER)) == "state-gone"  # type: ignore[misc]  # bound now
    cluster.objects = newer
    with open_to_write(store) as session:
        session.append(Forget(make_record("ebox").address, 1), Forget(make_record("forms").address, 1))
    cluster.objects = {}
    assert store.open("leuven", "local", Mode.READ).snapshot.lineage == "", "there was nothing left to lose"


@pytest.mark.fault("F50")
def test_no_secret_is_in_the_cluster(tmp_path: Path) -> None:
    cluster = FakeCluster()
    with open_to_write(store_of(cluster, tmp_path)) as session:
        session.append(Put(make_record("ebox")))
    assert len(cluster.objects) > 4
    for found in cluster.objects.values():
        for value in (found.get("data") or {}).values():
            assert CANARY.encode() not in base64.b64decode(value)
        assert CANARY not in str(found)


@pytest.mark.fault("F15")
def test_after_a_change_of_keys_the_old_one_opens_nothing_any_more(tmp_path: Path) -> None:
    cluster = FakeCluster()
    store = store_of(cluster, tmp_path)
    for number in range(2):
        with open_to_write(store) as session:
            session.append(Put(make_record("ebox", id=str(number))), Put(make_record("forms")))
    (file,) = (tmp_path / "keys").glob("*.json")
    old = store.keys.keys(file.stem)[0]
    store.rekey("leuven", "local", WRITER)
    assert len(store.keys.keys(file.stem)) == 2
    assert store.retire("leuven", "local", WRITER) != []
    assert store.keys.keys(file.stem)[0] != old
    assert len(store.keys.keys(file.stem)) == 1
    assert [item.problem for item in store.generations("leuven", "local")] == [""] * len(store.generations("leuven", "local"))
    with store.open("leuven", "local", Mode.READ) as session:
        assert set(session.snapshot.units) == {"ebox", "forms"}


def test_a_process_is_gone_only_when_that_is_certain() -> None:
    here = processes.describe()
    assert not processes.is_gone(here)
    assert not processes.is_gone("")
    machine, pid, began = here.split()
    assert processes.is_gone(f"{machine} {pid} {int(began) + 1}"), "another process has its number now"
    assert not processes.is_gone(f"other/{machine.partition('/')[2]} {pid} {int(began) + 1}")
    assert processes.is_gone(f"{machine} 4194304 {began}")
