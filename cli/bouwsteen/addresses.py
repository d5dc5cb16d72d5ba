"""Names of things in a plan: `stack/environment/instance/resource["key"]`.

A resource of a binding, made once for each consumer, stands under its output:
`stack/environment/instance/output["consumer"]/resource["key"]`. A leaf module.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

STACK_NAME = re.compile(r"[a-z]([a-z0-9-]{0,40}[a-z0-9])?")
RESOURCE_ID = re.compile(r"[a-z][a-zA-Z0-9]{0,62}")
_KEY = r'\["((?:[^"\\]|\\.)*)"\]'
_ADDRESS = re.compile(
    rf"(?P<stack>[a-z0-9-]+)/(?P<environment>[a-z0-9-]+)/(?P<instance>[a-z0-9-]+)"
    rf"(?:/(?P<output>[a-zA-Z0-9]+){_KEY.replace('(', '(?P<consumer>', 1)}(?=/))?"
    rf"(?:/(?P<resource>[a-zA-Z0-9]+)(?:{_KEY.replace('(', '(?P<key>', 1)})?)?"
)


def _quote(key: str) -> str:
    return '["' + key.replace("\\", "\\\\").replace('"', '\\"') + '"]'


def _unquote(key: str | None) -> str | None:
    return None if key is None else re.sub(r"\\(.)", r"\1", key)


class Address(NamedTuple):
    """A resource, or an instance where `resource` is empty.

    A tuple, because a plan looks addresses up very often and a tuple hashes and compares at once. Addresses are
    in order by their text, as people see them.
    """

    stack: str
    environment: str
    instance: str
    resource: str = ""
    key: str | None = None
    output: str = ""
    consumer: str | None = None

    def __str__(self) -> str:
        text = f"{self.stack}/{self.environment}/{self.instance}"
        if self.output:
            text += f"/{self.output}{_quote(self.consumer or '')}"
        if self.resource:
            text += f"/{self.resource}"
            if self.key is not None:
                text += _quote(self.key)
        return text

    def __lt__(self, other: tuple[Any, ...]) -> bool:
        return str(self) < str(other)

    def __le__(self, other: tuple[Any, ...]) -> bool:
        return str(self) <= str(other)

    def __gt__(self, other: tuple[Any, ...]) -> bool:
        return str(self) > str(other)

    def __ge__(self, other: tuple[Any, ...]) -> bool:
        return str(self) >= str(other)

    def of_instance(self, name: str) -> Address:
        """An instance of the same environment."""
        return Address(self.stack, self.environment, name)

    @property
    def local(self) -> str:
        """The address without stack and environment, for a view that shows one of them."""
        return str(self).split("/", 2)[2]

    @classmethod
    def parse(cls, text: str) -> Address:
        """Raises ValueError when `text` is not an address.

        `x["k"]` at the end is a resource with a key: an output by itself is no resource, and its address is
        only ever shown.
        """
        match = _ADDRESS.fullmatch(text)
        if match is None:
            raise ValueError(f"not an address: {text!r}")
        parts = match.groupdict()
        return cls(
            stack=parts["stack"],
            environment=parts["environment"],
            instance=parts["instance"],
            resource=parts["resource"] or "",
            key=_unquote(parts["key"]),
            output=parts["output"] or "",
            consumer=_unquote(parts["consumer"]),
        )
