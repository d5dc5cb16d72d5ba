"""Every shared service of the catalog passes the checker, and its credentials live and die with their bindings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from tests.brokers.checker import check
from tests.brokers.visits import Sample

from bouwsteen_service.brokers import derive_password
from bouwsteen_service.testing import create_client
from data_vault_service import registrations as vault_registrations
from ebox_service import registrations as ebox
from identity_service.registrations import PLAN_ID, SERVICE_ID
from magda_service import registrations as magda
from payments_service import registrations as payment_registrations


def start_identity(folder: Path) -> tuple[httpx.Client, str, Sample]:
    world = worlds.build_world(folder)
    client = create_client(world.application, worlds.BASE)

    def accepts(credentials: Mapping[str, Any]) -> bool:
        account = (credentials["clientId"], credentials["clientSecret"])
        return client.post("/op/v1/introspect", data={"token": "unknown"}, auth=account).status_code == 200

    organisation = {"nis": "73028", "name": "Gemeente Herstappe"}
    sample = Sample(
        SERVICE_ID,
        PLAN_ID,
        create={"organisation": organisation},
        changed={"organisation": organisation, "displayName": "Loket van Herstappe"},
        wrong={"organisation": {"nis": "73028"}},
        bind={"redirectUris": [worlds.CALLBACK]},
        bind_changed={"redirectUris": [worlds.CALLBACK, worlds.SIGNED_OUT]},
        accepts=accepts,
    )
    return client, worlds.BROKER_KEY, sample


def start_payments(folder: Path) -> tuple[httpx.Client, str, Sample]:
    world = payments.build_world(folder)
    client = create_client(world.application, payments.BASE)

    def accepts(credentials: Mapping[str, Any]) -> bool:
        return client.get("/v2/methods", headers={"authorization": f"Bearer {credentials['apiKey']}"}).status_code == 200

    organisation = {"nis": "73028", "name": "Gemeente Herstappe"}
    sample = Sample(
        payment_registrations.SERVICE_ID,
        payment_registrations.TEST_PLAN_ID,
        create={"organisation": organisation},
        changed={"organisation": organisation, "displayName": "Kas van Herstappe"},
        wrong={"organisation": organisation, "iban": "none"},
        bind={"redirectUrls": [payments.RETURN]},
        bind_changed={"redirectUrls": []},
        accepts=accepts,
    )
    return client, payments.BROKER_KEY, sample


def start_ebox(folder: Path) -> tuple[httpx.Client, str, Sample]:
    world = ebox_worlds.build_world(folder)
    client = world.http()

    def accepts(credentials: Mapping[str, Any]) -> bool:
        account = (credentials["clientId"], credentials["clientSecret"])
        return client.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=account).status_code == 200

    sample = Sample(
        ebox.SERVICE_ID,
        ebox.PLAN_ID,
        create=ebox_worlds.HERSTAPPE,
        changed={**ebox_worlds.HERSTAPPE, "displayName": "Loket van Herstappe"},
        wrong={"organisation": {"nis": "73028"}},
        bind={"senderApplication": {"name": "Loket"}},
        bind_changed={"senderApplication": {"name": "Ander loket"}},
        accepts=accepts,
    )
    return client, ebox_worlds.BROKER_KEY, sample


def start_magda(folder: Path) -> tuple[httpx.Client, str, Sample]:
    world = magda_worlds.build_world(folder)
    client = world.http()

    def accepts(credentials: Mapping[str, Any]) -> bool:
        account = (credentials["clientId"], credentials["clientSecret"])
        return client.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=account).status_code == 200

    sample = Sample(
        magda.SERVICE_ID,
        magda.PLAN_ID,
        create=magda_worlds.HERSTAPPE,
        changed={**magda_worlds.HERSTAPPE, "displayName": "Loket van Herstappe"},
        wrong={**magda_worlds.HERSTAPPE, "data": ["salary"]},
        bind=magda_worlds.ASKED,
        bind_changed={**magda_worlds.ASKED, "data": ["givenName"]},
        accepts=accepts,
    )
    return client, magda_worlds.BROKER_KEY, sample


def start_vault(folder: Path) -> tuple[httpx.Client, str, Sample]:
    world = vaults.build_world(folder)
    client = world.http()

    def accepts(credentials: Mapping[str, Any]) -> bool:
        account = (credentials["clientId"], credentials["clientSecret"])
        return client.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=account).status_code == 200

    sample = Sample(
        vault_registrations.SERVICE_ID,
        vault_registrations.PLAN_ID,
        create=vaults.HERSTAPPE,
        changed={**vaults.HERSTAPPE, "displayName": "Loket van Herstappe"},
        wrong={"organisation": {"nis": "73028"}},
        bind=vaults.TERMS,
        bind_changed={**vaults.TERMS, "period": "P1D"},
        accepts=accepts,
    )
    return client, vaults.BROKER_KEY, sample


SERVICES: Mapping[str, Callable[[Path], tuple[httpx.Client, str, Sample]]] = {
    "identity-service": start_identity,
    "payments-service": start_payments,
    "ebox-service": start_ebox,
    "magda-service": start_magda,
    "data-vault-service": start_vault,
}
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", SERVICES)
def test_a_shared_service_has_no_fault(name: str, tmp_path: Path) -> None:
    client, key, sample = SERVICES[name](tmp_path)
    users = "herstappe.local.share", "leuven.local.share"
    accounts = [(user, derive_password(SecretStr(key), user)) for user in users]
    with client:
        assert check(client, f"{client.base_url}/broker".replace("//broker", "/broker"), accounts[0], sample, stranger=accounts[1]) == []


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize(("kbo", "status"), [("0316.380.841", 201), ("0316380841", 201), ("0316.380.84", 400), ("031.6380.841", 400)])
def test_an_enterprise_number_is_taken_as_a_stack_may_write_it(name: str, kbo: str, status: int, tmp_path: Path) -> None:
    client, key, sample = SERVICES[name](tmp_path)
    user = "agency.local.share"
    organisation = {**sample.create["organisation"], "kbo": kbo}
    with client:
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
            auth=(user, derive_password(SecretStr(key), user)),
        )
    assert answer.status_code == status, answer.text


def test_no_shared_service_is_left_out() -> None:
    brokers = {
        path.parent.name for path in ROOT.glob("blocks/*/block.yaml") if "interface: osb-broker, version: 1.0.0}" in path.read_text()
    }
    offering = {name for name in brokers if name.endswith("-service")}
    assert offering == set(SERVICES)
