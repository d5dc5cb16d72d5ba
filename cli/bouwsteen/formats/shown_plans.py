"""A plan as `plan_json` wrote it → a plan to look at.

What no document has (secrets, their versions, moves of records) is not in it: it is shown, and never carried out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bouwsteen.addresses import Address
from bouwsteen.diagnostics import Diagnostic, Severity, SourceRange
from bouwsteen.planning.actions import Action, Reason
from bouwsteen.planning.changes import Change, FieldChange
from bouwsteen.planning.plans import Note, Plan
from bouwsteen.values import ABSENT, Secret, Unknown

_WITHHELD: Final = Secret("withheld")


def read_shown_plan(document: Mapping[str, Any]) -> Plan:
    """Raises ValueError for what is no plan of this format."""
    try:
        if str(document["format_version"]).partition(".")[0] != "1":
            raise ValueError(f"its format is {str(document['format_version'])[:20]}")
        return Plan(
            str(document["stack"]),
            str(document["environment"]),
            str(document["organisation"]),
            str(document["lineage"]),
            int(document["serial"]),
            tuple(map(_change, document["changes"])),
            tuple(Note(str(each["code"]), str(each["text"]), str(each["address"])) for each in document["notes"]),
            tuple(map(_diagnostic, document["warnings"])),
            str(document["intent_digest"]),
            str(document["digest"]),
            destroys=document["destroys"] is True,
            fidelities={str(name): str(each) for name, each in document["fidelities"].items()},
        )
    except (LookupError, TypeError, AttributeError) as problem:
        raise ValueError(f"a field is missing or of another type ({type(problem).__name__})") from problem


def _change(written: Mapping[str, Any]) -> Change:
    moved = written["moved_from"]
    return Change(
        Address.parse(str(written["address"])),
        str(written["type"]),
        Action(written["action"]),
        Reason(written["reason"]),
        desired=_value(dict(written["desired"])),
        fields=tuple(map(_field, written["fields"])),
        generation=int(written["generation"]),
        create_first=written["create_first"] is True,
        moved_from=Address.parse(str(moved)) if moved else None,
        retain=written["retain"] is True,
        detail=str(written["detail"]),
    )


def _field(written: Mapping[str, Any]) -> FieldChange:
    before, after = (_value(written[side]) if side in written else ABSENT for side in ("before", "after"))
    return FieldChange(tuple(written["path"]), before, after, written["forces_replacement"] is True)


def _value(value: Any) -> Any:
    if isinstance(value, list):
        return [_value(each) for each in value]
    if not isinstance(value, dict):
        return value
    if value == {"$secret": True}:
        return _WITHHELD
    if value.keys() == {"$unknown"}:
        return Unknown(str(value["$unknown"]))
    return {str(name): _value(each) for name, each in value.items()}


def _diagnostic(written: Mapping[str, Any]) -> Diagnostic:
    place = written["source"]
    return Diagnostic(
        Severity(written["severity"]),
        str(written["code"]),
        str(written["summary"]),
        str(written["detail"]),
        str(written["remedy"]),
        SourceRange(str(place["file"]), int(place["line"]), int(place["column"])) if place else None,
        str(written["address"]) if written["address"] else None,
    )
