"""LoadPlan: everything a run needs, and the part of it that may be written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bouwsteen.documents.digests import digest_data
from bouwsteen.documents.load_profiles import LoadProfile
from bouwsteen.loadtest.schedules import Schedule, plan_schedule
from bouwsteen.values import Secret, walk_leaves

FORMAT_VERSION = 1


@dataclass(frozen=True, slots=True)
class JourneyFile:
    """A block's `loadtest/locustfile.py`, or one of `loadtests/journeys/`, and what its journeys know of the stack.

    `bindings` is binding name to fields; leaves may be `Secret`.
    """

    path: Path
    bindings: Mapping[str, Mapping[str, Any]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """The journeys of `files` are mixed as the profile says. `hosts` are host names that a
    journey may be sent to beside those in the bindings: a load test never follows a redirect
    to a service that nobody agreed to load.
    """

    profile: LoadProfile
    files: tuple[JourneyFile, ...]
    seed: int = 1
    environment: str = ""
    """For people and the result: `herstappe/local`."""
    workers: int | None = None
    """Left out: as the profile says."""
    hosts: tuple[str, ...] = ()

    @property
    def worker_count(self) -> int:
        return max(1, self.workers or self.profile.spec.workers)

    @property
    def schedule(self) -> Schedule:
        return plan_schedule(self.profile.spec, self.seed)

    def to_json(self) -> dict[str, Any]:
        """What the generator reads. Holds no binding: those travel as files that only it may read."""
        return {
            "formatVersion": FORMAT_VERSION,
            "profile": self.profile.model_dump(mode="json", by_alias=True, exclude_none=True),
            "seed": self.seed,
            "environment": self.environment,
            "workers": self.worker_count,
            "hosts": sorted({*self.hosts, *(host for file in self.files for host in hosts_of(file.bindings))}),
        }

    @property
    def digest(self) -> str:
        return digest_data(self.to_json())


def hosts_of(bindings: Mapping[str, Mapping[str, Any]]) -> set[str]:
    """The host names of every address in the bindings."""
    found = set()
    for _, leaf in walk_leaves(dict(bindings)):
        value = leaf.reveal() if isinstance(leaf, Secret) else leaf
        if isinstance(value, str) and value.startswith(("http://", "https://")):
            found.add(urlsplit(value).hostname or "")
    return found - {""}
