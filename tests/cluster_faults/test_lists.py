"""A list that breaks off, and connections that end: a part is never taken for the whole, and the result is the same."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.cluster_faults.doors import Asked, Refusal, open_door
from tests.cluster_faults.records import Record, config_map, done, open_provider, record_of
from tests.support.clusters import Namespace

from bouwsteen.adapters.kubernetes import clients
from bouwsteen.adapters.kubernetes.provider import KubernetesProvider
from bouwsteen.providers.protocol import Present, Unreadable

pytestmark = pytest.mark.cluster

COUNT = 30
PAGE = 10


@pytest.fixture
def records(provider: KubernetesProvider, monkeypatch: pytest.MonkeyPatch) -> list[Record]:
    """More than fit on two pages."""
    monkeypatch.setattr(clients, "PAGE", PAGE)
    made = [record_of(provider, config_map(f"part-{number}", number=str(number))) for number in range(COUNT)]
    with ThreadPoolExecutor(8) as pool:
        for outcome in pool.map(lambda record: record.create(), made):
            done(outcome)
    return made


def expired_pages(times: int) -> Callable[[Asked], Refusal | None]:
    """The server no longer knows the second page, so often."""
    left = itertools.count()

    def rule(asked: Asked) -> Refusal | None:
        return Refusal(410, "Expired") if "continue=" in asked.path and next(left) < times else None

    return rule


@pytest.mark.fault("F28")
def test_a_list_that_cannot_be_continued_begins_anew(namespace: Namespace, records: list[Record], tmp_path: Path) -> None:
    with (
        open_door(namespace.cluster, namespace.cluster.kubeconfig, expired_pages(1), tmp_path) as (door, kubeconfig),
        open_provider(kubeconfig, namespace.name) as provider,
    ):
        found = provider.survey([record.call for record in records])
    assert all(isinstance(each, Present) and not each.differences for each in found.observations)
    lists = [asked for asked in door.asked if "limit=" in asked.path]
    assert len([asked for asked in lists if "continue=" not in asked.path]) == 2


@pytest.mark.fault("F28")
def test_a_list_that_never_ends_well_says_nothing_of_what_is_there(namespace: Namespace, records: list[Record], tmp_path: Path) -> None:
    with (
        open_door(namespace.cluster, namespace.cluster.kubeconfig, expired_pages(1000), tmp_path) as (door, kubeconfig),
        open_provider(kubeconfig, namespace.name) as provider,
    ):
        found = provider.survey([record.call for record in records])
    assert all(isinstance(each, Unreadable) for each in found.observations)
    assert not found.strays
    assert len(door.asked) < COUNT


@pytest.mark.fault("F27")
def test_connections_that_end_change_nothing_of_the_result(namespace: Namespace, tmp_path: Path) -> None:
    """Each third answer is lost, after the server carried out what was asked: every object is there, once, as it was asked for."""
    turn = itertools.count(1)

    def rule(asked: Asked) -> Refusal | None:
        return Refusal(cut=True, after=True) if next(turn) % 3 == 0 else None

    with (
        open_door(namespace.cluster, namespace.cluster.kubeconfig, rule, tmp_path) as (_, kubeconfig),
        open_provider(kubeconfig, namespace.name) as provider,
    ):
        made = [record_of(provider, config_map(f"part-{number}", number=str(number))) for number in range(PAGE)]
        for record in made:
            done(record.create())
        for record in made:
            observed = record.read()
            assert isinstance(observed, Present)
            assert not observed.differences
    there = {each["metadata"]["name"]: each for each in namespace.api.get(namespace.path("configmaps"))["items"]}
    assert {record.uid for record in made} == {there[f"part-{number}"]["metadata"]["uid"] for number in range(PAGE)}


@pytest.mark.fault("F27")
def test_versions_that_others_move_on_are_looked_at_again(namespace: Namespace, provider: KubernetesProvider, tmp_path: Path) -> None:
    """Somebody writes his own label between each look of ours and the write that follows it: both get what they want."""
    record = record_of(provider, config_map("settings", colour="red"))
    done(record.create())
    path = namespace.path("configmaps", "settings")
    turn = itertools.count()

    def rule(asked: Asked) -> Refusal | None:
        if asked.method == "PATCH" and next(turn) < 2:
            namespace.api.merge(path, {"metadata": {"labels": {"theirs": f"turn-{next(turn)}"}}})
        return None

    with (
        open_door(namespace.cluster, namespace.cluster.kubeconfig, rule, tmp_path) as (_, kubeconfig),
        open_provider(kubeconfig, namespace.name) as through,
    ):
        record.provider = through
        assert isinstance(record.read(), Present)
        done(record.update(manifest=config_map("settings", colour="blue")))
    now = namespace.api.get(path)
    assert now["data"] == {"colour": "blue"}
    assert now["metadata"]["labels"]["theirs"].startswith("turn-")
