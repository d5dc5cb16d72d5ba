from __future__ import annotations

import string
from typing import Any

import pytest

from bouwsteen.adapters.random_values import RandomProvider
from bouwsteen.addresses import Address
from bouwsteen.providers.protocol import Call, Done, Failed, Gone, Missing, Present
from bouwsteen.providers.resource_types import ReplaceOrder
from bouwsteen.values import Secret

PROVIDER = RandomProvider()


def call(type_: str, inputs: dict[str, Any] | None = None, **changes: Any) -> Call:
    return Call(Address("a", "b", "c", "d"), type_, inputs or {}, "k", **changes)


def create(type_: str, **inputs: Any) -> Done:
    done = PROVIDER.create(call(type_, inputs))
    assert isinstance(done, Done), done
    return done


def test_a_password() -> None:
    made = create("random/password")
    value = made.outputs["value"]
    assert isinstance(value, Secret)
    assert len(value.reveal()) == 32
    assert set(value.reveal()) <= set(string.ascii_letters + string.digits)
    assert value.reveal() not in made.id
    assert create("random/password") != made
    assert set(create("random/password", length=200, characters="abcdefghij").outputs["value"].reveal()) == set("abcdefghij")


@pytest.mark.parametrize("inputs", [{"length": 14, "characters": "aaaaaaaaaa"}, {"length": 14, "characters": "abababababab"}])
def test_a_password_that_can_be_guessed(inputs: dict[str, Any]) -> None:
    failed = PROVIDER.create(call("random/password", inputs))
    assert isinstance(failed, Failed)
    assert failed.code == "password-too-weak"


def test_an_id() -> None:
    assert create("random/id", prefix="leuven-", bytes=4).outputs["value"].startswith("leuven-")
    assert len(create("random/id").outputs["value"]) == 16


def test_a_derived_secret_is_the_one_that_services_compute() -> None:
    # Computed with OpenSSL: printf 'leuven.local.forms' | openssl dgst -sha256 -hmac key -binary | basenc --base64url
    expected = "VvwS0gvMOyAROz94RZkRrTkBWOdkaYqxAtElENkhJd8"
    assert create("random/derived", key=Secret("key"), name="leuven.local.forms").outputs["value"] == Secret(expected)


def test_the_record_is_the_world() -> None:
    made = create("random/password")
    recorded = call("random/password", id=made.id, outputs=made.outputs)
    assert PROVIDER.read(recorded) == Present(made.id, outputs=made.outputs)
    assert PROVIDER.find(call("random/password")) == Missing()
    assert PROVIDER.update(recorded) == made
    assert PROVIDER.delete(recorded) == Gone()


def test_how_a_change_behaves() -> None:
    password = PROVIDER.types["random/password"]
    assert password.forces_replacement == {"length", "characters"}
    assert password.replace_order is ReplaceOrder.CREATE_FIRST
    assert password.rotates
