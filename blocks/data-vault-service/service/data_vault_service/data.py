"""What may be asked of a vault, and how it is written there: one document for each datum, with one triple.

<pod>/bouwsteen/email         <WebID> schema:email "noor@voorbeeld.test" .
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple
from stdnum import iban
from stdnum.exceptions import ValidationError

from bouwsteen_service.texts import LocalText
from data_vault_service.graphs import Graph, name, objects

FOLDER: Final = "bouwsteen/"
_EMAIL: Final = re.compile(r"[^\s@<>\"]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}")
_PHONE: Final = re.compile(r"\+?[0-9]{6,15}")


@dataclass(frozen=True, slots=True)
class Datum:
    """`clean` gives a value as it is handed on, None for what is none. `autocomplete`: the purpose of an input of HTML."""

    name: str
    term: str
    title: LocalText
    clean: Callable[[str], str | None]
    autocomplete: str

    def read(self, graph: Graph, web_id: str) -> str | None:
        """The value in a document of somebody's vault; None where there is none, or none that is right."""
        found = objects(graph, name(web_id), NamedNode(self.term))
        return next((value for value in map(self.clean, found) if value is not None), None)

    def write(self, web_id: str, value: str) -> Graph:
        return frozenset({Triple(name(web_id), NamedNode(self.term), Literal(value))})


def _email(text: str) -> str | None:
    value = text.strip().removeprefix("mailto:")
    return value if _EMAIL.fullmatch(value) else None


def _phone(text: str) -> str | None:
    value = re.sub(r"[\s./()-]", "", text[:60].strip().removeprefix("tel:"))
    return value if _PHONE.fullmatch(value) else None


def _iban(text: str) -> str | None:
    try:
        return str(iban.validate(text[:60]))
    except ValidationError:
        return None


DATA: Final[Mapping[str, Datum]] = {
    datum.name: datum
    for datum in (
        Datum("email", "https://schema.org/email", {"nl": "E-mailadres", "fr": "Adresse e-mail", "en": "E-mail address"}, _email, "email"),
        Datum("phone", "https://schema.org/telephone", {"nl": "Telefoonnummer", "fr": "Téléphone", "en": "Phone number"}, _phone, "tel"),
        Datum(
            "bankAccount",
            "https://schema.org/accountId",
            {"nl": "Rekeningnummer (IBAN)", "fr": "Numéro de compte (IBAN)", "en": "Account number (IBAN)"},
            _iban,
            "off",
        ),
    )
}
