"""Resources of `kubernetes/object` in a namespace of a real cluster, with the records that the engine would keep of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.support.clusters import Namespace

from bouwsteen.adapters.kubernetes.clients import ClusterSettings
from bouwsteen.adapters.kubernetes.provider import KubernetesProvider
from bouwsteen.addresses import Address
from bouwsteen.engine.calls import make_call, with_outcome
from bouwsteen.engine.drifts import Drift, compare
from bouwsteen.providers.protocol import Call, Done, Failed, Gone, Observation, Outcome, Present, Stray
from bouwsteen.state.records import ResourceRecord

INTRUDER = "intruder"


@dataclass
class World:
    """`told` has what calls reported while they went on."""

    namespace: Namespace
    settings: ClusterSettings
    provider: KubernetesProvider
    records: dict[str, ResourceRecord] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    timeout: float = 60.0

    def address(self, name: str) -> Address:
        return Address("leuven", "test", "web", name)

    def record(self, name: str, manifest: Mapping[str, Any], **inputs: Any) -> ResourceRecord:
        known = self.records.get(name)
        base = known or ResourceRecord(self.address(name), "kubernetes/object")
        return replace(base, inputs={"manifest": manifest, **inputs})

    def call(self, record: ResourceRecord, previous: ResourceRecord | None = None) -> Call:
        return replace(make_call(record, "key", organisation="24062", previous=previous, progress=self.told.append), timeout=self.timeout)

    def create(self, name: str, manifest: Mapping[str, Any], **inputs: Any) -> Outcome:
        wanted = self.record(name, manifest, **inputs)
        return self._keep(name, wanted, self.provider.create(self.call(wanted)))

    def made(self, name: str, manifest: Mapping[str, Any], **inputs: Any) -> Done:
        outcome = self.create(name, manifest, **inputs)
        assert isinstance(outcome, Done), outcome
        return outcome

    def update(self, name: str, manifest: Mapping[str, Any] | None = None, *, looks: bool = True, **inputs: Any) -> Outcome:
        """As the engine does: with a look just before, by which the provider knows what the plan saw."""
        before = self.records[name]
        asked = inputs or {key: item for key, item in before.inputs.items() if key != "manifest"}
        wanted = self.record(name, manifest or before.inputs["manifest"], **asked)
        if looks:
            self.read(name)
        return self._keep(name, wanted, self.provider.update(self.call(wanted, before)))

    def delete(self, name: str, *, looks: bool = True) -> Outcome:
        if looks:
            self.read(name)
        outcome = self.provider.delete(self.call(self.records[name]))
        if isinstance(outcome, Gone):
            del self.records[name]
        return outcome

    def read(self, name: str) -> Observation:
        return self.provider.read(self.call(self.records[name]))

    def differences(self, name: str) -> list[str]:
        """Names of the fields of one resource that are not as applied."""
        drift = compare(self.records[name], self.read(name))
        return [] if drift is None else [each.name for each in drift.fields]

    def drifts(self) -> tuple[list[Drift], list[Stray]]:
        """All that is not as recorded, by one survey."""
        survey = self.provider.survey([self.call(record) for record in self.records.values()])
        found = (compare(record, seen) for record, seen in zip(self.records.values(), survey.observations, strict=True))
        return [each for each in found if each is not None], list(survey.strays)

    def live(self, plural: str, name: str, group: str = "") -> Any:
        return self.namespace.api.find(self.namespace.path(plural, name, group=group))

    def edit(self, plural: str, name: str, body: Any, group: str = "", manager: str = INTRUDER) -> Any:
        """As somebody else does it: no apply, so that the fields become theirs."""
        return self.namespace.api.merge(self.namespace.path(plural, name, group=group), body, manager)

    def _keep(self, name: str, wanted: ResourceRecord, outcome: Outcome) -> Outcome:
        if isinstance(outcome, Done) or (isinstance(outcome, Failed) and outcome.objects):
            self.records[name] = with_outcome(wanted, self.provider.types[wanted.type], outcome, "2026-11-26T12:00:00Z")
        return outcome


def open_world(namespace: Namespace, kubeconfig: Path, context: str = "") -> World:
    settings = ClusterSettings(kubeconfig, context, namespace.name)
    return World(namespace, settings, KubernetesProvider(lambda _: settings))


def present(observation: Observation) -> Present:
    assert isinstance(observation, Present), observation
    return observation


def failed(outcome: Outcome) -> Failed:
    assert isinstance(outcome, Failed), outcome
    return outcome
