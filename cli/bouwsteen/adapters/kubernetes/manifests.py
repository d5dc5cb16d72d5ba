"""Manifests as they are sent: with the marks that say whose they are, in the form the server keeps, within its sizes.

A manifest is plain JSON with `values.Secret` leaves; only `sealed` bytes of it go out.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import orjson

from bouwsteen.adapters.kubernetes.kinds import default_wave, split_version
from bouwsteen.addresses import Address
from bouwsteen.values import PLAIN_TYPES, Secret, has_secret, reveal, walk_leaves

GROUP: Final = "bouwsteen.vlaanderen.be"
STACK: Final = f"{GROUP}/stack"
ENVIRONMENT: Final = f"{GROUP}/environment"
INSTANCE: Final = f"{GROUP}/instance"
ADDRESS: Final = f"{GROUP}/address"
WAVE: Final = f"{GROUP}/wave"
MANAGER: Final = "bouwsteen"
_LONGEST_LABEL: Final = 63
# What the API server and etcd take: 1.5 MiB a request, 1 MiB of data in a ConfigMap or Secret, 256 KiB of annotations.
LARGEST_OBJECT: Final = 1_500_000
LARGEST_DATA: Final = 1_048_576
LARGEST_ANNOTATIONS: Final = 262_144
# What the server fills in; a copy of a live object brings it along, and it is not the writer's to say.
_OF_THE_SERVER: Final = ("creationTimestamp", "generation", "managedFields", "resourceVersion", "selfLink", "uid")

Manifest = Mapping[str, Any]


class ObjectKey(NamedTuple):
    """Which object, in one cluster. `namespace` is empty for what lives in none."""

    api_version: str
    kind: str
    namespace: str
    name: str

    @property
    def full_kind(self) -> str:
        """`Deployment.apps`, `ConfigMap`: what it is, in whatever version."""
        group = split_version(self.api_version)[0]
        return f"{self.kind}.{group}" if group else self.kind

    @property
    def id(self) -> str:
        return f"{self.namespace}/{self.name}" if self.namespace else self.name

    def means(self, other: ObjectKey) -> bool:
        """Whether both name the same object, in whatever version."""
        return (self.full_kind, self.namespace, self.name) == (other.full_kind, other.namespace, other.name)

    def __str__(self) -> str:
        return f"{self.full_kind} {self.id}"

    @classmethod
    def of_record(cls, kind: str, id_: str) -> ObjectKey:
        """From what an inventory keeps: `apps/v1/Deployment` and `namespace/name`."""
        api_version, _, name = kind.rpartition("/")
        namespace, _, own = id_.rpartition("/")
        return cls(api_version, name, namespace, own)

    @property
    def recorded_kind(self) -> str:
        return f"{self.api_version}/{self.kind}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One object as it is to be. `manifest` holds what we own of it, marks included."""

    key: ObjectKey
    manifest: Manifest
    wave: int


class ManifestError(Exception):
    """A manifest that no server would take. The text is for people and shows no value."""


def prepare(manifest: Manifest, namespace: str, address: Address, wave: int | None = None) -> Wanted:
    """The object to be sent. `namespace` is where it goes; empty for kinds that live in none. Raises ManifestError."""
    api_version, kind = str(manifest["apiVersion"]), str(manifest["kind"])
    metadata = {name: item for name, item in manifest["metadata"].items() if name not in _OF_THE_SERVER}
    name = str(metadata.get("name", ""))
    metadata["labels"] = {**_labels(address), **(metadata.get("labels") or {}), **owner_labels(address)}
    metadata["annotations"] = {**(metadata.get("annotations") or {}), ADDRESS: str(address)}
    if namespace:
        metadata["namespace"] = namespace
    rest = {key: item for key, item in manifest.items() if key not in {"metadata", "status"}}
    if (api_version, kind) == ("v1", "Secret"):
        rest = _as_data(rest)
    found: dict[str, Any] = _without_null({**rest, "metadata": metadata})
    key = ObjectKey(api_version, kind, namespace, name)
    return Wanted(key, found, _wave(metadata, api_version, kind) if wave is None else wave)


def owner_labels(address: Address) -> dict[str, str]:
    return {STACK: address.stack, ENVIRONMENT: address.environment, INSTANCE: address.instance}


def selector(address: Address) -> str:
    """Which objects are of an environment, for a LIST."""
    return f"{STACK}={address.stack},{ENVIRONMENT}={address.environment}"


