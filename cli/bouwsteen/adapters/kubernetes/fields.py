"""What we own of an object, as the world shows it: the manifest that was applied, with the values that are there now.

Pure. What others own, what the server fills in and what controllers add lies outside the
manifest and is not looked at. A value that the server keeps in another form than it was sent in (a
quantity, a default inside a list, what a webhook rewrote) is *settled* when it is applied: its digest
is remembered, and it is the same as long as that holds. So no such difference asks for the same
change again and again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import orjson

from bouwsteen.planning.changes import FieldChange
from bouwsteen.planning.differences import same
from bouwsteen.providers.protocol import Difference
from bouwsteen.values import ABSENT, PLAIN_TYPES, Path, Secret, redact, reveal

Structure = Mapping[str, Any]  # a part of `fieldsV1`, of all managers together
# Pointer → digest of the value that the server keeps there; what is not named it keeps as it was sent.
Settled = Mapping[str, str]

_QUANTITY = re.compile(r"([+-]?[0-9.]+)([eE][+-]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?")
_UNITS: Final = {
    "n": Decimal("1e-9"), "u": Decimal("1e-6"), "m": Decimal("1e-3"), "": Decimal(1), "k": Decimal(10**3), "M": Decimal(10**6),
    "G": Decimal(10**9), "T": Decimal(10**12), "P": Decimal(10**15), "E": Decimal(10**18), "Ki": Decimal(2**10), "Mi": Decimal(2**20),
    "Gi": Decimal(2**30), "Ti": Decimal(2**40), "Pi": Decimal(2**50), "Ei": Decimal(2**60),
}  # fmt: skip
_OF_QUANTITIES: Final = frozenset(
    {
        "limits",
        "requests",
        "capacity",
        "hard",
        "allocatable",
        "default",
        "defaultRequest",
        "max",
        "min",
        "sizeLimit",
        "averageValue",
        "divisor",
    }
)


@dataclass(slots=True)
class Look:
    """One manifest held against one live object. `observed` is the manifest with what is there; `settling` what the server made of it."""

    observed: dict[str, Any] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    settling: dict[str, str] = field(default_factory=dict)


def look(applied: Mapping[str, Any], live: Mapping[str, Any], settled: Settled | None = None) -> Look:
    """`settled` None: nobody knows in which form the server keeps values, so only the rules here tell what is the same."""
    looker = _Looker(settled, salt=str(live.get("metadata", {}).get("uid", "")))
    found = looker.compare(applied, live, structure_of(live) or None, (), secret=False)
    return Look({} if found is ABSENT else found, looker.differences, looker.settling)


def structure_of(live: Mapping[str, Any]) -> Structure:
    """Which lists are keyed, by what any manager owns of the object."""
    merged: dict[str, Any] = {}
    for entry in live.get("metadata", {}).get("managedFields") or ():
        if isinstance(entry, Mapping) and not entry.get("subresource"):
            _merge(merged, entry.get("fieldsV1") or {})
    return merged


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, item in more.items():
        known = into.get(name)
        if known is None:
            into[name] = item
        elif item:
            copy = dict(known)
            _merge(copy, item)
            into[name] = copy


class _Looker:
    def __init__(self, settled: Settled | None, salt: str) -> None:
        self._settled = settled
        self._salt = salt
        self.differences: list[Difference] = []
        self.settling: dict[str, str] = {}

    def compare(self, applied: Any, live: Any, structure: Structure | None, path: Path, *, secret: bool) -> Any:
        """The applied value with what is there, ABSENT where nothing is. `structure` None: nobody says who owns what there.

        One without parts says that the value is owned as a whole: then what others add to it is a change of ours.
        """
        if type(applied) in PLAIN_TYPES:  # what most are, told at once
            return self._compare_leaf(applied, live, path, secret=secret)
        if isinstance(applied, Mapping) and applied and structure != {} and (live is ABSENT or isinstance(live, Mapping)):
            return self._compare_parts(applied, {} if live is ABSENT else live, structure or {}, path, secret=secret)
        if isinstance(applied, list) and isinstance(live, list) and applied and structure:
            keys = [name for name in structure if name.startswith("k:")]
            if keys:
                return self._compare_keyed(applied, live, structure, keys, path, secret=secret)
            if any(name.startswith("v:") for name in structure):
                return self._compare_set(applied, live, path)
        return self._compare_leaf(applied, live, path, secret=secret)

    def _compare_parts(self, applied: Mapping[str, Any], live: Mapping[str, Any], structure: Structure, path: Path, *, secret: bool) -> Any:
        found = {}
        for name, item in applied.items():
            inner = secret or (path == () and name == "data" and applied.get("kind") == "Secret")
            value = self.compare(item, live.get(name, ABSENT), structure.get(f"f:{name}"), (*path, name), secret=inner)
            if value is not ABSENT:
                found[name] = value
        return found or ABSENT

    def _compare_keyed(
        self, applied: list[Any], live: list[Any], structure: Structure, keys: Sequence[str], path: Path, *, secret: bool
    ) -> list[Any]:
        names = list(orjson.loads(keys[0][2:]))
        left = [item for item in live if isinstance(item, Mapping)]
        found = []
        for item in applied:
            match = next((each for each in left if _is_same_item(item, each, names)), None)
            place = (*path, "[" + ",".join(str(item[name]) for name in names if name in item) + "]")
            if match is None:
                self._differ(place, item, ABSENT)
                continue
            left = [each for each in left if each is not match]
            inner = structure.get("k:" + orjson.dumps({name: match.get(name) for name in names}).decode())
            found.append(self.compare(item, match, inner, place, secret=secret))
        return found

    def _compare_set(self, applied: list[Any], live: list[Any], path: Path) -> list[Any]:
        """Others may add to it; what we put in must be there."""
        for item in applied:
            if item not in live:
                self._differ((*path, f"[{item}]"), item, ABSENT)
        return [item for item in applied if item in live]

    def _compare_leaf(self, applied: Any, live: Any, path: Path, *, secret: bool) -> Any:
        plain = reveal(applied)
        if same(plain, live):
            return applied
        pointer = "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in path)
        digest = self._digest(live)
        self.settling[pointer] = digest
        if _is_same_by_rule(plain, live, path) if self._settled is None else digest == self._settled.get(pointer):
            return applied
        shown = Secret(live) if live is not ABSENT and (secret or isinstance(applied, Secret)) else live
        self._differ(path, applied, shown)
        return shown

    def _differ(self, path: Path, applied: Any, live: Any) -> None:
        self.differences.append(Difference(path, applied, live))

    def _digest(self, live: Any) -> str:
        content = b"absent" if live is ABSENT else orjson.dumps(live, option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(self._salt.encode() + b"\n" + content).hexdigest()[:32]


def _is_same_item(applied: Any, live: Mapping[str, Any], names: Sequence[str]) -> bool:
    """By the keys that the manifest gives; one that it leaves to the server (a protocol) may be anything."""
    return isinstance(applied, Mapping) and all(name not in applied or same(reveal(applied[name]), live.get(name)) for name in names)


def _is_same_by_rule(applied: Any, live: Any, path: Path) -> bool:
    """What needs no memory to be seen as the same: nothing and an empty value, a quantity in another unit, defaults inside a list."""
    if live is ABSENT or live is None:
        return applied in ("", 0, False, {}, [])
    if isinstance(applied, Mapping) and isinstance(live, Mapping):
        return all(name in live and _matches(item, live[name], (*path, name)) for name, item in applied.items())
    if isinstance(applied, list) and isinstance(live, list):
        return len(applied) == len(live) and all(_matches(one, other, path) for one, other in zip(applied, live, strict=True))
    if not _OF_QUANTITIES.isdisjoint(str(part) for part in path[-2:]):
        return (number := quantity(applied)) is not None and number == quantity(live)
    return False


def _matches(applied: Any, live: Any, path: Path) -> bool:
    return same(applied, live) or _is_same_by_rule(applied, live, path)


def quantity(value: Any) -> Decimal | None:
    """`500m`, `0.5` and `1Gi` as numbers; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    match = _QUANTITY.fullmatch(str(value))
    if match is None:
        return None
    number, unit = match.group(1), match.group(2) or ""
    try:
        return Decimal(number + unit) if unit[:1] in {"e", "E"} and unit not in {"E", "Ei"} else Decimal(number) * _UNITS[unit]
    except InvalidOperation:
        return None


def digest_differences(differences: Sequence[Difference]) -> str:
    """The same for the same differences: so it shows whether one comes back again and again."""
    parts = sorted(f"{_name(each)}={orjson.dumps(_plain(each.observed)).decode()}" for each in differences)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _name(difference: Difference) -> str:
    return FieldChange(difference.path, ABSENT, ABSENT).name


def _plain(value: Any) -> Any:
    return "absent" if value is ABSENT else reveal(value)


def describe(differences: Sequence[Difference]) -> str:
    """In one sentence for people, without secrets: the first three, and how many more."""

    def told() -> Iterator[str]:
        for each in differences[:3]:
            if isinstance(each.recorded, Secret) or isinstance(each.observed, Secret):
                yield f"{_name(each)} is another"
            elif each.observed is ABSENT:
                yield f"{_name(each)} is gone"
            else:
                yield f"{_name(each)} is {_short(each.observed)} instead of {_short(each.recorded)}"

    more = f", and {len(differences) - 3} more" if len(differences) > 3 else ""
    return ", ".join(told()) + more


def _short(value: Any) -> str:
    if value is ABSENT:
        return "nothing"
    text = orjson.dumps(redact(value)).decode()
    return text if len(text) <= 60 else text[:59] + "…"
