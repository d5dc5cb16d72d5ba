"""What is wrong with documents that only compiling them shows: expressions, references, cycles. Nothing is planned."""

from __future__ import annotations

from collections.abc import Iterable

from bouwsteen.diagnostics import Diagnostics
from bouwsteen.documents.workspaces import LoadedBlock, LoadedStack, Workspace
from bouwsteen.engine.compilations import CompiledBlocks, compile_resolved
from bouwsteen.errors import InvalidInputError
from bouwsteen.planning.compiled_blocks import InterfaceShape
from bouwsteen.resolution.resolutions import Resolution, resolve_stack


def check_expressions(workspace: Workspace, stacks: Iterable[str], blocks: CompiledBlocks) -> Diagnostics:
    """What only compiling shows: expressions, references, cycles, versions that exclude each other.

    Needs no lock and no secret. For documents that are sound in themselves.
    """
    found = Diagnostics()
    for stack in stacks:
        loaded = workspace.stacks[stack]
        resolution, problems = resolve_stack(workspace, stack)
        found.extend(problems)
        if resolution is None:
            continue
        found.extend(check_resolved(workspace, loaded, resolution, blocks))
    return Diagnostics(found.sorted())


def check_resolved(workspace: Workspace, loaded: LoadedStack, resolution: Resolution, blocks: CompiledBlocks) -> Diagnostics:
    """The same for one stack that was resolved already."""
    found = Diagnostics()
    for environment in loaded.model.spec.environments:
        try:
            compile_resolved(workspace, loaded, environment, resolution, blocks)
        except InvalidInputError as invalid:
            found.extend(invalid.diagnostics)
    return found


def check_blocks(workspace: Workspace, blocks: CompiledBlocks) -> Diagnostics:
    """The same for every block by itself, in each of its targets, whoever adopts it."""
    found = Diagnostics()
    for versions in workspace.blocks.values():
        for loaded in versions.values():
            found.extend(check_block(workspace, loaded, blocks))
    return Diagnostics(found.sorted())


def check_block(workspace: Workspace, loaded: LoadedBlock, blocks: CompiledBlocks) -> Diagnostics:
    """The same for one block."""
    newest = {name: InterfaceShape.of(next(iter(versions.values()))) for name, versions in workspace.interfaces.items()}
    # An older version of a block provides an interface as that was then.
    own = {
        each.interface: InterfaceShape.of(workspace.interfaces[each.interface][each.version])
        for each in loaded.model.spec.provides.values()
        if each.version in workspace.interfaces.get(each.interface, {})
    }
    found = Diagnostics()
    for target in loaded.model.spec.targets:
        found.extend(blocks.get(loaded, target, {**newest, **own})[1])
    return Diagnostics(found.sorted())
