"""Shares of a municipality in services that are processes here, handed to pods of a cluster, and to those of a supplier."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
import ryaml
from tests.e2e.conftest import Checkout
from tests.kubernetes_target.checkouts import HERSTAPPE, SHARED, municipal_checkout, objects, secret
from tests.support.clusters import Namespace

pytestmark = [pytest.mark.slow, pytest.mark.cluster]

TEST: Final = ("-e", "test")
SUPPLIER: Final = "library"
NOT_HERE: Final = {"herstappe": {"solid-server"}, "digitaal-vlaanderen": {"ebox", "payments", "tax-software", "address-register"}}
DATA: Final = {"categories": ["contact"], "subjects": ["burgers"], "purpose": "Uitleningen", "legalBasis": "Voorbeeld", "retention": "P1Y"}
TYPES: Final = {
    "forms-binding-identity": "oauth2",
    "forms-binding-database": "sql",
    "forms-binding-payments": "payment-checkout",
    "forms-binding-notification": "notification",
    "forms-binding-persons": "person-data",
    "forms-binding-vault": "data-vault",
    f"{SUPPLIER}-binding-own": "own",
    f"{SUPPLIER}-binding-identity": "oauth2",
    f"{SUPPLIER}-binding-payments": "payment-checkout",
    f"{SUPPLIER}-binding-ebox": "ebox-sender",
    f"{SUPPLIER}-binding-notification": "notification",
}


def add_a_supplier(spec: dict[str, Any]) -> None:
    parameters = {"redirectUris": ["https://library.example/callback"], "senderName": "Bibliotheek"}
    spec["blocks"].append({"name": SUPPLIER, "block": "external-application", "version": "^1.0", "parameters": parameters})
    uses = ("identity", "payments", "ebox", "notification")
    spec["environments"]["test"]["blocks"][SUPPLIER] = {"data": dict.fromkeys(uses, DATA)}


@pytest.fixture
def place(tmp_path: Path, namespace: Namespace) -> Iterator[Checkout]:
    where = (tmp_path, namespace.cluster.kubeconfig, namespace.name)
    with municipal_checkout(*where, not_here=NOT_HERE, adjust=add_a_supplier) as made:
        yield made


@pytest.mark.skipif(sys.platform == "win32", reason="local processes need supervisord, which Windows does not have")
def test_every_share_becomes_a_secret_that_its_service_answers_to(place: Checkout, namespace: Namespace) -> None:
    place.run("apply", SHARED, *TEST, "--yes")
    place.run("apply", HERSTAPPE, *TEST, "--yes")
    found = objects(namespace)
    for name, each in found.items():
        if name.startswith(("Deployment/", "StatefulSet/")):
            assert each["status"]["availableReplicas"] == each["spec"]["replicas"], name
    types = {name.removeprefix("Secret/"): each["type"] for name, each in found.items() if name.startswith("Secret/")}
    assert {name: types.get(name) for name in TYPES} == {name: f"servicebinding.io/{type_}" for name, type_ in TYPES.items()}
    given = {name: secret(found, name) for name in TYPES}
    assert given[f"{SUPPLIER}-binding-own"] == {"instance": f"herstappe/test/{SUPPLIER}"}
    answers = {name: [_ask(fields, is_real=is_real) for is_real in (True, False)] for name, fields in given.items() if _is_a_share(fields)}
    assert len(answers) == 7
    assert {name: codes for name, codes in answers.items() if codes != [200, 401]} == {}
    place.run("plan", HERSTAPPE, *TEST, "--detailed-exitcode")

    # A supplier that leaves takes along what was given to it, and nothing else.
    file = place.root / HERSTAPPE / "stack.yaml"
    document = ryaml.loads(file.read_text(encoding="utf-8"))
    document["spec"]["blocks"] = [each for each in document["spec"]["blocks"] if each.get("name") != SUPPLIER]
    del document["spec"]["environments"]["test"]["blocks"][SUPPLIER]
    file.write_text(ryaml.dumps(document), encoding="utf-8")
    place.run("lock", HERSTAPPE)
    place.run("apply", HERSTAPPE, *TEST, "--yes")
    assert found.keys() - objects(namespace).keys() == {f"Secret/{name}" for name in TYPES if name.startswith(SUPPLIER)}
    codes = {name: _ask(given[name], is_real=True) for name in answers}
    assert codes == {name: 401 if name.startswith(SUPPLIER) else 200 for name in answers}


def _is_a_share(fields: dict[str, str]) -> bool:
    """Of a service that answers to who shows what it was given, without a citizen who signs in."""
    return "tokenUrl" in fields or "apiKey" in fields


def _ask(fields: dict[str, str], *, is_real: bool) -> int:
    if "tokenUrl" in fields:
        secret_ = fields["clientSecret"] if is_real else "another"
        data = {"grant_type": "client_credentials"}
        return httpx.post(fields["tokenUrl"], data=data, auth=(fields["clientId"], secret_), timeout=60).status_code
    key = fields["apiKey"] if is_real else "test_another"
    return httpx.get(f"{fields['apiUrl']}/payments", headers={"Authorization": f"Bearer {key}"}, timeout=60).status_code
