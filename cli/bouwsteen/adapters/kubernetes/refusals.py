"""What went wrong with an object, as outcomes for people. No secret of what was sent gets in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bouwsteen.adapters.kubernetes.conflicts import TakeOver, explain
from bouwsteen.adapters.kubernetes.failures import ClusterError, Kind
from bouwsteen.adapters.kubernetes.manifests import ManifestError, ObjectKey, hide
from bouwsteen.errors import BouwsteenError
from bouwsteen.providers.protocol import Effect, Failed, ProviderObject, Unreadable


class RefusalError(Exception):
    """Ends the work on a resource. Internal: the provider turns it into its outcome."""

    def __init__(self, failed: Failed) -> None:
        super().__init__(failed.detail)
        self.failed = failed


def with_objects(failed: Failed, id_: str, objects: tuple[ProviderObject, ...], private: dict[str, object], *, changed: bool) -> Failed:
    """The same, of a resource of which something is there. `changed`: part of it was brought to what is wanted by this very call."""
    effect = failed.effect if failed.effect is not Effect.NONE or not changed else Effect.PARTIAL
    return replace(failed, effect=effect, id=id_ if objects else "", objects=objects, private=private)


def cannot_open(error: BouwsteenError) -> Failed:
    first = error.diagnostics[0]
    return Failed(first.code, first.summary, first.detail, first.remedy)


def as_unreadable(failed: Failed) -> Unreadable:
    return Unreadable(failed.detail, failed.remedy)


def of_manifest(error: ManifestError) -> RefusalError:
    return RefusalError(
        Failed(
            "object-too-large",
            "An object is larger than a cluster stores",
            f"{error} It was not sent.",
            "Split it, or keep large content outside the cluster.",
        )
    )


_BUSY: Final = frozenset({Kind.UNREACHABLE, Kind.TIMEOUT, Kind.THROTTLED, Kind.SERVER_ERROR})


def of_cluster(error: ClusterError, what: str, secrets: list[str], *, writes: bool = False) -> Failed:
    """What a cluster answered, or did not. `writes`: the request may have changed something."""
    said = hide(error.message, secrets)
    if error.kind in {Kind.UNAUTHORIZED, Kind.FORBIDDEN}:
        return Failed(
            "cluster-forbids",
            "The cluster does not allow it",
            f"To {what}: {said}.",
            "Ask who runs the cluster for the right that it names, or choose another context.",
        )
    if error.kind in _BUSY:
        effect = Effect.UNKNOWN if writes and error.is_in_doubt else Effect.NONE
        return Failed(
            "cluster-unreachable" if error.kind in {Kind.UNREACHABLE, Kind.TIMEOUT} else "cluster-busy",
            "The cluster cannot be reached" if error.kind in {Kind.UNREACHABLE, Kind.TIMEOUT} else "The cluster has too much to do",
            f"To {what}: {said}.",
            "Run again when it answers.",
            effect=effect,
            transient=True,
        )
    return Failed(
        "object-refused",
        "The cluster refused an object",
        f"To {what}: {said}.",
        "Correct what it names. A field that cannot change needs a new object: ask for one with --replace ADDRESS.",
    )


def not_made(why: str) -> Failed:
    return Failed(
        "manifest-not-made",
        "The objects of a resource cannot be made",
        f"{why}",
        "Correct the block or what it is given.",
    )


def conflict(key: ObjectKey, error: ClusterError, rules: Iterable[TakeOver]) -> Failed:
    return Failed(
        "field-conflict",
        "Somebody else holds fields of an object",
        f"{key}: {explain(error.causes, rules)}. They want another value there than the manifest, and nothing was changed.",
        "Leave those fields out of the manifest, let the other manager let go of them, or allow it where the manifest stands:\n\n"
        "    takeOver: [{manager: NAME, fields: [FIELD]}]",
    )


def exists(key: ObjectKey, owner: str) -> Failed:
    whose = f"by its labels it belongs to {owner}" if owner else "nobody has marked it as theirs"
    return Failed(
        "object-exists",
        "There is such an object already",
        f"{key} is there, and not on record here: {whose}. It was not touched.",
        "Give the new one another name. What belongs to no other stack can be taken over:\n\n"
        "    bouwsteen import STACK ADDRESS NAMESPACE/NAME",
    )


def changed(key: ObjectKey, what: str) -> Failed:
    return Failed(
        "object-changed",
        "An object changed behind the plan",
        f"{key}: since the plan looked, {what}. The step was not taken, as it would undo what somebody else did.",
        "Apply again: the new plan shows what is there now, and what would become of it.",
    )


def not_ours(key: ObjectKey, what: str) -> Failed:
    return Failed(
        "object-not-ours",
        "An object is not the one on record",
        f"{key} is not deleted: {what}.",
        "Look at it. To let go of the record without touching the object:\n\n    bouwsteen state rm STACK ADDRESS",
    )


def not_ready(key: ObjectKey, reason: str, seconds: float) -> Failed:
    return Failed(
        "object-not-ready",
        "An object does not get ready",
        f"{key}: {reason}, after {seconds:.0f} seconds.",
        "Mend what it names; the next apply goes on from there.",
        effect=Effect.PARTIAL,
    )


def fails(key: ObjectKey, reason: str) -> Failed:
    return Failed(
        "object-failed",
        "An object says that it failed",
        f"{key}: {reason}.",
        "Mend what it names, then apply again.",
        effect=Effect.PARTIAL,
    )


def stays(key: ObjectKey, reason: str, seconds: float) -> Failed:
    return Failed(
        "object-stays",
        "An object does not go away",
        f"{key}: {reason}, after {seconds:.0f} seconds.",
        "What it waits for must let go of it: see whether its controller runs.",
        effect=Effect.PARTIAL,
    )


def kind_unknown(what: str, seconds: float) -> Failed:
    """Not transient: it was waited for."""
    return Failed(
        "kind-unknown",
        "The cluster does not know a kind",
        f"{what} It was waited for {seconds:.0f} seconds. The definition of that kind is missing, or not served yet.",
        "Install what defines it, and let this resource depend on it (`dependsOn`). Then apply again.",
    )


def not_pruned(problems: list[str]) -> Failed:
    return Failed(
        "objects-left",
        "Objects that are no longer wanted stay",
        "; ".join(problems),
        "The rest is as wanted. Mend what is named, then apply again.",
        effect=Effect.PARTIAL,
    )
