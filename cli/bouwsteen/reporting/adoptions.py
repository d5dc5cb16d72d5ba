"""Who adopts what, read from a tree: versions, how old they are, exceptions, and what is obligatory and missing. Pure.

AdoptionReport
  adoptions       one row for each organisation and block that it adopts
  missing         one row for each obligation that an organisation does not meet
  organisations   everybody who may adopt something, with or without a stack
  measurements    what was measured where stacks run, where somebody brought it together
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bouwsteen.documents.catalog_entries import CatalogEntry
from bouwsteen.documents.organisations import Organisation, find_organisation
from bouwsteen.documents.policies import Waiver
from bouwsteen.documents.workspaces import LoadedStack, Workspace
from bouwsteen.engine.compilations import describe
from bouwsteen.policy.obligations import applies
from bouwsteen.policy.subjects import describe_offer
from bouwsteen.reporting.measurements import Measurements
from bouwsteen.resolution.locks import Lock, read_lock
from bouwsteen.resolution.resolutions import check_lock

FRESH, STALE, ABSENT_LOCK = "fresh", "stale", "missing"
_NEVER: Final = ""


@dataclass(frozen=True, slots=True)
class Adopter:
    """An organisation, and the stack that it has here; an empty name where it has none. `lock`: fresh, stale or missing."""

    key: str
    name: str
    kind: str
    province: str
    population: int
    stack: str = ""
    lock: str = ""
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True, slots=True)
class Adoption:
    """A block in a stack. `since` is the date of its version in the catalog, `age` the days since then; `behind` counts newer ones."""

    adopter: Adopter
    block: str
    version: str
    newest: str
    behind: int
    channel: str
    since: str
    age: int
    instances: int
    environments: int


@dataclass(frozen=True, slots=True)
class Missing:
    """What an organisation should adopt from a date on. `due`: the date is past, and the obligation is more than an example."""

    adopter: Adopter
    block: str
    from_date: str
    due: bool
    basis: str


@dataclass(frozen=True, slots=True)
class AdoptionReport:
    day: dt.date
    blocks: tuple[str, ...]
    adopters: tuple[Adopter, ...]
    adoptions: tuple[Adoption, ...]
    missing: tuple[Missing, ...]
    measurements: Measurements = field(default_factory=Measurements)


def report_adoptions(workspace: Workspace, day: dt.date, measurements: Measurements | None = None) -> AdoptionReport:
    """Of a sound workspace. Everything is in a fixed order: the same tree and day give the same report."""
    adopters = _adopters(workspace)
    adoptions: list[Adoption] = []
    for adopter in adopters:
        if adopter.stack:
            adoptions += _adoptions(workspace, adopter, workspace.stacks[adopter.stack], day)
    adopted = {(each.adopter.key, each.block) for each in adoptions}
    missing = [
        found for name, entry in sorted(workspace.catalog.items()) for found in _missing(name, entry, adopters, adopted, workspace, day)
    ]
    blocks = tuple(sorted(workspace.catalog))
    return AdoptionReport(day, blocks, tuple(adopters), tuple(adoptions), tuple(missing), measurements or Measurements())


def _adopters(workspace: Workspace) -> list[Adopter]:
    found: dict[str, Adopter] = {}
    for name, loaded in workspace.stacks.items():
        organisation = find_organisation(loaded.model.spec.organisation, workspace.organisations)
        if organisation is not None:
            key = organisation.nis or organisation.ovo or organisation.kbo or name
            found[key] = _adopter(key, organisation, name, _lock_standing(workspace, loaded), loaded.waivers)
    for nis, organisation in workspace.organisations.items():
        found.setdefault(nis, _adopter(nis, organisation))
    return sorted(found.values(), key=lambda each: (each.name, each.key))


def _adopter(key: str, organisation: Organisation, stack: str = "", lock: str = "", waivers: tuple[Waiver, ...] = ()) -> Adopter:
    return Adopter(key, organisation.name, organisation.kind, organisation.province, organisation.population, stack, lock, waivers)


def _lock_standing(workspace: Workspace, loaded: LoadedStack) -> str:
    lock = _lock(loaded)
    if lock is None:
        return ABSENT_LOCK
    resolution, moves = check_lock(workspace, loaded.model.name, lock)
    return FRESH if resolution is not None and not moves else STALE


def _lock(loaded: LoadedStack) -> Lock | None:
    return read_lock(loaded.lock)[0] if loaded.lock is not None else None


def _adoptions(workspace: Workspace, adopter: Adopter, loaded: LoadedStack, day: dt.date) -> Iterable[Adoption]:
    lock = _lock(loaded)
    spec = loaded.model.spec
    for block in sorted({entry.block for entry in spec.blocks}):
        pin = lock.blocks.get(block) if lock is not None else None
        version = pin.version if pin is not None else _NEVER
        offer = describe_offer(workspace.catalog.get(block) if version else None, version)
        since = offer["since"]
        age = max((day - dt.date.fromisoformat(since)).days, 0) if since else 0
        instances = sum(entry.block == block for entry in spec.blocks)
        yield Adoption(
            adopter, block, version, offer["newest"], offer["behind"], offer["channel"], since, age, instances, len(spec.environments)
        )


def _missing(
    block: str, entry: CatalogEntry, adopters: Iterable[Adopter], adopted: set[tuple[str, str]], workspace: Workspace, day: dt.date
) -> Iterable[Missing]:
    for obligation in entry.spec.obligations:
        for adopter in adopters:
            if (adopter.key, block) not in adopted and applies(obligation.applies_to, _described(workspace, adopter)):
                due = obligation.from_date <= day and obligation.basis.kind != "example"
                yield Missing(adopter, block, obligation.from_date.isoformat(), due, obligation.basis.kind)


def _described(workspace: Workspace, adopter: Adopter) -> Mapping[str, Any]:
    loaded = workspace.stacks.get(adopter.stack)
    organisation = find_organisation(loaded.model.spec.organisation, workspace.organisations) if loaded is not None else None
    return describe(organisation or workspace.organisations[adopter.key])
