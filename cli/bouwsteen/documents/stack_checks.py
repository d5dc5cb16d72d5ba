"""What a stack says against itself, its blocks and the catalog: organisation, names, versions, parameters, files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bouwsteen.diagnostics import Diagnostic, error, warning
from bouwsteen.documents.block_choices import choose_version, explain_no_version
from bouwsteen.documents.examined_stacks import BLOCKS, ExaminedStack
from bouwsteen.documents.file_checks import check_files
from bouwsteen.documents.organisations import find_organisation
from bouwsteen.documents.parameters import check_against
from bouwsteen.documents.positions import Path
from bouwsteen.documents.stacks import BlockEntry
from bouwsteen.documents.workspaces import LoadedBlock
from bouwsteen.phrases import did_you_mean


def check_stack(examined: ExaminedStack) -> Iterator[Diagnostic]:
    yield from _check_organisation(examined)
    yield from _check_names(examined)
    yield from _check_blocks(examined)
    yield from _check_values(examined)
    yield from check_files(examined)


def _check_organisation(examined: ExaminedStack) -> Iterator[Diagnostic]:
    given = examined.stack.spec.organisation
    at: Path = ("spec", "organisation")
    if find_organisation(given, examined.workspace.organisations) is None:
        if given.nis and not examined.workspace.has_all_organisations:
            pass  # it may stand in what could not be read, which loading told
        elif given.nis:
            yield error(
                "organisation-unknown",
                "An organisation is not in the catalog",
                f"The catalog has no organisation with the NIS number {given.nis}.",
                "Correct the number, or describe the organisation by `name` and `kind`.",
                source=examined.document.locate((*at, "nis")),
            )
        else:
            yield error(
                "organisation-incomplete",
                "An organisation is not described",
                "An organisation is found by its NIS number, and without one it needs a `name` and a `kind`.",
                "Add `nis`, or `name` and `kind`.",
                source=examined.document.locate(at, key=True),
            )
    if given.kbo and not _has_check_digits(given.kbo):
        yield error(
            "bad-check-digits",
            "A number has wrong check digits",
            "The last two digits of this KBO number do not follow from the ones before.",
            "Look the number up in the Crossroads Bank for Enterprises.",
            source=examined.document.locate((*at, "kbo")),
        )


def _check_names(examined: ExaminedStack) -> Iterator[Diagnostic]:
    seen: dict[str, int] = {}
    for number, entry in enumerate(examined.stack.spec.blocks):
        first = seen.setdefault(entry.instance, number)
        if first != number:
            yield error(
                "duplicate-instance",
                "Two instances have the same name",
                f"The name `{entry.instance}` was used before in this stack.",
                "Give one of them another `name`.",
                source=examined.document.locate((*BLOCKS, number, "name" if entry.name else "block")),
            )
    for environment, settings in examined.stack.spec.environments.items():
        for name in settings.blocks.keys() - examined.instances.keys():
            yield examined.no_instance(name, ("spec", "environments", environment, "blocks", name), key=True)


def _check_blocks(examined: ExaminedStack) -> Iterator[Diagnostic]:
    told: set[tuple[str, str]] = set()
    for number, entry in enumerate(examined.stack.spec.blocks):
        key = (entry.block, entry.version)
        if key not in told:
            told.add(key)
            known = examined.workspace.blocks.get(entry.block, {})
            choice = choose_version(entry.version, known, examined.workspace.catalog.get(entry.block))
            yield from _warn_of_channel(examined, entry, choice, number) if choice else _explain_no_block(examined, entry, number)


def _explain_no_block(examined: ExaminedStack, entry: BlockEntry, number: int) -> Iterator[Diagnostic]:
    workspace = examined.workspace
    offered = workspace.catalog.get(entry.block)
    is_there = entry.block in workspace.block_names
    if offered is None and entry.block in workspace.entry_names:
        return  # its catalog entry has a mistake, which loading told
    if offered is None or not is_there:
        hint = did_you_mean(entry.block, workspace.catalog)
        yield error(
            "block-unknown",
            "A block is not offered",
            f"The stack adopts `{entry.block}`, and {'the catalog does not offer it' if is_there else 'there is no such block'}.",
            f"{hint}The catalog offers: {', '.join(sorted(workspace.catalog)) or 'nothing'}.",
            source=examined.document.locate((*BLOCKS, number, "block")),
        )
    elif entry.block in workspace.blocks:  # else its own document has a mistake, which loading told
        why = explain_no_version(entry.version, workspace.blocks[entry.block], offered)
        at: Path = (*BLOCKS, number, "version")
        yield error(why.code, why.summary, why.detail, why.remedy, source=examined.document.locate(at))


def _warn_of_channel(examined: ExaminedStack, entry: BlockEntry, version: str, number: int) -> Iterator[Diagnostic]:
    offered = examined.workspace.catalog[entry.block].offered(version)
    if offered is None or offered.channel == "stable":
        return
    why = f" {offered.reason.in_language('en')}" if offered.reason else ""
    yield warning(
        f"version-{offered.channel}",
        "A version is not offered as stable",
        f"`{entry.block}` {version} is {offered.channel} in the catalog.{why}",
        "Choose a stable version when there is one that fits.",
        source=examined.document.locate((*BLOCKS, number, "version")),
    )


def _check_values(examined: ExaminedStack) -> Iterator[Diagnostic]:
    """Parameters of each instance: as written where no environment changes them, else as each environment has them."""
    environments = examined.stack.spec.environments
    for number, entry in enumerate(examined.stack.spec.blocks):
        block = examined.blocks.get(entry.block)
        if block is None or block.model.spec.parameters.get("type") != "object":
            continue
        changed = [
            name
            for name, settings in environments.items()
            if entry.instance in settings.blocks and settings.blocks[entry.instance].parameters
        ]
        base: Path = (*BLOCKS, number, "parameters")
        if len(changed) < len(environments):
            yield from _check_parameters(examined, block, entry.parameters, base, (), {})
        for name in changed:
            over = environments[name].blocks[entry.instance].parameters
            yield from _check_parameters(
                examined, block, entry.parameters, base, ("spec", "environments", name, "blocks", entry.instance, "parameters"), over
            )


def _check_parameters(
    examined: ExaminedStack, block: LoadedBlock, values: Mapping[str, Any], base: Path, over_base: Path, over: Mapping[str, Any]
) -> list[Diagnostic]:
    def locate(path: Path, key: bool) -> Any:
        return examined.document.locate((*(over_base if path and path[0] in over else base), *path), key=key)

    return check_against(block.model.spec.parameters, {**values, **over}, locate)


def _has_check_digits(kbo: str) -> bool:
    digits = kbo.replace(".", "")
    return 97 - int(digits[:8]) % 97 == int(digits[8:])
