"""What every broker refuses as the name of an organisation, and as its number: it would stand on pages and in logs."""

from __future__ import annotations

from typing import Any, Final

import pytest

import data_vault_service.registrations as data_vault
import ebox_service.registrations as ebox
import identity_service.registrations as identity
import magda_service.registrations as magda
import payments_service.registrations as payments
from bouwsteen_service.brokers import BrokerError, Catalog, Plan

CATALOGS: Final[dict[str, Catalog]] = {
    "identity": identity.CATALOG,
    "ebox": ebox.CATALOG,
    "payments": payments.CATALOG,
    "magda": magda.CATALOG,
    "data-vault": data_vault.make_catalog("https://pods.example"),
}
BINDINGS: Final[dict[str, dict[str, Any]]] = {
    "ebox": {"senderApplication": {"name": "Loket"}},
    "magda": {"purpose": "Verhuis", "legalBasis": "Decreet", "data": ["birthDate"], "name": "Loket"},
    "data-vault": {"purpose": "Verhuis", "period": "P30D", "data": ["email"], "redirectUris": [], "application": "Loket"},
}
PLANS: Final = [pytest.param(plan, id=f"{name}-{plan.name}") for name, each in CATALOGS.items() for plan in each.services[0].plans]
UNFIT: Final = {
    "a line break": "a\nb",
    "a line break at the end": "Herstappe\n",
    "a break of a header": "a\r\nX: y",
    "a line separator": "a\u2028b",
    "a control character": "a\x1b[2Jb",
    "a control character of the second kind": "a\x85b",
    "an order of reading that is turned": "\u202eecalp\u202c",
    "an order of reading that is set apart": "a\u2066b\u2069",
    "a mark of an order of reading": "a\u200fb",
    "nothing": "",
    "no end": "x" * 201,
}
FIT: Final = ("Gemeente Herstappe", "Sint-Pieters-Leeuw (Vlaams-Brabant)", "Voeren/Fourons", "Ville de Liège", "O'Brien & zonen, <b>", "市")


def _is_taken(plan: Plan, kind: str, parameters: dict[str, Any]) -> bool:
    try:
        plan.check_parameters(kind, parameters)
    except BrokerError:
        return False
    return True


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("name", UNFIT.values(), ids=UNFIT)
def test_a_name_that_would_break_a_line_or_turn_it_is_refused(plan: Plan, name: str) -> None:
    assert not _is_taken(plan, "create", {"organisation": {"nis": "73028", "name": name}})
    assert not _is_taken(plan, "create", {"organisation": {"nis": "73028", "name": "x"}, "displayName": name})
    assert not _is_taken(plan, "update", {"displayName": name})


@pytest.mark.parametrize("plan", PLANS)
def test_names_as_people_write_them_are_taken(plan: Plan) -> None:
    for name in FIT:
        assert _is_taken(plan, "create", {"organisation": {"nis": "73028", "name": name}, "displayName": name})


@pytest.mark.parametrize("plan", PLANS)
def test_a_number_is_one_of_a_municipality_or_the_code_of_an_agency(plan: Plan) -> None:
    taken = [nis for nis in ("73028", "OVO003323", "none") if _is_taken(plan, "create", {"organisation": {"nis": nis, "name": "x"}})]
    assert taken == ["73028", "OVO003323", "none"]
    unfit = ("abcde", "7302", "730280", "73028\n", "٧٣٠٢٨", "7302a", "OVO1", "ovo003323", "agency", "", 73028, None)
    assert not [nis for nis in unfit if _is_taken(plan, "create", {"organisation": {"nis": nis, "name": "x"}})]


@pytest.mark.parametrize("service", BINDINGS)
def test_what_an_application_says_of_itself_is_one_line_too(service: str) -> None:
    plan, parameters = CATALOGS[service].services[0].plans[0], BINDINGS[service]
    assert _is_taken(plan, "bind", parameters)
    for field, value in parameters.items():
        if field in {"name", "application", "purpose", "legalBasis"} and isinstance(value, str):
            assert not _is_taken(plan, "bind", {**parameters, field: f"{value}\u202e"}), field
        if isinstance(value, dict):
            assert not _is_taken(plan, "bind", {**parameters, field: {"name": "a\nb"}}), field
