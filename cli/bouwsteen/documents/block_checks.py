"""What a block or an interface says against itself, and against the interfaces of the catalog. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen.documents.building_blocks import BuildingBlock, Resource, Target
from bouwsteen.documents.interfaces import Interface
from bouwsteen.documents.json_schemas import check_schema
from bouwsteen.documents.move_chains import names_that_come_back
from bouwsteen.documents.parameters import as_diagnostic, check_defaults
from bouwsteen.documents.positions import Path
from bouwsteen.documents.sources import Document
from bouwsteen.documents.versions import fits, newest_first
from bouwsteen.phrases import did_you_mean

Interfaces = Mapping[str, Mapping[str, Interface]]


def check_block(
    block: BuildingBlock, document: Document, interfaces: Interfaces, interface_names: Collection[str], bouwsteen_version: str | None
) -> Iterator[Diagnostic]:
    """Everything that is wrong with one block, whoever adopts it.

    An interface in `interface_names` that is not in `interfaces` has a mistake of its own.
    """
    wanted = block.spec.requires.bouwsteen
    if bouwsteen_version is not None and not fits(bouwsteen_version, wanted):
        yield error(
            "bouwsteen-too-old",
            "A block needs another version of Bouwsteen",
            f"The block asks for Bouwsteen {wanted}, and this is {bouwsteen_version}.",
            "Install a version of Bouwsteen that fits.",
            source=document.locate(("spec", "requires", "bouwsteen")),
        )
    yield from check_parameters_schema(block.spec.parameters, document, ("spec", "parameters"))
    yield from _check_interfaces(block, document, interfaces, interface_names)
    yield from _check_needs(block, document)
    for name, target in block.spec.targets.items():
        yield from _check_target(block, target, document, ("spec", "targets", name))
    yield from _check_moves(block, document)


def _check_moves(block: BuildingBlock, document: Document) -> Iterator[Diagnostic]:
    moves = {move.from_name: move.to for move in block.spec.moved}
    rounds = names_that_come_back(moves)
    times = Counter(move.from_name for move in block.spec.moved)
    places = {resource.id for target in block.spec.targets.values() for resource in target.resources}
    places |= {
        f"{name}/{resource.id}"
        for target in block.spec.targets.values()
        for name, output in target.provides.items()
        for resource in output.resources
    }
    for number, move in enumerate(block.spec.moved):
        why = ""
        if move.from_name in places:
            why = f"The block still has a resource `{move.from_name}`, so it cannot have moved."
        elif move.to not in places and move.to not in moves:
            why = f"The block has no resource `{move.to}` to move to."
        elif move.from_name in rounds:
            why = f"`{move.from_name}` comes back to where it was by these moves."
        elif times[move.from_name] > 1:
            why = f"`{move.from_name}` moves more than once."
        if why:
            at = document.locate(("spec", "moved", number))
            yield error("bad-move", "A move makes no sense", why, "Remove the move or correct its names.", source=at)


def check_parameters_schema(schema: Mapping[str, Any], document: Document, at: Path) -> list[Diagnostic]:
    """A schema of parameters: sound, of a mapping, and with defaults that it accepts itself."""

    def locate(path: Path, key: bool) -> Any:
        return document.locate((*at, *path), key=key)

    problems = [as_diagnostic(problem, locate) for problem in check_schema(dict(schema))]
    if problems:
        return problems
    if schema.get("type") != "object":
        return [
            error(
                "schema-invalid",
                "A schema is not valid",
                "Parameters are a mapping, so their schema has `type: object`.",
                "Add `type: object`.",
                source=document.locate(at, key=True),
            )
        ]
    return [as_diagnostic(problem, locate) for problem in check_defaults(schema)]


def _check_interfaces(block: BuildingBlock, document: Document, interfaces: Interfaces, names: Collection[str]) -> Iterator[Diagnostic]:
    for name, use in block.spec.uses.items():
        at = ("spec", "uses", name)
        known = interfaces.get(use.interface)
        if known is None:
            if use.interface not in names:
                yield _unknown_interface(use.interface, interfaces, document, at)
            continue
        fitting = [version for version in newest_first(known) if fits(version, use.version)]
        if not fitting:
            yield _unknown_version(use.interface, use.version, known, document, at)
        else:
            yield from _check_request(use.request, known[fitting[0]], document, (*at, "request"))
    for name, provided in block.spec.provides.items():
        at = ("spec", "provides", name)
        known = interfaces.get(provided.interface)
        if known is None:
            if provided.interface not in names:
                yield _unknown_interface(provided.interface, interfaces, document, at)
        elif provided.version not in known:
            yield _unknown_version(provided.interface, provided.version, known, document, at)


def _check_needs(block: BuildingBlock, document: Document) -> Iterator[Diagnostic]:
    for files, spec in block.spec.files.items():
        for field, use in spec.needs.items():
            if use not in block.spec.uses:
                known = ", ".join(f"`{name}`" for name in block.spec.uses) or "none"
                yield error(
                    "use-unknown",
                    "A block has no such use",
                    f"Files with the field `{field}` are said to need the use `{use}`, which the block does not have.",
                    f"Its uses: {known}.",
                    source=document.locate(("spec", "files", files, "needs", field)),
                )


def _unknown_interface(name: str, interfaces: Interfaces, document: Document, at: Path) -> Diagnostic:
    hint = did_you_mean(name, interfaces)
    return error(
        "interface-unknown",
        "An interface is not in the catalog",
        f"The catalog has no interface `{name}`.",
        f"{hint}The catalog has: {', '.join(sorted(interfaces)) or 'none'}.",
        source=document.locate((*at, "interface")),
    )


def _unknown_version(name: str, version: str, known: Mapping[str, Interface], document: Document, at: Path) -> Diagnostic:
    return error(
        "interface-version-unknown",
        "A version of an interface is not in the catalog",
        f"The catalog has no version {version} of the interface `{name}`.",
        f"The catalog has: {', '.join(newest_first(known))}.",
        source=document.locate((*at, "version")),
    )


def _check_request(request: Mapping[str, Any], interface: Interface, document: Document, at: Path) -> Iterator[Diagnostic]:
    """The names in a request; its values are templates, and the compiler looks at those."""
    for name in request.keys() - interface.spec.request.keys():
        hint = did_you_mean(name, interface.spec.request)
        yield error(
            "unknown-field",
            "A field is not known",
            f"The request of the interface `{interface.metadata.name}` has no field `{name}`.",
            f"{hint}Its fields: {', '.join(interface.spec.request) or 'none'}.",
            source=document.locate((*at, name), key=True),
        )
    for name in interface.spec.request_required:
        if name not in request:
            yield error(
                "missing-field",
                "A field is missing",
                f"The interface `{interface.metadata.name}` asks for `{name}` in the request.",
                f"Add `{name}`.",
                source=document.locate(at, key=True),
            )


def _check_target(block: BuildingBlock, target: Target, document: Document, at: Path) -> Iterator[Diagnostic]:
    ids = {resource.id for resource in target.resources}
    yield from _check_resources(target.resources, frozenset(), document, (*at, "resources"))
    for name, output in target.provides.items():
        here = (*at, "provides", name)
        if name not in block.spec.provides:
            yield error(
                "output-unknown",
                "An output is not there",
                f"The block does not say under `spec.provides` that it has an output `{name}`.",
                f"Its outputs: {', '.join(block.spec.provides) or 'none'}.",
                source=document.locate(here, key=True),
            )
        yield from _check_resources(output.resources, frozenset(ids), document, (*here, "resources"))
    for name in block.spec.provides.keys() - target.provides.keys():
        yield error(
            "output-missing",
            "A target does not realise an output",
            f"The block provides `{name}`, and this target does not say how.",
            f"Add `provides.{name}` to the target.",
            source=document.locate(at, key=True),
        )


def _check_resources(resources: tuple[Resource, ...], outer: frozenset[str], document: Document, at: Path) -> Iterator[Diagnostic]:
    seen = set(outer)
    for number, resource in enumerate(resources):
        if resource.id in seen:
            yield error(
                "duplicate-id",
                "Two resources have the same id",
                f"The id `{resource.id}` was used before in this target.",
                "Give one of them another id.",
                source=document.locate((*at, number, "id")),
            )
        seen.add(resource.id)
    for number, resource in enumerate(resources):
        for place, other in enumerate(resource.depends_on):
            if other not in seen or other == resource.id:
                hint = did_you_mean(other, (each.id for each in resources if each is not resource))
                yield error(
                    "resource-unknown",
                    "A resource is not there",
                    f"`{resource.id}` depends on `{other}`, and that is not another resource of this target.",
                    f"{hint}Name another resource of this target.",
                    source=document.locate((*at, number, "dependsOn", place)),
                )


def check_interface(interface: Interface, document: Document) -> Iterator[Diagnostic]:
    """Sound schemas of fields, request and data, and nothing required that is not there."""
    for group, parts in (("fields", interface.spec.fields), ("request", interface.spec.request), ("data", interface.spec.data)):
        for name, schema in parts.items():
            at: Path = ("spec", group, name)
            for problem in check_schema(schema):
                yield as_diagnostic(problem, lambda path, key, at=at: document.locate((*at, *path), key=key))  # type: ignore[misc]  # mypy sees no default
    for key, names, parts in (
        ("required", interface.spec.required, interface.spec.fields),
        ("requestRequired", interface.spec.request_required, interface.spec.request),
    ):
        for number, name in enumerate(names):
            if name not in parts:
                yield error(
                    "unknown-field",
                    "A field is not known",
                    f"`{name}` is required and the interface does not have it.",
                    f"Its fields: {', '.join(parts) or 'none'}.",
                    source=document.locate(("spec", key, number)),
                )
