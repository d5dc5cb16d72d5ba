"""A list of repositories that hold stacks, and what became of reading each. Pure but for the text that is handed in."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field, ValidationError

from bouwsteen.documents.models import Model
from bouwsteen.documents.names import Words
from bouwsteen.documents.problems import explain_validation
from bouwsteen.documents.sources import Limits, load_document
from bouwsteen.documents.stacks import CatalogPin
from bouwsteen.errors import InvalidInputError

_LIMITS = Limits(file_bytes=512 * 1024)


class ListedRepository(CatalogPin):
    """One repository: where it is, and which revision of it counts. `closed` says why nobody may read it, and then nobody tries."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$")]
    revision: Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z._/-]{0,127}$")] = "main"
    closed: Words | None = None


class RepositoryList(Model):
    repositories: Annotated[tuple[ListedRepository, ...], Field(min_length=1, max_length=2_000)]


class Standing(enum.StrEnum):
    READ = "read"
    CLOSED = "closed"  # it does not let us in
    LATE = "late"  # it did not answer in time
    UNREACHABLE = "unreachable"
    REFUSED = "refused"  # it holds what is not taken


@dataclass(frozen=True, slots=True)
class ReadRepository:
    """`why` is empty for one that was read. `stacks` are the names of those that were taken from it."""

    name: str
    git: str
    standing: Standing
    why: str = ""
    stacks: tuple[str, ...] = ()


def read_list(text: bytes, file: str) -> tuple[ListedRepository, ...]:
    """Raises InvalidInputError with all that is wrong with the list."""
    document, problems = load_document(text, file, _LIMITS)
    if document is None:
        raise InvalidInputError(*problems)
    try:
        return RepositoryList.model_validate_json(document.json).repositories
    except ValidationError as failure:
        raise InvalidInputError(*explain_validation(failure, document, RepositoryList)) from failure
