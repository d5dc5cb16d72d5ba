"""The programs of a cluster, built once from their published Go modules and kept for all runs on this machine."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bouwsteen.adapters.file_locks import exclusive_lock

MODULE: Final = Path(__file__).parent
HELM_MODULE: Final = MODULE / "helm"  # of its own: it pins other versions of what Kubernetes is made of
BUILD_COMMAND: Final = "uv run python -m tests.cluster build"

# Each program's name, and the package that it is. The Go command names a program after the last part of its package.
PACKAGES: Final = {
    "etcd": "go.etcd.io/etcd/server/v3",
    "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
    "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
    "kube-scheduler": "k8s.io/kubernetes/cmd/kube-scheduler",
    "kubectl": "k8s.io/kubernetes/cmd/kubectl",
    "kwok": "sigs.k8s.io/kwok/cmd/kwok",
}
HELM_PACKAGE: Final = "helm.sh/helm/v3/cmd/helm"
# How kwok plays nodes, pods and volumes: documents of its own module.
STAGES: Final = ("node/fast", "pod/fast", "volume/fast")
_VERSION_PACKAGES: Final = ("k8s.io/component-base/version", "k8s.io/client-go/pkg/version")
_LONGEST_BUILD: Final = 3600.0  # seconds that another build is waited for


class NotBuiltError(Exception):
    """The programs are not there, and cannot or should not be built now; the text says what to do."""


@dataclass(frozen=True)
class Programs:
    """The folder with everything that was built."""

    folder: Path

    def path(self, name: str) -> Path:
        return self.folder / name

    def stages(self) -> list[Path]:
        return sorted((self.folder / "stages").glob("*.yaml"))


def find_programs() -> Programs:
    """What was built before from the same sources. Raises NotBuiltError."""
    folder = _folder()
    if not folder.is_dir():
        find_go()
        raise NotBuiltError(f"the programs of the test cluster are not built; some ten minutes, once: {BUILD_COMMAND}")
    return Programs(folder)


def build_programs() -> Programs:
    """Build what is not there yet: some ten minutes on two cores. Raises NotBuiltError where Go is missing or too old."""
    folder = _folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with exclusive_lock(folder.with_suffix(".lock"), _LONGEST_BUILD):
        if not folder.is_dir():
            _build_into(folder)
    return Programs(folder)


def find_helm() -> Path:
    """The program `helm`, built before from the same sources. Raises NotBuiltError."""
    program = _helm_folder() / "helm"
    if not program.is_file():
        raise NotBuiltError(f"Helm is not built; some minutes, once: {BUILD_COMMAND} --helm")
    return program


def build_helm() -> Path:
    """Build it where it is not there yet. Raises NotBuiltError where Go is missing or too old."""
    folder = _helm_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with exclusive_lock(folder.with_suffix(".lock"), _LONGEST_BUILD):
        if not folder.is_dir():
            with tempfile.TemporaryDirectory(dir=folder.parent, prefix="building-") as name:
                built = Path(name) / "built"
                command = ("build", "-trimpath", "-mod=readonly", "-ldflags", "-s -w", "-o", f"{built}{os.sep}", HELM_PACKAGE)
                _run(find_go(), *command, module=HELM_MODULE)
                built.rename(folder)
    return folder / "helm"


def _helm_folder() -> Path:
    sources = [*((HELM_MODULE / name).read_bytes() for name in ("go.mod", "go.sum")), HELM_PACKAGE.encode()]
    key = hashlib.sha256(b"\0".join(sources)).hexdigest()[:16]
    return cache_folder() / f"helm-{key}"


def _build_into(folder: Path) -> None:
    """All of it, or nothing: what a build that was cut off left behind is never taken for a whole one."""
    go = find_go()
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="building-") as name:
        built = Path(name) / "built"
        built.mkdir()
        _run(go, "build", "-trimpath", "-mod=readonly", "-ldflags", _link_flags(), "-o", f"{built}{os.sep}", *PACKAGES.values())
        for program, package in PACKAGES.items():
            (built / _go_name(package)).rename(built / program)
        _copy_stages(Path(_run(go, "list", "-m", "-f", "{{.Dir}}", "sigs.k8s.io/kwok")), built / "stages")
        built.rename(folder)


def _go_name(package: str) -> str:
    return re.sub(r"/v\d+$", "", package).rsplit("/", 1)[-1]


def _copy_stages(kwok: Path, target: Path) -> None:
    target.mkdir()
    for folder in STAGES:
        for path in sorted((kwok / "kustomize" / "stage" / folder).glob("*.yaml")):
            if path.stem != "kustomization":
                shutil.copyfile(path, target / f"{folder.replace('/', '-')}-{path.name}")


def find_go() -> str:
    """The Go command. Raises NotBuiltError when there is none that is new enough for the module."""
    needed = _required_version("go")
    found = shutil.which("go") or shutil.which("go", path="/usr/local/go/bin")
    if found is None:
        raise NotBuiltError(f"Go is not installed (at least {needed} is needed to build the test cluster)")
    version = _run(found, "env", "GOVERSION").removeprefix("go")
    if _numbers(version) < _numbers(needed):
        raise NotBuiltError(f"{found} is Go {version}, and the test cluster needs at least {needed}")
    return found


def kubernetes_version() -> str:
    """As `v1.37.2`."""
    return _required_version("k8s.io/kubernetes")


def _required_version(name: str) -> str:
    found = re.search(rf"^\s*{re.escape(name)} (v?[\d.]+)", (MODULE / "go.mod").read_text(), re.MULTILINE)
    assert found is not None, f"go.mod names no version of {name}"
    return found.group(1)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(each) for each in re.findall(r"\d+", version)[:3])


def _link_flags() -> str:
    """Without symbols, and with the version that the servers and kubectl tell."""
    version = kubernetes_version()
    major, minor, _ = _numbers(version)
    told = {"gitVersion": version, "gitMajor": str(major), "gitMinor": str(minor), "gitTreeState": "clean"}
    return " ".join(["-s -w", *(f"-X {package}.{name}={value}" for package in _VERSION_PACKAGES for name, value in told.items())])


def _folder() -> Path:
    """Another one for each change of what is built, or of how."""
    how = repr((sorted(PACKAGES.items()), STAGES, _link_flags()))
    sources = [*((MODULE / name).read_bytes() for name in ("go.mod", "go.sum")), how.encode()]
    key = hashlib.sha256(b"\0".join(sources)).hexdigest()[:16]
    return cache_folder() / f"cluster-{key}"


def cache_folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bouwsteen-tests"


def _run(go: str, *arguments: str, module: Path = MODULE) -> str:
    # GOTOOLCHAIN: never fetch another Go than the one that is installed. GOWORK: nothing of a folder above has a say.
    environment = os.environ | {"GOTOOLCHAIN": "local", "GOWORK": "off", "CGO_ENABLED": "0"}
    command = [go, *arguments]
    return subprocess.run(command, cwd=module, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
