from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from tests.unit.loadtest.factories import ERRORS, P95, make_profile

from bouwsteen.documents.kinds import read_document
from bouwsteen.documents.load_profiles import LoadProfile

PROFILES = sorted(Path("loadtests/profiles").glob("*.yaml"))


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_every_profile_of_the_repository_is_valid_and_named_after_its_file(path: Path) -> None:
    profile, _, problems = read_document(path.read_bytes(), str(path), LoadProfile)
    assert problems == []
    assert profile is not None
    assert profile.name == path.stem
    title = profile.spec.title
    assert title.fr
    assert title.en


def test_the_smoke_profile_is_short_and_says_nothing_about_time() -> None:
    profile, _, _ = read_document(Path("loadtests/profiles/smoke.yaml").read_bytes(), "smoke.yaml", LoadProfile)
    assert profile is not None
    assert profile.spec.seconds <= 10
    assert profile.spec.drain.total_seconds() <= 30  # until everybody who began is through, a receipt in their mailbox included
    assert not profile.spec.claims_latency
    assert [(threshold.stat, threshold.limit) for threshold in profile.spec.thresholds] == [("errorRatio", 0.0)]


def test_a_profile_survives_the_way_to_the_generator() -> None:
    profile = make_profile(thresholds=[ERRORS, P95], drain="PT0.5S")
    text = json.dumps(profile.model_dump(mode="json", by_alias=True, exclude_none=True))
    assert LoadProfile.model_validate_json(text) == profile
    assert profile.spec.drain == timedelta(seconds=0.5)


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ({"stages": [{"name": "a", "rate": 1}]}, "has a `duration`"),
        ({"stages": [{"name": "a", "rate": 1, "burst": 3, "duration": "PT1S"}]}, "exactly one of"),
        ({"stages": [{"name": "a", "fromRate": 1, "duration": "PT1S"}]}, "exactly one of"),
        ({"stages": [{"name": "a", "burst": 3, "duration": "PT1S"}]}, "a burst has none"),
        ({"stages": [{"name": "a", "rate": 1, "duration": "PT5S", "judged": False}]}, "no stage is judged"),
        ({"stages": [{"name": "a", "rate": 0, "duration": "PT5S"}]}, "arrivals"),
        ({"stages": [{"name": "a", "rate": 9999, "duration": "PT1H"}]}, "arrivals"),
        ({"stages": [{"name": "a", "burst": 1}, {"name": "a", "burst": 1}]}, "same name"),
        ({"stages": [{"name": "a", "rate": 1, "duration": 10}]}, "ISO 8601"),
        ({"stages": [{"name": "a", "rate": 1, "duration": "00:10"}]}, "ISO 8601"),
        ({"drain": "PT0S"}, "longer than nothing"),
        ({"thresholds": [P95]}, "errorRatio"),
        ({"thresholds": [ERRORS, {"on": "journey", "stat": "p95", "atMost": 1}]}, "a percentile takes"),
        ({"thresholds": [{"stat": "errorRatio", "atMost": "PT1S"}]}, "a percentile takes"),
        ({"thresholds": [{"stat": "errorRatio", "atMost": 0, "atLeast": 0}]}, "exactly one of"),
        ({"thresholds": [{"stat": "rateRatio", "atLeast": 0.9, "on": "journey"}]}, "asked of the run"),
        ({"thresholds": [ERRORS, {"on": "run", "stat": "p95", "atMost": "PT1S"}]}, "asked of the run"),
        ({"pool": {"people": 3}}, "Extra inputs"),
    ],
)
def test_what_cannot_be_judged_is_refused(spec: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        make_profile(**spec)


def test_the_pool_follows_the_rate_the_wait_and_the_bursts() -> None:
    stages = [{"name": "a", "rate": 10, "duration": "PT10S"}, {"name": "b", "burst": 100}]
    assert make_profile(stages=stages, pool={"longestWait": "PT2S"}).spec.users == 129
    assert make_profile(stages=stages, pool={"users": 4}).spec.users == 4
