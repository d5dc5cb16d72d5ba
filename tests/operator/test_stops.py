"""An emergency, and a block that is stopped everywhere, keep changes back and touch nothing that runs."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from tests.cluster_faults.towns import config_map, resource
from tests.support.stack_objects import StackTown

from bouwsteen_operator.conditions import Reason
from bouwsteen_operator.settings import API_VERSION
from bouwsteen_operator.stops import STOP, find_emergency

NOW = "2026-12-01T12:00:00.000+00:00"


def emergency(until: str) -> dict[str, Any]:
    return {"spec": {"breakGlass": {"by": "An Claes", "reason": "Het loket\nligt stil", "until": until}}}


def in_minutes(minutes: int) -> dict[str, str]:
    until = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
    return {"by": "An Claes", "reason": "Het loket ligt stil.", "until": until.isoformat(timespec="seconds")}


def entry(version: str, why: str) -> dict[str, Any]:
    metadata = {"name": "of-web", "resourceVersion": version, "annotations": {STOP: why} if why else {}}
    offered = {"versions": [{"version": "1.0.0", "channel": "stable", "since": "2026-12-01"}]}
    return {"apiVersion": API_VERSION, "kind": "CatalogEntry", "metadata": metadata, "spec": offered}


def test_an_emergency_has_a_name_and_an_end() -> None:
    found = find_emergency(emergency("2026-12-01T18:00:00+01:00"), NOW)
    assert found is not None
    assert (found.reason, found.outcome.again_after, found.outcome.failed) == (Reason.BREAK_GLASS, 5 * 3600, False)
    assert "An Claes declared an emergency until 2026-12-01T18:00:00+01:00: Het loket ligt stil." in found.conditions[0].message


@pytest.mark.parametrize("stack", [{}, {"spec": {}}, emergency("2026-12-01T12:00:00Z"), emergency("2026-11-30T12:00:00Z")])
def test_without_one_or_after_its_end_all_goes_on(stack: dict[str, Any]) -> None:
    assert find_emergency(stack, NOW) is None


def test_an_emergency_of_more_than_a_day_is_refused() -> None:
    found = find_emergency(emergency("2026-12-02T12:00:01Z"), NOW)
    assert found is not None
    assert [each.type for each in found.conditions] == ["Ready", "Stalled"]
    assert "more than a day ahead" in found.conditions[0].message
    assert find_emergency(emergency("2026-12-02T12:00:00Z"), NOW) != found


@pytest.mark.cluster
def test_in_an_emergency_nothing_is_put_back_until_it_ends(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    town.look()
    path = town.namespace.path("configmaps", "web")
    town.namespace.api.merge(path, {"data": {"text": None}})
    town.export(breakGlass=in_minutes(60))
    outcome = town.look()
    assert (town.condition("Ready"), town.condition("DriftDetected")) == (("False", "BreakGlass"), ("True", "Drifted"))
    assert "data" not in town.live()["web"]
    assert outcome.again_after is not None
    assert 0 < outcome.again_after <= 3600
    town.export(breakGlass=in_minutes(-1))
    town.look()
    assert (town.condition("Ready"), town.condition("DriftDetected")) == (("True", "Succeeded"), ("False", "NoDrift"))
    assert town.live()["web"]["data"] == {"text": "hallo"}


@pytest.mark.cluster
def test_a_block_that_is_stopped_changes_in_no_stack(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    town.look()
    town.operator.cache.put("CatalogEntry", entry("1", "Versie 1.0 verliest berichten"))
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded")  # what asks nothing new is as it should be
    town.stand({"web": [resource(config_map("web", text="nieuw"))]})
    town.operator.cache.put("CatalogEntry", entry("1", "Versie 1.0 verliest berichten"))
    town.look()
    assert town.condition("Ready") == ("False", "BlockStopped")
    assert "The block of-web is stopped: Versie 1.0 verliest berichten." in town.message()
    assert town.live()["web"]["data"] == {"text": "hallo"}
    town.operator.cache.put("CatalogEntry", entry("2", ""))
    town.look()
    assert (town.condition("Ready"), town.live()["web"]["data"]) == (("True", "Succeeded"), {"text": "nieuw"})
