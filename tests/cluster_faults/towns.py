"""A stack of plain objects in a namespace of a real cluster, brought there by the product's own provider."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from tests.support import engines
from tests.support.clusters import Namespace
from tests.support.towns import ORGANISATION, Town

from bouwsteen.adapters.kubernetes.clients import ClusterSettings
from bouwsteen.adapters.kubernetes.provider import KubernetesProvider
from bouwsteen.engine.applies import Applied, apply
from bouwsteen.engine.questioners import Consenting

ENVIRONMENT: Final = "test"
ENVIRONMENTS: Final = {ENVIRONMENT: {"target": "kubernetes"}}
Resource = dict[str, Any]


def config_map(name: str, **data: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data or {"text": "hallo"}}


def resource(manifest: Mapping[str, Any], id_: str = "thing", **more: Any) -> Resource:
    return {"id": id_, "type": "kubernetes/object", "with": {"manifest": manifest, **more.pop("inputs", {})}, **more}


class ClusterTown(Town):
    def __init__(self, folder: Path, namespace: Namespace, kubeconfig: Path | None = None) -> None:
        super().__init__(folder)
        self.namespace = namespace
        self.connect(kubeconfig or namespace.cluster.kubeconfig)

    def connect(self, kubeconfig: Path) -> None:
        """From now on as whoever that says."""
        settings = ClusterSettings(kubeconfig, "", self.namespace.name)
        provider = KubernetesProvider(lambda _address: settings)
        providers = {**self.engine.providers, "kubernetes": provider}
        self.adjust(providers=providers, questioner=Consenting())

    def want(self, wanted: Mapping[str, Sequence[Resource]], **spec: Any) -> None:
        """The stack has these instances, each a block of its own with these resources."""
        for name, resources in wanted.items():
            folder = self.root / "blocks" / f"of-{name}"
            folder.mkdir(parents=True, exist_ok=True)
            block = {
                "apiVersion": "bouwsteen.vlaanderen.be/v1alpha1",
                "kind": "BuildingBlock",
                "metadata": {"name": f"of-{name}"},
                "spec": {
                    "version": "1.0.0",
                    "title": {"nl": "Objecten"},
                    "owner": "Tests",
                    "targets": {"kubernetes": {"fidelity": "simulated", "resources": list(resources)}},
                },
            }
            (folder / "block.yaml").write_text(json.dumps(block))
            entry = (self.root / "catalog" / "bare.yaml").read_text()
            (self.root / "catalog" / f"of-{name}.yaml").write_text(entry.replace("bare", f"of-{name}"))
        self.write(*({"block": f"of-{name}", "name": name} for name in wanted), environments=ENVIRONMENTS, **spec)

    def bring(self, **options: Any) -> Applied:
        return self.apply(ENVIRONMENT, **options)

    def destroy_all(self, **options: Any) -> Applied:
        return apply(self.engine, engines.nothing(self.name, ENVIRONMENT, ORGANISATION), **options)

    def live(self, plural: str = "configmaps", group: str = "") -> dict[str, dict[str, Any]]:
        """What is in the namespace by name, but for what every namespace has."""
        found = self.namespace.api.get(self.namespace.path(plural, group=group))["items"]
        return {each["metadata"]["name"]: each for each in found if each["metadata"]["name"] != "kube-root-ca.crt"}
