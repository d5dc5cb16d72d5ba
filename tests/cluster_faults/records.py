"""A resource of a cluster, and what a state would hold of it, so that a test can go on where an outcome left off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bouwsteen.adapters.kubernetes.clients import ClusterSettings
from bouwsteen.adapters.kubernetes.provider import KubernetesProvider
from bouwsteen.addresses import Address
from bouwsteen.providers.protocol import Call, Done, Failed, Observation, Outcome


@dataclass
class Record:
    """`call` is the next one; each outcome changes it as the engine would change a record."""

    provider: KubernetesProvider
    call: Call

    def create(self, timeout: float = 60) -> Outcome:
        return self._note(self.provider.create(replace(self.call, timeout=timeout)))

    def update(self, timeout: float = 60, **inputs: Any) -> Outcome:
        """Towards `inputs` where some are given; else back to what is on record."""
        before = self.call.inputs
        self.call = replace(self.call, inputs={**before, **inputs}, previous_inputs=before)
        return self._note(self.provider.update(replace(self.call, timeout=timeout)))

    def delete(self, timeout: float = 60) -> Outcome:
        return self._note(self.provider.delete(replace(self.call, timeout=timeout)))

    def read(self) -> Observation:
        return self.provider.read(self.call)

    def find(self) -> Observation:
        return self.provider.find(self.call)

    @property
    def uid(self) -> str:
        return self.call.objects[0].uid

    def _note(self, outcome: Outcome) -> Outcome:
        if isinstance(outcome, Done | Failed) and outcome.objects:
            self.call = replace(self.call, id=outcome.id, outputs=outcome.outputs, objects=outcome.objects, private=outcome.private)
        return outcome


def done(outcome: Outcome) -> Done:
    assert isinstance(outcome, Done), outcome
    return outcome


def failed(outcome: Outcome, *codes: str) -> Failed:
    assert isinstance(outcome, Failed), outcome
    assert outcome.code in codes, outcome
    return outcome


MakeRecord = Callable[..., Record]


@contextmanager
def open_provider(kubeconfig: Path, namespace: str) -> Iterator[KubernetesProvider]:
    provider = KubernetesProvider(lambda _: ClusterSettings(kubeconfig, namespace=namespace))
    try:
        yield provider
    finally:
        provider.close()


def record_of(provider: KubernetesProvider, manifest: dict[str, Any], **inputs: Any) -> Record:
    address = Address("town", "test", "app", manifest["metadata"]["name"])
    return Record(provider, Call(address, "kubernetes/object", {"manifest": manifest, **inputs}, key=f"key-{address.resource}"))


def config_map(name: str, **data: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}
