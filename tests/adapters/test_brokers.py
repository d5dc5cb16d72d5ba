"""Shares and bindings at a broker that is a process of its own, speaking HTTP."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.adapters.conftest import wait_until
from tests.support import folder_brokers
from tests.support.ports import free_port

from bouwsteen.adapters.brokers.provider import BrokerProvider
from bouwsteen.adapters.processes.readiness import is_listening
from bouwsteen.adapters.random_values import RandomProvider
from bouwsteen.addresses import Address
from bouwsteen.planning.actions import Action
from bouwsteen.planning.decisions import Wanted, decide
from bouwsteen.providers.protocol import Call, Done, Effect, Failed, Gone, Missing, Outcome, Present, Unreadable
from bouwsteen.state.records import ResourceRecord
from bouwsteen.values import Secret, reveal


@dataclass
class RealBroker:
    """The kit's broker on a port of its own; may be stopped and started again."""

    folder: Path
    port: int
    stack: str = "leuven"  # another for each test, so that they share nothing but the process
    process: subprocess.Popen[bytes] | None = None
    provider: BrokerProvider = field(default_factory=BrokerProvider)

    def start(self) -> None:
        self._run()
        wait_until(lambda: self.provider.find(self.instance()) == Missing(), 30)

    def start_again(self) -> None:
        self._run()
        wait_until(lambda: is_listening("127.0.0.1", self.port), 30)

    def _run(self) -> None:
        program = Path(folder_brokers.__file__)
        command = [sys.executable, str(program), str(self.port), str(self.folder / "broker.sqlite")]
        packages = str(Path(__file__).parents[2] / "cli")
        self.process = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": packages}, start_new_session=True)

    def stop(self, sign: int = signal.SIGTERM) -> None:
        if self.process is not None:
            self.process.send_signal(sign)
            self.process.wait(30)
            self.process = None

    @property
    def user(self) -> str:
        return f"{self.stack}.local.identity"

    @property
    def broker(self) -> dict[str, Any]:
        derived = RandomProvider().create(
            Call(Address("a", "b", "c", "d"), "random/derived", {"key": Secret(folder_brokers.KEY), "name": self.user}, "k")
        )
        assert isinstance(derived, Done)
        return {"url": f"http://127.0.0.1:{self.port}/broker", "username": self.user, "password": derived.outputs["value"]}

    def instance(self, plan: str = "standard", parameters: dict[str, Any] | None = None, **changes: Any) -> Call:
        inputs = {
            "broker": self.broker,
            "service": "folders",
            "plan": plan,
            "parameters": {"size": 1} if parameters is None else parameters,
        }
        address = Address(self.stack, "local", "identity", "share")
        return Call(
            address, "broker/instance", inputs | changes.pop("inputs", {}), changes.pop("key", "k1"), organisation="24062", **changes
        )

    def binding(self, share: Done, **changes: Any) -> Call:
        inputs = {"instance": share.outputs, "parameters": {"note": "x"}, "secretFields": ["password", "user"]} | changes.pop("inputs", {})
        address = Address(self.stack, "local", "identity", "binding", None, "client", "forms")
        return Call(address, "broker/binding", inputs, changes.pop("key", "k2"), organisation="24062", **changes)


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealBroker]:
    broker = RealBroker(tmp_path_factory.mktemp("broker"), free_port())
    broker.start()
    broker.provider.close()
    yield broker
    broker.stop(signal.SIGKILL)


@pytest.fixture
def real(process: RealBroker, request: pytest.FixtureRequest) -> Iterator[RealBroker]:
    process.stack = f"stack-{abs(hash(request.node.name))}"
    process.provider = BrokerProvider()
    yield process
    process.provider.close()


def done(outcome: Outcome) -> Done:
    assert isinstance(outcome, Done), outcome
    return outcome


def failed(outcome: Outcome) -> Failed:
    assert isinstance(outcome, Failed), outcome
    return outcome


def recorded(call: Call, made: Done, **changes: Any) -> Call:
    inputs = call.inputs | changes.pop("inputs", {})
    return dataclasses.replace(
        call, id=made.id, outputs=made.outputs, private=made.private, previous_inputs=call.inputs, inputs=inputs, **changes
    )


