"""The first files of a stack. Pure: an organisation and blocks in, texts out."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence

from bouwsteen.addresses import STACK_NAME
from bouwsteen.cli.texts import Texts
from bouwsteen.documents.building_blocks import BuildingBlock
from bouwsteen.documents.names import API_VERSION
from bouwsteen.documents.organisations import Organisation
from bouwsteen.documents.wirings import BROKER_INTERFACE, SERVICE_SUFFIX

_LONGEST_NAME = 42


def name_after(organisation: str) -> str:
    """`Sint-Pieters-Leeuw` → `sint-pieters-leeuw`. ValueError when nothing is left of it."""
    plain = unicodedata.normalize("NFKD", organisation).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:_LONGEST_NAME].strip("-")
    if not STACK_NAME.fullmatch(name):
        raise ValueError(organisation)
    return name


def find_organisations(typed: str, known: Mapping[str, Organisation]) -> list[Organisation]:
    """By NIS number, else by name, whatever the capitals and accents."""
    if typed in known:
        return [known[typed]]
    return [each for each in known.values() if _folded(each.name) == _folded(typed)]


def _folded(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each)).casefold().strip()


def starting_blocks(blocks: Mapping[str, BuildingBlock]) -> list[str]:
    """What an organisation begins with: every block that gives it something and runs on a laptop, in order of need.

    Services are left out: a laptop adds them by itself. So are shares in services, but for those that another one needs, and
    blocks that use nothing and that none but a service must have.
    """
    others = [block for name, block in blocks.items() if not name.endswith(SERVICE_SUFFIX)]
    needed = {use.interface for block in others for use in block.spec.uses.values() if not use.optional}

    def begins(name: str, block: BuildingBlock) -> bool:
        if "local" not in block.spec.targets or name.endswith(SERVICE_SUFFIX) or _is_share(block):
            return False
        return bool(block.spec.provides and block.spec.uses) or any(each.interface in needed for each in block.spec.provides.values())

    return with_needs([name for name, block in blocks.items() if begins(name, block)], blocks)


def _is_share(block: BuildingBlock) -> bool:
    """Whether it takes a share in a service: alone it does nothing."""
    return any(use.interface == BROKER_INTERFACE for use in block.spec.uses.values())


def with_needs(wanted: Sequence[str], blocks: Mapping[str, BuildingBlock]) -> list[str]:
    """`wanted` and what they need, needs first. An interface that several blocks provide is left for a person to choose."""
    found: dict[str, None] = {}
    waiting: set[str] = set()

    def add(name: str) -> None:
        if name in found or name in waiting:
            return
        waiting.add(name)
        for use in blocks[name].spec.uses.values():
            if use.interface == BROKER_INTERFACE or use.optional:
                continue
            providers = [
                other for other, block in blocks.items() if any(each.interface == use.interface for each in block.spec.provides.values())
            ]
            if len(providers) == 1:
                add(providers[0])
        found[name] = None

    for name in wanted:
        add(name)
    return list(found)


def stack_text(name: str, organisation: Organisation, chosen: Sequence[str], blocks: Mapping[str, BuildingBlock], texts: Texts) -> str:
    """A stack.yaml with what is chosen, and what else there is as comments."""
    lines = [
        f"# {texts('init.header', organisation=organisation.name)}",
        f"# {texts('init.header.schema')}",
        f"apiVersion: {API_VERSION}",
        "kind: Stack",
        f"metadata: {{name: {name}}}",
        "spec:",
        f"  organisation: {{nis: {json.dumps(organisation.nis)}}} # {_comment(organisation.name, organisation.province)}",
        "  blocks:",
    ]
    for block in chosen:
        lines += _entry(block, blocks[block], texts, "    ")
    others = [block for block in blocks if block not in chosen and not block.endswith(SERVICE_SUFFIX)]
    if others:
        lines.append(f"    # {texts('init.others')}")
        for block in others:
            lines += _entry(block, blocks[block], texts, "    # ")
    lines += [
        "  environments:",
        f"    # {texts('init.local')}",
        "    local: {target: local}",
        f"    # {texts('init.overlay')}",
        "    # test:",
        "    #   target: local",
        "    #   blocks:",
        f"    #     {chosen[-1] if chosen else 'forms'}: {{parameters: {{}}}}",
    ]
    return "\n".join(lines) + "\n"


def _entry(name: str, block: BuildingBlock, texts: Texts, indent: str) -> list[str]:
    major = block.spec.version.split(".")[0]
    minor = block.spec.version.split(".")[1]
    title = texts.choose(block.spec.title.model_dump(exclude_none=True))
    parameters = ", ".join(block.spec.parameters.get("properties", {}))
    known = f" ({texts('init.parameters')} {parameters})" if parameters else ""
    comment_indent = indent if indent.endswith("# ") else f"{indent}# "
    return [f"{comment_indent}{_comment(title)}{known}", f"{indent}- {{block: {name}, version: ^{major}.{minor}}}"]


def _comment(*parts: str) -> str:
    """What stands behind a `#` stays on its line."""
    return ", ".join(" ".join(part.split()) for part in parts if part)


def readme_text(name: str, organisation: Organisation, chosen: Sequence[str], texts: Texts) -> str:
    blocks = "\n".join(f"- `{block}`" for block in chosen)
    return texts("init.readme", name=name, organisation=organisation.name, blocks=blocks) + "\n"
