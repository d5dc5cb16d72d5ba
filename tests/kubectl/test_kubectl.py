"""kubectl itself on our objects: what it shows of them is told in operator/README.md as it is, and it can wait for a stack.

With BOUWSTEEN_ACCEPT=1 what it shows is written to `answers/` again.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from tests.cluster_faults.towns import config_map, resource
from tests.kubectl.conftest import check, without_accidents
from tests.repository.places import ROOT
from tests.support.stack_objects import StackTown

pytestmark = [pytest.mark.cluster, pytest.mark.slow]


def program() -> str:
    from tests.cluster.builds import find_programs

    return str(find_programs().path("kubectl"))


def kubectl(town: StackTown, *words: str) -> str:
    cluster = town.namespace.cluster
    command = [program(), "--kubeconfig", str(cluster.kubeconfig), "-n", town.namespace.name, *words]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def without_ages(text: str, town: StackTown) -> str:
    """Columns that differ in each run are cut to their heading; the rest keeps its place."""
    text = re.sub(r"(?<=\s)\d+(ms|s|m\d*s?)[ ]*$", "AGE", text, flags=re.MULTILINE)
    return without_accidents(text, town)


@pytest.fixture
def partly(town: StackTown) -> StackTown:
    """One instance is as it should be; of the other, somebody holds a field."""
    town.stand({"web": [resource(config_map("web"))], "data": [resource(config_map("data"))]})
    town.look()
    town.namespace.api.merge(town.namespace.path("configmaps", "web"), {"data": {"text": "met de hand"}}, "kubectl-edit")
    town.look()
    return town


def test_a_list_says_what_is_ready_and_why_not(partly: StackTown) -> None:
    shown = kubectl(partly, "get", "stacks,blockinstances")
    check("get", without_ages(shown, partly))
    assert kubectl(partly, "get", "stk").split()[:5] == ["NAME", "ENVIRONMENT", "READY", "REASON", "AGE"]
    assert kubectl(partly, "get", "bi", "-o", "name").split() == [
        "blockinstance.bouwsteen.vlaanderen.be/leuven.data",
        "blockinstance.bouwsteen.vlaanderen.be/leuven.web",
    ]
    assert kubectl(partly, "get", "bouwsteen", "-o", "name").split()[-1].startswith(("stack", "organisation", "waiver"))
    assert "kubectl-edit" in kubectl(partly, "get", "stk", "-o", "wide")


def test_a_description_has_the_reason_what_to_do_and_where_more_stands(partly: StackTown) -> None:
    shown = kubectl(partly, "describe", "stack", "leuven")
    status = shown[shown.index("Status:") :]
    check("describe", without_ages(status, partly))


def test_it_can_be_waited_for(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    waits = subprocess.Popen(
        [
            *(program(), "--kubeconfig", str(town.namespace.cluster.kubeconfig), "-n", town.namespace.name),
            *("wait", "stack/leuven", "--for=condition=Ready", "--timeout=60s"),
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    town.look()
    said, _ = waits.communicate(timeout=90)
    assert (waits.returncode, said) == (0, "stack.bouwsteen.vlaanderen.be/leuven condition met\n")
    assert kubectl(town, "wait", "bi/leuven.web", "--for=condition=Ready", "--timeout=60s").endswith("condition met\n")


def test_kubectl_finds_the_plugin(town: StackTown, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is installed: a program beside this Python, by its name alone."""
    import os
    import sys

    town.stand({"web": [resource(config_map("web"))]})
    town.look()
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    command = [program(), "bouwsteen", "why", "stack/leuven", "-n", town.namespace.name, "--lang", "en"]
    done = subprocess.run(
        [*command, "--kubeconfig", str(town.namespace.cluster.kubeconfig)], check=False, capture_output=True, text=True, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"stack/leuven (-n {town.namespace.name}): fine\n")


def test_the_record_of_a_stack_that_is_gone_goes_by_the_command_of_the_runbook(town: StackTown) -> None:
    text = (ROOT / "operator/runbooks.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^    kubectl (delete secrets,leases .*)$", text, flags=re.MULTILINE)
    records = ("get", "secrets,leases", "-o", "name")
    kubectl(town, "create", "secret", "generic", "of-somebody-else")
    town.stand({"web": [resource(config_map("web"))]})
    town.look()
    town.remove()
    town.look()
    assert not town.is_there
    assert {each.partition("/")[0] for each in kubectl(town, *records).split()} == {"secret", "lease.coordination.k8s.io"}

    kubectl(town, *command.replace("NAMESPACE", town.namespace.name).replace("NAME", town.name).split())
    assert kubectl(town, *records).split() == ["secret/of-somebody-else"]
    town.stand({"web": [resource(config_map("web"))]})
    town.look()
    assert town.condition("Ready") == ("True", "Succeeded"), town.message()
    assert town.live().keys() == {"web"}
