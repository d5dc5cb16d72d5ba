"""Which instance uses which output. Pure.

An instance names the output that a use gets (`uses: {payments: payments/checkout}`), or
leaves it out where exactly one fits. Two rules narrow what fits when nothing is named:

- A share in a shared service takes the broker of its own service: the interface
  `osb-broker` fits the block `identity` only when the block `identity-service` offers it.
- On a laptop (target `local`) an output of another stack is taken only when it is named,
  so that each stack runs by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bouwsteen.documents.building_blocks import BuildingBlock, Use
from bouwsteen.documents.stacks import BlockEntry, Reference
from bouwsteen.documents.versions import fits
from bouwsteen.phrases import did_you_mean

BROKER_INTERFACE: Final = "osb-broker"
SERVICE_SUFFIX: Final = "-service"
LOCAL: Final = "local"
KUBERNETES: Final = "kubernetes"
EXISTING: Final = "existing"
_NAMED_AT_MOST: Final = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """An output that a use may get. `stack` is empty for an instance of the same stack."""

    instance: str
    output: str
    interface: str
    version: str
    block: str
    stack: str = ""

    @property
    def reference(self) -> Reference:
        return Reference(self.stack, self.instance, self.output)


@dataclass(frozen=True, slots=True)
class Edge:
    """One use of one instance, and the output that it gets."""

    consumer: str
    use: str
    offer: Offer
    is_named: bool


@dataclass(frozen=True, slots=True)
class WiringProblem:
    """Why a use gets no output. `entry` is the place of the consumer in the list of entries."""

    entry: int
    use: str
    code: str
    summary: str
    detail: str
    remedy: str
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class MissingUse:
    """A use that is needed and for which nothing is offered."""

    entry: int
    consumer: str
    use: str
    block: str
    interface: str
    version: str
    target: str


@dataclass(frozen=True, slots=True)
class Wiring:
    """`missing` is told apart from `problems`, because a service may be added for it."""

    edges: tuple[Edge, ...]
    problems: tuple[WiringProblem, ...]
    missing: tuple[MissingUse, ...]


def list_offers(entries: Iterable[BlockEntry], blocks: Mapping[str, BuildingBlock], stack: str = "") -> list[Offer]:
    """What instances offer; `blocks` holds the chosen version of each block by name."""
    return [
        Offer(entry.instance, output, provided.interface, provided.version, entry.block, stack)
        for entry in entries
        if entry.block in blocks
        for output, provided in blocks[entry.block].spec.provides.items()
    ]


def wire_uses(entries: Sequence[BlockEntry], blocks: Mapping[str, BuildingBlock], exports: Sequence[Offer] = ()) -> Wiring:
    """Find an output for each use of each entry.

    `entries` have their target filled in (`Stack.entries_in`); `exports` are the outputs
    of other stacks that this stack may use. An entry whose block is not in `blocks` is
    passed over. Time grows with the number of uses, not with its square.
    """
    return _Wirer(entries, blocks, exports).wire()


class _Wirer:
    def __init__(self, entries: Sequence[BlockEntry], blocks: Mapping[str, BuildingBlock], exports: Sequence[Offer]) -> None:
        self.entries = entries
        self.blocks = blocks
        own = list_offers(entries, blocks)
        self.by_reference = {offer.reference: offer for offer in [*own, *exports]}
        self.instances = {entry.instance: entry for entry in entries}
        self.by_interface: dict[str, list[Offer]] = {}
        for offer in [*own, *exports]:
            self.by_interface.setdefault(offer.interface, []).append(offer)
        self.fitting: dict[tuple[str, str, str, bool], list[Offer]] = {}
        self.edges: list[Edge] = []
        self.problems: list[WiringProblem] = []
        self.missing: list[MissingUse] = []

    def wire(self) -> Wiring:
        for number, entry in enumerate(self.entries):
            block = self.blocks.get(entry.block)
            if block is None:
                continue
            for name, use in block.spec.uses.items():
                if name in entry.uses:
                    self._take_named(number, entry, name, use)
                else:
                    self._take_only(number, entry, name, use)
            for name in entry.uses.keys() - block.spec.uses.keys():
                self._refuse_unknown(number, entry, name, block)
        return Wiring(tuple(self.edges), tuple(self.problems), tuple(self.missing))

    def _take_named(self, number: int, entry: BlockEntry, name: str, use: Use) -> None:
        reference = Reference.parse(entry.uses[name])
        offer = self.by_reference.get(reference)
        if not reference.stack and reference.instance == entry.instance:
            self._refuse(
                number, name, "self-use", "An instance uses itself", "An instance cannot use its own output.", "Name another instance."
            )
        elif offer is None:
            self._refuse_reference(number, name, reference)
        elif offer.interface != use.interface:
            detail = f"The use needs the interface `{use.interface}`, and `{reference}` offers `{offer.interface}`."
            self._refuse(number, name, "wrong-interface", "An output has another interface", detail, self._fitting_remedy(entry, use))
        elif not fits(offer.version, use.version):
            detail = f"The use needs `{use.interface}` {use.version}, and `{reference}` offers {offer.version}."
            remedy = "Choose another version of one of the two blocks."
            self._refuse(number, name, "wrong-interface-version", "An output has another version of its interface", detail, remedy)
        else:
            self.edges.append(Edge(entry.instance, name, offer, is_named=True))

    def _take_only(self, number: int, entry: BlockEntry, name: str, use: Use) -> None:
        found = self._candidates(entry, use, limit=2)
        if len(found) == 1:
            self.edges.append(Edge(entry.instance, name, found[0], is_named=False))
        elif found:
            listed = self._candidates(entry, use, limit=_NAMED_AT_MOST + 1)
            shown = ", ".join(f"`{offer.reference}`" for offer in listed[:_NAMED_AT_MOST])
            shown += ", and more" if len(listed) > _NAMED_AT_MOST else ""
            detail = f"The use `{name}` needs `{use.interface}` {use.version}, and more than one output fits: {shown}."
            remedy = f"Say which one, as in `uses: {{{name}: {found[0].reference}}}`."
            self.problems.append(WiringProblem(number, name, "use-ambiguous", "More than one output fits a use", detail, remedy))
        elif not use.optional:
            self.missing.append(MissingUse(number, entry.instance, name, entry.block, use.interface, use.version, entry.target or ""))

    def _candidates(self, entry: BlockEntry, use: Use, *, limit: int) -> list[Offer]:
        """Outputs that fit, not the entry's own, at most `limit`."""
        broker_of = entry.block if use.interface == BROKER_INTERFACE else ""
        key = (use.interface, use.version, broker_of, entry.target == LOCAL)
        if key not in self.fitting:
            self.fitting[key] = [
                offer
                for offer in self.by_interface.get(use.interface, ())
                if fits(offer.version, use.version)
                and (not broker_of or offer.block == broker_of + SERVICE_SUFFIX)
                and not (offer.stack and entry.target == LOCAL)
            ]
        # One more than asked, because one of them may be the entry's own.
        return [offer for offer in self.fitting[key][: limit + 1] if offer.stack or offer.instance != entry.instance][:limit]

    def _fitting_remedy(self, entry: BlockEntry, use: Use) -> str:
        found = self._candidates(entry, use, limit=_NAMED_AT_MOST)
        if not found:
            return f"Add a block that offers `{use.interface}`."
        return f"These fit: {', '.join(f'`{offer.reference}`' for offer in found)}."

    def _refuse_reference(self, number: int, name: str, reference: Reference) -> None:
        """Say whether the stack, the instance or the output is not there."""
        if reference.stack:
            detail = f"No stack that was found exports `{reference}` to this one."
            remedy = f"Check the name, and that the stack `{reference.stack}` lists this stack under `exports`."
            self._refuse(number, name, "export-unknown", "An output of another stack is not offered", detail, remedy)
            return
        if reference.instance not in self.instances:
            hint = did_you_mean(reference.instance, self.instances)
            detail = f"This stack has no instance `{reference.instance}`."
            self._refuse(number, name, "instance-unknown", "An instance is not there", detail, f"{hint}Name an instance of this stack.")
            return
        block = self.blocks.get(self.instances[reference.instance].block)
        if block is None:
            return  # its block is told to be unknown, and that is the cause
        outputs = ", ".join(f"`{output}`" for output in block.spec.provides) or "nothing"
        detail = f"The instance `{reference.instance}` has no output `{reference.output}`."
        self._refuse(number, name, "output-unknown", "An output is not there", detail, f"It offers {outputs}.")

    def _refuse_unknown(self, number: int, entry: BlockEntry, name: str, block: BuildingBlock) -> None:
        hint = did_you_mean(name, block.spec.uses)
        known = ", ".join(f"`{use}`" for use in block.spec.uses) or "none"
        detail = f"The block `{entry.block}` has no use `{name}`."
        self._refuse(number, name, "use-unknown", "A block has no such use", detail, f"{hint}Its uses: {known}.")

    def _refuse(self, number: int, name: str, code: str, summary: str, detail: str, remedy: str) -> None:
        self.problems.append(WiringProblem(number, name, code, summary, detail, remedy, is_named=True))
