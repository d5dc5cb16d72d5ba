"""Others change or remove an object between the look that a plan was made on and the step itself."""

from __future__ import annotations

import pytest
from tests.cluster_faults.records import config_map, done, failed, record_of
from tests.support.clusters import Namespace

from bouwsteen.adapters.kubernetes.provider import KubernetesProvider
from bouwsteen.providers.protocol import Effect, Missing, Present

pytestmark = [pytest.mark.cluster, pytest.mark.fault("F24")]


def test_a_field_of_ours_that_changes_behind_the_plan_stops_the_step(namespace: Namespace, provider: KubernetesProvider) -> None:
    record = record_of(provider, config_map("settings", colour="red"))
    done(record.create())
    assert isinstance(record.read(), Present)
    path = namespace.path("configmaps", "settings")
    namespace.api.merge(path, {"data": {"colour": "green"}})
    outcome = failed(record.update(manifest=config_map("settings", colour="blue")), "field-conflict", "object-changed")
    assert outcome.effect is Effect.NONE
    assert namespace.api.get(path)["data"] == {"colour": "green"}


def test_a_field_of_others_may_change_meanwhile(namespace: Namespace, provider: KubernetesProvider) -> None:
    record = record_of(provider, config_map("settings", colour="red"))
    done(record.create())
    assert isinstance(record.read(), Present)
    path = namespace.path("configmaps", "settings")
    namespace.api.merge(path, {"data": {"size": "large"}})
    done(record.update(manifest=config_map("settings", colour="blue")))
    assert namespace.api.get(path)["data"] == {"colour": "blue", "size": "large"}


def test_another_object_in_its_place_is_left_alone(namespace: Namespace, provider: KubernetesProvider) -> None:
    record = record_of(provider, config_map("settings", colour="red"))
    done(record.create())
    assert isinstance(record.read(), Present)
    path = namespace.path("configmaps", "settings")
    namespace.api.delete(path)
    theirs = namespace.api.create(namespace.path("configmaps"), config_map("settings", colour="theirs"))
    failed(record.update(manifest=config_map("settings", colour="blue")), "field-conflict", "object-changed")
    failed(record.delete(), "object-not-ours")
    now = namespace.api.get(path)
    assert (now["metadata"]["uid"], now["data"]) == (theirs["metadata"]["uid"], {"colour": "theirs"})


def test_what_was_removed_behind_the_plan_is_made_anew(namespace: Namespace, provider: KubernetesProvider) -> None:
    record = record_of(provider, config_map("settings", colour="red"))
    done(record.create())
    before = record.uid
    assert isinstance(record.read(), Present)
    namespace.api.delete(namespace.path("configmaps", "settings"))
    done(record.update(manifest=config_map("settings", colour="blue")))
    assert record.uid != before
    assert namespace.api.get(namespace.path("configmaps", "settings"))["data"] == {"colour": "blue"}


def test_what_was_removed_meanwhile_is_gone_all_the_same(namespace: Namespace, provider: KubernetesProvider) -> None:
    record = record_of(provider, config_map("settings", colour="red"))
    done(record.create())
    namespace.api.delete(namespace.path("configmaps", "settings"))
    assert isinstance(record.read(), Missing)
    record.delete()
    assert namespace.api.find(namespace.path("configmaps", "settings")) is None
