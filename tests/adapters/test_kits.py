"""The kit that services run on: another one is other code, wherever a service runs."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import ryaml
import yaml
from tests.adapters.conftest import World
from tests.adapters.test_local_processes import ask, create
from tests.repository.places import copy_content

from bouwsteen.adapters import contents
from bouwsteen.cli import wiring
from bouwsteen.cli.main import main
from bouwsteen.providers.protocol import Done

BLOCKS = ("payments-service", "ebox-service")
Export = Callable[[str], dict[str, dict[str, Any]]]


def test_a_kit_is_told_by_its_files_and_not_by_what_python_makes_of_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = tmp_path / "bouwsteen_service"
    shutil.copytree(contents.KIT_FOLDER / "bouwsteen_service", kit, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(contents, "KIT_FOLDER", tmp_path)
    read = contents.kit_digest.__wrapped__
    before = read()
    assert before == contents.kit_digest(), "this program's own, at its place"
    (kit / "__pycache__").mkdir()
    (kit / "__pycache__" / "pages.cpython-311.pyc").write_bytes(b"compiled")
    assert read() == before
    (kit / "pages.py").write_text((kit / "pages.py").read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert read() != before


@pytest.mark.parametrize("change", [{"digest": "sha256:1", "kit": "sha256:new"}, {"digest": "sha256:2", "kit": "sha256:old"}])
def test_a_process_on_another_kit_or_of_other_code_is_a_new_one(
    world: World, monkeypatch: pytest.MonkeyPatch, change: dict[str, str]
) -> None:
    """Also where it stands in the same folder, and nothing else of it is other."""
    monkeypatch.setattr(type(world.content), "service_folder", lambda content, *_: content.service)
    call, done = create(world, service={"block": "echo", "digest": "sha256:1", "kit": "sha256:old"})
    before = ask(done)["pid"]
    assert world.provider.update(call) == done
    assert ask(done)["pid"] == before
    updated = world.provider.update(dataclasses.replace(call, inputs={**call.inputs, "service": {"block": "echo", **change}}))
    assert isinstance(updated, Done)
    assert ask(updated)["pid"] != before


@pytest.fixture
def export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Export:
    root = tmp_path / "work"
    copy_content(root, ("blocks", "catalog", "policies", "loadtests"))
    spec = {
        "organisation": {"ovo": "OVO002949", "kbo": "0316.380.841", "name": "Digitaal Vlaanderen", "kind": "agency"},
        "blocks": [{"block": name} for name in BLOCKS],
        "environments": {"test": {"target": "kubernetes", "kubernetes": {"domain": "services.test.example"}}},
    }
    document = {"apiVersion": "bouwsteen.vlaanderen.be/v1alpha1", "kind": "Stack", "metadata": {"name": "services"}, "spec": spec}
    file = root / "stacks" / "services" / "stack.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(ryaml.dumps(document), encoding="utf-8")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "keys"))
    monkeypatch.chdir(root)
    assert main(["lock", "services"]) == 0

    def call(kit: str) -> dict[str, dict[str, Any]]:
        monkeypatch.setattr(wiring, "kit_digest", lambda: kit)
        out = tmp_path / f"{kit}.yaml"
        assert main(["export", "services", "-e", "test", "--out", str(out)]) == 0
        found = [each for each in yaml.safe_load_all(out.read_text(encoding="utf-8")) if each]
        return {f"{each['kind']}/{each['metadata']['name']}": each for each in found}

    return call


def test_pods_on_another_kit_are_new_ones_and_nothing_else_is_touched(export: Export) -> None:
    before, after = export("sha256-old"), export("sha256-new")
    assert before == export("sha256-old")
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert changed == {f"Deployment/{name}" for name in BLOCKS}
    for name in changed:
        kits = [each[name]["spec"]["template"]["metadata"]["annotations"]["bouwsteen.vlaanderen.be/kit"] for each in (before, after)]
        assert kits == ["sha256-old", "sha256-new"]
