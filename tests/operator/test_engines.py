"""The engine of one Stack beside those of others."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from types import FunctionType, ModuleType

import pytest
from tests.cluster_faults.towns import config_map, resource
from tests.support.clusters import Namespace
from tests.support.stack_objects import Operator, StackTown, add_account

from bouwsteen.addresses import Address
from bouwsteen.engine.engines import Engine, Stop
from bouwsteen.providers.protocol import Call, Done
from bouwsteen_operator.caches import Cache
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


def test_of_a_stack_that_is_gone_nothing_is_kept(town: StackTown) -> None:
    """Not what it was compiled to, nor its record, in which secrets stand in the open, nor its objects."""
    town.stand({"web": [resource(config_map("web"))]})
    town.look(2)
    reconciler, uid = town.operator.reconciler, str(town.object["metadata"]["uid"])
    addresses, texts = reach(reconciler)
    assert any(each.stack == town.name for each in addresses)
    assert uid in texts
    town.remove()
    town.look(2)
    assert not town.is_there
    addresses, texts = reach(reconciler)
    assert [each for each in addresses if each.stack == town.name] == []
    assert uid not in texts


def reach(start: object) -> tuple[list[Address], set[str]]:
    """The addresses and texts in whatever an object keeps, beside what the watches see."""
    known, waiting = {id(start)}, [start]
    addresses, texts = list[Address](), set[str]()
    while waiting:
        for each in gc.get_referents(waiting.pop()):
            if id(each) not in known and not isinstance(each, (type, ModuleType, FunctionType, Cache)):
                known.add(id(each))
                waiting.append(each)
                if isinstance(each, Address):
                    addresses.append(each)
                elif isinstance(each, str):
                    texts.add(each)
    return addresses, texts
