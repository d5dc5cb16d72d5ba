"""Policies that are kept at a real API server for the stacks of one test: their rules are asked of names that begin as its namespace."""

from __future__ import annotations

import copy
import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from tests.operator.samples import SPECS, TEXT, sample
from tests.support.clusters import Namespace

from bouwsteen.adapters.kubernetes.clients import ClusterSettings, open_cluster
from bouwsteen_operator.admissions import Admissions, Kept
from bouwsteen_operator.caches import Cache
from bouwsteen_operator.objects import KINDS

if TYPE_CHECKING:
    from tests.cluster.clusters import Cluster

ADMISSION: Final = "/apis/admissionregistration.k8s.io/v1"
POLICIES: Final = f"{ADMISSION}/validatingadmissionpolicies"
BINDINGS: Final = f"{ADMISSION}/validatingadmissionpolicybindings"


@dataclass(frozen=True)
class Answer:
    status: int
    warnings: tuple[str, ...]
    message: str


class AdmissionWorld:
    """What the operator saw is what a test puts in its cache.

    Each Policy in the cluster is one that no other operator keeps anything for.
    """

    def __init__(self, cluster: Cluster, namespace: Namespace) -> None:
        self.cluster = cluster
        self.namespace = namespace
        self.cache = Cache()
        self._client = open_cluster(ClusterSettings(cluster.kubeconfig))
        self.admissions = Admissions(self.cache, self._client, namespace.name, 600.0)
        self._policies: list[str] = []
        self._version = 0

    def close(self) -> None:
        for path in [*self._policies, *(f"{root}/{name}" for root in (BINDINGS, POLICIES) for name in self.kept())]:
            self.cluster.admin.send("DELETE", path)  # what went with its policy is gone
        self._client.close()

    def keep(self, day: str) -> Kept:
        return self.admissions.keep(dt.date.fromisoformat(day), 0.0)

    @property
    def requests(self) -> Counter[str]:
        return Counter(self._client.requests)

    def kept(self) -> list[str]:
        found = self.cluster.admin.get(POLICIES, labelSelector=f"bouwsteen.vlaanderen.be/operator={self.namespace.name}")
        return [each["metadata"]["name"] for each in found["items"]]

    def policy(self, spec: Mapping[str, Any], name: str = "p") -> str:
        """The name of a policy of this test, whose Policy is there and known."""
        whole = f"{self.namespace.name}-{name}"
        body = sample("Policy", "", ("spec.published.name", whole), ("spec.reach", "stack"), name=f"{whole}-1.0.0")
        made = self.cluster.admin.create(KINDS["Policy"].path(), body)
        self._policies.append(KINDS["Policy"].path("", f"{whole}-1.0.0"))
        spec = copy.deepcopy({**SPECS["Policy"], **spec})
        for rule in spec["rules"]:
            rule["when"] = " && ".join([f"stack.name.startsWith('{self.namespace.name}')", *([rule["when"]] if "when" in rule else [])])
        self._put({**made, "spec": {**spec, "published": made["spec"]["published"]}})
        return whole

    def forget_policy(self, name: str) -> None:
        self.cache.drop("Policy", "", f"{name}-1.0.0")

    def waive(self, policy: str, expires: str, stack: str = "", name: str = "late", **more: Any) -> None:
        published = {"published": {"stack": stack, "name": name}} if stack else {}
        spec = {**SPECS["Waiver"], "policy": policy, "expires": expires, **published, **more}
        body = sample("Waiver", self.namespace.name, name=f"{stack}.{name}" if stack else name)
        self._put({**body, "spec": spec})

    def create(self, spec: Mapping[str, Any], name: str = "") -> Answer:
        """What the API server says to a Stack whose name is this one behind that of the namespace; nothing is kept."""
        metadata = {"name": self.stack(name), "namespace": self.namespace.name}
        body = {**sample("Stack", self.namespace.name), "metadata": metadata, "spec": dict(spec)}
        answer = self.cluster.admin.send("POST", KINDS["Stack"].path(self.namespace.name), body, dryRun="All")
        return Answer(answer.status_code, tuple(answer.headers.get_list("warning")), str(answer.json().get("message", "")))

    def stack(self, name: str) -> str:
        return f"{self.namespace.name}-{name}".rstrip("-")

    def _put(self, obj: dict[str, Any]) -> None:
        self._version += 1
        self.cache.put(obj["kind"], {**obj, "metadata": {**obj["metadata"], "resourceVersion": f"{self._version}"}})


def rule(expression: str, **more: str) -> dict[str, Any]:
    return {"id": "held", "expression": expression, "message": TEXT, "fix": TEXT, **more}
