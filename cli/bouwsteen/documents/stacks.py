"""kind: Stack — what one organisation adopts, `stacks/<name>/stack.yaml`."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cached_property
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from bouwsteen.documents.building_blocks import Fidelity
from bouwsteen.documents.models import Metadata, Model, SecretValue
from bouwsteen.documents.names import (
    ApiVersion,
    Duration,
    FileName,
    FolderName,
    Id,
    MovedName,
    Name,
    OneLine,
    OutputReference,
    UseReference,
    VersionRange,
    Words,
)

OrganisationKind = Literal["municipality", "ocmw", "agb", "police-zone", "intercommunal", "province", "agency", "other"]
Parameters = dict[str, Any]
_LABEL: Final = r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"  # of a host name (RFC 1123)
MOST_REMOVED: Final = 30  # percent of what is on record that may go without being asked for by number


class StackOrganisation(Model):
    """Who adopts: `nis` finds a municipality in the catalog; another kind is described here."""

    nis: Annotated[str, Field(pattern=r"^[0-9]{5}$", description="A NIS number: five digits in quotes")] | None = None
    kbo: Annotated[str, Field(pattern=r"^[01][0-9]{3}\.?[0-9]{3}\.?[0-9]{3}$", description="A KBO number: ten digits")] | None = None
    ovo: Annotated[str, Field(pattern=r"^OVO[0-9]{6}$", description="An OVO number: OVO and six digits")] | None = None
    name: OneLine | None = None
    kind: OrganisationKind | None = None


def _refuse_credentials(value: Any) -> Any:
    """Apart from the pattern, because the line of such a mistake must not be shown."""
    if isinstance(value, str) and re.match(r"https?://[^/]*@|[a-z+]+://[^/@]*:[^/@]*@", value, re.IGNORECASE):
        raise PydanticCustomError("secret_in_address", "an address holds credentials")
    return value


class CatalogPin(Model):
    """Where blocks and catalog come from. A folder of this machine is let through only where a setting allows it."""

    git: Annotated[
        str,
        Field(
            pattern=r"^(https://[^\s/@\\]+|ssh://([^\s/@:\\]+@)?[^\s/@\\]+|file://)/[^\s?#\\]+$",
            max_length=2000,
            description="A git repository, by https:// or ssh://, without a password",
        ),
        BeforeValidator(_refuse_credentials),
    ]
    revision: Annotated[
        str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z._/-]{0,127}$", description="A tag, a branch or all 40 digits of a commit")
    ]
    signers: Annotated[
        FileName | None,
        Field(description="A file beside this one: the keys that may sign the catalog, as `allowed_signers` or GnuPG writes them"),
    ] = None


class DataFlow(Model):
    """What personal data goes over one use, and why it may."""

    categories: Annotated[tuple[Words, ...], Field(min_length=1)]
    subjects: Annotated[tuple[Words, ...], Field(min_length=1)]
    purpose: Words
    legal_basis: Words
    retention: Duration


class Reference(NamedTuple):
    """An output that a use asks for. `stack` is empty for an output of the same stack."""

    stack: str
    instance: str
    output: str

    @classmethod
    def parse(cls, text: str) -> Reference:
        parts = text.split("/")
        return cls("", parts[0], parts[1]) if len(parts) == 2 else cls(parts[0], parts[1], parts[2])

    def __str__(self) -> str:
        return "/".join(part for part in self if part)


class BlockEntry(Model):
    """One instance. `outputs` and `fidelity` describe what is there already, with `target: existing`."""

    block: Name
    name: Name | None = None
    version: VersionRange = "*"
    parameters: Parameters = Field(default_factory=dict)
    uses: dict[Id, UseReference] = Field(default_factory=dict)
    files: dict[Id, FolderName] = Field(default_factory=dict)
    data: dict[Id, DataFlow] = Field(default_factory=dict)
    outputs: dict[Id, dict[str, Any]] = Field(default_factory=dict)
    target: Name | None = None
    fidelity: Fidelity | None = None

    @cached_property
    def instance(self) -> str:
        return self.name if self.name is not None else self.block


class Overlay(Model):
    """What one environment says differently of one instance. Parameters are merged by name, the rest replaces."""

    parameters: Parameters = Field(default_factory=dict)
    uses: dict[Id, UseReference] = Field(default_factory=dict)
    files: dict[Id, FolderName] = Field(default_factory=dict)
    data: dict[Id, DataFlow] = Field(default_factory=dict)
    outputs: dict[Id, dict[str, Any]] = Field(default_factory=dict)
    target: Name | None = None
    fidelity: Fidelity | None = None


class StateSettings(Model):
    store: Literal["folder", "object-storage", "kubernetes"]
    key: SecretValue | None = None
    url: Annotated[str, Field(pattern=r"^[a-z][a-z0-9+.-]*://\S+$", max_length=2000)] | None = None


class Encryption(Model):
    """How data are unreadable to who runs the machines. `ownKey`: only the organisation has the key."""

    at_rest: Literal["none", "providerKey", "ownKey"] = "none"
    in_transit: Literal["tls", "mutualTls"] = "tls"


class Placement(Model):
    provider: Name
    region: Name
    encryption: Encryption | None = None


class Safeguards(Model):
    """What a run asks about by itself. `mostRemoved` is the percentage of what is on record that may go without being asked for."""

    most_removed: Annotated[int, Field(ge=0, le=100)] = MOST_REMOVED


class KubernetesSettings(Model):
    """Where in which cluster. Left out, `context` is the current one of the kubeconfig, and `namespace` is `<stack>-<environment>`.

    `registry` is put before names of images that name no registry. `domain`: each instance that people visit is reached at
    `https://<instance>.<domain>`, through the cluster's Ingress.
    """

    context: Annotated[str, Field(pattern=r"^[^\s\x00-\x1f\x7f]+$", max_length=253, description="A context of the kubeconfig")] | None = (
        None
    )
    namespace: Annotated[str, Field(pattern=_LABEL, max_length=63, description="The name of a namespace")] | None = None
    registry: (
        Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._:/-]*[a-z0-9]$", max_length=200, description="As in `registry.example/blocks`")]
        | None
    ) = None
    domain: (
        Annotated[str, Field(pattern=rf"{_LABEL[:-1]}(\.{_LABEL[1:-1]})+$", max_length=200, description="As in `herstappe.example`")] | None
    ) = None
    ingress_class: Annotated[str, Field(pattern=_LABEL, max_length=63, description="The name of an IngressClass")] | None = None

    @property
    def facts(self) -> dict[str, str]:
        """What templates read of it, as part of `environment`."""
        found = {"registry": self.registry, "domain": self.domain, "ingressClass": self.ingress_class}
        return {name: value for name, value in found.items() if value is not None}


class Environment(Model):
    target: Name
    run_by: Annotated[str, Field(pattern=r"^(cli|operator/[a-z][a-z0-9-]{0,62})$", description="`cli` or `operator/<name>`")] = "cli"
    connections: dict[Name, dict[str, Any]] = Field(default_factory=dict)
    kubernetes: KubernetesSettings | None = None
    state: StateSettings | None = None
    placement: Placement | None = None
    approval: Literal["none", "intent", "plan"] = "none"
    safeguards: Safeguards = Field(default_factory=Safeguards)
    blocks: dict[Name, Overlay] = Field(default_factory=dict)


class Export(Model):
    """An output that other stacks may use. `*` in `to` stands for all of them."""

    output: OutputReference
    to: Annotated[
        tuple[Annotated[str, Field(pattern=r"^(\*|[a-z]([a-z0-9-]{0,40}[a-z0-9])?)$", description="A stack, or `*`")], ...],
        Field(min_length=1),
    ]

    def reaches(self, stack: str) -> bool:
        return "*" in self.to or stack in self.to


class ExpectedLoad(Model):
    """A known peak, in counts that people know."""

    name: Name
    block: Name
    count: Annotated[int, Field(ge=1)]
    at: dt.datetime
    over: Duration


class Move(Model):
    from_name: Annotated[MovedName, Field(alias="from")]
    to: MovedName


class StackSpec(Model):
    organisation: StackOrganisation
    catalog: CatalogPin | None = None
    blocks: tuple[BlockEntry, ...] = ()
    environments: Annotated[dict[Name, Environment], Field(min_length=1)]
    exports: tuple[Export, ...] = ()
    expected_load: tuple[ExpectedLoad, ...] = ()
    rotations: dict[
        Annotated[
            str, Field(pattern=r"^[a-z][a-z0-9-]{0,41}\.[a-z][a-zA-Z0-9]{0,62}$", description="`instance.output` or `instance.resource`")
        ],
        Annotated[int, Field(ge=1)],
    ] = Field(default_factory=dict)
    moved: tuple[Move, ...] = ()


class Stack(Model):
    api_version: ApiVersion
    kind: Literal["Stack"]
    metadata: Metadata
    spec: StackSpec

    @property
    def name(self) -> str:
        return self.metadata.name

    def namespace_in(self, environment: str) -> str:
        """Where the objects of an environment stand in a cluster."""
        settings = self.spec.environments[environment].kubernetes
        return (settings.namespace if settings is not None else None) or f"{self.name}-{environment}"

    def entries_in(self, environment: str) -> tuple[BlockEntry, ...]:
        """The block entries with the overlay of an environment applied, each with its target filled in."""
        return self.entries_by_environment[environment]

    @cached_property
    def entries_by_environment(self) -> Mapping[str, tuple[BlockEntry, ...]]:
        """Made once: validation, resolution and arrangement all ask."""
        return {
            name: tuple(_overlay(entry, settings.blocks.get(entry.instance), settings.target) for entry in self.spec.blocks)
            for name, settings in self.spec.environments.items()
        }


def _overlay(entry: BlockEntry, overlay: Overlay | None, target: str) -> BlockEntry:
    if overlay is None:
        return entry if entry.target else entry.model_copy(update={"target": target})
    return entry.model_copy(
        update={
            "parameters": {**entry.parameters, **overlay.parameters},
            "uses": {**entry.uses, **overlay.uses},
            "files": {**entry.files, **overlay.files},
            "data": {**entry.data, **overlay.data},
            "outputs": {**entry.outputs, **overlay.outputs},
            "target": overlay.target or entry.target or target,
            "fidelity": overlay.fidelity or entry.fidelity,
        }
    )
