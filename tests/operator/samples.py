"""One sound object of each kind, as small as they come; what is refused is one of these with a change."""

from __future__ import annotations

import copy
from typing import Any

API = "bouwsteen.vlaanderen.be/v1alpha1"
DIGEST = f"sha256:{'0' * 64}"
OTHER_DIGEST = f"sha256:{'1' * 64}"
TEXT = {"nl": "Een tekst"}
BASIS = {"kind": "law", "text": TEXT}

SPECS: dict[str, dict[str, Any]] = {
    "Stack": {
        "organisation": {"nis": "73028"},
        "blocks": [
            {"block": "forms", "version": "^1.0", "uses": {"database": "database/database"}},
            {"block": "database", "name": "store", "parameters": {"password": {"secretRef": {"env": "BOUWSTEEN_SECRET_STORE"}}}},
        ],
        "environments": {
            "test": {
                "target": "kubernetes",
                "kubernetes": {"domain": "test.herstappe.example"},
                "blocks": {"forms": {"fidelity": "simulated"}},
            },
            "local": {"target": "local"},
        },
        "resolved": {"environment": "test", "lock": {"formatVersion": 1}},
    },
    "BlockInstance": {
        "stack": "town",
        "environment": "test",
        "instance": "forms",
        "block": "forms",
        "version": "1.0.0",
        "digest": DIGEST,
        "target": "kubernetes",
    },
    "Organisation": {"name": "Herstappe", "kind": "municipality", "nis": "73028", "population": 79, "facilities": ["fr"]},
    "Waiver": {
        "policy": "eu-regions",
        "reason": "The move is under way",
        "requestedBy": "An Peeters",
        "approvedBy": "Jan Claes",
        "expires": "2027-06-30",
    },
    "Approval": {"stack": "town", "of": "plan", "digest": DIGEST, "by": "an", "reason": "As agreed"},
    "BuildingBlock": {
        "version": "1.0.0",
        "title": TEXT,
        "owner": "Digitaal Vlaanderen",
        "targets": {
            "kubernetes": {"fidelity": "simulated", "resources": [{"id": "web", "type": "kubernetes/workload", "with": {"port": 8080}}]},
            "azure": {"like": "kubernetes"},
        },
        "published": {"name": "sample", "digest": DIGEST},
    },
    "Interface": {
        "version": "1.0.0",
        "bindingType": "oauth2",
        "request": {"redirectUris": {"type": "array"}},
        "fields": {"issuer": {"type": "string"}},
        "required": ["issuer"],
        "published": {"name": "sample", "digest": DIGEST},
    },
    "Policy": {
        "version": "1.0.0",
        "title": TEXT,
        "basis": BASIS,
        "match": {"kinds": ["Stack"]},
        "reach": "object",
        "rules": [{"id": "named", "expression": "true", "message": TEXT, "fix": TEXT}],
        "enforcement": [{"from": "2026-01-01", "action": "warn"}, {"from": "2027-01-01", "action": "deny"}],
        "published": {"name": "sample", "digest": DIGEST},
    },
    "CatalogEntry": {"versions": [{"version": "1.0.0", "channel": "stable", "since": "2026-12-01"}]},
}
NAMES = {
    "Stack": "town",
    "BlockInstance": "town.forms",
    "Organisation": "organisation",
    "Waiver": "late",
    "Approval": "yes",
    "CatalogEntry": "sample",
}


def sample(kind: str, namespace: str, *changes: tuple[str, Any], name: str = "") -> dict[str, Any]:
    """The sample of a kind with changes: (path, value), as in ("spec.blocks.0.name", "forms"); None takes what is there away."""
    metadata: dict[str, Any] = {"name": name or NAMES.get(kind, "sample-1.0.0")}
    if kind not in {"BuildingBlock", "Interface", "Policy", "CatalogEntry"}:
        metadata["namespace"] = namespace
    found = {"apiVersion": API, "kind": kind, "metadata": metadata, "spec": copy.deepcopy(SPECS[kind])}
    for path, value in changes:
        *way, last = path.split(".")
        at: Any = found
        for step in way:
            at = at[int(step)] if isinstance(at, list) else at.setdefault(step, {})
        if value is None:
            del at[last]
        elif isinstance(at, list):
            at[int(last)] = value
        else:
            at[last] = value
    return found
