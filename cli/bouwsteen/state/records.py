"""One resource as it was recorded: the unit of memory.

A record is a frozen value; a change is a new record (`dataclasses.replace`). Two records
of one address differ by generation: while a replacement runs, the old object stays on
record until nothing depends on it any more.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import orjson

from bouwsteen.addresses import Address
from bouwsteen.state.encodings import SECRET_KEY, decode, encode, pointer
from bouwsteen.values import Path, Secret, map_leaves


class Status(enum.StrEnum):
    READY = "ready"
    FAILED = "failed"  # something is there and is not as wanted; `problem` says what
    STOPPED = "stopped"  # by `down`; a `problem` is that of what was not finished when it was stopped
    AWAITING = "awaiting"  # people elsewhere must do something first


class Deletion(enum.StrEnum):
    DELETE = "delete"
    RETAIN = "retain"


# "tainted" was once meant for objects that failed half made; those are brought to their inputs, or replaced when somebody asks.
_STATUSES: Final = {item.value: item for item in Status} | {"tainted": Status.FAILED}
_DELETIONS: Final = {item.value: item for item in Deletion}


class RecordKey(NamedTuple):
    address: Address
    generation: int

    def __str__(self) -> str:
        return f"{self.address}#{self.generation}"


class Dependency(NamedTuple):
    """What a record was made with: one object of an address.

    `generation` is 0 where it is not known which, as records of earlier versions have it: it may be any of them.
    """

    address: Address
    generation: int = 0

    def __str__(self) -> str:
        return f"{self.address}#{self.generation}" if self.generation else str(self.address)

    def means(self, key: RecordKey) -> bool:
        return self.address == key.address and self.generation in {0, key.generation}


@dataclass(frozen=True, slots=True)
class ObjectRecord:
    """One real thing behind a resource: enough to find and delete it without any document."""

    kind: str
    id: str
    uid: str = ""


@dataclass(frozen=True, slots=True)
class ResourceRecord:
    """What is known of one resource.

    `inputs` and `outputs` are JSON with `values.Secret` leaves. `secret_versions` counts, for each
    secret (`encodings.pointer` of its path, starting with `inputs` or `outputs`), how often it
    changed. `dependencies` is what it holds on to, object by object, so that deletion can go the other
    way; an object whose update is not known to be done may hold on to two generations of one
    address. `private` belongs to the provider. `updated` is RFC 3339.
    """

    address: Address
    type: str
    generation: int = 1
    id: str = ""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    outputs: Mapping[str, Any] = field(default_factory=dict)
    secret_versions: Mapping[str, int] = field(default_factory=dict)
    dependencies: tuple[Dependency, ...] = ()
    objects: tuple[ObjectRecord, ...] = ()
    private: Mapping[str, Any] = field(default_factory=dict, repr=False)
    status: Status = Status.READY
    # No longer wanted but kept, since it holds data; wanting it again is a restore.
    retained: bool = False
    deletion: Deletion = Deletion.DELETE
    rotation: int = 0
    problem: str = ""
    block: str = ""
    block_version: str = ""
    updated: str = ""

    @property
    def key(self) -> RecordKey:
        return RecordKey(self.address, self.generation)

    @property
    def needs(self) -> tuple[Address, ...]:
        """The addresses behind `dependencies`, each once."""
        return tuple(dict.fromkeys(item.address for item in self.dependencies))

    def fingerprint(self) -> str:
        """SHA-256 of what a plan was made on. A secret enters as its version, so this may be shown."""
        data = _plain_fields(self)
        data["inputs"] = self._without_secrets("inputs", self.inputs)
        data["outputs"] = self._without_secrets("outputs", self.outputs)
        del data["updated"]
        return hashlib.sha256(orjson.dumps(data, option=orjson.OPT_SORT_KEYS)).hexdigest()

    def _without_secrets(self, root: str, value: Mapping[str, Any]) -> Any:
        def version(path: tuple[str | int, ...], leaf: Any) -> Any:
            if isinstance(leaf, Secret):
                return {SECRET_KEY: self.secret_versions.get(pointer((root, *path)), 0)}
            return leaf

        return map_leaves(value, version)


def _plain_fields(record: ResourceRecord) -> dict[str, Any]:
    return {
        "address": write_address(record.address),
        "type": record.type,
        "generation": record.generation,
        "id": record.id,
        "secret_versions": dict(record.secret_versions),
        **_write_dependencies(record.dependencies),
        "objects": [{"kind": item.kind, "id": item.id, "uid": item.uid} for item in record.objects],
        "status": record.status.value,
        "retained": record.retained,
        "deletion": record.deletion.value,
        "rotation": record.rotation,
        "problem": record.problem,
        "block": record.block,
        "block_version": record.block_version,
        "updated": record.updated,
    }


def to_json(record: ResourceRecord) -> dict[str, Any]:
    """For bytes that are encrypted afterwards: secrets are open inside. Raises InternalError on what is not JSON."""
    data = _plain_fields(record)
    secrets: list[Path] = []
    data["inputs"] = encode(record.inputs, secrets, ("inputs",))
    data["outputs"] = encode(record.outputs, secrets, ("outputs",))
    data["private"] = encode(record.private, secrets, ("private",))
    data["secrets"] = secrets
    return data


def from_json(data: dict[str, Any]) -> ResourceRecord:
    """The opposite of `to_json`; takes `data` over.

    Raises LookupError, TypeError or ValueError when `data` is not a record.
    """
    decode(data, data["secrets"])
    if (
        type(data["generation"]) is not int
        or type(data["secret_versions"]) is not dict
        or type(data["inputs"]) is not dict
        or type(data["outputs"]) is not dict
        or type(data["type"]) is not str
    ):
        raise TypeError("record")
    return ResourceRecord(
        address=read_address(data["address"]),
        type=data["type"],
        generation=data["generation"],
        id=data["id"],
        inputs=data["inputs"],
        outputs=data["outputs"],
        secret_versions=data["secret_versions"],
        dependencies=_read_dependencies(data),
        objects=tuple([ObjectRecord(item["kind"], item["id"], item["uid"]) for item in data["objects"]]),
        private=data["private"],
        status=_STATUSES[data["status"]],
        retained=data["retained"],
        deletion=_DELETIONS[data["deletion"]],
        rotation=data["rotation"],
        problem=data["problem"],
        block=data["block"],
        block_version=data["block_version"],
        updated=data["updated"],
    )


def _write_dependencies(dependencies: tuple[Dependency, ...]) -> dict[str, Any]:
    """Generations stand beside the addresses, so that earlier versions read all that they know of."""
    written: dict[str, Any] = {"dependencies": [write_address(item.address) for item in dependencies]}
    if any(item.generation for item in dependencies):
        written["dependency_generations"] = [item.generation for item in dependencies]
    return written


def _read_dependencies(data: Mapping[str, Any]) -> tuple[Dependency, ...]:
    addresses = data["dependencies"]
    generations = data.get("dependency_generations") or [0] * len(addresses)
    return tuple([Dependency(read_address(item), number) for item, number in zip(addresses, generations, strict=True)])


def write_address(address: Address) -> list[str | None]:
    """By its parts, since the text is for people and the state must not depend on how that is written."""
    parts: list[str | None] = [address.stack, address.environment, address.instance, address.resource]
    if address.key is None and not address.output:
        return parts
    return [*parts, address.key, address.output, address.consumer]


def read_address(parts: list[Any]) -> Address:
    return Address(*parts)
