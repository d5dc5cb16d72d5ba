"""What a stack is made of, part by part, as digests: two trees in which all parts are equal give the stack the same answers.

The parts are named `stack`, `lock`, `waivers`, `files <folder>`, `organisation`, `catalog`, `exports`, `reached`,
`block <name>`, `offer <name>`, `interface <name>`, `policy <name>`, `profile <name>`. A part that is not there has no digest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from bouwsteen.documents.digests import digest_data
from bouwsteen.documents.examined_stacks import list_exports
from bouwsteen.documents.organisations import find_organisation
from bouwsteen.documents.stacks import Stack
from bouwsteen.documents.wirings import SERVICE_SUFFIX
from bouwsteen.documents.workspaces import LoadedStack, Workspace
from bouwsteen.engine.compilations import describe


class StackInputs:
    """Of the stacks of one workspace. What they share is digested once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._exporters = {loaded.model.name: loaded for loaded in _all_stacks(workspace) if loaded.model.spec.exports}
        self._shared = {
            **{f"policy {name}": digest_data(policy.document.data) for name, policy in workspace.policies.items()},
            **{f"profile {name}": digest for name, digest in workspace.profile_digests.items()},
        }
        self._blocks: dict[str, dict[str, str]] = {}

    def around(self, stack: str) -> Workspace:
        """The workspace as `stack` sees it: itself and who exports something, so that looking around costs the same in any fleet.

        Who exports something sees all, because it realises outputs for all of them.
        """
        if stack in self._exporters:
            return self._workspace
        others = {name: loaded for name, loaded in self._exporters.items() if name != stack}
        return replace(self._workspace, stacks={stack: self._workspace.stacks[stack]}, neighbours=others)

    def digests(self, stack: str) -> dict[str, str]:
        loaded = self._workspace.stacks[stack]
        found = {
            "stack": digest_data(loaded.document.data),
            **{f"files {folder}": files.digest for folder, files in loaded.files.items()},
            **self._shared,
        }
        if loaded.lock is not None:
            found["lock"] = digest_data(loaded.lock.data)
        if loaded.waivers:
            found["waivers"] = digest_data([waiver.model_dump(mode="json", by_alias=True) for waiver in loaded.waivers])
        if organisation := self._describe(loaded.model):
            found["organisation"] = digest_data(organisation)
        if offers := list_exports(self.around(stack), stack):
            found["exports"] = digest_data([str(offer) for offer in offers])
        if stack in self._exporters:
            found["reached"] = digest_data({each.model.name: self._describe(each.model) for each in _all_stacks(self._workspace)})
        if self._workspace.pinned is not None:
            found["catalog"] = digest_data([self._workspace.pinned.git, self._workspace.pinned.commit])
        for name in sorted({entry.block for entry in loaded.model.spec.blocks}):
            found.update(self._block(name))
            found.update(self._block(name + SERVICE_SUFFIX))
        return found

    def _describe(self, stack: Stack) -> Mapping[str, Any]:
        organisation = find_organisation(stack.spec.organisation, self._workspace.organisations)
        return describe(organisation) if organisation is not None else {}

    def _block(self, name: str) -> Mapping[str, str]:
        if name not in self._blocks:
            self._blocks[name] = dict(self._block_parts(name))
        return self._blocks[name]

    def _block_parts(self, name: str) -> Iterator[tuple[str, str]]:
        versions = self._workspace.blocks.get(name, {})
        if versions:
            yield f"block {name}", digest_data({version: loaded.digest for version, loaded in versions.items()})
        offered = self._workspace.catalog.get(name)
        if offered is not None:
            yield f"offer {name}", digest_data(offered.model_dump(mode="json", by_alias=True))
        specs = [loaded.model.spec for loaded in versions.values()]
        used = {use.interface for spec in specs for use in spec.uses.values()}
        named = used | {output.interface for spec in specs for output in spec.provides.values()}
        for interface in sorted(named & self._workspace.interface_digests.keys()):
            yield f"interface {interface}", digest_data(dict(self._workspace.interface_digests[interface]))


def _all_stacks(workspace: Workspace) -> Iterable[LoadedStack]:
    return (*workspace.stacks.values(), *workspace.neighbours.values())
