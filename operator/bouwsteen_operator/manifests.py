"""What an installation of the operator needs, as manifests: those of `operator/config`, which the package carries along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from bouwsteen.documents.sources import Limits, load_document
from bouwsteen.formats.writers import to_yaml

SYSTEM: Final = "bouwsteen-system"  # the namespace that the manifests name
IMAGE: Final = "bouwsteen/operator"
_LIMITS: Final = Limits(file_bytes=1024 * 1024, nodes=50_000)
_PLACES: Final = (Path(__file__).parent / "config", Path(__file__).resolve().parents[1] / "config")  # in the package, or in the tree

Manifest = dict[str, Any]


def config() -> Path:
    """The folder that holds them."""
    return next(each for each in _PLACES if (each / "base").is_dir())


def read_manifests(file: Path) -> list[Manifest]:
    """Each document of a file. Raises ValueError for what is no manifest."""
    return [_read(text, file) for text in file.read_text(encoding="utf-8").split("\n---\n")]


def list_definitions() -> list[Manifest]:
    """The kinds, which the cluster must know first."""
    return _listed(config() / "crd")


def list_operator(namespace: str = SYSTEM, image: str = "") -> list[Manifest]:
    """The operator itself, in a namespace; `image` left out is that of this version."""
    found = _listed(config() / "base", image or f"{IMAGE}:{version('bouwsteen')}")
    return [_in_namespace(each, SYSTEM, namespace) for each in found if each["kind"] != "CustomResourceDefinition"]


def list_tenant(namespace: str) -> list[Manifest]:
    """The account that the operator acts as in a namespace."""
    found = _listed(config() / "tenant")
    for each in found:
        each["metadata"]["namespace"] = namespace
        for subject in each.get("subjects", ()):
            subject["namespace"] = namespace
    return found


def write_manifests(manifests: Iterable[Manifest]) -> str:
    """As `kubectl apply` reads them."""
    return "".join(f"---\n{to_yaml(each)}" for each in manifests)


def _listed(folder: Path, image: str = "") -> list[Manifest]:
    """What the kustomization of a folder lists, and what that lists in turn, in its order."""
    (said,) = read_manifests(folder / "kustomization.yaml")
    found = [each for name in said["resources"] for each in _entry(folder / name)]
    return [_with_image(each, image) for each in found] if image else found


def _entry(path: Path) -> Iterator[Manifest]:
    yield from _listed(path) if path.is_dir() else read_manifests(path)


def _with_image(manifest: Manifest, image: str) -> Manifest:
    if manifest["kind"] == "Deployment":
        for container in manifest["spec"]["template"]["spec"]["containers"]:
            if container["image"] == IMAGE:
                container["image"] = image
    return manifest


def _in_namespace(value: Any, before: str, after: str) -> Any:
    """The same with another namespace wherever one is named, and the Namespace itself named so."""
    if isinstance(value, list):
        return [_in_namespace(each, before, after) for each in value]
    if not isinstance(value, dict):
        return value
    named = {name: after if (name, each) == ("namespace", before) else _in_namespace(each, before, after) for name, each in value.items()}
    if named.get("kind") == "Namespace" and value["metadata"]["name"] == before:
        return {**named, "metadata": {**value["metadata"], "name": after}}
    return named


def _read(text: str, file: Path) -> Manifest:
    document, problems = load_document(text.encode(), str(file), _LIMITS)
    if document is None:
        raise ValueError(f"{file}: {problems}")
    return document.data
