"""The journeys of the blocks: each file can be loaded, and each journey gets through the real services."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import ryaml
from tests.loadtests.services import ROOT, Services, run_services
from tests.loadtests.totals import find_disagreements
from tests.loadtests.vaults import find_disagreements_of_vaults, run_movers, wait_until_quiet
from tests.unit.loadtest.factories import make_profile

from bouwsteen.adapters.load_generators.runs import run_load_test
from bouwsteen.loadtest.plans import JourneyFile, LoadPlan
from bouwsteen.loadtest.verdicts import judge

FILES = sorted([*ROOT.glob("blocks/*/loadtest/locustfile.py"), *ROOT.glob("loadtests/journeys/*.py")])
LIST = """
import json, sys
import locust
from pathlib import Path
from bouwsteen.adapters.load_generators.journeys import load_journeys
print(json.dumps({path: sorted(load_journeys(Path(path))) for path in sys.argv[1:]}))
"""


def test_every_journey_file_can_be_loaded_and_lists_its_journeys() -> None:
    """In a process of its own: locust patches half of Python."""
    command = [sys.executable, "-c", LIST, *map(str, FILES)]
    listed = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT / "cli", timeout=60)
    found = {Path(path).relative_to(ROOT).as_posix(): names for path, names in json.loads(listed.stdout).items()}
    assert found["blocks/forms/loadtest/locustfile.py"] == ["submit-form"]
    assert found["blocks/identity-service/loadtest/locustfile.py"] == ["adopt-and-sign-in"]
    assert found["blocks/payments-service/loadtest/locustfile.py"] == ["adopt-and-pay"]
    assert found["blocks/ebox-service/loadtest/locustfile.py"] == ["adopt-and-notify", "adopt-and-send"]
    assert found["blocks/magda-service/loadtest/locustfile.py"] == ["adopt-and-ask"]
    assert found["blocks/data-vault-service/loadtest/locustfile.py"] == ["ask-and-read"]
    assert found["blocks/address-register/loadtest/locustfile.py"] == ["look-up-an-address"]
    assert len(found) == len(FILES)


def test_nothing_that_the_product_imports_brings_in_locust() -> None:
    code = (
        "import sys; import bouwsteen.adapters.load_generators.runs, bouwsteen.loadtest.verdicts; "
        "print(bool({'gevent', 'locust'} & sys.modules.keys()))"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT / "cli", timeout=60)
    assert answer.stdout.strip() == "False"


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    with run_services(Services(tmp_path_factory.mktemp("services"))) as running:
        yield running


# Where each journey across blocks is taken.
PLACES = {
    "pay-tax-bill": "supplier",
    "read-mail": "counter",
    "register-extract": "counter",
    "change-of-address": "counter",
    "birth-registration": "counter",
    "association-subsidy": "subsidies",
}
# In a world of its own, with a Solid server in memory: `bouwsteen up` takes it at a real one, in the tour of the README.
IN_VAULTS = "vault-consent"
STEADY = {"name": "a", "rate": 1.5, "duration": "PT4S"}


def test_each_journey_across_blocks_is_a_document_with_a_file_that_has_it() -> None:
    documents = {path.stem for path in ROOT.glob("loadtests/journeys/*.yaml")}
    assert documents == {path.stem for path in ROOT.glob("loadtests/journeys/*.py")} == {*PLACES, IN_VAULTS}


def test_each_mix_of_a_profile_is_of_journeys_that_there_are() -> None:
    named = {path.stem: ryaml.loads(path.read_text())["spec"].get("journeys", {}) for path in ROOT.glob("loadtests/profiles/*.yaml")}
    mixes = {name: set(journeys) for name, journeys in named.items() if journeys}
    assert mixes.keys() == {"tax-run", "counter-day", "consents"}
    assert set().union(*mixes.values()) <= {*PLACES, IN_VAULTS}


@pytest.mark.slow
@pytest.mark.parametrize(("journey", "place"), PLACES.items())
def test_every_arrival_of_a_journey_across_blocks_gets_through(journey: str, place: str, services: Services) -> None:
    take_under_load(journey, services.places[place])
    assert find_disagreements(services.folder) == []


@pytest.mark.slow
def test_a_bill_that_was_paid_in_one_run_is_another_one_in_the_next(services: Services) -> None:
    """The same seed, at a stack that keeps what the run before it left."""
    for _ in range(2):
        take_under_load("pay-tax-bill", services.places["supplier"], {"name": "a", "burst": 4})
    assert find_disagreements(services.folder) == []


@pytest.mark.slow
def test_every_arrival_of_the_journey_to_vaults_gets_through(tmp_path: Path) -> None:
    services = Services(tmp_path)
    with run_movers(services) as solid:
        take_under_load(IN_VAULTS, services.places["movers"])
        wait_until_quiet(tmp_path)
        assert find_disagreements_of_vaults(tmp_path, solid) == []


def take_under_load(journey: str, bindings: Mapping[str, Mapping[str, Any]], stage: Mapping[str, Any] = STEADY) -> None:
    profile = make_profile(stages=[dict(stage)], pool={"users": 20}, drain="PT60S", journeys={journey: 1})
    plan = LoadPlan(profile, (JourneyFile(ROOT / "loadtests/journeys" / f"{journey}.py", bindings),), seed=11)
    result = run_load_test(plan, lambda _: None, lambda: False)
    assert result.failures == ()
    assert result.done == result.planned > 3
    assert judge(plan, result).exit_code == 0


@pytest.mark.slow
@pytest.mark.parametrize("block", ["forms", "identity-service", "payments-service", "ebox-service", "magda-service", "address-register"])
def test_every_arrival_of_a_journey_gets_through_the_real_services(block: str, services: Services) -> None:
    profile = make_profile(stages=[{"name": "a", "rate": 2, "duration": "PT4S"}], pool={"users": 20})
    broker = {"payments-service": "payments", "ebox-service": "ebox", "magda-service": "magda"}.get(block, "broker")
    bindings = services.bindings | {"broker": services.bindings[broker]}
    file = JourneyFile(ROOT / "blocks" / block / "loadtest" / "locustfile.py", bindings)
    plan = LoadPlan(profile, (file,), seed=11)
    result = run_load_test(plan, lambda _: None, lambda: False)
    assert result.failures == ()
    assert result.done == result.planned > 5
    assert judge(plan, result).exit_code == 0
