"""The way back from a field of an object to the input that says it."""

from __future__ import annotations

import pytest

from bouwsteen.adapters.kubernetes.origins import input_of
from bouwsteen.values import Path

SERVER = ("Deployment.apps town/forms", "spec", "template", "spec", "containers", "[server]")


@pytest.mark.parametrize(
    ("type_name", "path", "found"),
    [
        ("kubernetes/object", ("manifest", "data", "text"), ("manifest", "data", "text")),
        ("kubernetes/workload", ("Deployment.apps town/forms", "spec", "replicas"), ("replicas",)),
        ("kubernetes/workload", (*SERVER, "env", "[DRAFT_DAYS]", "value"), ("environment", "DRAFT_DAYS")),
        ("kubernetes/workload", (*SERVER, "image"), ("image",)),
        ("kubernetes/workload", (*SERVER, "resources", "limits", "memory"), ("resources", "memoryLimit")),
        ("kubernetes/volume", ("PersistentVolumeClaim town/data", "spec", "resources", "requests", "storage"), ("size",)),
        # what no input says alone
        ("kubernetes/workload", (*SERVER, "env", "[DRAFT_DAYS]"), None),
        ("kubernetes/workload", (*SERVER, "env", "[DRAFT_DAYS]", "valueFrom"), None),
        ("kubernetes/workload", ("Deployment.apps town/forms", "spec", "strategy", "type"), None),
        ("kubernetes/workload", ("Deployment.apps town/forms",), None),
        ("kubernetes/service", ("Service town/forms", "spec", "ports"), None),
        ("broker/instance", ("parameters",), None),
    ],
)
def test_an_input_is_found_where_it_is_written_as_it_is(type_name: str, path: Path, found: Path | None) -> None:
    assert input_of(type_name, path) == found