def test_the_life_of_a_share_and_a_binding(real: RealBroker) -> None:
    provider = real.provider
    share = done(provider.create(real.instance()))
    assert share.outputs["serviceId"] == "id-folders"
    assert share.outputs["planId"] == "id-standard"
    assert share.outputs["dashboardUrl"].endswith(share.id)
    assert isinstance(share.outputs["broker"]["password"], Secret)
    assert done(provider.create(real.instance())) == share  # the same step again

    bound = done(provider.create(real.binding(share)))
    credentials = bound.outputs["credentials"]
    assert credentials["url"] == "http://folder"
    assert credentials["user"] == {"name": Secret("u")}
    assert credentials["password"] == Secret(f"canary-{bound.id}")
    assert "canary" not in repr(bound)

    share_call, binding_call = recorded(real.instance(), share), recorded(real.binding(share), bound)
    seen = provider.read(share_call)
    assert isinstance(seen, Present)
    assert (seen.problem, seen.inputs) == ("", {"plan": "standard", "parameters": {"size": 1}})
    seen = provider.read(binding_call)
    assert isinstance(seen, Present)
    assert (seen.problem, seen.outputs) == ("", bound.outputs)

    assert "still has bindings" in failed(provider.delete(share_call)).detail
    assert provider.delete(binding_call) == Gone()
    assert provider.delete(binding_call) == Gone()
    assert provider.read(binding_call) == Missing()
    assert provider.delete(share_call) == Gone()
    assert provider.read(share_call) == Missing()


def test_updates(real: RealBroker) -> None:
    share = done(real.provider.create(real.instance()))
    call = recorded(real.instance(), share)
    larger = recorded(real.instance(), share, inputs={"plan": "large", "parameters": {"size": 5}})
    updated = done(real.provider.update(larger))
    assert (updated.id, updated.outputs["planId"]) == (share.id, "id-large")
    seen = real.provider.read(recorded(real.instance(), updated))
    assert isinstance(seen, Present)
    # What somebody changed at the broker shows as drift of what we gave.
    assert seen.inputs == {"plan": "large", "parameters": {"size": 5}}
    assert done(real.provider.update(dataclasses.replace(call, outputs=updated.outputs))).outputs["planId"] == "id-standard"


def test_the_kind_in_the_broker_of_an_edge_is_no_part_of_who_it_is(real: RealBroker) -> None:
    typed = real.instance(inputs={"broker": real.broker | {"type": "osb-broker"}})
    share = done(real.provider.create(typed))
    assert set(share.outputs["broker"]) == {"url", "username", "password"}
    assert done(real.provider.create(real.instance())) == share
    # To one that was recorded without it, it is an update that changes nothing at the broker.
    call = recorded(real.instance(), share)
    record = ResourceRecord(call.address, "broker/instance", id=share.id, inputs=call.inputs, outputs=share.outputs)
    type_ = real.provider.types["broker/instance"]
    assert list(jsonschema.Draft202012Validator(type_.schema).iter_errors(reveal(typed.inputs))) == []
    change = decide(Wanted(call.address, type_, typed.inputs), record, None)
    assert change.action is Action.UPDATE
    assert done(real.provider.update(recorded(real.instance(), share, inputs=typed.inputs))) == share


def test_a_secret_parameter_stays_secret_when_it_is_read_back(real: RealBroker) -> None:
    call = real.instance(parameters={"note": Secret("s3cret")})
    share = done(real.provider.create(call))
    seen = real.provider.read(recorded(call, share))
    assert isinstance(seen, Present)
    assert seen.inputs["parameters"] == {"note": Secret("s3cret")}


@pytest.mark.parametrize(
    ("changes", "code", "says"),
    [
        ({"inputs": {"service": "folder"}}, "broker-service-unknown", "Did you mean `folders`?"),
        ({"plan": "standaard"}, "broker-plan-unknown", "Did you mean `standard`?"),
        ({"parameters": {"size": Secret(11), "colour": "s3cret"}}, "broker-parameters-invalid", "size"),
    ],
)
def test_what_does_not_fit_the_catalog_is_told_before_any_request(real: RealBroker, changes: dict[str, Any], code: str, says: str) -> None:
    outcome = failed(real.provider.create(real.instance(**changes)))
    assert (outcome.code, outcome.effect) == (code, Effect.NONE)
    assert says in outcome.detail + outcome.remedy
    assert "s3cret" not in repr(outcome)


