"""The registers and a share in them, on one machine, with an application that asks by the binding it was given."""

from __future__ import annotations

import textwrap
from typing import Any

import httpx
import pytest
from tests.e2e.conftest import Checkout

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

BLOCK = """
    apiVersion: bouwsteen.vlaanderen.be/v1alpha1
    kind: BuildingBlock
    metadata: {name: counter}
    spec:
      version: 1.0.0
      title: {nl: Loket, fr: Guichet, en: Counter}
      owner: Test
      requires: {bouwsteen: ">=0.1"}
      classification: {confidentiality: 1, integrity: 1, availability: 1}
      parameters: {type: object, additionalProperties: false, properties: {}}
      uses:
        persons:
          interface: person-data
          version: ^1.0
          request:
            purpose: Een verhuizing inschrijven
            legalBasis: Wet van 19 juli 1991, artikel 5
            data: [givenName, address]
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
                program: counter
                service: ${instance.service}
                port: ${resources.http.port}
                bindings:
                  persons: ${uses.persons}
                ready: {path: /health/ready}
          provides:
            desk:
              value: {url: "${resources.server.url}", clerkUrl: "${resources.server.url}"}
"""
ENTRY = """
    apiVersion: bouwsteen.vlaanderen.be/v1alpha1
    kind: CatalogEntry
    metadata: {name: counter}
    spec:
      versions:
        - {version: 1.0.0, channel: stable, since: 2026-01-01}
      support: {owner: Test}
"""
SERVICE = """
    import uuid

    import httpx

    from bouwsteen_service import ServiceSettings, create_service, read_bindings, run

    settings = ServiceSettings.from_environment()
    persons = read_bindings(settings)["persons"]
    application = create_service(settings, title="Counter")


    def call(method: str, path: str) -> dict:
        account = (persons.text("clientId"), persons.text("clientSecret"))
        token = httpx.post(persons.text("tokenUrl"), data={"grant_type": "client_credentials"}, auth=account).json()["access_token"]
        headers = {"authorization": "Bearer " + token, "x-correlation-id": str(uuid.uuid4())}
        return httpx.request(method, persons.text("url") + "/v1" + path, headers=headers).json()


    @application.get("/ask/{insz}")
    def ask(insz: str, data: str) -> dict:
        call("PUT", "/subscriptions/" + insz)
        return call("GET", "/persons/" + insz + "?data=" + data)


    @application.get("/look-back/{insz}")
    def look_back(insz: str) -> dict:
        return call("GET", "/persons/" + insz + "/consultations")


    run(application, settings)
"""
STACK = """
    apiVersion: bouwsteen.vlaanderen.be/v1alpha1
    kind: Stack
    metadata: {name: herstappe}
    spec:
      organisation: {nis: "73028"}
      blocks:
        - {block: magda, version: ^1.0}
        - {block: counter, version: ^1.0}
      environments:
        local: {target: local}
"""
JAN = "84631200101"


@pytest.fixture
def workspace(checkout: Checkout) -> Checkout:
    for path, text in {
        "blocks/counter/block.yaml": BLOCK,
        "blocks/counter/service/counter/__main__.py": SERVICE,
        "blocks/counter/service/counter/__init__.py": "",
        "catalog/counter.yaml": ENTRY,
        "stacks/herstappe/stack.yaml": STACK,
    }.items():
        file = checkout.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text).lstrip())
    checkout.run("lock", "herstappe")
    return checkout


def test_an_application_asks_what_its_block_says_and_no_more_also_after_a_rotation(workspace: Checkout) -> None:
    workspace.run("up", "stacks/herstappe", "--no-verify")
    counter = workspace.run("outputs", "herstappe", "counter/desk.url").stdout.strip()

    def get(path: str) -> Any:
        return httpx.get(counter + path, timeout=60).json()

    home = get(f"/ask/{JAN}?data=address")["data"]["address"]
    assert (home["value"]["street"], home["source"]) == ("Voorbeeldstraat", "RR")
    refused = get(f"/ask/{JAN}?data=household")
    assert (refused["status"], refused["magdaCode"]) == (403, "99001")

    workspace.edit("stacks/herstappe/stack.yaml", "  environments:", "  rotations: {magda.persons: 1}\n  environments:")
    workspace.run("apply", "stacks/herstappe", "--yes")
    seen = get(f"/look-back/{JAN}")["items"]
    assert [(each["application"], each["data"], each["outcome"]) for each in seen] == [
        ("counter", ["household"], "data-not-allowed"),
        ("counter", ["address"], "answered"),
    ]
    assert {(each["organisation"], each["purpose"]) for each in seen} == {("Herstappe", "Een verhuizing inschrijven")}
    workspace.run("plan", "stacks/herstappe", "--detailed-exitcode")

    workspace.run("destroy", "stacks/herstappe", "--yes")
    assert not list((workspace.root / ".bouwsteen").rglob("magda.sqlite"))
