"""kind: Journey — what people do across blocks, `loadtests/journeys/<name>.yaml`; the file `<name>.py` beside it does it.

A journey is taken at an instance: it gets what that instance was given by others and what
it gives to everybody, and knows nothing else of the stack.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from bouwsteen.documents.models import Metadata, Model, Text
from bouwsteen.documents.names import Id, Name

FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$", description="A file in that folder")]


class Place(Model):
    """What an instance has at which the journey can be taken; all of it becomes a binding, by the block's own name for it."""

    uses: Annotated[dict[Id, Name], Field(description="Uses that are wired, and the interface of each")] = Field(default_factory=dict)
    provides: Annotated[dict[Id, Name], Field(description="Outputs for everybody, and the interface of each")] = Field(default_factory=dict)
    beside: Annotated[
        dict[Id, Name],
        Field(description="Names for bindings, and interfaces of which any instance of the stack has an output for everybody"),
    ] = Field(default_factory=dict)
    files: Annotated[dict[Id, FileName], Field(description="Folders of files of the instance, and a file that has to be in each")] = Field(
        default_factory=dict
    )

    @model_validator(mode="after")
    def _gives_something(self) -> Self:
        if not (self.uses or self.provides):
            raise ValueError("a journey needs a binding: name a use or an output of the instance at which it is taken")
        if twice := (self.uses.keys() & self.provides.keys()) | (self.beside.keys() & (self.uses.keys() | self.provides.keys())):
            raise ValueError(f"`{min(twice)}` stands twice under `uses`, `provides` and `beside`, and a binding has one name")
        return self


class JourneySpec(Model):
    title: Text
    description: Text | None = None
    at: Place
    proves: Annotated[bool, Field(description="Whether `bouwsteen up` takes it once: what it shows is shown by no block's own journey")] = (
        False
    )


class Journey(Model):
    api_version: Literal["bouwsteen.vlaanderen.be/v1alpha1"]
    kind: Literal["Journey"]
    metadata: Metadata
    spec: JourneySpec

    @property
    def name(self) -> str:
        return self.metadata.name
