"""The bindings of a workload as Secrets, one for each use, and how its pods see them: servicebinding.io."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Final

from bouwsteen.adapters.bindings import BindingFiles, hash_bindings, render_bindings
from bouwsteen.adapters.kubernetes.places import Manifest, Place, spelled
from bouwsteen.values import Secret

ROOT: Final = "/bindings"
VOLUME: Final = "bindings"
_TYPE: Final = "servicebinding.io"


def binding_secrets(bindings: Mapping[str, Mapping[str, Any]], place: Place) -> list[Manifest]:
    """Every field is treated as a secret. Raises BindingError."""
    return [
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {**place.metadata(), "name": binding_name(use, place)},
            # The type cannot be changed afterwards; it follows from the interface.
            "type": f"{_TYPE}/{fields.get('type', b'own').decode()}",
            "data": {name: Secret(base64.b64encode(data).decode()) for name, data in fields.items()},
        }
        for use, fields in sorted(render_bindings(bindings).items())
    ]


def binding_name(use: str, place: Place) -> str:
    """The Secret of one use of a workload."""
    return place.named(f"binding-{spelled(use)}")


def binding_volume(files: BindingFiles, place: Place) -> Manifest:
    """All uses in one folder: `<use>/<field>`."""
    sources = [
        {
            "secret": {
                "name": binding_name(use, place),
                "items": [{"key": field, "path": f"{use}/{field}"} for field in sorted(fields)],
            }
        }
        for use, fields in sorted(files.items())
    ]
    return {"name": VOLUME, "projected": {"defaultMode": 0o440, "sources": sources}}


def binding_hash(files: BindingFiles, place: Place) -> str:
    """New credentials bring new pods. Empty where nobody keeps a key for it."""
    return hash_bindings(files, place.bindings_key) if place.bindings_key else ""
