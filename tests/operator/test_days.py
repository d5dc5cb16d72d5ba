"""A policy holds from midnight in Belgium on, for the operator and for its webhook, whatever day it is in UTC."""

from __future__ import annotations

import copy
import datetime as dt
from dataclasses import replace

import pytest
from tests.operator.plans import make_engine
from tests.operator.test_destinations import Unread
from tests.operator.test_judges import Town, exported_objects

from bouwsteen.calendars import read_day
from bouwsteen.errors import DeniedError
from bouwsteen_operator.desires import Desires, Source
from bouwsteen_operator.destinations import Destinations
from bouwsteen_operator.keys import Key

KEY = Key("herstappe-test", "herstappe")
# `accounted-flows` denies from the first of March 2027.
BEFORE, AFTER = "2027-02-28T22:59:59.999+00:00", "2027-02-28T23:00:00.000+00:00"


@pytest.fixture
def town() -> Town:
    """Whose flow of personal data nobody accounts for."""
    town = Town(copy.deepcopy(exported_objects()))
    del town.stack()["spec"]["environments"]["test"]["blocks"]["identity"]["data"]
    return town


def test_the_operator_judges_anew_when_the_day_turns_there(town: Town) -> None:
    """Nothing else of the stack is another one by then."""
    stack, moment = town.stack(), BEFORE
    workspace, problems = town.judge._read(KEY, stack, 0.0)
    assert problems == []
    desires = Desires(Destinations(namespaces=lambda: {KEY.namespace}))
    engine = replace(make_engine(), now=lambda: moment)
    imports = Unread(NotImplemented, NotImplemented, KEY, "")
    wanted = desires.want(KEY, stack, Source(workspace, "token"), imports, engine)
    assert desires.want(KEY, stack, Source(workspace, "token"), imports, engine) is wanted
    moment = AFTER
    with pytest.raises(DeniedError) as denied:
        desires.want(KEY, stack, Source(workspace, "token"), imports, engine)
    assert all(each.detail.startswith("accounted-flows/") for each in denied.value.diagnostics)


@pytest.mark.parametrize(("moment", "is_denied"), [(BEFORE, False), (AFTER, True)])
def test_the_webhook_denies_from_the_same_moment_on(town: Town, moment: str, is_denied: bool) -> None:
    day: dt.date = read_day(moment)
    town.judge._today = lambda: day
    assert town.ask().denied is is_denied
