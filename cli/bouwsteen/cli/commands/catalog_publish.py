"""`bouwsteen catalog publish BLOCK`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from bouwsteen.cli.arguments.catalog_publish import Options
from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen.cli.files import write_text
from bouwsteen.cli.older_versions import read_older
from bouwsteen.cli.policies import chosen_day
from bouwsteen.cli.published_blocks import OfferedBlock, find_block, find_entry, open_own_catalog
from bouwsteen.cli.settings import Invocation
from bouwsteen.cli.views.publications import render_publication
from bouwsteen.diagnostics import Diagnostics
from bouwsteen.documents.catalog_edits import add_version, change_version
from bouwsteen.documents.compatibilities import (
    Consumer,
    Difference,
    Rise,
    compare_blocks,
    compare_interfaces,
    find_users_of_block,
    find_users_of_interface,
    rise_needed,
    rise_of,
)
from bouwsteen.documents.schema_changes import Kind
from bouwsteen.documents.validations import validate_block
from bouwsteen.documents.versions import newest_first, parse_version
from bouwsteen.documents.workspaces import LoadedBlock, Workspace
from bouwsteen.errors import InvalidInputError, NotFoundError
from bouwsteen.formats.publications import FORMAT_VERSION, consumers_json, differences_json


class Comparison(NamedTuple):
    before: str | None
    differences: list[Difference]
    consumers: list[Consumer]


def run(invocation: Invocation, options: Options) -> ExitCode:
    workspace = open_own_catalog(invocation)
    found = find_entry(workspace, options.block)
    block = _block(workspace, options.block)
    version = block.model.spec.version
    comparison = _compare(invocation, found, block)
    _require_rise(options.block, version, comparison)
    since = chosen_day(options.date)
    text, channel = _write(found, block, options.channel, since)
    changed = text != found.text
    if changed:
        write_text(found.file, text)
    data = {
        "format_version": FORMAT_VERSION,
        "block": options.block,
        "version": version,
        "channel": channel,
        "since": since.isoformat(),
        "digest": block.digest,
        "changed": changed,
        "compared_with": comparison.before,
        "tag": f"{options.block}/v{version}",
        "differences": differences_json(comparison.differences),
        "consumers": consumers_json(comparison.consumers),
    }
    invocation.emit(data, lambda: render_publication(data, invocation.terminal.look))
    return ExitCode.OK


def _block(workspace: Workspace, name: str) -> LoadedBlock:
    block = find_block(workspace, name)
    # That it is not offered yet is why it is published.
    mistakes = [each for each in validate_block(workspace, block) if each.is_error and each.code != "version-not-offered"]
    if mistakes:
        raise InvalidInputError.of(mistakes)
    return block


def _write(found: OfferedBlock, block: LoadedBlock, asked: str | None, since: dt.date) -> tuple[str, str]:
    """The text of the entry with this version in it, and its channel. A digest that was published was checked before."""
    version = block.model.spec.version
    offered = found.entry.offered(version)
    if offered is None:
        channel = asked or "candidate"
        return add_version(found.text, version, channel, since, block.digest), channel
    if offered.channel in {"deprecated", "recalled"}:
        raise InvalidInputError.because(
            "version-withdrawn",
            "A version was withdrawn",
            f"`{found.entry.metadata.name}` {version} is {offered.channel}, and a version that was withdrawn is not published again.",
            "Raise spec.version in the block's block.yaml, then publish that.",
        )
    channel = asked or offered.channel
    if channel == "candidate" and offered.channel == "stable":
        channel = "stable"  # who relies on it is not left behind
    fields: dict[str, object] = {"channel": channel} if channel != offered.channel else {}
    if offered.digest is None:
        fields["digest"] = block.digest
    return change_version(found.text, version, fields) if fields else found.text, channel


def _compare(invocation: Invocation, found: OfferedBlock, block: LoadedBlock) -> Comparison:
    """With the newest version before it that was not recalled, as its tag has it. Raises NotFoundError when no tag has it."""
    name, version = found.entry.metadata.name, block.model.spec.version
    earlier = [
        each.version
        for each in found.entry.spec.versions
        if parse_version(each.version) < parse_version(version) and each.channel != "recalled"
    ]
    if not earlier:
        return Comparison(None, [], [])
    before = newest_first(earlier)[0]
    problems = Diagnostics()
    older = read_older(invocation, found.workspace, name, before, problems)
    if older is None:
        raise NotFoundError.because(
            "version-content-missing",
            "An earlier version cannot be compared",
            f"Version {before} of `{name}` is offered, and no tag of this repository leads to it; who would break cannot be told.",
            f"Fetch the tags, or set the one that is missing:\n\n    git tag {name}/v{before} COMMIT",
        )
    differences = [
        *compare_blocks(older.blocks[name][before].model, block.model),
        *_compare_interfaces(older, found.workspace, older.blocks[name][before], block),
    ]
    consumers = find_users_of_block(found.workspace, name, differences)
    for provided in block.model.spec.provides.values():
        consumers += find_users_of_interface(found.workspace, provided.interface, provided.version)
    return Comparison(before, differences, list(dict.fromkeys(consumers)))


def _compare_interfaces(older: Workspace, newer: Workspace, before: LoadedBlock, after: LoadedBlock) -> Iterator[Difference]:
    """What the outputs of both mean, where an interface has other fields than it had."""
    for name, now in after.model.spec.provides.items():
        was = before.model.spec.provides.get(name)
        old = older.interfaces.get(was.interface, {}).get(was.version) if was is not None and was.interface == now.interface else None
        new = newer.interfaces.get(now.interface, {}).get(now.version)
        if old is None or new is None or was is None or old == new:
            continue
        differences = compare_interfaces(old, new)
        yield from (Difference(f"{now.interface}.{each.place}", each.kind, each.detail, each.breaking) for each in differences)
        if rise_of(was.version, now.version) < rise_needed(differences) and differences:
            detail = f"{now.interface} was {was.version} and is {now.version}, which says less than what changed in it"
            yield Difference(f"provides.{name}", Kind.REMOVED, detail, breaking=True)


def _require_rise(name: str, version: str, comparison: Comparison) -> None:
    """Raises InvalidInputError when the version says that less changed than did."""
    if comparison.before is None:
        return
    needed = rise_needed(comparison.differences)
    if rise_of(comparison.before, version) >= needed:
        return
    told = [each for each in comparison.differences if each.breaking or needed is Rise.MINOR]
    changes = "\n".join(f"  {each.place}: {each.detail}" for each in told[:20])
    users = ", ".join(f"{each.what} {each.name} ({each.through})" for each in comparison.consumers[:20])
    broken = f"\nWho would break: {users or 'nobody in this work tree'}." if needed is Rise.MAJOR else ""
    raise InvalidInputError.because(
        "version-rise-too-small",
        "A version rises less than what changed in it",
        f"`{name}` {version} differs from {comparison.before} in a way that needs a new {needed.name.lower()} version:\n{changes}{broken}",
        f"Raise the {needed.name.lower()} number in the block's block.yaml, or take back what changed.",
    )
