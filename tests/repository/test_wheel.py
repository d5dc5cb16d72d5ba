"""The wheel carries all that a municipality needs beside its own stacks."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.repository.places import ROOT, Place, copy_content

UV = shutil.which("uv") or ""
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not UV, reason="there is no uv to build with")]


def _uv(*arguments: str) -> None:
    done = subprocess.run([UV, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _uv("build", "--quiet", "--wheel", "--out-dir", str(folder))
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """`bouwsteen` as a municipality installs it, with nothing of the work tree in reach."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    _uv("venv", "--quiet", "--python", sys.executable, str(folder))
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    _uv("pip", "install", "--quiet", "--python", str(scripts / "python"), f"{wheel}[local]")
    yield scripts / "bouwsteen"
    shutil.rmtree(folder)


def _tree(folder: str) -> set[str]:
    paths = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(path.relative_to(ROOT)) for path in paths}


def test_the_wheel_carries_the_content(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    carried = {name.removeprefix("bouwsteen/content/") for name in names if name.startswith("bouwsteen/content/")}
    assert carried == {name for folder in ("blocks", "catalog", "loadtests", "policies") for name in _tree(folder)}
    assert {f"bouwsteen_operator/{name.removeprefix('operator/')}" for name in _tree("operator/config")} <= names
    assert {name for name in _tree("cli") if not name.endswith(".pyc")} <= {f"cli/{name}" for name in names}
    assert not {name for name in names if "__pycache__" in name or name.startswith(("stacks", "tests"))}


def test_an_installed_bouwsteen_needs_only_stacks(program: Path, tmp_path: Path) -> None:
    copy_content(tmp_path, ("stacks",))
    place = Place(tmp_path, (str(program),))
    assert "came with the program" in place.run("version")
    place.run("validate")
    place.run("lock")  # that the committed locks are fresh is another test's question
    assert "Plan: 53 to add" in place.run("plan", "herstappe")
    place.run("graph", "herstappe", "--format", "svg")


def test_a_municipality_begins_in_an_empty_folder(program: Path, tmp_path: Path) -> None:
    place = Place(tmp_path, (str(program),))
    place.run("init", "Gent")
    place.run("validate")
    place.run("lock")
    assert ".bouwsteen/" in (tmp_path / ".gitignore").read_text()
    assert "Plan: 14 to add" in place.run("plan", "gent")


def test_an_installed_bouwsteen_writes_its_operator(program: Path, tmp_path: Path) -> None:
    """Without the extra `operator`: who installs it in a cluster does not run it here."""
    place = Place(tmp_path, (str(program),))
    kinds = read(place.run("operator", "manifests", "--crds-only"))
    assert {each["kind"] for each in kinds} == {"CustomResourceDefinition"}
    everything = read(place.run("operator", "manifests", "--namespace", "elsewhere", "--image", "registry.example/operator@sha256:0"))
    assert everything[: len(kinds)] == kinds
    assert "bouwsteen-system" not in {each["metadata"].get("namespace") for each in everything}
    (deployment,) = (each for each in everything if each["kind"] == "Deployment")
    assert deployment["metadata"]["namespace"] == "elsewhere"
    assert deployment["spec"]["template"]["spec"]["containers"][0]["image"] == "registry.example/operator@sha256:0"
    place.run("operator", "manifests", "--tenant", "gent-test", "--out", "tenant.yaml")
    tenant = read((tmp_path / "tenant.yaml").read_text(encoding="utf-8"))
    assert {(each["kind"], each["metadata"]["namespace"]) for each in tenant} == {
        ("ServiceAccount", "gent-test"),
        ("RoleBinding", "gent-test"),
    }


def read(text: str) -> list[dict[str, Any]]:
    return [each for each in yaml.safe_load_all(text) if each]
