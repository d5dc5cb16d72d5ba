"""kind: Policy — rules that hold for what organisations adopt, `policies/<name>/policy.yaml`; and their suites and waivers.

A rule is an expression that is true where all is well. What a policy does about a rule that is
broken rises by itself: each step of `enforcement` holds from its date on. One that is only an
example never denies.
"""

from __future__ import annotations

import datetime as dt
import enum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from bouwsteen.documents.catalog_entries import Basis
from bouwsteen.documents.models import Metadata, Model, Text
from bouwsteen.documents.names import ApiVersion, Id, Name, Version, Words


class SubjectKind(enum.StrEnum):
    """What a rule looks at: a stack as written, an instance in an environment, a use of one by another, a file that an instance takes,
    a block that the catalog obliges its organisation to adopt; and in a plan a resource as it is wanted, and what is done to one."""

    STACK = "Stack"
    INSTANCE = "Instance"
    FLOW = "Flow"
    CONTENT = "Content"
    OBLIGATION = "Obligation"
    RESOURCE = "Resource"
    CHANGE = "Change"

    @property
    def is_planned(self) -> bool:
        """Whether only a plan has such subjects."""
        return self in {SubjectKind.RESOURCE, SubjectKind.CHANGE}


class Action(enum.StrEnum):
    """What happens where a rule is broken, from weak to strong."""

    INFORM = "inform"
    WARN = "warn"
    DENY = "deny"

    @property
    def strength(self) -> int:
        return list(Action).index(self)


Reach = Literal["object", "stack", "catalog"]
Kind = Annotated[SubjectKind, Field(strict=False)]
Expression = Annotated[str, Field(min_length=1, max_length=2000, description="An expression in CEL that is true or false")]


ResourceTypeName = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9-]*/([a-z][a-z0-9-]*|\*)$", description="A type of resource; `family/*` is all of them")
]


class Match(Model):
    """`types` narrows resources and changes to some types; left out, all of them."""

    kinds: Annotated[tuple[Kind, ...], Field(min_length=1)]
    types: tuple[ResourceTypeName, ...] = ()

    @model_validator(mode="after")
    def _types_have_resources(self) -> Self:
        if self.types and not all(kind.is_planned for kind in self.kinds):
            raise ValueError("`types` says which resources are meant, so `kinds` may be Resource and Change alone")
        return self

    def takes(self, type_: str) -> bool:
        """Whether resources of this type are meant."""
        return not self.types or type_ in self.types or f"{type_.partition('/')[0]}/*" in self.types


class Rule(Model):
    """`expression` is true where all is well; it is asked where `when` is true. Texts may hold `${…}`."""

    id: Id
    when: Expression | None = None
    expression: Expression
    message: Text
    fix: Text


class Step(Model):
    """From this date on, this is done."""

    from_date: Annotated[dt.date, Field(alias="from")]
    action: Annotated[Action, Field(strict=False)]


class PolicySpec(Model):
    version: Version
    title: Text
    description: Text | None = None
    basis: Basis
    principle: Annotated[int, Field(ge=1, le=10, description="Which of the ten principles of the strategy it serves")] | None = None
    match: Match
    reach: Reach
    rules: Annotated[tuple[Rule, ...], Field(min_length=1, max_length=20)]
    enforcement: Annotated[tuple[Step, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _rises(self) -> Self:
        for before, after in zip(self.enforcement, self.enforcement[1:], strict=False):
            if after.from_date <= before.from_date or after.action.strength <= before.action.strength:
                raise ValueError("the steps of `enforcement` stand in the order of their dates, each stronger than the one before")
        if self.basis.kind == "example" and any(step.action is Action.DENY for step in self.enforcement):
            raise ValueError("a policy that is only an example does not deny")
        if len({rule.id for rule in self.rules}) < len(self.rules):
            raise ValueError("each rule has an `id` of its own")
        return self


class Policy(Model):
    api_version: ApiVersion
    kind: Literal["Policy"]
    metadata: Metadata
    spec: PolicySpec

    @property
    def name(self) -> str:
        return self.metadata.name

    def step_on(self, day: dt.date) -> Step | None:
        """The step that is in force; None before the first."""
        return next((step for step in reversed(self.spec.enforcement) if step.from_date <= day), None)

    def next_after(self, day: dt.date) -> Step | None:
        """The first step that is still to come."""
        return next((step for step in self.spec.enforcement if step.from_date > day), None)


class Sample(Model):
    """What a rule may look at, written down: the variables that it reads."""

    name: Name
    kind: Kind
    breaks: tuple[Id, ...] = ()
    variables: dict[Id, Any]


class PolicySuiteSpec(Model):
    samples: Annotated[tuple[Sample, ...], Field(min_length=2)]

    @model_validator(mode="after")
    def _shows_both(self) -> Self:
        if all(sample.breaks for sample in self.samples) or not any(sample.breaks for sample in self.samples):
            raise ValueError("a suite has at least one sample that breaks a rule, and one that breaks none")
        if len({sample.name for sample in self.samples}) < len(self.samples):
            raise ValueError("each sample has a `name` of its own")
        return self


class PolicySuite(Model):
    """Which samples break which rules of the policy beside it, `policies/<name>/suite.yaml`."""

    api_version: ApiVersion
    kind: Literal["PolicySuite"]
    metadata: Metadata
    spec: PolicySuiteSpec


class WaiverScope(Model):
    """Left out: every environment, every instance."""

    environments: tuple[Name, ...] = ()
    instances: tuple[Name, ...] = ()


class WaiverSpec(Model):
    policy: Name
    rules: tuple[Id, ...] = ()
    scope: WaiverScope = Field(default_factory=WaiverScope)
    reason: Words
    requested_by: Words
    approved_by: Words
    expires: dt.date

    @model_validator(mode="after")
    def _is_approved_by_another(self) -> Self:
        if self.requested_by.casefold() == self.approved_by.casefold():
            raise ValueError("somebody else than who asks for a waiver approves of it")
        return self


class Waiver(Model):
    """A dated exception of one stack to one policy, `stacks/<stack>/waivers/<name>.yaml`."""

    api_version: ApiVersion
    kind: Literal["Waiver"]
    metadata: Metadata
    spec: WaiverSpec
