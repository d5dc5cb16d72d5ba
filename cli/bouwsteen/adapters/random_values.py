"""`random/*`: values that nobody chose. They exist in the record alone."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import string
import uuid
from collections.abc import Mapping
from typing import Any, Final

from bouwsteen.phrases import quoted
from bouwsteen.providers.protocol import Call, Done, Failed, Gone, Missing, Observation, Outcome, Present
from bouwsteen.providers.resource_types import ReplaceOrder, ResourceType
from bouwsteen.values import Secret

_LETTERS_AND_DIGITS: Final = string.ascii_letters + string.digits
# Below this a password can be guessed by whoever gets hold of a hash of it.
_MINIMUM_BITS: Final = 80

_PASSWORD = ResourceType(
    name="random/password",
    title={"nl": "Wachtwoord", "fr": "Mot de passe", "en": "Password"},
    schema={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "length": {"description": "Number of characters.", "type": "integer", "minimum": 14, "maximum": 512, "default": 32},
            "characters": {
                "description": "The characters to choose from. Left out, letters and digits.",
                "type": "string",
                "minLength": 10,
                "maxLength": 128,
            },
        },
    },
    outputs={
        "type": "object",
        "required": ["value"],
        "properties": {"value": {"description": "The password.", "type": "string", "secret": True}},
    },
    forces_replacement=frozenset({"length", "characters"}),
    replace_order=ReplaceOrder.CREATE_FIRST,
    stable_outputs=frozenset({"value"}),
    rotates=True,
    import_by="the password itself",
    import_is_secret=True,
)

_ID = ResourceType(
    name="random/id",
    title={"nl": "Willekeurige naam", "fr": "Nom aléatoire", "en": "Random name"},
    schema={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "bytes": {"description": "Number of random bytes.", "type": "integer", "minimum": 4, "maximum": 64, "default": 8},
            "prefix": {"description": "What stands before the random part.", "type": "string", "maxLength": 128, "default": ""},
        },
    },
    outputs={
        "type": "object",
        "required": ["value"],
        "properties": {"value": {"description": "The prefix and two hexadecimal digits for each byte.", "type": "string"}},
    },
    forces_replacement=frozenset({"bytes", "prefix"}),
    stable_outputs=frozenset({"value"}),
    import_by="the name itself",
)

_DERIVED = ResourceType(
    name="random/derived",
    title={"nl": "Afgeleid geheim", "fr": "Secret dérivé", "en": "Derived secret"},
    schema={
        "type": "object",
        "additionalProperties": False,
        "required": ["key", "name"],
        "properties": {
            "key": {"description": "The secret to derive from.", "type": "string", "minLength": 1, "secret": True},
            "name": {"description": "Whom the derived secret is for.", "type": "string", "minLength": 1},
        },
    },
    outputs={
        "type": "object",
        "required": ["value"],
        "properties": {"value": {"description": "HMAC-SHA256 of the name, as unpadded base64url.", "type": "string", "secret": True}},
    },
)


class RandomProvider:
    """The same call after a crash may give another value: nobody has seen the first."""

    types: Final[Mapping[str, ResourceType]] = {item.name: item for item in (_PASSWORD, _ID, _DERIVED)}

    def read(self, call: Call) -> Observation:
        return Present(call.id, outputs=call.outputs, private=call.private)

    def find(self, call: Call) -> Observation:
        return self.read(call) if call.id else Missing()

    def create(self, call: Call) -> Outcome:
        if call.type == _ID.name:
            return _create_id(call.inputs)
        return _create_password(call.inputs) if call.type == _PASSWORD.name else _derive(call.inputs)

    def update(self, call: Call) -> Outcome:
        if call.type == _DERIVED.name:
            return _derive(call.inputs)
        return Done(call.id, call.outputs, private=call.private)

    def delete(self, call: Call) -> Outcome:  # noqa: ARG002  the port's signature
        return Gone()

    def stop(self, call: Call) -> Outcome:
        return Done(call.id, call.outputs, private=call.private)

    def adopt(self, call: Call, identity: str | Secret) -> Present | Failed:
        """The value that was in use elsewhere. What it is is seen where it differs from what would be made."""
        return _adopt_password(call, str(Secret(identity).reveal())) if call.type == _PASSWORD.name else _adopt_id(call, str(identity))

    def close(self) -> None:
        pass


def _create_password(inputs: Mapping[str, Any]) -> Outcome:
    length = int(inputs.get("length", 32))
    characters = "".join(dict.fromkeys(inputs.get("characters", _LETTERS_AND_DIGITS)))
    bits = length * (len(characters).bit_length() - 1)
    if bits < _MINIMUM_BITS:
        return Failed(
            code="password-too-weak",
            summary="The password would be too easy to guess",
            detail=f"{length} characters out of {len(characters)} give about {bits} bits; at least {_MINIMUM_BITS} are needed.",
            remedy="Raise `length`, or allow more different characters.",
        )
    value = "".join(secrets.choice(characters) for _ in range(length))
    return Done(str(uuid.uuid4()), {"value": Secret(value)})


def _adopt_password(call: Call, value: str) -> Present | Failed:
    if not value or any(each.isspace() for each in value):
        return _unfit("A password is one word.")
    if not set(value) <= set(call.inputs.get("characters", _LETTERS_AND_DIGITS)):
        return _unfit("It has characters that the stack does not allow for this password.")
    length = {} if len(value) == int(call.inputs.get("length", 32)) else {"length": len(value)}
    return Present(str(uuid.uuid4()), length, {"value": Secret(value)})


def _adopt_id(call: Call, value: str) -> Present | Failed:
    prefix, size = str(call.inputs.get("prefix", "")), int(call.inputs.get("bytes", 8))
    random = value.removeprefix(prefix)
    if not value.startswith(prefix) or len(random) % 2 or not set(random) <= set(string.hexdigits.lower()) or not random:
        return _unfit(f"Here a name is {quoted(prefix)} and an even number of hexadecimal digits in small letters.")
    return Present(value, {} if len(random) == 2 * size else {"bytes": len(random) // 2}, {"value": value})


def _unfit(why: str) -> Failed:
    return Failed(
        code="import-unfit",
        summary="This cannot be taken over here",
        detail=f"{why} What is taken over must be what could have been made.",
        remedy="Change what the block or the stack asks for, or let a new one be made.",
    )


def _create_id(inputs: Mapping[str, Any]) -> Done:
    value = f"{inputs.get('prefix', '')}{secrets.token_hex(int(inputs.get('bytes', 8)))}"
    return Done(value, {"value": value})


def _derive(inputs: Mapping[str, Any]) -> Done:
    key, name = Secret(inputs["key"]).reveal(), str(inputs["name"])
    digest = hmac.digest(str(key).encode(), name.encode(), hashlib.sha256)
    return Done(name, {"value": Secret(base64.urlsafe_b64encode(digest).rstrip(b"=").decode())})
