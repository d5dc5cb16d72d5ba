"""kind: CatalogEntry — what is offered of one block, `catalog/<block>.yaml`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field

from bouwsteen.documents.models import Metadata, Model, Text
from bouwsteen.documents.names import ApiVersion, Digest, Url, Version, Words

Channel = Literal["candidate", "stable", "deprecated", "recalled"]


class OfferedVersion(Model):
    """One version. `reason` says why a version is deprecated or recalled; `until` is the last day on which it is supported."""

    version: Version
    channel: Channel
    since: dt.date
    until: dt.date | None = None
    digest: Digest | None = None
    images: dict[str, Annotated[str, Field(pattern=r"^\S+@sha256:[0-9a-f]{64}$", description="An image with its digest")]] = Field(
        default_factory=dict
    )
    reason: Text | None = None


class Basis(Model):
    kind: Literal["law", "advice", "strategy", "example"]
    text: Text | None = None
    source: Words | None = None
    url: Url | None = None


class Obligation(Model):
    """From a date, whoever `appliesTo` fits adopts the block or says why not."""

    from_date: Annotated[dt.date, Field(alias="from")]
    applies_to: Annotated[str, Field(min_length=1, max_length=2000, description="An expression over `organisation`")]
    basis: Basis


class ExpectedVersion(Model):
    version: Version
    expected: Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$", description="A year, a month or a day, as in `2027-06`")]
    note: Text | None = None


class ServiceLevel(Model):
    availability: Annotated[float, Field(gt=0, le=100, strict=False, description="A percentage")]


class Support(Model):
    owner: Words
    hours: Words | None = None
    status: Url | None = None
    slo: ServiceLevel | None = None


class CatalogEntrySpec(Model):
    versions: Annotated[tuple[OfferedVersion, ...], Field(min_length=1)]
    obligations: tuple[Obligation, ...] = ()
    roadmap: tuple[ExpectedVersion, ...] = ()
    support: Support | None = None


class CatalogEntry(Model):
    api_version: ApiVersion
    kind: Literal["CatalogEntry"]
    metadata: Metadata
    spec: CatalogEntrySpec

    def offered(self, version: str) -> OfferedVersion | None:
        return next((offer for offer in self.spec.versions if offer.version == version), None)
