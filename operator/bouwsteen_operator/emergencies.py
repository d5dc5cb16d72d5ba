"""What people changed by hand while an emergency is declared, in the words of the pull request that must follow. Pure.

It stands in the ConfigMap `<stack>-emergency`, so that nobody has to remember what was done in a hurry:

format_version    "1.0"
stack, environment
by, reason, until as the emergency was declared
changes[]         {address, instance, field, before?, after?, parameter?}: as it was made, and as it is now; `field` is empty where the
                  whole object is gone. `parameter` says which one of the block gives the field
diff              of what the document of the stack says of this environment, so that these changes stay. Empty where no parameter says
                  them. The document in git is written as its authors like it: the lines are for reading and taking over

No secret is in it: a value that is one is shown as `{"$secret": true}`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

import orjson

from bouwsteen.adapters.kubernetes.origins import input_of
from bouwsteen.engine.drifts import Drift, compare
from bouwsteen.expressions.trees import WholeNode
from bouwsteen.formats.stack_objects import MANAGED_BY, STACK_LABEL
from bouwsteen.formats.values_json import shown_json
from bouwsteen.formats.writers import to_yaml
from bouwsteen.planning.changes import FieldChange
from bouwsteen.planning.expansions import Expansion, ResourceNode
from bouwsteen.values import ABSENT
from bouwsteen_operator.caches import Object
from bouwsteen_operator.instances import Seen, owner_of
from bouwsteen_operator.keys import Key

FOLLOW_UP_KEY: Final = "follow-up.json"
DIFF_KEY: Final = "stack.diff"  # the same diff, for who reads the ConfigMap itself
_MOST: Final = 200  # changes that are told; the others are counted
_BOOLEANS: Final = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class _Found:
    """A parameter that says a field, and what it would have to be."""

    instance: str
    parameter: str
    value: Any


def follow_up_map(stack: str) -> str:
    """The name of the ConfigMap."""
    return f"{stack}-emergency"


def write_follow_up(key: Key, stack: Object, environment: str, expansion: Expansion | None, seen: Seen) -> dict[str, Any]:
    """The document above. `seen` has what the world showed of what is on record."""
    declared = stack["spec"]["breakGlass"]
    nodes = {node.address: node for node in expansion.resources()} if expansion is not None else {}
    changes, found = [], []
    for drift in _drifts(seen):
        for field in drift.fields or (None,):
            parameter = _parameter_of(nodes.get(drift.address), field)
            found += [parameter] if parameter is not None else []
            changes.append(_change(drift, field, parameter))
    return {
        "format_version": "1.0",
        "stack": key.name,
        "environment": environment,
        "by": declared["by"],
        "reason": declared["reason"],
        "until": declared["until"],
        "changes": changes[:_MOST],
        **({"more": len(changes) - _MOST} if len(changes) > _MOST else {}),
        "diff": _diff(key.name, stack["spec"], environment, found),
    }


def follow_up_manifest(key: Key, stack: Object, document: Mapping[str, Any]) -> dict[str, Any]:
    """The ConfigMap that holds it. It goes with its Stack."""
    text = orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": follow_up_map(key.name),
            "namespace": key.namespace,
            "labels": {**MANAGED_BY, STACK_LABEL: key.name},
            "ownerReferences": [owner_of(stack)],
        },
        "data": {FOLLOW_UP_KEY: text, **({DIFF_KEY: document["diff"]} if document["diff"] else {})},
    }


def _drifts(seen: Seen) -> Iterator[Drift]:
    """What a hand did: what is there and only not ready yet is none of it."""
    for record in sorted(seen.records, key=lambda each: str(each.key)):
        observation = seen.observations.get(record.key)
        drift = compare(record, observation) if observation is not None and not record.retained else None
        if drift is not None and drift.kind in {"missing", "changed", "stopped"}:
            yield drift


def _change(drift: Drift, field: FieldChange | None, parameter: _Found | None) -> dict[str, Any]:
    told: dict[str, Any] = {"address": drift.address.local, "instance": drift.address.instance, "field": field.name if field else ""}
    for side, value in (("before", field.before), ("after", field.after)) if field is not None else ():
        if value is not ABSENT:
            told[side] = shown_json(value)
    return {**told, **({"parameter": parameter.parameter} if parameter is not None else {})}


def _parameter_of(node: ResourceNode | None, field: FieldChange | None) -> _Found | None:
    """The parameter that is the whole of what a block says for that field. What is worked out of several has no way back."""
    path = input_of(node.resource.type.name, field.path) if node is not None and field is not None else None
    if node is None or field is None or path is None:
        return None
    try:
        template = node.resource.inputs.template.at(path)
    except KeyError:
        return None
    inside = template.node
    if not isinstance(inside, WholeNode) or len(template.references) != 1:
        return None
    reference = template.references[0]
    if reference.root != "parameters" or len(reference.path) != 1 or inside.expression.text.strip() != f"parameters.{reference.path[0]}":
        return None
    value = _as_parameter(field.after, str(inside.expression.schema.get("type", "string")))
    return _Found(node.instance.name, str(reference.path[0]), value) if value is not None else None


def _as_parameter(live: object, kind: str) -> Any:
    """A field as its parameter is written; None where it cannot be one. Secrets are none: they are never written down."""
    text = str(live)
    if isinstance(live, bool) or not isinstance(live, str | int | float):
        return live if isinstance(live, bool) and kind == "boolean" else None
    try:
        match kind:
            case "integer":
                return int(text)
            case "number":
                return float(text)
            case "boolean":
                return _BOOLEANS.get(text)
            case "string":
                return text
    except ValueError:
        pass
    return None


def _diff(name: str, spec: Mapping[str, Any], environment: str, found: list[_Found]) -> str:
    """Of what the environment says of its blocks: elsewhere nothing was changed by hand."""
    before = {"spec": {"environments": {environment: (spec.get("environments") or {}).get(environment) or {}}}}
    after = deepcopy(before)
    blocks = after["spec"]["environments"][environment].setdefault("blocks", {}) if found else {}
    for each in found:
        blocks.setdefault(each.instance, {}).setdefault("parameters", {})[each.parameter] = each.value
    file = f"stacks/{name}/stack.yaml"
    was, becomes = (to_yaml(side).splitlines(keepends=True) for side in (before, after))
    return "".join(difflib.unified_diff(was, becomes, f"a/{file}", f"b/{file}"))
