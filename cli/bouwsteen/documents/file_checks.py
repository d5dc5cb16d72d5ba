"""The content that instances take from folders of a stack: whether it is there, fits its schema, and finds the uses that it needs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from bouwsteen.diagnostics import Diagnostic, SourceRange, error
from bouwsteen.documents.examined_stacks import BLOCKS, ExaminedStack
from bouwsteen.documents.parameters import check_against
from bouwsteen.documents.sources import load_document
from bouwsteen.documents.stacks import BlockEntry
from bouwsteen.documents.wirings import EXISTING
from bouwsteen.documents.workspaces import LoadedBlock

DOCUMENTS: Final = (".yaml", ".yml", ".json")


def check_files(examined: ExaminedStack) -> Iterator[Diagnostic]:
    seen: set[tuple[str, str, str]] = set()
    for number, entry in enumerate(examined.stack.spec.blocks):
        block = examined.blocks.get(entry.block)
        if block is None:
            continue
        for name in entry.files.keys() - block.model.spec.files.keys():
            yield error(
                "unknown-field",
                "A field is not known",
                f"The block `{entry.block}` takes no files `{name}`.",
                f"It takes: {', '.join(block.model.spec.files) or 'none'}.",
                source=examined.document.locate((*BLOCKS, number, "files", name), key=True),
            )
        for name, spec in block.model.spec.files.items():
            folder = entry.files.get(name, spec.folder)
            if (entry.block, name, folder) not in seen:
                seen.add((entry.block, name, folder))
                yield from _check_folder(examined, number, entry, block, name, folder)


def _check_folder(
    examined: ExaminedStack, number: int, entry: BlockEntry, block: LoadedBlock, name: str, folder: str
) -> Iterator[Diagnostic]:
    if folder in examined.loaded.refused:
        return  # loading told why
    found = examined.loaded.files.get(folder)
    if found is None or not found.files:
        named = name in entry.files
        yield error(
            "missing-folder",
            "A folder that an instance needs is not there",
            f"The instance `{entry.instance}` takes its {name} from the folder `{folder}` of the stack, which is not there or empty.",
            f"Add the folder, or name another one under `files.{name}`.",
            source=examined.document.locate((*BLOCKS, number, "files", name) if named else (*BLOCKS, number, "block")),
        )
        return
    schema = block.file_schemas.get(name)
    for path, content in found.files.items():
        if path.endswith(DOCUMENTS):
            yield from check_content(content, f"stacks/{examined.stack.name}/{folder}/{path}", schema)


def check_content(content: bytes, file: str, schema: Mapping[str, Any] | None) -> list[Diagnostic]:
    """One file of a stack's content against the schema that the block gives."""
    document, problems = load_document(content, file)
    if document is None or schema is None:
        return problems
    return check_against(schema, document.data, lambda path, key: document.locate(path, key=key), recursive=True)


def check_needs_of_files(
    examined: ExaminedStack, entry: BlockEntry, environment: str, wired: Collection[tuple[str, str]]
) -> Iterator[Diagnostic]:
    """Files with a field that works only with a use that may be left out, and is. `wired` holds (instance, use)."""
    spec = examined.blocks[entry.block].model.spec
    for name, files in spec.files.items():
        unmet = {field: use for field, use in files.needs.items() if use in spec.uses and (entry.instance, use) not in wired}
        folder = entry.files.get(name, files.folder)
        content = examined.loaded.files.get(folder)
        if not unmet or content is None or entry.target == EXISTING:
            continue
        for path in filter(lambda path: path.endswith(DOCUMENTS), content.files):
            document, _ = load_document(content.files[path], f"stacks/{examined.stack.name}/{folder}/{path}")
            if document is None:
                continue
            for field in unmet.keys() & document.data.keys():
                where = document.locate((field,), key=True)
                yield _explain_need(examined, entry.instance, environment, field, unmet[field], spec.uses[unmet[field]].interface, where)


def _explain_need(
    examined: ExaminedStack, instance: str, environment: str, field: str, use: str, interface: str, where: SourceRange
) -> Diagnostic:
    named = " or ".join(f"the block `{name}`" for name in examined.blocks_that_offer(interface)) or f"a block that offers `{interface}`"
    return error(
        "file-needs-use",
        "A file needs what is not wired",
        f"The file has the field `{field}`, for which `{instance}` needs its use `{use}` (`{interface}`), and nothing in `{environment}` "
        f"offers it.",
        f"Add {named} to the stack, or remove `{field}` from the file.",
        source=where,
    )
