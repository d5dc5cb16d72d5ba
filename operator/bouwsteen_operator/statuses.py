"""What the operator says of a Stack and of a BlockInstance. Pure: models and what makes the next status of the last.

A status is written in one place, and only where it differs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import Field

from bouwsteen.documents.models import Model
from bouwsteen.documents.names import Digest

MAX_HISTORY: Final = 5
MAX_RESOURCES: Final = 500  # of one instance; those beyond are counted

Moment = Annotated[dt.datetime, Field(description="A moment, as RFC 3339 writes it")]
Count = Annotated[int, Field(ge=0)]


class WrittenCondition(Model):
    """One thing that is so or not, since when, and why."""

    type: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z]*$", max_length=64, description="What it is about")]
    status: Annotated[Literal["True", "False", "Unknown"], Field(description="Whether it is so")]
    reason: Annotated[str, Field(pattern=r"^[A-Z][A-Za-z]*$", max_length=64, description="Why, in one word; a section of the runbooks")]
    message: Annotated[str, Field(max_length=32768, description="What is so, in a sentence, and what to do about it")]
    observed_generation: Annotated[int, Field(ge=0, description="The generation of the object that this was said of")]
    last_transition_time: Annotated[dt.datetime, Field(description="Since when `status` is as it is")]


class Planned(Model):
    """The plan that was made last. It stands whole in the ConfigMap `<stack>-plan` while it waits for approval."""

    intent: Annotated[Digest | None, Field(description="The digest of what is wanted: what an approval of an intent names")] = None
    digest: Annotated[Digest | None, Field(description="The digest of the plan: what an approval of a plan names")] = None
    document: Annotated[Digest | None, Field(description="The digest of the plan as the ConfigMap holds it, while it waits")] = None
    summary: Annotated[dict[str, Count], Field(description="How many changes there are of each action")] = Field(default_factory=dict)


class Applied(Model):
    """What was carried out last, and when."""

    intent: Annotated[Digest, Field(description="The digest of what was wanted")]
    plan: Annotated[Digest | None, Field(description="The digest of the plan")] = None
    at: Annotated[dt.datetime, Field(description="When it ended")]
    changes: Annotated[dict[str, Count], Field(description="How many changes there were of each action")] = Field(default_factory=dict)


class Run(Model):
    """One run that changed something, or failed at it."""

    at: Annotated[dt.datetime, Field(description="When it ended")]
    result: Annotated[Literal["Succeeded", "Failed", "Stopped"], Field(description="How it ended")]
    intent: Annotated[Digest | None, Field(description="The digest of what was wanted")] = None
    changes: Annotated[dict[str, Count], Field(description="How many changes there were of each action")] = Field(default_factory=dict)
    message: Annotated[str, Field(max_length=2000, description="What there is to say of it")] = ""


class InstanceCounts(Model):
    """How many instances there are."""

    total: Annotated[int, Field(ge=0, description="All that the stack has in this environment")] = 0
    ready: Annotated[int, Field(ge=0, description="Those that are ready")] = 0


class StackStatus(Model):
    """What the operator says of a stack."""

    observed_generation: Annotated[int, Field(ge=0, description="The generation that was looked at last")] = 0
    conditions: Annotated[tuple[WrittenCondition, ...], Field(max_length=20, description="What is so and what is not")] = ()
    last_handled_reconcile_at: Annotated[
        str,
        Field(max_length=253, description="Which value of the annotation `requestedAt` was heeded last"),
    ] = ""
    plan: Annotated[Planned | None, Field(description="The plan that was made last")] = None
    last_applied: Annotated[Applied | None, Field(description="What was carried out last")] = None
    history: Annotated[tuple[Run, ...], Field(max_length=MAX_HISTORY, description="The last runs, newest first")] = ()
    instances: Annotated[InstanceCounts | None, Field(description="How many instances there are")] = None


class ManagedResource(Model):
    """One thing that the instance manages."""

    address: Annotated[str, Field(max_length=400, description="Its address in the stack")]
    type: Annotated[str, Field(max_length=120, description="Its type, as in `kubernetes/object`")]
    id: Annotated[str, Field(max_length=500, description="What it is called where it is")] = ""
    state: Annotated[str, Field(max_length=60, description="How it is: ready, pending, failed, retained")]


class Binding(Model):
    """The Secret that workloads bind to (servicebinding.io)."""

    name: Annotated[str, Field(max_length=253, description="The name of a Secret of this namespace")]


class BlockInstanceStatus(Model):
    """What the operator says of an instance."""

    observed_generation: Annotated[int, Field(ge=0, description="The generation that was looked at last")] = 0
    conditions: Annotated[tuple[WrittenCondition, ...], Field(max_length=20, description="What is so and what is not")] = ()
    resources: Annotated[tuple[ManagedResource, ...], Field(max_length=MAX_RESOURCES, description="What it manages")] = ()
    more_resources: Annotated[int, Field(ge=0, description="How many there are beyond those that are listed")] = 0
    binding: Annotated[Binding | None, Field(description="What workloads bind to")] = None


def write_status(status: Model) -> dict[str, Any]:
    """As the API server takes it, without what is left out."""
    return status.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)


def differs(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> bool:
    """Whether there is anything to write."""
    return dict(before or {}) != dict(after)