def test_an_asynchronous_plan(real: RealBroker) -> None:
    call = real.instance("slow")
    share = done(real.provider.create(call))
    bound = done(real.provider.create(real.binding(share)))
    assert bound.outputs["credentials"]["password"] == Secret(f"canary-{bound.id}")
    changed = recorded(call, share, inputs={"parameters": {"size": 2}})
    assert done(real.provider.update(changed)).id == share.id
    assert real.provider.delete(recorded(real.binding(share), bound)) == Gone()
    assert real.provider.delete(recorded(call, share)) == Gone()


def test_a_run_that_is_cancelled_goes_on_later(real: RealBroker) -> None:
    cancel = threading.Event()
    threading.Timer(0.7, cancel.set).start()
    call = real.instance("slow")
    stopped = failed(real.provider.create(dataclasses.replace(call, cancelled=cancel.is_set)))
    assert (stopped.code, stopped.effect) == ("broker-not-finished", Effect.PARTIAL)
    again = dataclasses.replace(call, id=stopped.id, outputs=stopped.outputs, private=stopped.private, previous_inputs=call.inputs)
    seen = real.provider.read(again)
    assert isinstance(seen, Present)
    assert seen.problem
    share = done(real.provider.update(again))
    assert share.id == stopped.id
    assert share.private == {}


def test_a_call_in_doubt_is_found_by_its_key(real: RealBroker) -> None:
    assert real.provider.find(real.instance()) == Missing()
    share = done(real.provider.create(real.instance()))
    seen = real.provider.find(real.instance())
    assert isinstance(seen, Present)
    assert seen.id == share.id
    assert real.provider.find(real.instance(key="k9")) == Missing()
    bound = done(real.provider.create(real.binding(share)))
    seen = real.provider.find(real.binding(share))
    assert isinstance(seen, Present)
    assert seen.outputs == bound.outputs
    # The next plan brings what was found to its inputs.
    assert done(real.provider.update(dataclasses.replace(real.binding(share), id=seen.id))).outputs == bound.outputs


def test_a_broker_killed_in_the_middle_leaves_one_share(real: RealBroker) -> None:
    call = real.instance("slow")
    threading.Timer(0.6, lambda: real.stop(signal.SIGKILL)).start()
    outcome = failed(real.provider.create(dataclasses.replace(call, timeout=4)))
    assert outcome.effect is Effect.PARTIAL
    real.start_again()
    again = dataclasses.replace(call, id=outcome.id, outputs=outcome.outputs, private=outcome.private, previous_inputs=call.inputs)
    assert done(real.provider.update(again)).id == outcome.id


def test_a_service_that_does_not_run_is_a_problem_and_never_missing(real: RealBroker) -> None:
    share = done(real.provider.create(real.instance()))
    real.stop()
    seen = real.provider.read(recorded(real.instance(), share))
    assert isinstance(seen, Present)
    assert "nothing listens there" in seen.problem
    assert isinstance(real.provider.find(real.binding(share)), Present)
    assert failed(real.provider.delete(recorded(real.instance(), share))).code == "broker-unreachable"
    outcome = failed(real.provider.update(recorded(real.instance(), share)))
    assert (outcome.code, outcome.effect, outcome.transient) == ("broker-unreachable", Effect.NONE, True)
    real.start_again()
    assert done(real.provider.update(recorded(real.instance(), share))).outputs == share.outputs


