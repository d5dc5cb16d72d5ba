"""The payment service and a share in it, on one machine, with an application that takes payments."""

from __future__ import annotations

import re
import textwrap
from typing import Any

import httpx
import pytest
from tests.e2e.conftest import Checkout

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

BLOCK = """
    apiVersion: bouwsteen.vlaanderen.be/v1alpha1
    kind: BuildingBlock
    metadata: {name: till}
    spec:
      version: 1.0.0
      title: {nl: Kassa, fr: Caisse, en: Till}
      description: {nl: Vraagt een betaling., fr: Demande un paiement., en: Asks for a payment.}
      owner: Test
      requires: {bouwsteen: ">=0.1"}
      classification: {confidentiality: 1, integrity: 1, availability: 1}
      parameters: {type: object, additionalProperties: false, properties: {}}
      uses:
        checkout:
          interface: payment-checkout
          version: ^1.0
          title: {nl: Betalen, fr: Paiement, en: Payments}
          request:
            redirectUrls: ["${resources.http.url}/paid"]
      provides:
        desk: {interface: form-intake, version: 1.0.0}
      targets:
        local:
          fidelity: simulated
          follows: {nl: Niets, fr: Rien, en: Nothing}
          resources:
            - {id: http, type: local/port}
            - id: server
              type: local/process
              with:
                program: till
                service: ${instance.service}
                port: ${resources.http.port}
                bindings:
                  checkout: ${uses.checkout}
                ready: {path: /health/ready}
          provides:
            desk:
              value: {url: "${resources.server.url}", clerkUrl: "${resources.server.url}"}
"""
ENTRY = """
    apiVersion: bouwsteen.vlaanderen.be/v1alpha1
    kind: CatalogEntry
    metadata: {name: till}
    spec:
      versions:
        - {version: 1.0.0, channel: stable, since: 2026-01-01}
      support: {owner: Test}
"""
SERVICE = """
    import httpx

    from bouwsteen_service import ServiceSettings, create_service, read_bindings, run

    settings = ServiceSettings.from_environment()
    checkout = read_bindings(settings)["checkout"]
    application = create_service(settings, title="Till")


    @application.get("/ask")
    def ask() -> dict:
        body = {"amount": {"currency": "EUR", "value": "12.50"}, "description": "Parking", "redirectUrl": settings.public_url + "/paid"}
        headers = {"authorization": "Bearer " + checkout.text("apiKey")}
        return httpx.post(checkout.text("apiUrl") + "/payments", json=body, headers=headers).json()


    @application.get("/read/{payment_id}")
    def read(payment_id: str) -> dict:
        headers = {"authorization": "Bearer " + checkout.text("apiKey")}
        return httpx.get(checkout.text("apiUrl") + "/payments/" + payment_id, headers=headers).json()


    run(application, settings)
"""
SHARED = """
    apiVersion: bouwsteen.vlaanderen.be/v1alpha1
    kind: Stack
    metadata: {name: digitaal-vlaanderen}
    spec:
      organisation: {ovo: OVO002949, kbo: 0316.380.841, name: Digitaal Vlaanderen, kind: agency}
      blocks:
        - {block: payments-service, version: ^1.0}
      exports:
        - {output: payments-service/broker, to: [herstappe]}
      environments:
        local: {target: local}
"""
STACK = """
    apiVersion: bouwsteen.vlaanderen.be/v1alpha1
    kind: Stack
    metadata: {name: herstappe}
    spec:
      organisation: {nis: "73028"}
      blocks:
        - {block: payments, version: ^1.0, parameters: {displayName: Kas van Herstappe}}
        - {block: till, version: ^1.0}
      environments:
        local: {target: local}
"""


@pytest.fixture
def workspace(checkout: Checkout) -> Checkout:
    for path, text in {
        "blocks/till/block.yaml": BLOCK,
        "blocks/till/service/till/__main__.py": SERVICE,
        "blocks/till/service/till/__init__.py": "",
        "catalog/till.yaml": ENTRY,
        "stacks/digitaal-vlaanderen/stack.yaml": SHARED,
        "stacks/herstappe/stack.yaml": STACK,
    }.items():
        file = checkout.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text).lstrip())
    checkout.run("lock", "digitaal-vlaanderen")
    checkout.run("lock", "herstappe")
    return checkout


def pay(payment: dict[str, Any]) -> httpx.Response:
    address = payment["_links"]["checkout"]["href"]
    with httpx.Client() as browser:
        page = browser.get(f"{address}?method=bancontact").text
        assert "Kas van Herstappe" in page
        token = re.search(r'name="csrf" value="([^"]*)"', page)
        assert token is not None
        return browser.post(address, data={"csrf": token[1], "method": "bancontact", "outcome": "paid"})


def test_an_application_takes_a_payment_also_after_its_key_was_rotated(workspace: Checkout) -> None:
    workspace.run("up", "stacks/herstappe", "--no-verify")
    till = workspace.run("outputs", "herstappe", "till/desk.url").stdout.strip()
    asked = httpx.get(f"{till}/ask", timeout=30).json()
    assert (asked["status"], asked["mode"]) == ("open", "test")
    assert pay(asked).headers["location"] == f"{till}/paid"
    assert httpx.get(f"{till}/read/{asked['id']}", timeout=30).json()["status"] == "paid"

    workspace.edit("stacks/herstappe/stack.yaml", "  environments:", "  rotations: {payments.checkout: 1}\n  environments:")
    workspace.run("apply", "stacks/herstappe", "--yes")
    again = httpx.get(f"{till}/ask", timeout=30).json()
    assert again["profileId"] == asked["profileId"]
    assert pay(again).headers["location"] == f"{till}/paid"
    assert httpx.get(f"{till}/read/{asked['id']}", timeout=30).json()["status"] == "paid"
    workspace.run("plan", "stacks/herstappe", "--detailed-exitcode")

    workspace.run("destroy", "stacks/herstappe", "--yes")
    assert not list((workspace.root / ".bouwsteen").rglob("till"))
