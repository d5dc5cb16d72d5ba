"""kind: BuildingBlock — what an organisation adopts, `blocks/<name>/block.yaml`."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, ConfigDict, Field, model_validator

from bouwsteen.documents.models import Metadata, Model, Text
from bouwsteen.documents.names import (
    ApiVersion,
    FileName,
    FolderName,
    Id,
    JsonSchema,
    Name,
    ResourcePlace,
    ResourceTypeName,
    Version,
    VersionRange,
    Words,
)


def _refuse_nothing(value: Any) -> Any:
    if value is None:
        raise ValueError("nothing stands here, which decides neither way; leave the field out, or say what decides")
    return value


Template = Annotated[Any, Field(description="A value; `${…}` in its texts is an expression")]
# What decides which resources there are. Left out it is None; a field with nothing behind it is a slip.
Decision = Annotated[Any, AfterValidator(_refuse_nothing), Field(description="A value; `${…}` in its texts is an expression")]
Fidelity = Literal["simulated", "acceptance", "production"]
IcrClass = Annotated[int, Field(ge=1, le=5, description="A class of the information classification, 1 to 5")]


class Requires(Model):
    bouwsteen: VersionRange = "*"


class Classification(Model):
    confidentiality: IcrClass
    integrity: IcrClass
    availability: IcrClass


class KnownData(Model):
    """How a part of a file says what it asks: `term` is the field with the IRI of its meaning; with one of `unless` it is fetched, or is
    about something else. `signs` are other fields that show the meaning where no term stands: what IRI stands behind which value."""

    term: Id
    unless: tuple[Id, ...] = ()
    signs: dict[Id, dict[str, str]] = Field(default_factory=dict, description="By field and by value: the IRI of what is then asked")


class FilesOfBlock(Model):
    """Content that an instance takes from a folder of the stack. `schema` describes each file; it stands in the block's folder.

    `needs` names, by a field of such a file, the use without which that field cannot work. `known` says how a part of such a file asks
    what a use may know already.
    """

    folder: FolderName
    schema_file: Annotated[FileName | None, Field(alias="schema")] = None
    needs: dict[Id, Id] = Field(default_factory=dict, description="A file with this field needs this use, which is optional otherwise")
    known: KnownData | None = None
    description: Text | None = None


class Use(Model):
    """What an instance needs of another. `request` is what this consumer says to the provider."""

    interface: Name
    version: VersionRange
    optional: bool = False
    request: dict[Id, Template] = Field(default_factory=dict)
    title: Text | None = None


class Provided(Model):
    interface: Name
    version: Version


class Capacity(Model):
    unit: Words
    tested: Annotated[float, Field(gt=0, strict=False, description="How many of `unit` the load test reached")]


class Resource(Model):
    id: Id
    type: ResourceTypeName
    inputs: Annotated[dict[str, Template], Field(alias="with")] = Field(default_factory=dict)
    depends_on: tuple[Id, ...] = ()
    for_each: Decision = None
    include_when: Decision = None
    deletion: Literal["retain", "delete"] | None = None


class TargetOutput(Model):
    """One output, realised once for each consumer."""

    resources: tuple[Resource, ...] = ()
    value: Template


def _ask_fidelity_or_like(schema: dict[str, Any]) -> None:
    """For editors: a target that is like another one need not say how real it is."""
    schema["properties"]["fidelity"].pop("default")
    schema["anyOf"] = [{"required": ["fidelity"]}, {"required": ["like"]}]


class Target(Model):
    """How an instance is realised in one place. `follows` names the public text that a simulator follows.

    With `like` each field that is left out is as another target of the block has it.
    """

    model_config = ConfigDict(json_schema_extra=_ask_fidelity_or_like)

    like: Name | None = None
    fidelity: Fidelity = "simulated"  # never left out: said here, or by the target that it is like
    follows: Text | None = None
    resources: tuple[Resource, ...] = ()
    provides: dict[Id, TargetOutput] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _says_how_real_it_is(self) -> Self:
        if self.like is None and "fidelity" not in self.model_fields_set:
            raise ValueError("it must say its `fidelity`, or which other target it is `like`")
        return self


def _fill_like(targets: dict[str, Target]) -> dict[str, Target]:
    """Each target with what it takes from the one that it is like, which is not like another itself."""
    return {name: _filled(name, target, targets) for name, target in targets.items()}


def _filled(name: str, target: Target, targets: dict[str, Target]) -> Target:
    if target.like is None:
        return target
    other = targets.get(target.like)
    if other is None or other.like is not None:
        known = ", ".join(f"`{each}`" for each, one in targets.items() if each != name and one.like is None)
        wanted = f"`{name}` is like `{target.like}`, and may be like a target of this block that is not like one itself"
        raise ValueError(f"{wanted}: {known or 'there is none'}")
    given = {field: getattr(target, field) for field in target.model_fields_set}
    return other.model_copy(update=given)


class ResourceMove(Model):
    """A resource that earlier versions of the block called otherwise: `id`, or `output/id` for one of an output."""

    from_name: Annotated[ResourcePlace, Field(alias="from")]
    to: ResourcePlace


class BuildingBlockSpec(Model):
    version: Version
    title: Text
    description: Text | None = None
    owner: Words
    requires: Requires = Requires()
    classification: Classification | None = None
    parameters: JsonSchema = Field(default_factory=lambda: {"type": "object", "additionalProperties": False})
    files: dict[Id, FilesOfBlock] = Field(default_factory=dict)
    uses: dict[Id, Use] = Field(default_factory=dict)
    provides: dict[Id, Provided] = Field(default_factory=dict)
    capacity: Capacity | None = None
    targets: Annotated[dict[Name, Target], AfterValidator(_fill_like)] = Field(default_factory=dict)
    moved: tuple[ResourceMove, ...] = ()


class BuildingBlock(Model):
    api_version: ApiVersion
    kind: Literal["BuildingBlock"]
    metadata: Metadata
    spec: BuildingBlockSpec
