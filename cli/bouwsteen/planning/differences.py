"""Two values of `with` → the fields that differ."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from bouwsteen.planning.changes import FieldChange
from bouwsteen.providers.protocol import Present
from bouwsteen.values import ABSENT, PLAIN_TYPES, Path, Secret, Unknown


def diff_fields(before: Mapping[str, Any], after: Mapping[str, Any], forces_replacement: Collection[str] = ()) -> tuple[FieldChange, ...]:
    """What differs, as deep as both sides are maps, in order of name.

    Lists differ as a whole: a list's order is part of its meaning, and a difference by
    position would mislead. An Unknown after a recorded value counts as a difference;
    apply weakens it to nothing when the value turns out to be the same.
    """
    if same(before, after):
        return ()
    return tuple(
        FieldChange(path, old, new, forces_replacement=_forces(path, forces_replacement))
        for path, old, new in _differences(before, after, ())
    )


def _forces(path: Path, forcing: Collection[str]) -> bool:
    """Whether a field, or one that it is part of, is among those (`port`, `manifest.kind`)."""
    return bool(forcing) and any(".".join(map(str, path[: length + 1])) in forcing for length in range(len(path)))


def _differences(before: Any, after: Any, path: Path) -> Iterator[tuple[Path, Any, Any]]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in sorted({*before, *after}):
            yield from _differences(before.get(name, ABSENT), after.get(name, ABSENT), (*path, name))
    elif not same(before, after):
        yield path, before, after


def same(before: Any, after: Any) -> bool:
    """Equal as JSON: 1 and true differ, 1 and 1.0 do not. An Unknown is equal to nothing."""
    kind = type(before)
    if kind is type(after):  # what most are, told at once
        if kind is dict:
            return before.keys() == after.keys() and all(same(item, after[key]) for key, item in before.items())
        if kind in PLAIN_TYPES:
            return bool(before == after)
    if isinstance(before, Unknown) or isinstance(after, Unknown):
        return False
    if isinstance(before, Secret) or isinstance(after, Secret):
        return isinstance(before, Secret) and isinstance(after, Secret) and same(before.reveal(), after.reveal())
    if isinstance(before, bool) or isinstance(after, bool):
        return before is after
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        return before.keys() == after.keys() and all(same(before[key], after[key]) for key in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(same, before, after))
    return bool(before == after)


def drift_of(recorded: Mapping[str, Any], seen: Present) -> tuple[FieldChange, ...]:
    """Owned fields that are not as recorded, by the record's inputs and by what the provider compared itself."""
    told = tuple(FieldChange(each.path, each.recorded, each.observed) for each in seen.differences)
    return observed_drift(recorded, seen.inputs) + told


def observed_drift(recorded: Mapping[str, Any], observed: Mapping[str, Any]) -> tuple[FieldChange, ...]:
    """Owned fields whose observed value differs from the record; fields not observed are left out.

    `before` is what is recorded, `after` what the world shows.
    """
    return diff_fields({name: recorded.get(name, ABSENT) for name in observed}, observed)
