"""What data means: an IRI of a vocabulary, as OSLO gives for persons and addresses. Nothing is ever fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bouwsteen.diagnostics import Diagnostic, warning
from bouwsteen.documents.interfaces import Interface
from bouwsteen.documents.json_schemas import list_subschemas
from bouwsteen.documents.sources import Document


def check_meanings(interfaces: Mapping[str, tuple[Interface, Document]]) -> Iterator[Diagnostic]:
    """Data without a meaning, and data of one name that means one thing here and another there: both are worth a second look."""
    meanings: dict[str, tuple[str, str]] = {}  # name: (interface, meaning)
    for interface_name, (interface, document) in sorted(interfaces.items()):
        for name, schema in interface.spec.data.items():
            term = schema.get("term")
            if not isinstance(term, str):
                yield _meaningless(name, document)
                continue
            first, meaning = meanings.setdefault(name, (interface_name, term))
            if meaning != term:
                yield _different(name, first, meaning, document)


def _meaningless(name: str, document: Document) -> Diagnostic:
    return warning(
        "term-missing",
        "Data has no meaning that others know",
        f"`{name}` has no `term`, so nobody can tell whether it is what another block calls by another name.",
        "Give the IRI of its meaning, for instance from data.vlaanderen.be/ns: `term: https://data.vlaanderen.be/ns/persoon#geslacht`.",
        source=document.locate(("spec", "data", name), key=True),
    )


def _different(name: str, other: str, meaning: str, document: Document) -> Diagnostic:
    return warning(
        "term-differs",
        "Data of one name has two meanings",
        f"`{name}` means something else in the interface `{other}`: {meaning}.",
        "Give both the same meaning, or one of them another name.",
        source=document.locate(("spec", "data", name, "term")),
    )


def terms_of(schema: Mapping[str, Any]) -> dict[str, str]:
    """{place: IRI} of the meanings in a schema: the whole is `""`, a property `street`, one of a list `[]` (`[].givenName`)."""
    found: dict[str, str] = {}
    for path, part in list_subschemas(dict(schema)):
        if isinstance(part.get("term"), str):
            steps = ["[]" if step == "items" else str(step) for step in path if step != "properties"]
            found[re.sub(r"\.?\[\]", "[]", ".".join(steps))] = part["term"]
    return dict(sorted(found.items()))
