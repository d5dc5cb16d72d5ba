"""Every shared service of the catalog passes the checker, and its credentials live and die with their bindings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from tests.blocks.data_vault_service import worlds as vaults
from tests.blocks.ebox_service import worlds as ebox_worlds
from tests.blocks.identity_service import worlds
from tests.blocks.magda_service import worlds as magda_worlds
from tests.blocks.payments_service import worlds as payments

from bouwsteen.adapters.broker_checks.checks import check, read_services
from bouwsteen.adapters.broker_checks.samples import bindable_plans, sample_of
from bouwsteen.adapters.broker_checks.visits import Faults, Sample, Visitor
from bouwsteen_service.brokers import derive_password
from bouwsteen_service.testing import create_client

Started = tuple[httpx.Client, str, Callable[[Mapping[str, Any]], bool]]  # with the broker's key, and whether credentials open the service


def start_identity(folder: Path) -> Started:
    world = worlds.build_world(folder)
    client = create_client(world.application, worlds.BASE)

    def accepts(credentials: Mapping[str, Any]) -> bool:
        account = (credentials["clientId"], credentials["clientSecret"])
        return client.post("/op/v1/introspect", data={"token": "unknown"}, auth=account).status_code == 200

    return client, worlds.BROKER_KEY, accepts


def start_payments(folder: Path) -> Started:
    world = payments.build_world(folder)
    client = create_client(world.application, payments.BASE)

    def accepts(credentials: Mapping[str, Any]) -> bool:
        return client.get("/v2/methods", headers={"authorization": f"Bearer {credentials['apiKey']}"}).status_code == 200

    return client, payments.BROKER_KEY, accepts


def start_ebox(folder: Path) -> Started:
    world = ebox_worlds.build_world(folder)
    client = world.http()

    def accepts(credentials: Mapping[str, Any]) -> bool:
        account = (credentials["clientId"], credentials["clientSecret"])
        return client.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=account).status_code == 200

    return client, ebox_worlds.BROKER_KEY, accepts


def start_magda(folder: Path) -> Started:
    world = magda_worlds.build_world(folder)
    client = world.http()

    def accepts(credentials: Mapping[str, Any]) -> bool:
        account = (credentials["clientId"], credentials["clientSecret"])
        return client.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=account).status_code == 200

    return client, magda_worlds.BROKER_KEY, accepts


def start_vault(folder: Path) -> Started:
    world = vaults.build_world(folder)
    client = world.http()

    def accepts(credentials: Mapping[str, Any]) -> bool:
        account = (credentials["clientId"], credentials["clientSecret"])
        return client.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=account).status_code == 200

    return client, vaults.BROKER_KEY, accepts


SERVICES: Mapping[str, Callable[[Path], Started]] = {
    "identity-service": start_identity,
    "payments-service": start_payments,
    "ebox-service": start_ebox,
    "magda-service": start_magda,
    "data-vault-service": start_vault,
}
ROOT = Path(__file__).parents[2]


def samples_of(client: httpx.Client, account: tuple[str, str]) -> list[Sample]:
    """Of each plan, by the examples in the catalog."""
    services = read_services(Visitor(client, base_of(client), account, Faults()))
    return [sample_of(service, plan) for service, plan in bindable_plans(services)]


def base_of(client: httpx.Client) -> str:
    return str(client.base_url).rstrip("/") + "/broker"


def account(key: str, user: str) -> tuple[str, str]:
    return user, derive_password(SecretStr(key), user)


@pytest.mark.parametrize("name", SERVICES)
def test_a_shared_service_has_no_fault(name: str, tmp_path: Path) -> None:
    client, key, accepts = SERVICES[name](tmp_path)
    one, other = account(key, "herstappe.local.share"), account(key, "leuven.local.share")
    with client:
        samples = samples_of(client, one)
        assert samples
        for sample in samples:
            assert None not in (sample.changed, sample.wrong, sample.bind_changed)
            assert check(client, base_of(client), one, replace(sample, accepts=accepts), stranger=other) == []


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize(("kbo", "status"), [("0316.380.841", 201), ("0316380841", 201), ("0316.380.84", 400), ("031.6380.841", 400)])
def test_an_enterprise_number_is_taken_as_a_stack_may_write_it(name: str, kbo: str, status: int, tmp_path: Path) -> None:
    client, key, _ = SERVICES[name](tmp_path)
    agency = account(key, "agency.local.share")
    with client:
        sample = samples_of(client, agency)[0]
        organisation = {**sample.create["organisation"], "kbo": kbo}
        answer = client.put(
            "/broker/v2/service_instances/one",
            json={
                "service_id": sample.service,
                "plan_id": sample.plan,
                "organization_guid": "OVO002949",
                "space_guid": "agency/local",
                "parameters": {**sample.create, "organisation": organisation},
            },
            params={"accepts_incomplete": "true"},
            headers={"x-broker-api-version": "2.17"},
            auth=agency,
        )
    assert answer.status_code == status, answer.text


def test_no_shared_service_is_left_out() -> None:
    brokers = {
        path.parent.name for path in ROOT.glob("blocks/*/block.yaml") if "interface: osb-broker, version: 1.0.0}" in path.read_text()
    }
    offering = {name for name in brokers if name.endswith("-service")}
    assert offering == set(SERVICES)
