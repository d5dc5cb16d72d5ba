"""Every service of the catalog with two organisations on it.

A test that holds for all services is written once over SUBJECTS. A service that is added must be added here: a test holds that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.services.subjects.counters import start_forms
from tests.services.subjects.mailboxes import start_ebox
from tests.services.subjects.registers import start_magda
from tests.services.subjects.sign_ins import start_identity
from tests.services.subjects.subjects import (
    CANARY,
    FIRST,
    ORGANISATIONS,
    SECOND,
    Ids,
    Route,
    Subject,
    descriptions_of,
    routes_of,
)
from tests.services.subjects.tills import start_payments
from tests.services.subjects.vaults import start_vault

__all__ = ["CANARY", "FIRST", "ORGANISATIONS", "SECOND", "SUBJECTS", "Ids", "Route", "Subject", "descriptions_of", "routes_of"]

SUBJECTS: Mapping[str, Callable[..., Subject]] = {
    "data-vault-service": start_vault,
    "identity-service": start_identity,
    "payments-service": start_payments,
    "ebox-service": start_ebox,
    "magda-service": start_magda,
    "forms": start_forms,
}
