"""The engine of one Stack beside those of others."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from tests.support.clusters import Namespace
from tests.support.stack_objects import Operator, add_account

from bouwsteen.addresses import Address
from bouwsteen.engine.engines import Engine, Stop
from bouwsteen.providers.protocol import Call, Done
from bouwsteen_operator.keys import Key

pytestmark = pytest.mark.cluster


def serve(engine: Engine, stack: str) -> None:
    """A server with the files of its stack."""
    inputs = {"image": "bouwsteen/forms:1.0.0", "files": {"/forms": {"digest": "sha256:1"}}}
    outcome = engine.providers["kubernetes"].create(Call(Address(stack, "test", stack, "server"), "kubernetes/workload", inputs, key="1"))
    assert isinstance(outcome, Done), outcome


def test_two_stacks_of_one_namespace_have_files_of_their_own(operator: Operator, namespace: Namespace) -> None:
    add_account(namespace)
    engines = operator.reconciler.engines

    def open_for(stack: str, content: Mapping[str, bytes]) -> Engine:
        return engines.engine(Key(namespace.name, stack), lambda _digest: content, Stop())

    first = open_for("leuven", {"form.yaml": b"van leuven"})
    second = open_for("gent", {"form.yaml": b"van gent"})
    serve(first, "leuven")
    engines.forget(Key(namespace.name, "leuven"))  # which takes nothing from the other one
    serve(second, "gent")
    maps = namespace.api.get(namespace.path("configmaps"))["items"]
    texts = {
        each["metadata"]["labels"]["bouwsteen.vlaanderen.be/stack"]: list(each["data"].values())
        for each in maps
        if "labels" in each["metadata"]
    }
    assert texts == {"leuven": ["van leuven"], "gent": ["van gent"]}
