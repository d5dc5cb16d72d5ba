"""A Stack is deleted: what it made goes, in order; what is retained stays and is named. Until then its finalizer holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bouwsteen.adapters.kubernetes.clients import ClusterClient, ClusterError, Kind
from bouwsteen.documents.workspaces import Workspace
from bouwsteen.engine.applies import Applied, apply, raise_unless_applied
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.plans import Desired, plan_in
from bouwsteen.engine.policies import permitted_removal
from bouwsteen.engine.questioners import Consenting
from bouwsteen.engine.rulings import Approval
from bouwsteen.errors import BouwsteenError
from bouwsteen.planning.builder import Intent
from bouwsteen.planning.dangers import Danger
from bouwsteen.planning.plans import Plan
from bouwsteen.state.records import ResourceRecord
from bouwsteen.state.snapshots import EnvironmentSnapshot
from bouwsteen_operator.caches import Cache, Object
from bouwsteen_operator.conditions import Reason
from bouwsteen_operator.doors import Door
from bouwsteen_operator.imports import Homes, environment_of
from bouwsteen_operator.keys import Key
from bouwsteen_operator.objects import PROTECT
from bouwsteen_operator.places import settings_of
from bouwsteen_operator.results import Happened, Result
from bouwsteen_operator.retentions import retained_manifest
from bouwsteen_operator.settings import Settings
from bouwsteen_operator.verdicts import Verdict, judge, wait_for
from bouwsteen_operator.writes import keep_map


class Assenting(Consenting):
    """Whoever may delete the Stack was asked by the API server; or this very plan was approved of."""

    def confirm_danger(self, plan: Plan, danger: Danger) -> bool:  # noqa: ARG002  all of them were answered before
        return True


@dataclass(frozen=True, slots=True)
class Removed:
    """`result` says why the Stack is still there; None where it may go."""

    result: Result | None
    happened: tuple[Happened, ...] = ()


@dataclass(frozen=True, slots=True)
class Remover:
    """Of one Stack that is to go. `read_workspace` raises BouwsteenError where documents are broken by then."""

    settings: Settings
    key: Key
    stack: Object
    cache: Cache
    homes: Homes
    engine: Engine
    client: ClusterClient
    read_workspace: Callable[[], Workspace]

    def remove(self) -> Removed:
        """Raises BouwsteenError, ClusterError."""
        held = self._held()
        if held is not None:
            return Removed(Result(held))
        environment = environment_of(self.stack)
        if not environment:
            return Removed(None)
        with self.engine.read_state(self.key.name, environment, "") as session:
            snapshot = session.snapshot
            if snapshot.owner not in {"", self.settings.owner}:
                return Removed(None, (_left_alone(snapshot),))
            if not snapshot.lineage:
                return Removed(None)
            users = self._users(snapshot)
            if users:
                return Removed(Result(_in_use(users)))
            wanted = self._nothing(snapshot)
            planned = plan_in(self.engine, session, wanted)
        if not planned.plan.can_apply and not planned.recovery.entries:
            return Removed(None, self._tell_retained(snapshot))
        admission = Door(self.key, self.stack, self.cache, self.client).admit(planned)
        if admission.verdict is not None:
            return Removed(Result(admission.verdict, (admission.condition,), planned.plan, document=admission.document))
        return self._destroy(approved_by(wanted, admission.approvers))

    def _destroy(self, wanted: Desired) -> Removed:
        applied = apply(self.engine, wanted)
        try:
            raise_unless_applied(applied)
        except BouwsteenError as error:
            return Removed(Result(judge(error), plan=applied.plan, applied=applied))
        with self.engine.read_state(self.key.name, wanted.intent.environment, "") as session:
            left = session.snapshot
        return Removed(None, (Happened("Destroyed", _told(applied)), *self._tell_retained(left)))

    def _tell_retained(self, snapshot: EnvironmentSnapshot) -> tuple[Happened, ...]:
        """As an event, and in a ConfigMap for whoever comes later. Raises ClusterError where that could be written a moment later."""
        kept = list(snapshot.records())
        try:
            keep_map(self.client, retained_manifest(self.key, snapshot.environment, kept, is_deleted=True))
        except ClusterError as error:
            if error.kind is not Kind.FORBIDDEN:  # as where the namespace itself goes: nothing is held up by a list
                raise
        return _retained(kept)

    def _held(self) -> Verdict | None:
        annotations = self.stack["metadata"].get("annotations") or {}
        if annotations.get(PROTECT) == "true":
            return wait_for(
                Reason.DELETION_PROTECTED,
                f"The Stack is to be deleted, and its annotation {PROTECT} says that it is not.",
                "To let it go, take the annotation away.",
            )
        if (self.stack.get("spec") or {}).get("suspend") is True:
            return wait_for(
                Reason.SUSPENDED,
                "The Stack is to be deleted, and it is suspended: nothing is done to what runs.",
                "To let it go: `suspend: false`.",
            )
        return None

    def _users(self, snapshot: EnvironmentSnapshot) -> list[str]:
        """The stacks of this cluster that have a binding of this one, and stay."""
        found = []
        for name in sorted({user for output in snapshot.exports.values() for user in output}):
            key = self.homes.find(name, snapshot.environment)
            stack = self.cache.get("Stack", key.namespace, key.name) if key is not None else None
            if stack is not None and not stack["metadata"].get("deletionTimestamp"):
                found.append(str(key))
        return found

    def _nothing(self, snapshot: EnvironmentSnapshot) -> Desired:
        target = str(settings_of(self.stack).get("target", ""))
        intent = Intent(self.key.name, snapshot.environment, snapshot.organisation, target)
        try:
            rulings = permitted_removal(self.engine, self.read_workspace(), self.key.name, snapshot.environment)
        except BouwsteenError:
            rulings = None  # the record alone says what there is: documents may be broken by then
        return Desired(intent, None, rulings=rulings)


def approved_by(wanted: Desired, approvers: tuple[str, ...], author: str = "") -> Desired:
    """So that a rule which asks for a second person knows who that was. Nobody tells who wrote a Stack, unless it says so itself."""
    if wanted.rulings is None:
        return wanted
    return replace(wanted, rulings=replace(wanted.rulings, approval=Approval(author, approvers)))


def _in_use(users: list[str]) -> Verdict:
    return wait_for(
        Reason.EXPORTS_IN_USE,
        f"The Stack is to be deleted, and these stacks use what it exports: {', '.join(users)}.",
        "Delete those first, or take what they use out of them.",
        again_after=30.0,
    )


def _left_alone(snapshot: EnvironmentSnapshot) -> Happened:
    return Happened("LeftAlone", f"The record is written by {snapshot.owner}: nothing of it was touched.")


def _retained(records: Iterable[ResourceRecord]) -> tuple[Happened, ...]:
    kept = sorted({record.address.local for record in records})
    if not kept:
        return ()
    return (Happened("Retained", f"These stay, with the record of them: {', '.join(kept)}."),)


def _told(applied: Applied) -> str:
    return f"Everything that may go is gone: {', '.join(sorted({each.instance for each in applied.done})) or 'there was nothing'}."
