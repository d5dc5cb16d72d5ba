"""Who approves at a terminal sees the plan, and answers by a word; any other word approves of nothing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from tests.cluster_faults.towns import config_map, resource
from tests.support.stack_objects import StackTown

from bouwsteen.cli.exit_codes import ExitCode
from bouwsteen_operator.objects import KINDS

pytestmark = [pytest.mark.cluster, pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="there are no such terminals")]


@pytest.mark.parametrize(("answer", "code"), [("yes", ExitCode.OK), ("y", ExitCode.CANCELLED)])
def test_an_approval_is_asked_for(answer: str, code: ExitCode, town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]}, approval="plan")
    town.look()
    ours, theirs = os.openpty()
    words = ["approve", "stack/leuven", "--reason", "Gezien.", "-n", town.namespace.name, "--lang", "en"]
    done = subprocess.Popen(
        [sys.executable, "-c", "import sys; from bouwsteen_kubectl.main import main; sys.exit(main())", *words],
        env={**os.environ, "KUBECONFIG": str(town.namespace.cluster.kubeconfig), "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    )
    os.close(theirs)
    heard = b""
    while b"Type yes: " not in heard:
        heard += os.read(ours, 1024)
    os.write(ours, f"{answer}\n".encode())
    out, _ = done.communicate(timeout=60)
    os.close(ours)
    assert done.returncode == code
    assert "+ thing" in out
    made = town.namespace.api.get(KINDS["Approval"].path(town.namespace.name))["items"]
    assert [each["spec"]["reason"] for each in made] == (["Gezien."] if answer == "yes" else [])
