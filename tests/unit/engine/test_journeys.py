"""Which journeys are taken, by what a profile and a person ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from tests.unit.loadtest.factories import make_profile, make_result

from bouwsteen.documents.journeys import Place
from bouwsteen.engine.journeys import Journey, choose_journeys
from bouwsteen.engine.verifies import run_journeys
from bouwsteen.errors import NotFoundError
from bouwsteen.loadtest.plans import JourneyFile, LoadPlan
from bouwsteen.loadtest.results import LoadResult
from bouwsteen.loadtest.schedules import weigh_journeys


def journey(instance: str, name: str = "") -> Journey:
    return Journey(instance, JourneyFile(Path(f"{name or instance}.py"), {}), name)


FOUND = [journey("forms"), journey("tax-software", "pay"), journey("other-software", "pay"), journey("forms", "register")]


def runs(*wanted: str, **profile: Any) -> list[tuple[str, list[str]]]:
    chosen = choose_journeys(FOUND, make_profile(**profile), wanted, "town/local")
    return [(name, [each.instance for each in journeys]) for name, journeys in chosen]


def test_each_journey_is_a_run_of_its_own() -> None:
    assert [name for name, _ in runs()] == ["forms", "pay at tax-software", "pay at other-software", "register at forms"]
    assert runs("pay") == [("pay at tax-software", ["tax-software"]), ("pay at other-software", ["other-software"])]
    assert runs("forms") == [("forms", ["forms"])]


def test_a_profile_mixes_its_journeys_in_one_run_and_a_person_may_take_one_of_them() -> None:
    mix = {"pay": 3, "register": 1}
    assert runs(journeys=mix) == [("pay + register", ["tax-software", "forms"])]
    assert runs("register", journeys=mix) == [("register at forms", ["forms"])]


def test_a_journey_that_is_taken_alone_need_not_stand_in_the_mix_of_the_profile() -> None:
    planned: list[LoadPlan] = []

    def run(plan: LoadPlan) -> LoadResult:
        planned.append(plan)
        return make_result()

    forms, pay, _, register = FOUND
    mix = {"pay": 3, "register": 1}
    run_journeys(make_profile(journeys=mix), [("forms", (forms,)), ("pay + register", (pay, register))], "town/local", run)
    alone, mixed = (each.profile.spec.journeys for each in planned)
    assert weigh_journeys(alone, ["submit-form"]) == {"submit-form": 1}
    assert weigh_journeys(mixed, ["pay", "register"]) == mix


@pytest.mark.parametrize(("found", "wanted", "code"), [(FOUND, ("nope",), "journey-not-possible"), ([], (), "no-journeys")])
def test_what_cannot_be_taken_is_told(found: list[Journey], wanted: tuple[str, ...], code: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        list(choose_journeys(found, make_profile(), wanted, "town/local"))
    (told,) = caught.value.diagnostics
    assert told.code == code


@pytest.mark.parametrize(
    "place",
    [
        {},
        {"uses": {"intake": "form-intake"}, "provides": {"intake": "form-intake"}},
        {"beside": {"solid": "solid-server"}},
        {"uses": {"a": "b"}, "beside": {"a": "b"}},
        {"uses": {"a": "b"}, "files": {"forms": "../x.yaml"}},
    ],
)
def test_a_place_without_a_binding_or_with_two_of_a_name_is_refused(place: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Place.model_validate(place)
