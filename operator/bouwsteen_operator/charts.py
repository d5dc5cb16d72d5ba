"""The Helm chart, made from the same manifests that Kustomize reads, and committed under `operator/config/chart/`.

python -m bouwsteen_operator.charts     writes it again

Templates hold no more than `{{ .Release.Namespace }}`, `{{ .Values.… }}` and `{{- if .Values.… }}`: with the values as they are given,
what Helm makes of them is what Kustomize makes of the base.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from bouwsteen.formats.writers import to_yaml
from bouwsteen_operator import crds
from bouwsteen_operator.manifests import SYSTEM, read_manifests
from bouwsteen_operator.objects import KINDS

CONFIG: Final = crds.FOLDER.parent
FOLDER: Final = CONFIG / "chart"
_HEADER: Final = "# Written by `python -m bouwsteen_operator.charts`; changes by hand are lost.\n"
# Helm makes the namespace itself, and reads definitions from a folder of their own.
PARTS: Final = (
    "service-account",
    "operator-role",
    "tenant-role",
    "people-roles",
    "admission-policies",
    "webhook",
    "network-policy",
    "disruption-budget",
    "deployment",
)

VALUES: Final[dict[str, Any]] = {
    "image": "bouwsteen/operator:0.1.0",
    "replicas": 2,
    "name": "bouwsteen",
    "keysSecret": "bouwsteen-keys",
    "allowAddresses": "",
    "podMonitor": False,
}
_EXPLAINED: Final = {
    "image": "the image of the operator, with its version or digest",
    "replicas": "how many there are; one acts, the others take over",
    "name": "what records call this operator: `operator/<name>`, as `runBy` of an environment",
    "keysSecret": "the Secret with the keys of records, each in a field of its own",
    "allowAddresses": "where brokers are called besides the internet and Services beside a stack: names, domains, networks",
    "podMonitor": "whether the Prometheus operator is there and shall read figures",
}
# What stands in the manifests → what a template says in its place.
_HOLES: Final = (
    (f"namespace: {SYSTEM}", "namespace: {{ .Release.Namespace }}"),
    ("image: bouwsteen/operator", "image: {{ .Values.image }}"),
    ("replicas: 2", "replicas: {{ .Values.replicas }}"),
    ("- --name=bouwsteen\n", "- --name={{ .Values.name }}\n"),
    (
        "name: BOUWSTEEN_ALLOW_ADDRESSES\n          value: ''",
        'name: BOUWSTEEN_ALLOW_ADDRESSES\n          value: "{{ .Values.allowAddresses }}"',
    ),
    ("secretName: bouwsteen-keys", "secretName: {{ .Values.keysSecret }}"),
)


def write_chart() -> dict[str, str]:
    """The files of the chart by their path in it."""
    files = {
        "Chart.yaml": _HEADER + to_yaml(_about()),
        "values.yaml": _HEADER + "".join(f"# {_EXPLAINED[name]}\n{name}: {json.dumps(value)}\n" for name, value in VALUES.items()),
        "values.schema.json": json.dumps(_schema(), indent=2) + "\n",
    }
    files |= {f"crds/{crds.file_name(kind)}": crds.write_definition(kind) for kind in KINDS.values()}
    files |= {f"templates/{part}.yaml": _HEADER + _template(CONFIG / "base" / f"{part}.yaml") for part in PARTS}
    monitor = _template(CONFIG / "overlays" / "monitoring" / "pod-monitor.yaml")
    files["templates/pod-monitor.yaml"] = f"{_HEADER}{{{{- if .Values.podMonitor }}}}\n{monitor}{{{{- end }}}}\n"
    return files


def _about() -> dict[str, Any]:
    return {
        "apiVersion": "v2",
        "name": "bouwsteen-operator",
        "description": "Keeps stacks of Bouwsteen running as they are written",
        "type": "application",
        "version": version("bouwsteen"),
        "appVersion": version("bouwsteen"),
        "kubeVersion": ">=1.30.0-0",
    }


def _schema() -> dict[str, Any]:
    kinds = {bool: "boolean", int: "integer", str: "string"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "properties": {name: {"type": kinds[type(value)], "description": _EXPLAINED[name]} for name, value in VALUES.items()},
    }


def _template(file: Path) -> str:
    """The documents of a manifest, with holes. What Kustomize adds by its namespace stands there too."""
    return "---\n".join(map(_with_holes, read_manifests(file)))


def _with_holes(manifest: dict[str, Any]) -> str:
    if manifest["kind"] == "PodMonitor":
        manifest["metadata"]["namespace"] = SYSTEM
    written = to_yaml(manifest)
    for plain, hole in _HOLES:
        written = written.replace(plain, hole)
    return written


def main() -> None:
    for path, text in write_chart().items():
        file = FOLDER / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
