"""What templates yield: values at interfaces, and secrets where they do not belong."""

from __future__ import annotations

from typing import Any

import pytest

from bouwsteen.addresses import Address
from bouwsteen.expressions import EvaluationError
from bouwsteen.planning.compiled_blocks import InterfaceShape
from bouwsteen.planning.evaluations import _refuse_shown_secrets, shape_value, taint, unknown_outputs
from bouwsteen.values import ABSENT, Secret, Unknown

CLIENT = InterfaceShape(
    "oidc-client",
    "1.0.0",
    fields={"issuer": {"type": "string"}, "clientSecret": {"type": "string", "secret": True}, "port": {"type": "integer"}},
    required=("issuer", "clientSecret"),
    request={"type": "object"},
    binding_type="oauth2",
)
WHERE = Address("herstappe", "local", "identity", output="client", consumer="forms")
PLAIN = {"type": "object", "properties": {"environment": {"type": "object", "additionalProperties": {}}}}
HIDDEN = {"type": "object", "properties": {"bindings": {"type": "object", "additionalProperties": {"secret": True}, "secret": True}}}


def test_a_value_gets_its_type_and_its_secrets_are_tainted() -> None:
    value, problems = shape_value(CLIENT, {"issuer": "https://x", "clientSecret": "geheim"}, WHERE)
    assert problems == []
    assert value == {"type": "oauth2", "issuer": "https://x", "clientSecret": Secret("geheim")}


def test_an_unknown_value_has_unknown_fields_and_a_known_type() -> None:
    value, problems = shape_value(CLIENT, Unknown("object"), WHERE)
    assert problems == []
    assert value == {"type": "oauth2", "issuer": Unknown("string"), "clientSecret": Unknown("string"), "port": Unknown("integer")}


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        ({"issuer": Secret("https://x"), "clientSecret": "s"}, "`issuer` is not secret there"),
        ({"issuer": "https://x"}, "`clientSecret` is required"),
        ({"issuer": "https://x", "clientSecret": "s", "extra": 1}, "no field `extra`"),
        ({"issuer": "https://x", "clientSecret": "s", "port": "80"}, "`port` is not of type integer"),
        ({"issuer": "https://x", "clientSecret": "s", "port": True}, "`port` is not of type integer"),
        (ABSENT, "not a map of fields"),
    ],
)
def test_a_value_that_does_not_fit_its_interface_is_told(raw: Any, says: str) -> None:
    _, problems = shape_value(CLIENT, raw, WHERE)
    assert any(says in problem.detail for problem in problems)
    assert "geheim" not in str(problems)


def test_a_secret_of_an_open_output_is_refused_in_a_plain_field() -> None:
    with pytest.raises(EvaluationError) as refused:
        _refuse_shown_secrets({"environment": {"PASSWORD": Secret("geheim")}}, PLAIN)
    assert refused.value.code == "secret-in-plain-field"
    assert "geheim" not in str(refused.value)


def test_it_may_stand_in_a_secret_one() -> None:
    _refuse_shown_secrets({"bindings": {"identity": {"clientSecret": Secret("geheim"), "issuer": "https://x"}}}, HIDDEN)


def test_outputs_are_tainted_and_typed_by_their_schema() -> None:
    schema = {"properties": {"url": {"type": "string"}, "key": {"type": "object", "secret": True}}}
    assert taint({"url": "u", "key": {"a": 1}}, schema) == {"url": "u", "key": {"a": Secret(1)}}
    assert unknown_outputs(schema) == {"url": Unknown("string"), "key": Unknown("object")}
