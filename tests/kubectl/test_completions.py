"""What kubectl completes a line with, by kubectl itself: it runs `kubectl_complete-bouwsteen` of the path."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cluster.builds import find_programs
from tests.cluster_faults.towns import config_map, resource
from tests.support.stack_objects import StackTown

from bouwsteen_kubectl.main import complete
from bouwsteen_kubectl.parsing import VERBS

NO_FILES, FILES = ":4", ":0"


def completed(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    capsys.readouterr()
    assert complete(words) == 0
    return capsys.readouterr().out.splitlines()


def test_verbs_with_what_they_do(capsys: pytest.CaptureFixture[str]) -> None:
    *lines, directive = completed(capsys, "--lang", "en", "")
    assert [line.split("\t")[0] for line in lines] == list(VERBS)
    assert lines[0] == "why\tSay why something is as it is."
    assert directive == NO_FILES
    assert [line.split("\t")[0] for line in completed(capsys, "re")] == ["reconcile", "resume", NO_FILES]


def test_options_and_files(capsys: pytest.CaptureFixture[str]) -> None:
    assert [line.split("\t")[0] for line in completed(capsys, "approve", "--rea")] == ["--reason", NO_FILES]
    assert completed(capsys, "bundle", "--out", "") == [FILES]


def test_a_cluster_that_cannot_be_asked_has_no_candidates(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    nobody = tmp_path / "kubeconfig"
    nobody.write_text("apiVersion: v1\nkind: Config\n", encoding="utf-8")
    assert completed(capsys, "why", "--kubeconfig", str(nobody), "") == [NO_FILES]
    nobody.write_text("{", encoding="utf-8")
    assert completed(capsys, "why", "--kubeconfig", str(nobody), "") == [NO_FILES]


@pytest.mark.cluster
def test_objects_of_the_namespace_with_why_they_are_as_they_are(town: StackTown) -> None:
    town.stand({"web": [resource(config_map("web"))]})
    town.look()
    cluster = town.namespace.cluster
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "KUBECONFIG": str(cluster.kubeconfig)}

    def ask(*words: str) -> list[str]:
        command = [str(find_programs().path("kubectl")), "__complete", "bouwsteen", *words]
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=60)
        return done.stdout.splitlines()

    assert ask("why", "-n", town.namespace.name, "") == ["stack/leuven\tSucceeded", "bi/leuven.web\tSucceeded", NO_FILES]
    assert ask("why", "-n", town.namespace.name, "bi/") == ["bi/leuven.web\tSucceeded", NO_FILES]
    assert ask("plan", "-n", town.namespace.name, "s") == ["stack/leuven\tSucceeded", NO_FILES]
    assert ask("plan", "-n", town.namespace.name, "stack/leuven", "") == [NO_FILES]
    assert ask("plan", "-n", "nowhere", "") == [NO_FILES]