def test_rotation_names_the_predecessor(real: RealBroker) -> None:
    share = done(real.provider.create(real.instance()))
    old = done(real.provider.create(real.binding(share)))
    new = done(real.provider.create(real.binding(share, key="k3", generation=2, predecessor=old.id)))
    assert new.id != old.id
    assert new.outputs["credentials"]["before"] == old.id
    # Both stand until the old one is deleted.
    assert isinstance(real.provider.read(recorded(real.binding(share), old)), Present)
    assert real.provider.delete(recorded(real.binding(share), old)) == Gone()
    # A predecessor that is gone does not keep a new one from being made.
    third = done(real.provider.create(real.binding(share, key="k4", generation=3, predecessor=old.id)))
    assert third.outputs["credentials"]["before"] == ""


def test_a_binding_moves_to_another_share(real: RealBroker) -> None:
    first = done(real.provider.create(real.instance()))
    second = done(real.provider.create(real.instance(key="other", generation=2)))
    bound = done(real.provider.create(real.binding(first)))
    moved = done(real.provider.update(recorded(real.binding(first), bound, inputs={"instance": second.outputs})))
    assert moved.id != bound.id
    assert real.provider.read(recorded(real.binding(first), bound)) == Missing()
    assert real.provider.delete(recorded(real.instance(), first)) == Gone()


def test_a_creation_again_with_other_inputs(real: RealBroker) -> None:
    share = done(real.provider.create(real.instance()))
    again = done(real.provider.create(real.instance(parameters={"size": 3})))
    assert again.id == share.id
    bound = done(real.provider.create(real.binding(share)))
    other = done(real.provider.create(real.binding(share, inputs={"parameters": {"note": "y"}})))
    assert other.id == bound.id


def test_all_credentials_are_secret_where_nothing_says_which(real: RealBroker) -> None:
    share = done(real.provider.create(real.instance()))
    call = real.binding(share)
    call = dataclasses.replace(call, inputs={name: value for name, value in call.inputs.items() if name != "secretFields"})
    bound = done(real.provider.create(call))
    assert bound.outputs["credentials"]["url"] == Secret("http://folder")
    fewer = done(real.provider.update(recorded(call, bound, inputs={"secretFields": ["password"]})))
    assert fewer.id == bound.id
    assert fewer.outputs["credentials"]["url"] == "http://folder"
    assert fewer.outputs["credentials"]["password"] == bound.outputs["credentials"]["password"]


def test_a_wrong_password(real: RealBroker) -> None:
    broker = real.broker | {"password": Secret("s3cret-password")}
    outcome = failed(real.provider.create(real.instance(inputs={"broker": broker})))
    assert (outcome.code, outcome.effect, outcome.transient) == ("broker-unauthorized", Effect.NONE, False)
    assert "s3cret" not in repr(outcome)
    # What is on record is not taken for gone: a plan that brings other credentials mends it.
    known = real.provider.read(real.instance(inputs={"broker": broker}, id="x"))
    assert isinstance(known, Present)
    assert "did not show its catalog" in known.problem
    assert isinstance(real.provider.find(real.instance(inputs={"broker": broker})), Unreadable)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://x/", "must begin with"),
        ("http://broker.example.org", "unprotected"),
        ("https://user:s3cret@broker.example.org", "no user name"),
        ("http://127.0.0.1:99999/", "not a URL"),
        ("https://x/?a=b", "no user name, password, query"),
    ],
)
def test_addresses_that_are_refused(url: str, says: str) -> None:
    provider = BrokerProvider()
    broker = {"url": url, "username": "u", "password": Secret("p")}
    call = Call(Address("a", "b", "c", "d"), "broker/instance", {"broker": broker, "service": "s", "plan": "p"}, "k")
    outcome = failed(provider.create(call))
    assert outcome.code == "broker-address-invalid"
    assert says in outcome.detail
    assert "s3cret" not in repr(outcome)
    assert isinstance(provider.read(call), Unreadable)


def test_credentials_that_are_due_are_renewed(real: RealBroker) -> None:
    share = done(real.provider.create(real.instance()))
    bound = done(real.provider.create(real.binding(share)))
    call = recorded(real.binding(share), bound)
    due = dataclasses.replace(call, private={"renew_before": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 10))})
    renewed = done(real.provider.update(due))
    assert renewed.id != bound.id
    assert reveal(renewed.outputs["credentials"])["before"] == bound.id
    assert real.provider.read(call) == Missing()