def is_ours(live: Manifest, address: Address) -> bool:
    """Whether an object says that it is of the environment of `address`, whichever instance made it."""
    labels = live.get("metadata", {}).get("labels") or {}
    return (labels.get(STACK), labels.get(ENVIRONMENT)) == (address.stack, address.environment)


def owner_of(live: Manifest) -> str:
    """Whose an object says it is, for people: `stack/environment`, another tool, or nothing."""
    labels = live.get("metadata", {}).get("labels") or {}
    if labels.get(STACK):
        return f"{labels[STACK]}/{labels.get(ENVIRONMENT, '')}"
    return str(labels.get("app.kubernetes.io/managed-by", ""))


def seal(manifest: Manifest, key: ObjectKey) -> bytes:
    """The bytes to send, secrets open. Raises ManifestError for what the server cannot store."""
    plain = reveal(manifest) if has_secret(manifest) else manifest
    content = orjson.dumps(plain)
    _check_size(key, "The object", len(content), LARGEST_OBJECT)
    if (key.api_version, key.kind) in {("v1", "ConfigMap"), ("v1", "Secret")}:
        data = sum(len(str(item)) for part in ("data", "binaryData") for item in (plain.get(part) or {}).values())
        _check_size(key, "Its data", data * 3 // 4 if key.kind == "Secret" else data, LARGEST_DATA)
    annotations = plain["metadata"].get("annotations") or {}
    _check_size(key, "Its annotations", sum(len(name) + len(str(item)) for name, item in annotations.items()), LARGEST_ANNOTATIONS)
    return content


def secret_texts(value: Any) -> list[str]:
    """Every secret in a value as it may show in a server's text: as it is, and in base64. The longest first."""
    found: set[str] = set()
    for _, leaf in walk_leaves(value) if has_secret(value) else ():
        if isinstance(leaf, Secret) and (text := str(leaf.reveal())):
            found |= {text, base64.b64encode(text.encode()).decode()}
    return sorted(found, key=len, reverse=True)


def hide(text: str, secrets: list[str]) -> str:
    """Without the secrets that a server repeats. Those too short to be told apart hide the whole text."""
    if any(len(secret) < 4 and secret in text for secret in secrets):
        return "(what the server says would show a secret)"
    for secret in secrets:
        text = text.replace(secret, "(secret)")
    return text


def _check_size(key: ObjectKey, what: str, size: int, most: int) -> None:
    if size > most:
        raise ManifestError(f"{what} of {key} takes {size} bytes, and a cluster stores at most {most}.")


def _labels(address: Address) -> dict[str, str]:
    return {
        "app.kubernetes.io/name": _label(address.instance),
        "app.kubernetes.io/instance": _label(f"{address.stack}-{address.environment}-{address.instance}"),
        "app.kubernetes.io/part-of": _label(address.stack),
        "app.kubernetes.io/managed-by": MANAGER,
    }


def _label(text: str) -> str:
    """Within what a label may hold; a longer text keeps its beginning and a digest of all of it."""
    if len(text) <= _LONGEST_LABEL:
        return text
    return f"{text[: _LONGEST_LABEL - 9]}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _wave(metadata: Mapping[str, Any], api_version: str, kind: str) -> int:
    asked = str((metadata.get("annotations") or {}).get(WAVE, ""))
    return int(asked) if asked.lstrip("-").isdecimal() and len(asked) < 7 else default_wave(api_version, kind)


def _as_data(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """A Secret in the form that can be read back: what is under `stringData` comes under `data`, in base64."""
    texts = manifest.get("stringData") or {}
    rest = {name: item for name, item in manifest.items() if name != "stringData"}
    if texts:
        rest["data"] = {**(manifest.get("data") or {}), **{name: _encoded(item) for name, item in texts.items()}}
    if "data" in rest:
        rest["data"] = {name: item if isinstance(item, Secret) else Secret(item) for name, item in rest["data"].items()}
    return rest


def _encoded(item: Any) -> Secret:
    text = item.reveal() if isinstance(item, Secret) else item
    return Secret(base64.b64encode((text if isinstance(text, str) else orjson.dumps(text).decode()).encode()).decode())


def _without_null(value: Any) -> Any:
    """A null asks for nothing: server-side apply takes it for absent."""
    if type(value) in PLAIN_TYPES:
        return value
    if isinstance(value, Mapping):
        return {key: _without_null(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [_without_null(item) for item in value]
    return value
