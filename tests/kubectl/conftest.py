"""The plugin as somebody types it, in the cluster of this run; and stacks there, as the operator keeps them."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.cluster_faults.towns import config_map, resource
from tests.operator.conftest import kinds, operator, town
from tests.support.stack_objects import StackTown

from bouwsteen_kubectl.main import main

ANSWERS = Path(__file__).parent / "answers"
__all__ = ["kinds", "operator", "town"]


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str


Type = Callable[..., Said]


@pytest.fixture
def type_(capsys: pytest.CaptureFixture[str]) -> Type:
    """`type_("why", "stack/x", kubeconfig=…)`: in English, unless it says otherwise."""

    def run(*words: str, kubeconfig: Path | None = None, lang: str = "en") -> Said:
        capsys.readouterr()
        code = main([*words, "--lang", lang, *(["--kubeconfig", str(kubeconfig)] if kubeconfig else [])])
        said = capsys.readouterr()
        return Said(code, said.out, said.err)

    return run


@pytest.fixture
def ask(type_: Type, town: StackTown) -> Type:
    """The same of the namespace of this test."""

    def run(*words: str, kubeconfig: Path | None = None, lang: str = "en") -> Said:
        return type_(*words, "-n", town.namespace.name, kubeconfig=kubeconfig or town.namespace.cluster.kubeconfig, lang=lang)

    return run


def fine(town: StackTown) -> None:
    """A situation to begin with: one instance, and all is well."""
    town.stand({"web": [resource(config_map("web"))]})
    town.look()


def check(name: str, text: str) -> None:
    """As it was accepted; BOUWSTEEN_ACCEPT=1 accepts it."""
    file = ANSWERS / f"{name}.txt"
    if os.environ.get("BOUWSTEEN_ACCEPT") == "1":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def without_accidents(text: str, *towns: StackTown) -> str:
    """As it is in every run: names of namespaces, moments and digests are others each time."""
    for number, each in enumerate(towns):
        text = text.replace(each.namespace.name, "NAMESPACE" if number == 0 else "OTHER-NAMESPACE")
    text = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d UTC \([^)]*\)", "MOMENT", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT[0-9:.]+(Z|\+00:00)", "MOMENT", text)
    return re.sub(r"sha256:[0-9a-f]{64}", "sha256:DIGEST", text)
