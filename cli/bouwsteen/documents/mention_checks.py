"""What a stack says about its instances elsewhere than in their entries: exports, loads, rotations, data, moves."""

from __future__ import annotations

from collections.abc import Iterator

from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen.documents.examined_stacks import BLOCKS, ExaminedStack
from bouwsteen.documents.move_chains import names_that_come_back
from bouwsteen.documents.positions import Path
from bouwsteen.documents.sources import Document
from bouwsteen.documents.stacks import BlockEntry
from bouwsteen.documents.workspaces import LoadedBlock


def check_mentions(examined: ExaminedStack) -> Iterator[Diagnostic]:
    for number, export in enumerate(examined.stack.spec.exports):
        instance, output = export.output.split("/")
        at: Path = ("spec", "exports", number, "output")
        if instance not in examined.instances:
            yield examined.no_instance(instance, at)
        elif (block := examined.blocks.get(examined.instances[instance].block)) and output not in block.model.spec.provides:
            yield _no_output(examined, instance, output, block, at)
    for number, load in enumerate(examined.stack.spec.expected_load):
        if load.block not in examined.instances:
            yield examined.no_instance(load.block, ("spec", "expectedLoad", number, "block"))
    for key in examined.stack.spec.rotations:
        if key.split(".")[0] not in examined.instances:
            yield examined.no_instance(key.split(".")[0], ("spec", "rotations", key), key=True)
    yield from _check_flows(examined)
    yield from _check_moves(examined)


def _check_flows(examined: ExaminedStack) -> Iterator[Diagnostic]:
    """What is said of the data of a use, by an entry or for one environment."""
    said: list[tuple[BlockEntry, Path]] = [(entry, (*BLOCKS, number)) for number, entry in enumerate(examined.stack.spec.blocks)]
    for name, environment in examined.stack.spec.environments.items():
        said += [
            (examined.instances[instance].model_copy(update={"data": overlay.data}), ("spec", "environments", name, "blocks", instance))
            for instance, overlay in environment.blocks.items()
            if instance in examined.instances
        ]
    for entry, at in said:
        block = examined.blocks.get(entry.block)
        for use in entry.data:
            if block is not None and use not in block.model.spec.uses:
                yield _no_use(examined, use, entry, block, (*at, "data", use))


def _no_output(examined: ExaminedStack, instance: str, output: str, block: LoadedBlock, at: Path) -> Diagnostic:
    return error(
        "output-unknown",
        "An output is not there",
        f"The instance `{instance}` has no output `{output}`.",
        f"It offers {', '.join(f'`{name}`' for name in block.model.spec.provides) or 'nothing'}.",
        source=examined.document.locate(at),
    )


def _no_use(examined: ExaminedStack, use: str, entry: BlockEntry, block: LoadedBlock, at: Path) -> Diagnostic:
    return error(
        "use-unknown",
        "A block has no such use",
        f"The block `{entry.block}` has no use `{use}`.",
        f"Its uses: {', '.join(f'`{name}`' for name in block.model.spec.uses) or 'none'}.",
        source=examined.document.locate(at, key=True),
    )


def _check_moves(examined: ExaminedStack) -> Iterator[Diagnostic]:
    moves = {move.from_name: move.to for move in examined.stack.spec.moved}
    rounds = names_that_come_back(moves)
    sources: set[str] = set()
    targets: set[str] = set()
    for number, move in enumerate(examined.stack.spec.moved):
        at: Path = ("spec", "moved", number)
        if move.from_name in examined.instances:
            yield _bad_move(
                examined.document, (*at, "from"), f"The instance `{move.from_name}` is still in the stack, so it cannot have moved."
            )
        if move.from_name.count("/") != move.to.count("/"):
            yield _bad_move(examined.document, (*at, "to"), f"`{move.from_name}` and `{move.to}` are not the same kind of thing.")
        elif move.to.split("/")[0] not in examined.instances and move.to not in moves:
            yield examined.no_instance(move.to.split("/")[0], (*at, "to"))
        if move.from_name in sources:
            yield _bad_move(examined.document, (*at, "from"), f"`{move.from_name}` moves twice.")
        if move.to in targets:
            yield _bad_move(examined.document, (*at, "to"), f"Two things move to `{move.to}`.")
        if move.from_name in rounds:
            yield _bad_move(examined.document, (*at, "from"), f"`{move.from_name}` comes back to where it was by these moves.")
        sources.add(move.from_name)
        targets.add(move.to)


def _bad_move(document: Document, at: Path, detail: str) -> Diagnostic:
    return error("bad-move", "A move makes no sense", detail, "Remove the move or correct its names.", source=document.locate(at))
