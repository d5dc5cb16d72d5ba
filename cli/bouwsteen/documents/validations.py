"""What only several documents together can show. The entry points; the rules are in the modules `…_checks`."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping

from bouwsteen.diagnostics import Diagnostic, Diagnostics, SourceRange, error
from bouwsteen.documents.block_checks import check_block
from bouwsteen.documents.environment_checks import check_environment
from bouwsteen.documents.examined_stacks import ExaminedStack, examine
from bouwsteen.documents.json_schemas import check_schema
from bouwsteen.documents.mention_checks import check_mentions
from bouwsteen.documents.schema_problems import tell_first
from bouwsteen.documents.stack_checks import check_stack
from bouwsteen.documents.waiver_checks import check_waivers
from bouwsteen.documents.wirings import SERVICE_SUFFIX
from bouwsteen.documents.workspaces import LoadedBlock, Workspace


def validate_stack(
    workspace: Workspace,
    name: str,
    *,
    bouwsteen_version: str | None = None,
    checked: MutableMapping[tuple[str, str], tuple[Diagnostic, ...]] | None = None,
) -> Diagnostics:
    """Everything that is wrong with one stack and the blocks that it adopts, in the order of the files.

    `checked` keeps what was found in blocks, by name and version, for who asks of many stacks of one workspace.
    """
    found = Diagnostics()
    loaded = workspace.stacks.get(name)
    if loaded is None:
        return found  # loading said why
    examined = examine(workspace, loaded)
    for block in examined.blocks.values():
        key = (block.model.metadata.name, block.model.spec.version)
        problems = checked.get(key) if checked is not None else None
        if problems is None:
            problems = tuple(validate_block(workspace, block, bouwsteen_version))
            if checked is not None:
                checked[key] = problems
        found.extend(problems)
    for service in _services(workspace, examined):
        found.extend(_check_offer(workspace, service))
    found.extend(tell_first(_check_all(examined), loaded.document.file))
    found.extend(check_waivers(loaded, workspace.policies))
    return Diagnostics(found.sorted())


def _services(workspace: Workspace, examined: ExaminedStack) -> Iterator[LoadedBlock]:
    """Those that a laptop adds by itself beside a share in them."""
    for name in sorted({block + SERVICE_SUFFIX for block in examined.blocks} - examined.blocks.keys()):
        yield from workspace.blocks.get(name, {}).values()


def _check_all(examined: ExaminedStack) -> Iterator[Diagnostic]:
    yield from check_stack(examined)
    for environment in examined.stack.spec.environments:
        yield from check_environment(examined, environment)
    yield from check_mentions(examined)


def validate_block(workspace: Workspace, block: LoadedBlock, bouwsteen_version: str | None = None) -> Iterator[Diagnostic]:
    """Everything that is wrong with one block, whoever adopts it."""
    return tell_first(_check_block(workspace, block, bouwsteen_version), block.document.file)


def _check_block(workspace: Workspace, block: LoadedBlock, bouwsteen_version: str | None) -> Iterator[Diagnostic]:
    yield from check_block(block.model, block.document, workspace.interfaces, workspace.interface_names, bouwsteen_version)
    for name, schema in block.file_schemas.items():
        for problem in check_schema(schema, recursive=True, strict=False):
            file = block.model.spec.files[name].schema_file or ""
            path = "/".join(str(step) for step in problem.path) or "the whole schema"
            yield error(
                problem.code,
                problem.summary,
                f"{problem.detail} Place: {path}.",
                problem.remedy,
                source=SourceRange(f"{block.document.file.rsplit('/', 1)[0]}/{file}"),
            )
    yield from _check_offer(workspace, block)


def _check_offer(workspace: Workspace, block: LoadedBlock) -> Iterator[Diagnostic]:
    name, version = block.model.metadata.name, block.model.spec.version
    entry = workspace.catalog.get(name)
    if entry is None:
        return  # a block that is not offered yet; a stack that adopts it is told
    offered = entry.offered(version)
    if offered is None:
        yield error(
            "version-not-offered",
            "A version is not in the catalog",
            f"The block is version {version}, and its catalog entry does not list that.",
            f"Add the version to catalog/{name}.yaml, first as `candidate`.",
            source=block.document.locate(("spec", "version")),
        )
    elif offered.digest is not None and offered.digest != block.digest:
        yield error(
            "published-version-changed",
            "A published version was changed",
            f"Version {version} was published with another digest, and a version never changes once it is out.",
            "Raise the version of the block.",
            source=block.document.locate(("spec", "version")),
        )


def validate_workspace(workspace: Workspace, *, bouwsteen_version: str | None = None) -> Diagnostics:
    """Every block, interface and stack that was loaded."""
    found = Diagnostics()
    for versions in workspace.blocks.values():
        for block in versions.values():
            found.extend(validate_block(workspace, block, bouwsteen_version))
    for name in workspace.stacks:
        found.extend(validate_stack(workspace, name, bouwsteen_version=bouwsteen_version))
    return Diagnostics(found.sorted())
