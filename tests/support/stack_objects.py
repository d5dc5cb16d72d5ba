"""Stacks of plain objects that the operator's reconciler carries out in a namespace of a real cluster, as the account of that namespace."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tests.cluster.audits import AuditLog
from tests.cluster_faults.towns import ClusterTown, Resource
from tests.support import engines
from tests.support.clusters import Namespace

from bouwsteen.adapters.kubernetes.clients import ClusterClient, ClusterSettings, open_cluster
from bouwsteen.engine.applies import Applied, apply
from bouwsteen.engine.compilations import resolve_by_lock
from bouwsteen.engine.engines import Stop
from bouwsteen.engine.plans import Desired
from bouwsteen.formats.stack_objects import write_objects
from bouwsteen_operator.caches import Cache, Object
from bouwsteen_operator.emergencies import follow_up_map
from bouwsteen_operator.keys import Key
from bouwsteen_operator.objects import KINDS
from bouwsteen_operator.outcomes import Outcome
from bouwsteen_operator.reconciles import Reconciler
from bouwsteen_operator.results import Happened
from bouwsteen_operator.retentions import retained_map
from bouwsteen_operator.settings import API_VERSION, Settings

ENVIRONMENT: Final = "test"
ACCOUNT: Final = "bouwsteen"
OPERATOR: Final = "tests"
_RBAC: Final = "rbac.authorization.k8s.io/v1"
# What an account needs for worlds of these tests. The roles of an installation have tests of their own.
ALL_IN_NAMESPACE: Final = [{"apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]}]


def add_account(namespace: Namespace, rules: Sequence[Mapping[str, Any]] = ALL_IN_NAMESPACE, name: str = ACCOUNT) -> None:
    """The service account that the operator acts as in a namespace."""
    api = namespace.api
    api.create(namespace.path("serviceaccounts"), {"metadata": {"name": name}})
    api.create(namespace.path("roles", group=_RBAC), {"metadata": {"name": name}, "rules": list(rules)})
    subject = {"kind": "ServiceAccount", "name": name, "namespace": namespace.name}
    role = {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": name}
    api.create(namespace.path("rolebindings", group=_RBAC), {"metadata": {"name": name}, "roleRef": role, "subjects": [subject]})


def writes(audit: AuditLog, mark: int, namespace: str) -> list[str]:
    """What the product changed in a namespace, or tried to, as `patch stacks/leuven`."""
    return [
        f"{each.verb} {each.resource}/{each.name}"
        for each in audit.since(mark, namespace=namespace)
        if each.agent == "bouwsteen" and each.verb not in {"get", "list", "watch"}
    ]


class Observed(Cache):
    """A cache that is filled when it is asked to, instead of by watches: what a test sees then is all that there is."""

    def refresh(self, namespace: Namespace) -> None:
        for kind in ("Stack", "BlockInstance", "Approval", "Organisation", "Waiver"):
            found = namespace.api.get(KINDS[kind].path(namespace.name))["items"]
            names = {each["metadata"]["name"] for each in found}
            for each in self.list(kind, namespace.name):
                if each["metadata"]["name"] not in names:
                    self.drop(kind, namespace.name, each["metadata"]["name"])
            for each in found:
                self.put(kind, each)
            self.mark_synced(kind)
        self.put("Namespace", namespace.api.get(f"/api/v1/namespaces/{namespace.name}"))


class Operator:
    """One operator with one worker: the test says when it looks."""

    def __init__(self, folder: Path, kubeconfig: Path, **changes: Any) -> None:
        self.settings = replace(Settings(name=OPERATOR, keys=folder / "keys", marks=folder / "marks", kubeconfig=kubeconfig), **changes)
        if self.settings.keys is not None and not self.settings.keys.exists():
            self.settings.keys.mkdir(parents=True)
            (self.settings.keys / "1").write_text("ab" * 32)
        self.cache = Observed()
        self.stop = Stop()
        self.told: list[Happened] = []
        self.open()

    def open(self) -> None:
        """As a process that begins."""
        self.reconciler = Reconciler(
            self.settings,
            self.cache,
            self.open_client,
            lambda: datetime.now(UTC).isoformat(timespec="milliseconds"),
            time.monotonic,
            tell=lambda _stack, happened: self.told.append(happened),
        )

    def open_client(self, settings: ClusterSettings) -> ClusterClient:
        return open_cluster(settings)

    def reconcile(self, key: Key) -> Outcome:
        return self.reconciler.reconcile(key, self.stop)

    def close(self) -> None:
        self.reconciler.close()


class StackTown(ClusterTown):
    """A stack whose object stands in the cluster, and whose documents are on disk."""

    def __init__(self, folder: Path, namespace: Namespace, operator: Operator, name: str = "leuven") -> None:
        super().__init__(folder, namespace)
        self.name = name
        self.operator = operator
        self.key = Key(namespace.name, self.name)

    def stand(
        self,
        wanted: Mapping[str, Sequence[Resource]],
        *,
        blocks: Mapping[str, Mapping[str, Any]] | None = None,
        uses: Mapping[str, Mapping[str, str]] | None = None,
        exports: Sequence[Mapping[str, Any]] = (),
        **settings: Any,
    ) -> Object:
        """The stack has these instances; its object says so in the cluster. `settings` are those of its environment.

        `blocks` says of an instance what its block has besides: `spec`, and `target` of its only target. `uses` by instance.
        """
        self.want(wanted, exports=list(exports))
        for name, more in (blocks or {}).items():
            block = self.root / "blocks" / f"of-{name}" / "block.yaml"
            document = json.loads(block.read_text())
            document["spec"].update(more.get("spec", {}))
            document["spec"]["targets"]["kubernetes"].update(more.get("target", {}))
            block.write_text(json.dumps(document))
        file = self.root / "stacks" / self.name / "stack.yaml"
        document = json.loads(file.read_text())
        for entry in document["spec"]["blocks"]:
            entry["uses"] = dict((uses or {}).get(entry["name"], {}))
        said = {"target": "kubernetes", "runBy": self.operator.settings.owner, "kubernetes": {"namespace": self.namespace.name}, **settings}
        document["spec"]["environments"] = {ENVIRONMENT: said}
        file.write_text(json.dumps(document))
        return self.export()

    def publish(self, name: str, rule: Mapping[str, Any], *, match: Mapping[str, Any], reach: str) -> None:
        """A policy of one rule, which denies, among the documents: it is in the lock and in the cluster with the next export."""
        folder = self.root / "policies" / name
        folder.mkdir(parents=True, exist_ok=True)
        title = {"nl": "Bekende kleuren", "fr": "Couleurs connues", "en": "Known colours"}
        basis = {"kind": "strategy", "source": "Test", "text": {"nl": "Test.", "fr": "Test.", "en": "Test."}}
        spec = {"version": "1.0.0", "title": title, "basis": basis, "match": match, "reach": reach, "rules": [rule]}
        document = {"apiVersion": API_VERSION, "kind": "Policy", "metadata": {"name": name}, "spec": spec}
        spec["enforcement"] = [{"from": "2020-01-01", "action": "deny"}]
        (folder / "policy.yaml").write_text(json.dumps(document))

    def export(self, **more: Any) -> Object:
        """Apply the objects of the stack as its documents are now. `more` stands in the spec of the Stack beside them.

        What the whole cluster shares is only put where the operator reads it: each test has a catalog of its own.
        """
        workspace = engines.load(self.root, self.name)
        resolution, _ = resolve_by_lock(workspace, workspace.stacks[self.name])
        assert resolution is not None
        made: Object = {}
        for each in write_objects(workspace, resolution, resolution.arrange(ENVIRONMENT)).objects:
            kind, metadata = each["kind"], each["metadata"]
            if "namespace" not in metadata:
                version = hashlib.sha256(json.dumps(each, sort_keys=True).encode()).hexdigest()
                self.operator.cache.put(kind, {**each, "metadata": {**metadata, "resourceVersion": version}})
                continue
            if kind == "Stack":
                resolved = {**each["spec"]["resolved"], **more.pop("resolved", {})}
                each["spec"] = {**each["spec"], "resolved": resolved, **more}
            path = (
                KINDS[kind].path(self.namespace.name, metadata["name"])
                if kind in KINDS
                else self.namespace.path("configmaps", metadata["name"])
            )
            metadata["namespace"] = self.namespace.name
            made = self.namespace.api.apply(path, each, "kubectl", force=True)
        return made

    def bring_desired(self, desired: Desired) -> Applied:
        """As the command line, which is somebody else than the operator."""
        return apply(self.engine, desired)

    def annotate(self, name: str, text: str | None, kind: str = "Stack", of: str = "") -> None:
        self.namespace.api.merge(self.path(kind, of), {"metadata": {"annotations": {name: text}}})

    def remove(self) -> None:
        """As `kubectl delete stack`: it goes when the operator lets go of it."""
        self.namespace.api.delete(self.path())

    @property
    def is_there(self) -> bool:
        return self.namespace.api.find(self.path()) is not None

    def path(self, kind: str = "Stack", name: str = "") -> str:
        return KINDS[kind].path(self.namespace.name, name or self.name)

    def look(self, times: int = 1) -> Outcome:
        """Reconcile, `times` in a row, each on what is there by then."""
        outcome = Outcome()
        for _ in range(times):
            self.operator.cache.refresh(self.namespace)
            outcome = self.operator.reconcile(self.key)
        return outcome

    @property
    def object(self) -> Object:
        found: Object = self.namespace.api.get(self.path())
        return found

    def live(self, plural: str = "configmaps", group: str = "") -> dict[str, dict[str, Any]]:
        """As a town has it; what is told of the stack beside it (what stays of it, what an emergency changed) is none of what it wants."""
        told = {retained_map(self.name), follow_up_map(self.name)}
        return {name: each for name, each in super().live(plural, group).items() if name not in told}

    def condition(self, type_: str) -> tuple[str, str]:
        """Status and reason, as (`False`, `PolicyDenied`); empty where it is not there."""
        found = [each for each in self.object.get("status", {}).get("conditions", ()) if each["type"] == type_]
        return (found[0]["status"], found[0]["reason"]) if found else ("", "")

    def message(self, type_: str = "Ready") -> str:
        return next(str(each["message"]) for each in self.object["status"]["conditions"] if each["type"] == type_)

    def instances(self) -> dict[str, Object]:
        found = self.namespace.api.get(KINDS["BlockInstance"].path(self.namespace.name))["items"]
        return {each["spec"]["instance"]: each for each in found if each["spec"]["stack"] == self.name}

    def approve(self, of: str, digest: str, by: str = "an", name: str = "first") -> None:
        spec = {"stack": self.name, "of": of, "digest": digest, "by": by, "reason": "Gezien."}
        self.namespace.api.create(
            KINDS["Approval"].path(self.namespace.name),
            {
                "apiVersion": API_VERSION,
                "kind": "Approval",
                "metadata": {"name": name},
                "spec": spec,
            },
        )
