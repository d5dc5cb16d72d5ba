"""From bytes to a checked model of one kind."""

from __future__ import annotations

from typing import TypeVar

from pydantic import ValidationError

from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.building_blocks import BuildingBlock
from bouwsteen.documents.catalog_entries import CatalogEntry
from bouwsteen.documents.interfaces import Interface
from bouwsteen.documents.journeys import Journey
from bouwsteen.documents.load_profiles import LoadProfile
from bouwsteen.documents.models import Model
from bouwsteen.documents.policies import Policy, PolicySuite, Waiver
from bouwsteen.documents.problems import explain_validation
from bouwsteen.documents.sources import LIMITS, Document, Limits, load_document
from bouwsteen.documents.stacks import Stack

AnyKind = TypeVar("AnyKind", bound=Model)

KINDS: dict[str, type[Model]] = {
    "BuildingBlock": BuildingBlock,
    "CatalogEntry": CatalogEntry,
    "Interface": Interface,
    "Journey": Journey,
    "LoadProfile": LoadProfile,
    "Policy": Policy,
    "PolicySuite": PolicySuite,
    "Stack": Stack,
    "Waiver": Waiver,
}


def read_document(
    text: bytes, file: str, kind: type[AnyKind], limits: Limits = LIMITS
) -> tuple[AnyKind | None, Document | None, list[Diagnostic]]:
    """The document in `text` as a model of `kind`. The document is there whenever it is YAML, for places."""
    document, problems = load_document(text, file, limits)
    if document is None:
        return None, None, problems
    try:
        return kind.model_validate_json(document.json), document, []
    except ValidationError as failure:
        return None, document, explain_validation(failure, document, kind)
