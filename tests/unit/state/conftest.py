from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.support.fake_clusters import FakeCluster
from tests.support.state_clusters import state_namespace

from bouwsteen.adapters.kubernetes_state import ClusterStore
from bouwsteen.adapters.kubernetes_state.shelves import Client
from bouwsteen.adapters.state_folders import Disk, FolderStore
from bouwsteen.adapters.state_keys import LocalKeys
from bouwsteen.addresses import Address
from bouwsteen.state.memory import MemoryStore
from bouwsteen.state.ports import Mode, StateSession, Writer
from bouwsteen.state.records import ObjectRecord, ResourceRecord
from bouwsteen.values import Secret

NAMESPACE = "leuven-local"
CANARY = "canary-7f3a91"
WRITER = Writer(owner="cli", run="run-1", who="an", command="bouwsteen up", since="2026-01-01T00:00:00Z")


def make_record(instance: str = "ebox", resource: str = "share", **changes: Any) -> ResourceRecord:
    record = ResourceRecord(
        address=Address("leuven", "local", instance, resource),
        type="broker/instance",
        id=f"{instance}-{resource}",
        inputs={"plan": "standard", "broker": {"url": "http://127.0.0.1:20000", "password": Secret(CANARY)}},
        outputs={"instanceId": "i-1", "key": Secret(CANARY), "list": [1, Secret({"inner": CANARY})]},
        secret_versions={"/inputs/broker/password": 1, "/outputs/key": 2},
        objects=(ObjectRecord("instance", "i-1", "u-1"),),
        private={"token": CANARY},
        block="ebox",
        block_version="1.0.0",
        updated="2026-01-01T00:00:00Z",
    )
    return dataclasses.replace(record, **changes)


class HastyDisk(Disk):
    """Does not wait for the disk, which only a power cut would tell. Tests of faults and processes use the real one."""

    def sync(self, fd: int) -> None:
        """Nothing."""

    def sync_folder(self, folder: Path) -> None:
        """Nothing."""


class Stores:
    """One kind of store, and what a test does to it that the ports do not know."""

    def __init__(self, folder: Path, kind: str, client: Client | None = None, namespace: str = NAMESPACE) -> None:
        """`client` is of the kind `cluster`; without, of one in memory."""
        self.folder = folder
        self.keys = LocalKeys(folder / "keys")
        self.cluster = client or FakeCluster()
        self.store: FolderStore | MemoryStore | ClusterStore = (
            MemoryStore()
            if kind == "memory"
            else ClusterStore(self.cluster, namespace, self.keys)
            if kind == "cluster"
            else FolderStore(folder / "state", self.keys, HastyDisk())
        )

    def write(self, writer: Writer = WRITER, **options: Any) -> StateSession:
        return self.store.open("leuven", "local", Mode.WRITE, writer, **options)

    def read(self, **options: Any) -> StateSession:
        return self.store.open("leuven", "local", Mode.READ, **options)

    @property
    def environment(self) -> Path:
        return self.folder / "state" / "leuven" / "local"


@pytest.fixture(params=["memory", "folder", "cluster", pytest.param("kubernetes", marks=pytest.mark.cluster)])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    """The last kind is a real API server, which keeps the one in memory honest."""
    if request.param != "kubernetes":
        yield Stores(tmp_path, request.param)
        return
    with state_namespace(request.getfixturevalue("cluster")) as (client, namespace):
        yield Stores(tmp_path, "cluster", client, namespace)


@pytest.fixture
def folder(tmp_path: Path) -> Stores:
    return Stores(tmp_path, "folder")
