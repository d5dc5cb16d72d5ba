"""What the catalog offers, as a value and for programs.

    format_version  "1.0"
    blocks[]        {name, title, description, owner, versions[], uses[], provides[], targets[], obligations[], roadmap[], support}
    versions[]      {version, channel, since, until, reason}; `channel` candidate stable deprecated recalled
                    `until` is the last day on which it is supported, or null
    uses[]          {name, interface, version, optional}      provides[]  {name, interface, version}
    targets[]       {name, fidelity, follows}
    obligations[]   {from, applies_to, basis, text}           roadmap[]   {version, expected, note}
    parameters      JSON Schema, only with one block
    data[]          {interface, name, place, term}, only with one block: what goes through its interfaces, and the IRIs of the meanings;
                    `place` is empty for the whole, else `street`, `[].givenName`
Texts are `{nl, fr, en}`, as in the documents.
"""

from __future__ import annotations

from typing import Any, Final

from bouwsteen.documents.building_blocks import BuildingBlock
from bouwsteen.documents.catalog_entries import CatalogEntry
from bouwsteen.documents.meanings import terms_of
from bouwsteen.documents.models import Text
from bouwsteen.documents.versions import newest_first
from bouwsteen.documents.workspaces import Workspace

FORMAT_VERSION: Final = "1.0"


def newest_block(workspace: Workspace, name: str) -> BuildingBlock | None:
    versions = workspace.blocks.get(name)
    return versions[newest_first(versions)[0]].model if versions else None


def catalog_json(workspace: Workspace) -> dict[str, Any]:
    names = sorted({*workspace.blocks, *workspace.catalog})
    return {"format_version": FORMAT_VERSION, "blocks": [block_json(workspace, name) for name in names]}


def block_json(workspace: Workspace, name: str, *, parameters: bool = False) -> dict[str, Any]:
    """A block that the catalog names and the tree does not have still shows its entry."""
    block, entry = newest_block(workspace, name), workspace.catalog.get(name)
    data: dict[str, Any] = {"name": name, **_of_block(block), **_of_entry(entry, block)}
    if parameters and block is not None:
        data["parameters"] = block.spec.parameters
        data["data"] = _data_of(workspace, block)
    return data


def _data_of(workspace: Workspace, block: BuildingBlock) -> list[dict[str, str]]:
    """What goes through the interfaces of a block, each once, with its meanings."""
    wanted = dict.fromkeys([each.interface for each in block.spec.provides.values()] + [use.interface for use in block.spec.uses.values()])
    found = []
    for interface_name in wanted:
        versions = workspace.interfaces.get(interface_name)
        if versions:
            for name, schema in versions[newest_first(versions)[0]].spec.data.items():
                places = terms_of(schema) or {"": ""}
                found += [{"interface": interface_name, "name": name, "place": place, "term": term} for place, term in places.items()]
    return found


def text_json(text: Text | None) -> dict[str, str] | None:
    return text.model_dump(exclude_none=True) if text is not None else None


def _of_block(block: BuildingBlock | None) -> dict[str, Any]:
    if block is None:
        return {"title": None, "description": None, "owner": None, "uses": [], "provides": [], "targets": []}
    spec = block.spec
    return {
        "title": text_json(spec.title),
        "description": text_json(spec.description),
        "owner": spec.owner,
        "uses": [
            {"name": name, "interface": use.interface, "version": use.version, "optional": use.optional} for name, use in spec.uses.items()
        ],
        "provides": [{"name": name, "interface": each.interface, "version": each.version} for name, each in spec.provides.items()],
        "targets": [
            {"name": name, "fidelity": target.fidelity, "follows": text_json(target.follows)} for name, target in spec.targets.items()
        ],
    }


def _of_entry(entry: CatalogEntry | None, block: BuildingBlock | None) -> dict[str, Any]:
    if entry is None:
        versions = [{"version": block.spec.version, "channel": None, "since": None, "until": None, "reason": None}] if block else []
        return {"versions": versions, "obligations": [], "roadmap": [], "support": None}
    spec = entry.spec
    return {
        "versions": [
            {
                "version": each.version,
                "channel": each.channel,
                "since": each.since.isoformat(),
                "until": each.until.isoformat() if each.until is not None else None,
                "reason": text_json(each.reason),
            }
            for each in spec.versions
        ],
        "obligations": [
            {
                "from": each.from_date.isoformat(),
                "applies_to": each.applies_to,
                "basis": each.basis.kind,
                "text": text_json(each.basis.text),
            }
            for each in spec.obligations
        ],
        "roadmap": [{"version": each.version, "expected": each.expected, "note": text_json(each.note)} for each in spec.roadmap],
        "support": spec.support.model_dump(mode="json", exclude_none=True) if spec.support else None,
    }
