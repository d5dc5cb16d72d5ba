"""An apply of plain objects that is killed at any write: what it made is found again by name, whether or not that was on record."""

from __future__ import annotations

import itertools
import json
import random
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from tests.cluster_faults.towns import ENVIRONMENT, ClusterTown, config_map, resource
from tests.faults.places import STACK, Place, Server
from tests.support import engines
from tests.support.clusters import Namespace
from tests.support.programs import COUNTS_TO, DIES_AT

from bouwsteen.adapters.state_folders import FolderStore
from bouwsteen.adapters.state_keys import LocalKeys, default_key_folder
from bouwsteen.state.ports import Mode

pytestmark = [pytest.mark.cluster, pytest.mark.slow]

COUNT: Final = 40
IN_THE_MIDDLE: Final = 3  # kills
APPLY: Final = ("apply", STACK, "-e", ENVIRONMENT, "--yes")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("server")) as started:
        yield started


def made_place(folder: Path, namespace: Namespace) -> tuple[Place, ClusterTown]:
    """A stack of objects of which half stand on one of the others."""
    place = Place(folder)
    (place.world / "holds").mkdir(parents=True)
    town = ClusterTown(folder, namespace)
    first = [resource(config_map(f"first-{number}", of=folder.name), f"first{number}") for number in range(COUNT // 2)]
    behind = [
        resource(config_map(f"behind-{number}", uid=f"${{resources.first{number}.uid}}"), f"behind{number}") for number in range(COUNT // 2)
    ]
    town.want({"maps": [*first, *behind]})
    file = town.root / "stacks" / STACK / "stack.yaml"
    document = json.loads(file.read_text())
    document["spec"]["environments"][ENVIRONMENT]["kubernetes"] = {"namespace": namespace.name}
    file.write_text(json.dumps(document))
    engines.load(town.root, STACK)
    return place, town


def recorded(place: Place) -> dict[str, str]:
    """UID by name, of what is on record; nothing is in doubt."""
    keys = LocalKeys(default_key_folder(place.environment(), Path("/")))
    with FolderStore(place.workspace / ".bouwsteen" / "state", keys).open(STACK, ENVIRONMENT, Mode.READ) as session:
        assert session.in_doubt == ()
        return {record.outputs["name"]: record.outputs["uid"] for record in session.snapshot.records()}


def uids(live: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {name: each["metadata"]["uid"] for name, each in live.items()}


@pytest.mark.fault("F1", "F2")
def test_an_apply_of_objects_is_killed_at_any_write(server: Server, namespace: Namespace, tmp_path: Path) -> None:
    kubeconfig = {"KUBECONFIG": str(namespace.cluster.kubeconfig)}
    place, town = made_place(tmp_path / "undisturbed", namespace)
    count = tmp_path / "count"
    server.run(place, *APPLY, environment={**kubeconfig, COUNTS_TO: str(count)})
    moments = int(count.read_text())
    assert recorded(place) == uids(town.live())
    server.run(place, "destroy", STACK, "-e", ENVIRONMENT, "--yes", "--confirm", f"{STACK}/{ENVIRONMENT}", environment=kubeconfig)
    assert town.live() == {}
    # The first calls come behind half of the writes, at a moment that differs, as they are recorded several at a time: it is walked to.
    with_some, early = 0, random.Random(20261126).randrange(moments // 5, moments // 2)
    for moment in itertools.chain([early], itertools.count(moments // 2, 3)):
        place, town = made_place(tmp_path / str(moment), namespace)
        server.run(place, *APPLY, environment={**kubeconfig, DIES_AT: str(moment)}, code=-signal.SIGKILL)
        before = uids(town.live())
        with_some += 0 < len(before) < COUNT
        server.run(place, *APPLY, environment=kubeconfig)
        after = uids(town.live())
        assert len(after) == COUNT
        assert before.items() <= after.items(), "nothing was made a second time"
        assert recorded(place) == after
        server.run(place, "destroy", STACK, "-e", ENVIRONMENT, "--yes", "--confirm", f"{STACK}/{ENVIRONMENT}", environment=kubeconfig)
        assert town.live() == {}
        if with_some == IN_THE_MIDDLE:
            break
