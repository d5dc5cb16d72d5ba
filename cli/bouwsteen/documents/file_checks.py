"""The content that instances take from folders of a stack: whether it is there, fits its schema, and finds the uses that it needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from bouwsteen.diagnostics import Diagnostic, SourceRange, error, warning
from bouwsteen.documents.building_blocks import KnownData
from bouwsteen.documents.examined_stacks import BLOCKS, ExaminedStack
from bouwsteen.documents.parameters import check_against
from bouwsteen.documents.positions import Path
from bouwsteen.documents.sources import load_document
from bouwsteen.documents.stacks import BlockEntry
from bouwsteen.documents.wirings import EXISTING, Edge
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


def check_known_of_files(examined: ExaminedStack, entry: BlockEntry, edges: Iterable[Edge]) -> Iterator[Diagnostic]:
    """Parts of files that ask people what a use of the instance knows: by its meaning, where nothing says that it is fetched.

    `edges` are those of the instance.
    """
    known = _meanings_of(examined, edges)
    for name, files in examined.blocks[entry.block].model.spec.files.items():
        folder = entry.files.get(name, files.folder)
        content = examined.loaded.files.get(folder)
        if not known or files.known is None or content is None or entry.target == EXISTING:
            continue
        for path in filter(lambda path: path.endswith(DOCUMENTS), content.files):
            document, _ = load_document(content.files[path], f"stacks/{examined.stack.name}/{folder}/{path}")
            asked = () if document is None else _list_parts(document.data)
            for at, part in asked:
                field, meaning = _find_meaning(files.known, part)
                if meaning in known and not part.keys() & set(files.known.unless) and document is not None:
                    where = document.locate((*at, field))
                    yield _explain_known(entry.instance, files.known.unless, *known[meaning], where)


def _find_meaning(how: KnownData, part: Mapping[str, Any]) -> tuple[str, str]:
    """(the field that shows what a part of a file asks, the IRI of that); empty where it asks nothing that has one."""
    term = part.get(how.term)
    if isinstance(term, str):
        return how.term, term
    shown = ((field, meanings.get(part[field], "")) for field, meanings in how.signs.items() if isinstance(part.get(field), str))
    return next(((field, meaning) for field, meaning in shown if meaning), ("", ""))


def _meanings_of(examined: ExaminedStack, edges: Iterable[Edge]) -> dict[str, tuple[str, str]]:
    """{IRI: (use, name of the datum)} of what the interfaces of these uses say to know."""
    found: dict[str, tuple[str, str]] = {}
    for edge in edges:
        interface = examined.workspace.interfaces.get(edge.offer.interface, {}).get(edge.offer.version)
        for name, schema in interface.spec.data.items() if interface is not None else ():
            if isinstance(schema.get("term"), str):
                found.setdefault(schema["term"], (edge.use, name))
    return found


def _list_parts(value: Any) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Every mapping in a document, with its place. Documents are bounded in depth."""
    waiting: list[tuple[Path, Any]] = [((), value)]
    while waiting:
        at, part = waiting.pop()
        if isinstance(part, dict):
            yield at, part
        children = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
        waiting += [((*at, key), child) for key, child in children]


def _explain_known(instance: str, fetched: Sequence[str], use: str, datum: str, where: SourceRange) -> Diagnostic:
    named = f"`{fetched[0]}: {datum}`" if fetched else f"`{datum}`"
    return warning(
        "file-asks-known",
        "People are asked what is known already",
        f"`{instance}` can read this by its use `{use}` (`{datum}`), and the file asks people for it all the same.",
        f"Add {named} here. Where it is about somebody else or comes from elsewhere, say so"
        f"{' by ' + ' or '.join(f'`{name}`' for name in fetched[1:]) if fetched[1:] else ''}.",
        source=where,
    )


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
