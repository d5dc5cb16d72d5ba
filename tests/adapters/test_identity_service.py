"""The identity service as a block runs it, and a share and a binding at its broker."""

from __future__ import annotations

import dataclasses
import os
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.conftest import World, wait_until

from bouwsteen.adapters.brokers.provider import BrokerProvider
from bouwsteen.adapters.local.provider import LocalProvider
from bouwsteen.adapters.random_values import RandomProvider
from bouwsteen.addresses import Address
from bouwsteen.providers.protocol import Call, Done, Gone, Outcome, Present, Provider
from bouwsteen.values import Secret

pytestmark = pytest.mark.skipif(os.name == "nt", reason="supervisord needs Linux or macOS")
SERVICE = Path(__file__).parents[2] / "blocks" / "identity-service" / "service"


class Blocks:
    def files(self, digest: str) -> dict[str, bytes]:
        raise LookupError(digest)

    def service_folder(self, block: str, digest: str) -> Path:
        assert (block, digest) == ("identity-service", "sha256:1")
        return SERVICE


@pytest.fixture
def providers(world: World) -> Iterator[dict[str, Provider]]:
    local = LocalProvider(world.root, Blocks(), reservations=world.reservations)
    providers: dict[str, Provider] = {"random": RandomProvider(), "local": local, "broker": BrokerProvider()}
    yield providers
    for provider in providers.values():
        provider.close()


def done(outcome: Outcome) -> Done:
    assert isinstance(outcome, Done), outcome
    return outcome


def test_a_share_in_the_identity_service(providers: dict[str, Provider]) -> None:
    def make(resource: str, type_: str, **inputs: Any) -> tuple[Call, Done]:
        call = Call(Address("leuven", "local", "identity", resource), type_, inputs, f"key-{resource}", organisation="24062")
        made = done(providers[type_.partition("/")[0]].create(call))
        return dataclasses.replace(call, id=made.id, outputs=made.outputs, private=made.private, previous_inputs=inputs), made

    _, port = make("http", "local/port")
    _, data = make("data", "local/directory")
    _, broker_key = make("brokerKey", "random/password", length=43)
    _, session_key = make("sessionKey", "random/password", length=43)
    server_call, server = make(
        "server",
        "local/process",
        program="identity_service",
        service={"block": "identity-service", "digest": "sha256:1"},
        port=port.outputs["port"],
        environment={"DATA_FOLDER": data.outputs["path"], "ASSERTION_AUDIENCE": "issuer"},
        bindings={"own": {"brokerKey": broker_key.outputs["value"], "sessionKey": session_key.outputs["value"]}},
        ready={"path": "/health/ready"},
    )
    _, password = make("password", "random/derived", key=broker_key.outputs["value"], name="leuven.local.identity")
    broker = {"url": f"{server.outputs['url']}/broker", "username": "leuven.local.identity", "password": password.outputs["value"]}
    share_call, share = make(
        "share",
        "broker/instance",
        broker=broker,
        service="identity",
        plan="standard",
        parameters={"organisation": {"nis": "24062", "name": "Leuven"}, "displayName": "Stad Leuven"},
    )
    binding_call, binding = make(
        "binding",
        "broker/binding",
        instance=share.outputs,
        parameters={"redirectUris": ["http://127.0.0.1:20999/callback"], "scopes": ["openid", "profile"]},
        secretFields=["clientSecret"],
    )
    credentials = binding.outputs["credentials"]
    assert isinstance(credentials["clientSecret"], Secret)
    with urllib.request.urlopen(f"{credentials['issuer']}/.well-known/openid-configuration", timeout=5) as answer:
        assert answer.status == 200

    # The share outlives its service: killed hard, it comes back and knows it.
    seen = providers["local"].read(server_call)
    assert isinstance(seen, Present)
    os.kill(seen.facts["pid"], signal.SIGKILL)
    wait_until(lambda: getattr(providers["broker"].read(share_call), "problem", "?") == "", 30)
    again = providers["broker"].read(binding_call)
    assert isinstance(again, Present)
    assert again.outputs == binding.outputs

    assert providers["broker"].delete(binding_call) == Gone()
    assert providers["broker"].delete(share_call) == Gone()
    assert providers["local"].delete(server_call) == Gone()
