"""Digests of canonical content (RFC 8785, SHA-256): what equal means across machines and runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bouwsteen.documents.digests import IntegerDomainError, canonical, digest_bytes
from bouwsteen.planning.changes import Change
from bouwsteen.state.encodings import pointer
from bouwsteen.values import ABSENT, Path, Secret, Unknown, has_secret, map_leaves, walk_leaves


def digest(value: Any) -> str:
    """`sha256:…` of plain JSON. Integers beyond 53 bits are written as text, as RFC 8785 has no room for them."""
    try:
        return digest_bytes(canonical(value))
    except IntegerDomainError:
        return digest_bytes(canonical(map_leaves(value, _plain)))


def _plain(_: Path, leaf: Any) -> Any:
    return str(leaf) if isinstance(leaf, int) and not isinstance(leaf, bool) else leaf


def version_secrets(root: str, after: Mapping[str, Any], before: Mapping[str, Any], versions: Mapping[str, int]) -> dict[str, int]:
    """The version number of each secret leaf: as recorded when equal, one more when it changed, 1 when new.

    `root` is `inputs` or `outputs`, the first part of the pointers that are the keys.
    """
    if not has_secret(after):
        return {}
    known = {path: leaf for path, leaf in walk_leaves(before) if isinstance(leaf, Secret)}
    result = {}
    for path, leaf in walk_leaves(after):
        if isinstance(leaf, Secret):
            name = pointer((root, *path))
            version = versions.get(name, 0)
            result[name] = version if version and known.get(path) == leaf else version + 1
    return result


def neutral(value: Any, versions: Mapping[str, int]) -> Any:
    """Plain JSON of inputs with Secret and Unknown leaves: no secret enters a digest."""

    def convert(path: Path, leaf: Any) -> Any:
        if isinstance(leaf, Secret):
            return {"$secret": versions.get(pointer(("inputs", *path)), 0)}
        if isinstance(leaf, Unknown):
            return {"$unknown": leaf.type}
        return None if leaf is ABSENT else leaf

    return map_leaves(value, convert)


def change_digest_input(change: Change) -> dict[str, Any]:
    return {
        "address": str(change.address),
        "generation": change.generation,
        "action": change.action.value,
        "reason": change.reason.value,
        "forcing": list(change.forcing),
        "desired": neutral(change.desired, change.secret_versions),
        "record": change.record_fingerprint,
        "movedFrom": str(change.moved_from) if change.moved_from else "",
        "rotation": change.rotation,
    }


def plan_digest(intent: str, changes: Iterable[Change], verdicts: Iterable[tuple[str, str]] = ()) -> str:
    """Intent, each change, and what policies said of the documents (fingerprint and action).

    The order of changes is no part of it: those that do not wait for each other stand in the order of their documents' keys, which an
    API server does not keep. What does not change enters by the intent alone. What policies say of a change follows from the change,
    and from who approves of it, which is not known yet.
    """
    changed = sorted((each for each in changes if each.is_change), key=lambda each: (str(each.address), each.generation))
    parts: dict[str, Any] = {"intent": intent, "changes": [change_digest_input(each) for each in changed]}
    if said := sorted(list(each) for each in verdicts):
        parts["verdicts"] = said
    return digest(parts)


def intent_digest(place: str, parts: Mapping[str, str]) -> str:
    """Of what a pull request approves: stack, overlay, lock, policies, waivers. Needs no world.

    `place` is `stack/environment`: two stacks that say the same are two intents.
    """
    return digest({"place": place, "parts": dict(parts)})


def approvable_digests(place: str, parts: Mapping[str, str]) -> tuple[str, ...]:
    """The digest of an intent, and what it was when it did not hold the place: approvals in git name that beside it, and stand."""
    return intent_digest(place, parts), digest(dict(parts))


def moved_parts(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The names of the parts that differ, for the message of a stale plan."""
    return sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
