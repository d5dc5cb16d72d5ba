"""What stays of a stack when nothing asks for it any more: the list of it, in the ConfigMap `<stack>-retained`. Pure.

The ConfigMap has no owner: it is there for whoever comes after the Stack was deleted, and it goes when nothing is retained any more.

format_version  "1.0"
stack, environment
deleted         whether the Stack itself is gone
retained[]      {address, type, id?, objects[]}: what stays, with the objects that it is, as `StatefulSet herstappe-test/database`
more            how many there are beyond those that are listed; left out where there are none
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import orjson

from bouwsteen.formats.stack_objects import ENVIRONMENT_LABEL, MANAGED_BY, STACK_LABEL
from bouwsteen.state.records import RecordKey, ResourceRecord
from bouwsteen_operator.keys import Key

RETAINED_KEY: Final = "retained.json"
_MOST: Final = 500


def retained_map(stack: str) -> str:
    """The name of the ConfigMap."""
    return f"{stack}-retained"


def retained_keys(records: Iterable[ResourceRecord]) -> frozenset[RecordKey]:
    """Of those that stay although nothing asks for them."""
    return frozenset(each.key for each in records if each.retained)


def retained_manifest(key: Key, environment: str, records: Iterable[ResourceRecord], *, is_deleted: bool) -> dict[str, Any]:
    """`data` is empty where nothing stays."""
    listed = [_retained(each) for each in sorted(records, key=lambda each: str(each.key))]
    document = {
        "format_version": "1.0",
        "stack": key.name,
        "environment": environment,
        "deleted": is_deleted,
        "retained": listed[:_MOST],
        **({"more": len(listed) - _MOST} if len(listed) > _MOST else {}),
    }
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": retained_map(key.name),
            "namespace": key.namespace,
            "labels": {**MANAGED_BY, STACK_LABEL: key.name, ENVIRONMENT_LABEL: environment},
        },
        "data": {RETAINED_KEY: orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()} if listed else {},
    }


def _retained(record: ResourceRecord) -> dict[str, Any]:
    objects = [f"{each.kind.rpartition('/')[2]} {each.id}" for each in record.objects]
    return {"address": record.address.local, "type": record.type, **({"id": record.id} if record.id else {}), "objects": objects}
