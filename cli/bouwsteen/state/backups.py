"""The payload of a backup: a whole environment in one piece, calls in doubt and secrets included.

Only for bytes that are encrypted afterwards. It carries the payloads of a store as they are, each
with its own version, in an envelope with the version of the whole.
"""

from __future__ import annotations

import dataclasses
from typing import Final

import orjson

from bouwsteen.errors import StateError
from bouwsteen.state import formats
from bouwsteen.state.formats import Root
from bouwsteen.state.restorations import Past

FORMAT_VERSION: Final = 1


def write_backup(past: Past) -> bytes:
    root = Root(dataclasses.replace(past.snapshot, units={}), past.in_doubt)
    units = [orjson.Fragment(formats.write_unit(unit)) for unit in past.snapshot.units.values()]
    return orjson.dumps({"format_version": FORMAT_VERSION, "root": orjson.Fragment(formats.write_root(root)), "units": units})


def read_backup(payload: bytes, file: str) -> Past:
    """Raises StateCorruptError when this is not a backup, StateError when it is a newer one."""
    try:
        data = orjson.loads(payload)
        version = data["format_version"]
        if isinstance(version, int) and version > FORMAT_VERSION:
            raise formats.newer_format(file, version)
        if version != FORMAT_VERSION:
            raise ValueError
        root = formats.read_root(orjson.dumps(data["root"]), file)
        units = [formats.read_unit(orjson.dumps(unit), file) for unit in data["units"]]
    except StateError:
        raise
    except (LookupError, TypeError, ValueError, AttributeError):
        raise formats.malformed(file) from None  # the cause may quote values of the state
    snapshot = dataclasses.replace(root.shell, units={unit.instance: unit for unit in units})
    if snapshot.contradictions():
        raise formats.malformed(file)
    return Past(snapshot, root.in_doubt)
