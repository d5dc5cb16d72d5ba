"""Definitions of our kinds for the API server, made from the models and committed under `operator/config/crd/`.

python -m bouwsteen_operator.crds     writes them again
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from bouwsteen.formats.writers import to_yaml
from bouwsteen_operator.objects import GROUP, KINDS, VERSION, Column, Kind
from bouwsteen_operator.rules import RULES
from bouwsteen_operator.structural_schemas import structural_schema, write_rule

FOLDER: Final = Path(__file__).resolve().parents[1] / "config" / "crd"
_HEADER: Final = "# Written by `python -m bouwsteen_operator.crds`; changes by hand are lost.\n"


def define(kind: Kind) -> dict[str, Any]:
    """The CustomResourceDefinition of a kind."""
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": kind.crd, "labels": {"app.kubernetes.io/name": "bouwsteen", "app.kubernetes.io/component": "crd"}},
        "spec": {
            "group": GROUP,
            "names": {
                "kind": kind.name,
                "listKind": f"{kind.name}List",
                "plural": kind.plural,
                "singular": kind.singular,
                "shortNames": list(kind.short),
                "categories": ["bouwsteen"],
            },
            "scope": "Namespaced" if kind.is_namespaced else "Cluster",
            "versions": [_version(kind)],
        },
    }


def _version(kind: Kind) -> dict[str, Any]:
    return {
        "name": VERSION,
        "served": True,
        "storage": True,
        "schema": {"openAPIV3Schema": _schema(kind)},
        **({"subresources": {"status": {}}} if kind.status is not None else {}),
        "additionalPrinterColumns": [_column(each) for each in kind.columns],
    }


def _schema(kind: Kind) -> dict[str, Any]:
    properties = {
        "apiVersion": {"type": "string", "description": f"The version of this kind: `{GROUP}/{VERSION}`."},
        "kind": {"type": "string", "description": f"The kind of object: `{kind.name}`."},
        "metadata": {"type": "object"},
        "spec": structural_schema(kind.spec),
    }
    if kind.status is not None:
        properties["status"] = structural_schema(kind.status)
    rules = [write_rule(each) for each in RULES.get(kind.name, ())]
    schema = {"type": "object", "description": kind.description, "required": ["spec"], "properties": properties}
    return {**schema, **({"x-kubernetes-validations": rules} if rules else {})}


def _column(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": column.type,
        "jsonPath": column.path,
        "description": column.description,
        **({"priority": 1} if column.is_wide else {}),
    }


def file_name(kind: Kind) -> str:
    return f"{kind.plural}.yaml"


def write_definition(kind: Kind) -> str:
    return _HEADER + to_yaml(define(kind))


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in KINDS.values():
        (FOLDER / file_name(kind)).write_text(write_definition(kind), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
