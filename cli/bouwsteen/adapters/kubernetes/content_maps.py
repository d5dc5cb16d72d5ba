"""Files of a stack as ConfigMaps that never change: other content has another name, so that pods come anew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bouwsteen.adapters.bindings import BindingError
from bouwsteen.adapters.kubernetes.places import Manifest, Place

_MOST_BYTES: Final = 900_000  # of a ConfigMap; the API server takes a little over a million
_MOST_MAPS: Final = 50

# Relative POSIX path → bytes.
Content = Mapping[str, bytes]


def content_maps(mount: str, digest: str, content: Content, place: Place) -> list[Manifest]:
    """The files of one mounted folder, in as many ConfigMaps as they need. Raises BindingError for what does not fit in one."""
    return [_config_map(number, part, mount, digest, place) for number, part in enumerate(_parts(mount, content))]


def content_volume(name: str, mount: str, digest: str, content: Content, place: Place) -> Manifest:
    sources = [
        {
            "configMap": {
                "name": place.named(_suffix(mount, digest, number)),
                "items": [{"key": _key(path), "path": path} for path in part],
            }
        }
        for number, part in enumerate(_parts(mount, content))
    ]
    return {"name": name, "projected": {"defaultMode": 0o444, "sources": sources}}


def _parts(mount: str, content: Content) -> Iterator[dict[str, bytes]]:
    part: dict[str, bytes] = {}
    size = made = 0
    for path, data in sorted(content.items()):
        cost = len(data) * 4 // 3 + len(path) + 100  # what is no text is written in base64
        if cost > _MOST_BYTES or made >= _MOST_MAPS:
            raise BindingError(f"The files for {mount} are too large for a cluster; {path} is the first that does not fit.")
        if size + cost > _MOST_BYTES:
            yield part
            part, size, made = {}, 0, made + 1
        part[path] = data
        size += cost
    yield part


def _config_map(number: int, part: Content, mount: str, digest: str, place: Place) -> Manifest:
    texts: dict[str, Any] = {}
    bytes_: dict[str, Any] = {}
    for path, data in part.items():
        try:
            texts[_key(path)] = data.decode()
        except UnicodeDecodeError:
            import base64  # noqa: PLC0415  hardly any file of a stack

            bytes_[_key(path)] = base64.b64encode(data).decode()
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": place.metadata(_suffix(mount, digest, number)),
        "immutable": True,
        **({"data": texts} if texts else {}),
        **({"binaryData": bytes_} if bytes_ else {}),
    }


def _suffix(mount: str, digest: str, number: int) -> str:
    mark = hashlib.sha256(f"{mount}\n{digest}".encode()).hexdigest()[:10]
    return f"files-{mark}" + (f"-{number}" if number else "")


def _key(path: str) -> str:
    """A key has no slash: a file in a folder is kept under a mark of its path."""
    plain = path.replace(".", "").replace("-", "").replace("_", "")
    if plain.isascii() and plain.isalnum() and len(path) <= 200:
        return path
    return "path-" + hashlib.sha256(path.encode()).hexdigest()[:32]
