"""What stands in the cluster: the kinds of the group `bouwsteen.vlaanderen.be`, each a document with what a machine adds to it.

An object's `spec` is the document's, as it stands in git, so that rules see the same at a pull request and at the API server.
What a machine writes beside it stands under one key: `resolved` of a Stack, `published` of what comes from the catalog.

    namespaced       Stack, BlockInstance, Organisation, Waiver, Approval
    cluster-scoped   BuildingBlock, Interface and Policy, named `<name>-<version>`; CatalogEntry, named as its document
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from bouwsteen.documents.building_blocks import BuildingBlockSpec, Fidelity
from bouwsteen.documents.catalog_entries import CatalogEntrySpec
from bouwsteen.documents.interfaces import InterfaceSpec
from bouwsteen.documents.models import Model
from bouwsteen.documents.names import API_VERSION, Digest, FolderName, Id, Name, OneLine, OutputReference, UseReference, Version, Words
from bouwsteen.documents.policies import PolicySpec, WaiverSpec
from bouwsteen.documents.stacks import OrganisationKind, Parameters, StackSpec
from bouwsteen.formats import stack_objects
from bouwsteen.resolution.locks import Lock
from bouwsteen_operator.statuses import BlockInstanceStatus, StackStatus

GROUP, VERSION = API_VERSION.split("/")
# Labels and annotations: what `bouwsteen export` writes, what people may set, and what we mark.
STACK_LABEL: Final = stack_objects.STACK_LABEL
ENVIRONMENT_LABEL: Final = stack_objects.ENVIRONMENT_LABEL
ORGANISATION: Final = stack_objects.ORGANISATION
INSTANCE_LABEL: Final = f"{GROUP}/instance"
ORGANISATION_LABEL: Final = f"{GROUP}/organisation"
REQUESTED_AT: Final = f"reconcile.{GROUP}/requestedAt"
PROTECT: Final = f"{GROUP}/protect"
PRUNE: Final = f"{GROUP}/prune"
FINALIZER: Final = f"{GROUP}/stack"

ObjectName = Annotated[
    str,
    Field(pattern=r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$", max_length=253, description="The name of an object in a cluster"),
]


class Folder(Model):
    """The files of one folder of a stack: in which ConfigMaps they are, and what they must be."""

    digest: Annotated[Digest, Field(description="The digest of the paths and bytes of all files of the folder")]
    config_maps: Annotated[
        tuple[ObjectName, ...],
        Field(min_length=1, max_length=64, description="ConfigMaps with its files, in their order"),
    ]


class OrganisationSpec(Model):
    """Who adopts, as the catalog knows it: what templates and rules read as `organisation`."""

    name: Annotated[OneLine, Field(description="The name of the organisation")]
    kind: Annotated[OrganisationKind, Field(description="What kind of organisation it is")]
    nis: Annotated[str, Field(pattern=r"^([0-9]{5})?$", description="Its NIS number; empty where it has none")] = ""
    province: Annotated[str, Field(max_length=100, description="Its province; empty where it has none")] = ""
    population: Annotated[int, Field(ge=0, description="How many people live there; 0 where nobody does")] = 0
    facilities: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[a-z]{2}$", description="A language, by two letters")], ...],
        Field(max_length=10, description="Languages beside Dutch in which citizens may be served by law"),
    ] = ()
    languages: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[a-z]{2}$", description="A language, by two letters")], ...],
        Field(max_length=10, description="What citizens read: Dutch first, then the languages of the facilities"),
    ] = ("nl",)
    postal_codes: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[0-9]{4}$", description="A postal code")], ...],
        Field(max_length=200, description="Its postal codes"),
    ] = ()
    kbo: Annotated[str | None, Field(max_length=12, description="Its KBO number")] = None
    ovo: Annotated[str | None, Field(max_length=9, description="Its OVO number")] = None


class NeighbourInstance(Model):
    """An instance of another stack that exports something to this one."""

    name: Annotated[Name, Field(description="The name of the instance")]
    block: Annotated[Name, Field(description="The block that it is an instance of")]
    version: Annotated[Version, Field(description="The version that was chosen for it here")]


class Neighbour(Model):
    """Another stack, as far as this one meets it: what it exports to this one, or that this one exports to it."""

    name: Annotated[Name, Field(description="The name of the other stack")]
    organisation: Annotated[OrganisationSpec | None, Field(description="Who adopts the other stack, where that is known")] = None
    blocks: Annotated[
        tuple[NeighbourInstance, ...], Field(max_length=200, description="Its instances that export something to this stack")
    ] = ()
    exports: Annotated[
        tuple[OutputReference, ...], Field(max_length=200, description="What it exports to this stack, as `instance/output`")
    ] = ()


class Pins(Model):
    """Content that is looked at and that the lock does not pin: blocks of neighbours, interfaces that nothing here provides."""

    blocks: Annotated[dict[Name, dict[Version, Digest]], Field(description="Blocks, by name and version, with their digests")] = Field(
        default_factory=dict
    )
    interfaces: Annotated[dict[Name, dict[Version, Digest]], Field(description="Interfaces, by name and version, with digests")] = Field(
        default_factory=dict
    )


class ImportedValues(Model):
    """Where values are that stacks outside of this cluster export to this one, and secrets that its documents refer to."""

    secret: Annotated[
        ObjectName,
        Field(description="A Secret of this namespace: `stack.instance.output` holds JSON; a variable, or a path with dots, a secret"),
    ]


class Resolved(Model):
    """What `bouwsteen export --format objects` writes: one environment of the stack, with everything that was chosen for it."""

    environment: Annotated[Name, Field(description="The environment that this object stands for")]
    lock: Annotated[Lock, Field(description="The lock of the stack: every version and digest that was chosen")]
    beside: Annotated[Pins, Field(description="Content that is looked at and that the lock does not pin")] = Field(default_factory=Pins)
    files: Annotated[dict[FolderName, Folder], Field(description="The folders of files that instances take, by name")] = Field(
        default_factory=dict
    )
    neighbours: Annotated[
        tuple[Neighbour, ...], Field(max_length=1000, description="Other stacks that export to this one, or that this one exports to")
    ] = ()
    imports: Annotated[ImportedValues | None, Field(description="Values that stacks outside of this cluster export to this one")] = None
    approved_intent: Annotated[Digest | None, Field(description="The intent that was approved of in git, if one was")] = None


class BreakGlass(Model):
    """An emergency: until then, the operator carries out nothing, and puts back nothing that people change by hand."""

    by: Annotated[OneLine, Field(description="Who answers for it")]
    reason: Annotated[Words, Field(description="Why it cannot wait for a pull request")]
    until: Annotated[dt.datetime, Field(description="When it ends by itself; at most a day ahead")]


class StackObjectSpec(StackSpec):
    """The stack as it stands in git; `resolved` is written by `bouwsteen export --format objects`."""

    suspend: Annotated[bool, Field(description="True: nothing is done to what runs until it is false again")] = False
    resolved: Annotated[Resolved | None, Field(description="What was chosen for one environment; written by `bouwsteen export`")] = None
    break_glass: Annotated[BreakGlass | None, Field(description="An emergency, with a name and an end")] = None


class ApprovalSpec(Model):
    """That somebody approved of what a stack is about to do. Written once, by the person who approves."""

    stack: Annotated[Name, Field(description="The Stack of this namespace that it is about")]
    of: Annotated[Literal["intent", "plan"], Field(description="What was approved of: an intent or a plan")]
    digest: Annotated[Digest, Field(description="The digest of that intent or plan, as the status of the Stack shows it")]
    by: Annotated[OneLine, Field(description="Who approves: the user who makes this object")]
    reason: Annotated[Words, Field(description="Why it is approved of")]


class InstanceSpec(Model):
    """One instance of a stack, as it was resolved. Written by the operator; what is changed by hand is put back."""

    stack: Annotated[Name, Field(description="The Stack of this namespace that it belongs to")]
    environment: Annotated[Name, Field(description="The environment of the stack")]
    instance: Annotated[Name, Field(description="The name of the instance in the stack")]
    block: Annotated[Name, Field(description="The block that it is an instance of")]
    version: Annotated[Version, Field(description="The version of the block")]
    digest: Annotated[Digest, Field(description="The digest of the block's content")]
    target: Annotated[Name, Field(description="How it is realised")]
    fidelity: Annotated[Fidelity | None, Field(description="How real the thing behind it is")] = None
    added_for: Annotated[Name | None, Field(description="The instance that needed it, where the stack does not name it itself")] = None
    parameters: Annotated[Parameters, Field(description="What it was set to; secrets are references")] = Field(default_factory=dict)
    uses: Annotated[dict[Id, UseReference], Field(description="Which output each of its uses gets")] = Field(default_factory=dict)


class Published(Model):
    """Which document of the catalog this is, and its digest."""

    name: Annotated[Name, Field(description="The name of the document")]
    digest: Annotated[Digest, Field(description="The digest of its content, which locks pin")]


class PublishedBlock(Published):
    """As for other documents; and what a block's digest covers besides its document."""

    schemas: Annotated[
        dict[Id, dict[str, Any]], Field(description="JSON Schemas of the files that instances take, by the name in `files`")
    ] = Field(default_factory=dict)
    service_digest: Annotated[Digest | None, Field(description="The digest of the block's service, where it has one")] = None
    programs: Annotated[
        tuple[Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=100, description="A package")], ...],
        Field(max_length=50, description="The packages in the block's service"),
    ] = ()


