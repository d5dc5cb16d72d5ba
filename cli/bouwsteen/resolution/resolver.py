"""Ranges → versions. The only door to resolvelib; pure.

One stack runs one version of a block at a time. What a version must meet: the range of
each entry, and of each use that is wired to it the version of the interface. Reading
order does not matter: the same input gives the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from resolvelib import AbstractProvider, BaseReporter, ResolutionImpossible, ResolutionTooDeep, Resolver

from bouwsteen.diagnostics import Diagnostic, SourceRange, error
from bouwsteen.documents.block_choices import order_versions
from bouwsteen.documents.building_blocks import BuildingBlock, Use
from bouwsteen.documents.catalog_entries import CatalogEntry
from bouwsteen.documents.stacks import BlockEntry, Reference
from bouwsteen.documents.versions import fits
from bouwsteen.documents.wirings import BROKER_INTERFACE, LOCAL, SERVICE_SUFFIX, Offer

_MAX_ROUNDS = 10_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """One version of a block."""

    block: str
    version: str
    model: BuildingBlock

    def offers(self, output: str, interface: str, wanted: str) -> bool:
        """Does it offer the interface in the range `wanted`, at `output` or (empty) anywhere?"""
        provided = self.model.spec.provides
        outputs = [provided[output]] if output in provided else [] if output else list(provided.values())
        return any(item.interface == interface and fits(item.version, wanted) for item in outputs)


@dataclass(frozen=True, slots=True)
class Requirement:
    """What `asked_by` (an instance) asks of a block: a range, or with `interface` an output."""

    block: str
    wanted: str
    asked_by: str
    interface: str = ""
    output: str = ""
    use: str = ""
    source: SourceRange | None = None

    def accepts(self, candidate: Candidate) -> bool:
        if self.interface:
            return candidate.offers(self.output, self.interface, self.wanted)
        return fits(candidate.version, self.wanted)

    def describe(self) -> str:
        if self.interface:
            return f"`{self.asked_by}` needs `{self.interface}` {self.wanted} from it for its use `{self.use}`"
        return f"`{self.asked_by}` asks for {self.wanted}"


def choose_versions(
    requirements: Sequence[Requirement],
    entries: Sequence[BlockEntry],
    blocks: Mapping[str, Mapping[str, BuildingBlock]],
    catalog: Mapping[str, CatalogEntry],
    exports: Sequence[Offer] = (),
    preferred: Mapping[str, str] | None = None,
) -> tuple[dict[str, str], list[Diagnostic]]:
    """Block → version, or why there is no answer.

    `entries` are those of all environments that count, targets filled in. A version in
    `preferred` (an older lock) is kept as long as it fits.
    """
    provider = _Provider(entries, blocks, catalog, exports, preferred or {})
    resolver: Resolver[Requirement, Candidate, str] = Resolver(provider, BaseReporter())
    try:
        result = resolver.resolve(_distinct(requirements), max_rounds=_MAX_ROUNDS)
    except ResolutionImpossible as conflict:
        return {}, [provider.explain([cause.requirement for cause in conflict.causes])]
    except ResolutionTooDeep:
        return {}, [_too_hard()]
    return {name: candidate.version for name, candidate in sorted(result.mapping.items())}, []


def _distinct(requirements: Iterable[Requirement]) -> list[Requirement]:
    """One of each kind, whoever asks: what counts is the first place for the message."""
    found: dict[tuple[str, ...], Requirement] = {}
    for item in requirements:
        found.setdefault((item.block, item.wanted, item.interface, item.output), item)
    return [found[key] for key in sorted(found)]


class _Provider(AbstractProvider[Requirement, Candidate, str]):
    """Answers resolvelib's questions from what was loaded."""

    def __init__(
        self,
        entries: Sequence[BlockEntry],
        blocks: Mapping[str, Mapping[str, BuildingBlock]],
        catalog: Mapping[str, CatalogEntry],
        exports: Sequence[Offer],
        preferred: Mapping[str, str],
    ) -> None:
        self.blocks = blocks
        self.entries: dict[str, list[BlockEntry]] = {}
        self.block_of: dict[str, str] = {}
        for entry in entries:
            self.entries.setdefault(entry.block, []).append(entry)
            self.block_of[entry.instance] = entry.block
        self.catalog = catalog
        self.exports = {offer.reference: offer for offer in exports}
        self.order = {name: _prefer(order_versions(versions, catalog.get(name)), preferred.get(name)) for name, versions in blocks.items()}
        self.offering = self._list_offering()

    def _list_offering(self) -> dict[str, list[str]]:
        """Interface → instances whose block offers it in some version."""
        found: dict[str, list[str]] = {}
        for instance, block in self.block_of.items():
            interfaces = {item.interface for model in self.blocks.get(block, {}).values() for item in model.spec.provides.values()}
            for interface in interfaces:
                found.setdefault(interface, []).append(instance)
        return found

    def identify(self, requirement_or_candidate: Requirement | Candidate) -> str:
        return requirement_or_candidate.block

    def get_preference(self, identifier: str, *_: Any, **__: Any) -> str:
        return identifier

    def find_matches(
        self,
        identifier: str,
        requirements: Mapping[str, Iterator[Requirement]],
        incompatibilities: Mapping[str, Iterator[Candidate]],
    ) -> list[Candidate]:
        asked = list(requirements[identifier])
        excluded = {candidate.version for candidate in incompatibilities[identifier]}
        return [
            candidate
            for version in self.order.get(identifier, ())
            if version not in excluded
            for candidate in [Candidate(identifier, version, self.blocks[identifier][version])]
            if all(item.accepts(candidate) for item in asked)
        ]

    def is_satisfied_by(self, requirement: Requirement, candidate: Candidate) -> bool:
        return requirement.accepts(candidate)

    def get_dependencies(self, candidate: Candidate) -> list[Requirement]:
        found = (
            item
            for entry in self.entries.get(candidate.block, ())
            for name, use in candidate.model.spec.uses.items()
            if (item := self._require(entry, name, use)) is not None
        )
        return _distinct(found)

    def _require(self, entry: BlockEntry, name: str, use: Use) -> Requirement | None:
        """What one use asks of the block that will serve it; None where the wiring has to say, or nothing does."""
        named = entry.uses.get(name)
        if named is not None:
            reference = Reference.parse(named)
            offer = self.exports.get(reference)
            if reference.stack:
                impossible = offer is not None and offer.interface == use.interface and not fits(offer.version, use.version)
                return self._cannot(entry, name, use, reference) if impossible else None
            provider, output = self.block_of.get(reference.instance), reference.output
        else:
            provider, output = self._only_provider(entry, use), ""
        if provider is None or provider not in self.blocks:
            return None
        return Requirement(provider, use.version, entry.instance, use.interface, output, name)

    def _cannot(self, entry: BlockEntry, name: str, use: Use, reference: Reference) -> Requirement:
        """A requirement that no version meets: the other stack's version is fixed there."""
        return Requirement(str(reference), use.version, entry.instance, use.interface, reference.output, name)

    def _only_provider(self, entry: BlockEntry, use: Use) -> str | None:
        if use.interface == BROKER_INTERFACE:
            service = entry.block + SERVICE_SUFFIX
            there = service in self.entries or (entry.target == LOCAL and service in self.blocks)
            return service if there else None
        others = [instance for instance in self.offering.get(use.interface, ())[:3] if instance != entry.instance]
        return self.block_of[others[0]] if len(others) == 1 else None

    def explain(self, causes: Sequence[Requirement]) -> Diagnostic:
        """One message: which requirement excludes which versions."""
        block = causes[0].block
        versions = self.order.get(block, [])
        told = [
            f"{item.describe()}, which excludes {self._excluded(item, versions)}." for item in dict.fromkeys(causes) if item.block == block
        ]
        detail = f"Versions of `{block}` that may be used: {', '.join(versions) or 'none'}. {' '.join(told)}{self._recalled(block, causes)}"
        remedy = "Change one of these ranges so that one version meets them all; a stack runs one version of a block at a time."
        source = next((item.source for item in causes if item.source), None)
        return error("version-conflict", "No version meets all requirements", detail, remedy, source=source)

    def _recalled(self, block: str, causes: Sequence[Requirement]) -> str:
        """What would fit and was recalled: who asked for a lock because of that reads it here again."""
        ranges = [item.wanted for item in causes if item.block == block and not item.interface]
        offers = self.catalog[block].spec.versions if block in self.catalog else []
        found = [each for each in offers if each.channel == "recalled" and any(fits(each.version, wanted) for wanted in ranges)]
        reasons = [f" {each.reason.in_language('en')}" if each.reason else "" for each in found]
        return "".join(f" `{block}` {each.version} was recalled.{reason}" for each, reason in zip(found, reasons, strict=True))

    def _excluded(self, requirement: Requirement, versions: Sequence[str]) -> str:
        refused = [
            version
            for version in versions
            if not requirement.accepts(Candidate(requirement.block, version, self.blocks[requirement.block][version]))
        ]
        return ", ".join(refused) if refused else "none of them by itself"


def _prefer(versions: list[str], first: str | None) -> list[str]:
    return [first, *(version for version in versions if version != first)] if first in versions and first else versions


def _too_hard() -> Diagnostic:
    return error(
        "version-conflict",
        "No version meets all requirements",
        f"No answer was found in {_MAX_ROUNDS} rounds.",
        "Make the ranges narrower.",
    )
