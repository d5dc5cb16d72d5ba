"""What names, versions and references look like. Types for the models of all kinds."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, Field, StringConstraints

from bouwsteen.addresses import RESOURCE_ID, STACK_NAME
from bouwsteen.documents.versions import check_range

API_VERSION: Final = "bouwsteen.vlaanderen.be/v1alpha1"
ApiVersion = Literal["bouwsteen.vlaanderen.be/v1alpha1"]
_NUMBER: Final = r"(0|[1-9][0-9]{0,8})"

JsonSchema = dict[str, Any]


def _whole(pattern: str) -> str:
    return f"^(?:{pattern})$"


# Names of stacks, blocks, environments and instances: they become names in a cluster too.
Name = Annotated[
    str,
    StringConstraints(pattern=_whole(STACK_NAME.pattern), max_length=42),
    Field(description="A name: small letters, digits and hyphens, beginning with a letter, at most 42 characters"),
]
# Names of resources, uses, outputs and fields.
Id = Annotated[
    str,
    StringConstraints(pattern=_whole(RESOURCE_ID.pattern), max_length=63),
    Field(description="An id: a small letter, then letters and digits, as in `redirectUri`"),
]
ResourceTypeName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,40}/[a-z][a-z0-9-]{0,60}$"),
    Field(description="A type of resource: family and type, as in `local/process`"),
]
Version = Annotated[
    str,
    StringConstraints(pattern=rf"^{_NUMBER}\.{_NUMBER}\.{_NUMBER}(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$", max_length=64),
    Field(description="A version of three numbers, as in `1.4.0`"),
]
VersionRange = Annotated[
    str,
    StringConstraints(max_length=100),
    AfterValidator(check_range),
    Field(description="A range of versions as npm writes it, as in `^1.2`, `~1.2` or `>=1.2 <3`"),
]
FolderName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$"),
    Field(description="The name of one folder: small letters, digits, hyphens and underscores"),
]
FileName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9][a-z0-9._-]{0,62}$"),
    Field(description="The name of one file, without folders"),
]
Digest = Annotated[
    str,
    StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$"),
    Field(description="A digest: `sha256:` and 64 hexadecimal digits"),
]
UseReference = Annotated[
    str,
    StringConstraints(pattern=r"^([a-z][a-z0-9-]{0,41}/)?[a-z][a-z0-9-]{0,41}/[a-z][a-zA-Z0-9]{0,62}$"),
    Field(description="An output: `instance/output` of this stack, or `stack/instance/output` of another"),
]
OutputReference = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,41}/[a-z][a-zA-Z0-9]{0,62}$"),
    Field(description="An output of this stack: `instance/output`"),
]
ResourcePlace = Annotated[
    str,
    StringConstraints(pattern=r"^([a-z][a-zA-Z0-9]{0,62}/)?[a-z][a-zA-Z0-9]{0,62}$"),
    Field(description="A resource of a block: its `id`, or `output/id` for one of an output"),
]
MovedName = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z]([a-z0-9-]{0,40}[a-z0-9])?(/[a-z][a-zA-Z0-9]{0,62}){0,2}$", max_length=170),
    Field(description="An instance, or one of its resources: `instance/resource` or `instance/output/resource`"),
]
Words = Annotated[
    str,
    StringConstraints(min_length=1, max_length=2000),
    Field(description="Text for people"),
]
# What services take as a name: no line breaks and other controls, and nothing that turns the order of reading.
OneLine = Annotated[
    str,
    StringConstraints(
        min_length=1,
        max_length=200,
        pattern=r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]*$",
    ),
    Field(description="A line of text for people, of at most 200 characters, without line breaks and marks that turn the order of reading"),
]
Url = Annotated[
    str,
    StringConstraints(pattern=r"^https?://[^\s]+$", max_length=2000),
    Field(description="A web address, beginning with https:// or http://"),
]
Duration = Annotated[
    str,
    StringConstraints(
        pattern=r"^P([0-9]+Y)?([0-9]+M)?([0-9]+W)?([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+S)?)?$", min_length=3, max_length=40
    ),
    Field(description="A duration as ISO 8601 writes it, as in `PT4H` or `P10Y`"),
]
