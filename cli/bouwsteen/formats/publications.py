"""What the verbs of the catalog's life report, for programs.

format_version  "1.0"
publish     {block, version, channel, since, digest, changed, compared_with, tag, differences[], consumers[]}
deprecate, recall   {block, version, channel, reason, changed, stacks[]}; `stacks` lock that version
snapshot    {number, issued, expires, file, signed_by}        verify  {number, issued, expires, signed_by, checked, tags}
roadmap     {items[]}: {block, date, kind, version, text}; `text` {nl, fr, en} or null
            `kind` expected obligation deprecated recalled last-day, which is the last day of support
differences[]   {place, kind, detail, breaking}               consumers[]  {what, name, through}
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from bouwsteen.documents.compatibilities import Consumer, Difference
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.formats.catalogs import text_json

FORMAT_VERSION: Final = "1.0"


def differences_json(differences: Iterable[Difference]) -> list[dict[str, Any]]:
    return [{"place": each.place, "kind": each.kind.value, "detail": each.detail, "breaking": each.breaking} for each in differences]


def consumers_json(consumers: Iterable[Consumer]) -> list[dict[str, Any]]:
    return [each._asdict() for each in consumers]


def roadmap_json(workspace: Workspace, names: Iterable[str]) -> dict[str, Any]:
    """By date; what stands on one day in the order of the blocks."""
    items: list[dict[str, Any]] = []
    for name in names:
        spec = workspace.catalog[name].spec
        items += [_item(name, each.expected, "expected", each.version, text_json(each.note)) for each in spec.roadmap]
        items += [_item(name, each.from_date.isoformat(), "obligation", None, text_json(each.basis.text)) for each in spec.obligations]
        items += [
            _item(name, each.since.isoformat(), each.channel, each.version, text_json(each.reason))
            for each in spec.versions
            if each.channel in {"deprecated", "recalled"}
        ]
        items += [_item(name, each.until.isoformat(), "last-day", each.version, None) for each in spec.versions if each.until]
    return {"format_version": FORMAT_VERSION, "items": sorted(items, key=lambda item: (item["date"], item["block"], item["kind"]))}


def _item(block: str, date: str, kind: str, version: str | None, text: dict[str, str] | None) -> dict[str, Any]:
    return {"block": block, "date": date, "kind": kind, "version": version, "text": text}
