"""The document in an object of a cluster, read as one in a file is: within limits, and with places that a person can look up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar

import orjson
from pydantic import ValidationError

from bouwsteen.diagnostics import Diagnostic, SourceRange
from bouwsteen.documents.models import Model
from bouwsteen.documents.names import API_VERSION
from bouwsteen.documents.problems import explain_validation
from bouwsteen.documents.sources import Document, Limits, load_document
from bouwsteen_operator.objects import KINDS

Object = Mapping[str, Any]
AnyModel = TypeVar("AnyModel", bound=Model)

# Larger than a file may be: an object says in JSON what its file says in YAML, and holds the lock as well.
MAX_OBJECT_BYTES: Final = 512 * 1024
LIMITS: Final = Limits(file_bytes=MAX_OBJECT_BYTES, nodes=20_000)


class ObjectDocument(Document):
    """The document of an object: its places are paths, because an object has no lines."""

    __slots__ = ()

    def locate(self, path: Sequence[str | int], *, key: bool = False, column: int | None = None) -> SourceRange:  # noqa: ARG002  as a file's
        shown = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
        return SourceRange(f"{self.file} {shown}".rstrip())


@dataclass(frozen=True, slots=True)
class ReadObject(Generic[AnyModel]):
    """What one object gave: its document, and `published` as it stands there."""

    model: AnyModel | None
    document: Document | None
    published: Mapping[str, Any]
    problems: tuple[Diagnostic, ...]


def place_of(each: Object, document: str) -> str:
    metadata = each["metadata"]
    inside = f"{metadata['namespace']}/" if metadata.get("namespace") else ""
    return f"{document} ({each['kind']} {inside}{metadata['name']})"


def read_object(each: Object, model: type[AnyModel], name: str, place: str) -> ReadObject[AnyModel]:
    """The document in an object, without what a machine added, under its own limits."""
    spec = each.get("spec") or {}
    added = KINDS[each["kind"]].machine_keys
    written = {key: value for key, value in spec.items() if key not in added}
    data = {"apiVersion": API_VERSION, "kind": each["kind"], "metadata": {"name": name}, "spec": written}
    file = place_of(each, place)
    published = spec.get("published") or {}
    # JSON is YAML, and one reader holds one set of limits.
    document, problems = load_document(orjson.dumps(data), file, LIMITS)
    if document is None:
        return ReadObject(None, None, published, tuple(problems))
    found = ObjectDocument(file, "", document.data, document.json, LIMITS)
    try:
        return ReadObject(model.model_validate_json(found.json), found, published, ())
    except ValidationError as failure:
        return ReadObject(None, found, published, tuple(explain_validation(failure, found, model)))


def read_part(value: Any, model: type[AnyModel], place: str, path: tuple[str, ...]) -> tuple[AnyModel | None, list[Diagnostic]]:
    """A part that a machine wrote; mistakes are told by their place in the object."""
    try:
        return model.model_validate_json(orjson.dumps(value)), []
    except ValidationError as failure:
        inside = ObjectDocument(f"{place} {'.'.join(path)}", "", value if isinstance(value, dict) else {}, b"", LIMITS)
        return None, explain_validation(failure, inside, model)
