"""Every code that Bouwsteen reports, with its cause and remedy, in three languages: one module per area.

Whoever gives a diagnostic a new code adds an entry to the module of its area, next to its neighbours; a test names the
codes that have none. Nothing imports this package before something is to be explained.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bouwsteen.cli.messages import (
    blocks,
    brokers,
    catalogs,
    clusters,
    commands,
    dangers,
    expressions,
    fields,
    files,
    imports,
    loads,
    machine,
    operators,
    plans,
    policies,
    revisions,
    stacks,
    states,
    versions,
    yaml_documents,
)
from bouwsteen.cli.messages.entries import Entries, Entry

# In the order in which people meet them. The names are texts: `messages.area.<name>`.
AREAS: Final[Mapping[str, Entries]] = {
    "commands": commands.ENTRIES,
    "files": files.ENTRIES,
    "yaml": yaml_documents.ENTRIES,
    "fields": fields.ENTRIES,
    "stacks": stacks.ENTRIES,
    "blocks": blocks.ENTRIES,
    "versions": versions.ENTRIES,
    "catalogs": catalogs.ENTRIES,
    "expressions": expressions.ENTRIES,
    "policies": policies.ENTRIES,
    "revisions": revisions.ENTRIES,
    "plans": plans.ENTRIES,
    "dangers": dangers.ENTRIES,
    "imports": imports.ENTRIES,
    "states": states.ENTRIES,
    "machine": machine.ENTRIES,
    "brokers": brokers.ENTRIES,
    "clusters": clusters.ENTRIES,
    "operators": operators.ENTRIES,
    "loads": loads.ENTRIES,
}

ENTRIES: Final[Entries] = {code: entry for entries in AREAS.values() for code, entry in entries.items()}


def find_entry(code: str) -> Entry | None:
    return ENTRIES.get(code)


def find_area(code: str) -> str:
    """The name of the area of a code that is in the catalogue."""
    return next(name for name, entries in AREAS.items() if code in entries)