class PublishedWaiver(Model):
    """Which document of which stack this is."""

    name: Annotated[Name, Field(description="The name of the document")]
    stack: Annotated[Name, Field(description="The stack that it is an exception for")]


class BuildingBlockObjectSpec(BuildingBlockSpec):
    """A block as the catalog has it; `published` is written by `bouwsteen export --format objects`."""

    published: Annotated[PublishedBlock, Field(description="Which content this is; written by `bouwsteen export`")]


class InterfaceObjectSpec(InterfaceSpec):
    """An interface as the catalog has it; `published` is written by `bouwsteen export --format objects`."""

    published: Annotated[Published, Field(description="Which content this is; written by `bouwsteen export`")]


class PolicyObjectSpec(PolicySpec):
    """A policy as the catalog has it; `published` is written by `bouwsteen export --format objects`."""

    published: Annotated[Published, Field(description="Which content this is; written by `bouwsteen export`")]


class WaiverObjectSpec(WaiverSpec):
    """A dated exception to a policy. Without `published` it is one for every stack of its namespace."""

    published: Annotated[PublishedWaiver | None, Field(description="Which document this is; written by `bouwsteen export`")] = None


@dataclass(frozen=True, slots=True)
class Column:
    """What `kubectl get` shows; `is_wide` with `-o wide` alone."""

    name: str
    path: str
    type: str = "string"
    is_wide: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of object. `plural` is as in addresses; `keeps` says that its spec never changes."""

    name: str
    plural: str
    short: tuple[str, ...]
    spec: type[Model]
    description: str
    columns: tuple[Column, ...] = ()
    is_namespaced: bool = True
    status: type[Model] | None = None
    keeps: bool = False
    # Keys of the spec that a machine adds to the document's.
    machine_keys: tuple[str, ...] = ()

    @property
    def singular(self) -> str:
        return self.name.lower()

    @property
    def crd(self) -> str:
        """The name of its definition."""
        return f"{self.plural}.{GROUP}"

    def path(self, namespace: str = "", name: str = "") -> str:
        """Its address at the API server; of all of them where no name is given."""
        inside = f"/namespaces/{namespace}" if self.is_namespaced and namespace else ""
        return f"/apis/{GROUP}/{VERSION}{inside}/{self.plural}" + (f"/{name}" if name else "")


_AGE: Final = Column("Age", ".metadata.creationTimestamp", "date", description="Since when it is there")
_READY: Final = Column("Ready", '.status.conditions[?(@.type=="Ready")].status', description="Whether it is as it should be")
_REASON: Final = Column("Reason", '.status.conditions[?(@.type=="Ready")].reason', description="Why it is ready or not")
_MESSAGE: Final = Column(
    "Message", '.status.conditions[?(@.type=="Ready")].message', is_wide=True, description="What there is to say of it"
)
_VERSION: Final = Column("Version", ".spec.version", description="The version of its content")
_TITLE: Final = Column("Title", ".spec.title.nl", is_wide=True, description="What it is called")

KINDS: Final[dict[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind(
            "Stack",
            "stacks",
            ("stk",),
            StackObjectSpec,
            "What one organisation adopts, in one environment.",
            (
                Column("Environment", ".spec.resolved.environment", description="The environment that it stands for"),
                _READY,
                _REASON,
                Column("Instances", ".status.instances.ready", "integer", is_wide=True, description="How many instances are ready"),
                Column("Applied", ".status.lastApplied.at", "date", is_wide=True, description="When something was last changed"),
                _MESSAGE,
                _AGE,
            ),
            status=StackStatus,
            machine_keys=("suspend", "resolved", "breakGlass"),
        ),
        Kind(
            "BlockInstance",
            "blockinstances",
            ("bi",),
            InstanceSpec,
            "One instance of a block in a stack: what runs, and what there is to say of it. Written by the operator.",
            (
                Column("Stack", ".spec.stack", description="The stack that it belongs to"),
                Column("Block", ".spec.block", description="The block that it is an instance of"),
                _VERSION,
                _READY,
                _REASON,
                Column("Fidelity", ".spec.fidelity", is_wide=True, description="How real the thing behind it is"),
                _MESSAGE,
                _AGE,
            ),
            status=BlockInstanceStatus,
        ),
        Kind(
            "Organisation",
            "organisations",
            ("org",),
            OrganisationSpec,
            "Who adopts what is in this namespace. There is one, named `organisation`.",
            (
                Column("Organisation", ".spec.name", description="The name of the organisation"),
                Column("Kind", ".spec.kind", description="What kind of organisation it is"),
                Column("NIS", ".spec.nis", description="Its NIS number"),
                _AGE,
            ),
        ),
        Kind(
            "Waiver",
            "waivers",
            ("wvr",),
            WaiverObjectSpec,
            "A dated exception of a stack to a policy.",
            (
                Column("Policy", ".spec.policy", description="The policy that it is an exception to"),
                Column("Expires", ".spec.expires", description="The last day on which it holds"),
                Column("Approved-By", ".spec.approvedBy", is_wide=True, description="Who approved of it"),
                _AGE,
            ),
            machine_keys=("published",),
        ),
        Kind(
            "Approval",
            "approvals",
            ("appr",),
            ApprovalSpec,
            "That somebody approved of what a stack is about to do. It never changes.",
            (
                Column("Stack", ".spec.stack", description="The stack that it is about"),
                Column("Of", ".spec.of", description="What was approved of"),
                Column("By", ".spec.by", description="Who approved"),
                Column("Digest", ".spec.digest", is_wide=True, description="The digest of what was approved of"),
                _AGE,
            ),
            keeps=True,
        ),
        Kind(
            "BuildingBlock",
            "buildingblocks",
            ("bb",),
            BuildingBlockObjectSpec,
            "One version of a block, as the catalog publishes it. It never changes.",
            (Column("Block", ".spec.published.name", description="The name of the block"), _VERSION, _TITLE, _AGE),
            is_namespaced=False,
            keeps=True,
            machine_keys=("published",),
        ),
        Kind(
            "Interface",
            "interfaces",
            ("ifc",),
            InterfaceObjectSpec,
            "One version of an interface, as the catalog publishes it. It never changes.",
            (Column("Interface", ".spec.published.name", description="The name of the interface"), _VERSION, _TITLE, _AGE),
            is_namespaced=False,
            keeps=True,
            machine_keys=("published",),
        ),
        Kind(
            "Policy",
            "policies",
            ("pol",),
            PolicyObjectSpec,
            "One version of a policy, as the catalog publishes it. It never changes.",
            (
                Column("Policy", ".spec.published.name", description="The name of the policy"),
                _VERSION,
                Column("Reach", ".spec.reach", description="What the policy must see"),
                _TITLE,
                _AGE,
            ),
            is_namespaced=False,
            keeps=True,
            machine_keys=("published",),
        ),
        Kind(
            "CatalogEntry",
            "catalogentries",
            ("cat",),
            CatalogEntrySpec,
            "What is offered of one block: versions, obligations, recalls, support.",
            (
                Column("Newest", ".spec.versions[-1:].version", description="The version that was published last"),
                Column("Channel", ".spec.versions[-1:].channel", description="Where that version stands"),
                _AGE,
            ),
            is_namespaced=False,
        ),
    )
}
