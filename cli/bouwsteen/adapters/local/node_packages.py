"""`local/node-package`: packages of npm as a committed lock file names them, each checked by its digest.

The folder's name holds the digest of that lock, so it is only ever whole or not there. It holds no data: whoever has
the mark of the same address may go on with it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from bouwsteen.adapters.contents import ContentSource
from bouwsteen.adapters.local.folders import (
    OwnedFolders,
    changed_hands,
    find_marked,
    is_marked,
    not_ours,
    read_mark,
    remove_owned_tree,
    write_mark,
)
from bouwsteen.adapters.local.package_caches import keep_packages, take_packages
from bouwsteen.adapters.node_commands import (
    Node,
    NodeMissingError,
    NpmCancelledError,
    NpmFailedError,
    find_node,
    install_packages,
)
from bouwsteen.adapters.private_files import create_private_file, make_private_folder, remove_tree
from bouwsteen.errors import BouwsteenError
from bouwsteen.phrases import quoted
from bouwsteen.providers.protocol import Call, Done, Failed, Gone, Missing, Observation, Outcome, Present, ProviderObject, Unreadable

_FILES: Final = ("package.json", "package-lock.json")
_MOST_BYTES: Final = 4 * 1024 * 1024
_INSTALLED: Final = Path("node_modules", ".package-lock.json")  # written by npm when it is done
_INTEGRITY: Final = re.compile(r"sha512-[A-Za-z0-9+/]{86}==")


class ManifestError(Exception):
    """A package.json with its lock that cannot be installed safely. The text is for people."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The two files that say what to install."""

    files: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        return hashlib.sha256(b"\0".join(self.files[name] for name in _FILES)).hexdigest()


@dataclass(slots=True)
class NodePackageKind:
    root: Path
    content: ContentSource

    def read(self, call: Call) -> Observation:
        path = self._folders.seen(call)
        return self._observed(path, call) if isinstance(path, Path) else path

    def find(self, call: Call) -> Observation:
        """What was recorded, or what a call that was cut off has put in place since."""
        path = find_marked(call, self._folders.at(call.id)) if call.id else Missing()
        if not isinstance(path, Missing):
            return self._observed(path, call) if isinstance(path, Path) else path
        wanted = self._wanted_if_known(call)
        return self._observed(wanted, call) if wanted is not None and _is_ours(wanted, call) else Missing()

    def create(self, call: Call) -> Outcome:
        return self._install(call)

    def update(self, call: Call) -> Outcome:
        path = self._folders.at(call.id)
        if path is None:
            return not_ours(call.id)
        if path.is_dir() and not is_marked(path, call):
            return changed_hands(path, call)
        outcome = self._install(call)
        if isinstance(outcome, Done) and outcome.id != call.id:
            self._folders.delete(call, path)
        return outcome

    def delete(self, call: Call) -> Outcome:
        path = self._folders.at(call.id) if call.id else self._wanted_if_known(call)
        if path is None:
            return not_ours(call.id) if call.id else Gone()
        remove_tree(_building(path))
        return self._folders.delete(call, path)

    def stop(self, call: Call) -> Outcome:
        return Done(call.id, call.outputs, call.objects, call.private)

    def _install(self, call: Call) -> Outcome:
        try:
            node, manifest = find_node(), self._manifest(call)
            path = self._wanted(call, manifest)
            if not _is_ours(path, call) and (refusal := self._folders.refusal(call, path)) is not None:
                return refusal
            if not _is_ours(path, call) or _problem(path, call):
                _build(path, manifest, node, call)
        except NodeMissingError as error:
            return _no_node(call, error)
        except NpmFailedError as error:
            return _npm_failed(call, error)
        except NpmCancelledError:
            return _npm_stopped(call)
        except (ManifestError, LookupError, BouwsteenError) as error:
            detail = f"The packages of {call.address} cannot be installed: {error}"
            return Failed("content-unavailable", "The files cannot be copied", detail, "Run `bouwsteen validate`, then plan again.")
        return self._done(path, node)

    @property
    def _folders(self) -> OwnedFolders:
        return OwnedFolders(self.root)

    def _manifest(self, call: Call) -> Manifest:
        """Raises ManifestError, LookupError, BouwsteenError."""
        service = call.inputs["service"]
        folder = PurePosixPath(str(call.inputs.get("folder", "node")))
        base = self.content.service_folder(str(service["block"]), str(service["digest"]))
        return Manifest({name: _read(base / folder / name) for name in _FILES}) if _is_below(folder) else _refuse_folder(folder)

    def _wanted(self, call: Call, manifest: Manifest) -> Path:
        return self._folders.wanted(call, manifest.digest[:16])

    def _wanted_if_known(self, call: Call) -> Path | None:
        """None where the files that say what to install are not here (any more)."""
        try:
            return self._wanted(call, self._manifest(call))
        except (ManifestError, LookupError, BouwsteenError):
            return None

    def _done(self, path: Path, node: Node) -> Done:
        private = {"mark": str(read_mark(path).get("key", "")), "installed": _installed(path)}
        outputs = {"path": str(path), "node": str(node.program)}
        return Done(self._folders.id_of(path), outputs, (ProviderObject("folder", str(path)),), private)

    def _observed(self, path: Path, call: Call) -> Observation:
        """What is installed at `path`. The program node is the one on record, as long as it is there."""
        recorded = Path(str(call.outputs.get("node", "")))
        try:
            seen = self._done(path, Node(recorded, ()) if recorded.is_file() else find_node())
        except NodeMissingError as error:
            return Unreadable(f"{call.address} needs Node.js and npm: {error}")
        return Present(seen.id, {}, seen.outputs, seen.objects, seen.private, _problem(path, call))


def check_lock(lock: bytes) -> None:
    """Every package comes from a registry and is checked by its SHA-512. Raises ManifestError."""
    try:
        packages = json.loads(lock)["packages"]
        entries = [(name, entry) for name, entry in packages.items() if name]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ManifestError("its package-lock.json is not one of npm 7 or newer.") from error
    for name, entry in entries:
        if not isinstance(entry, dict) or not _INTEGRITY.fullmatch(str(entry.get("integrity", ""))):
            raise ManifestError(f"{quoted(name)} has no SHA-512 in package-lock.json, so what is fetched could not be checked.")
        if entry.get("link") or "resolved" in entry:
            raise ManifestError(f"{quoted(name)} names in package-lock.json where it comes from; leave that to npm's settings.")


def _build(path: Path, manifest: Manifest, node: Node, call: Call) -> None:
    """Install beside, then put in place at once: what a reader finds is whole."""
    check_lock(manifest.files["package-lock.json"])
    write_mark(path, call)
    building = _building(path)
    remove_tree(building)
    try:
        if not take_packages(manifest.digest, building):
            make_private_folder(building)
            for name, data in manifest.files.items():
                create_private_file(building / name, data)
            install_packages(node, building, cancelled=call.cancelled, progress=call.progress)
            keep_packages(manifest.digest, building)
        if path.is_dir():
            remove_owned_tree(path)
        building.rename(path)
    except BaseException:
        remove_tree(building)
        raise


def _building(path: Path) -> Path:
    return path.with_name(f".new-{path.name}")


def _is_ours(path: Path, call: Call) -> bool:
    return path.is_dir() and not path.is_symlink() and read_mark(path).get("address") == str(call.address)


def _is_below(folder: PurePosixPath) -> bool:
    return not folder.is_absolute() and ".." not in folder.parts


def _refuse_folder(folder: PurePosixPath) -> Manifest:
    raise ManifestError(f"{quoted(folder)} leads out of the service's folder.")


def _read(path: Path) -> bytes:
    """One of the block's own files. Raises ManifestError."""
    try:
        if path.is_symlink() or path.stat().st_size > _MOST_BYTES:
            raise ManifestError(f"{path.name} is a link, or larger than {_MOST_BYTES // 1024 // 1024} MiB.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ManifestError(f"{path.name} is not in the service's folder.") from error


def _installed(path: Path) -> str:
    """SHA-256 of npm's own list of what it installed; empty where it did not finish."""
    try:
        return hashlib.sha256((path / _INSTALLED).read_bytes()).hexdigest()
    except OSError:
        return ""


def _problem(path: Path, call: Call) -> str:
    """What is wrong with installed packages, by npm's list: fourteen thousand files are not read again for each plan."""
    found = _installed(path)
    if not found:
        return "The packages are not installed, or not whole."
    recorded = call.private.get("installed") if call.outputs.get("path") == str(path) else found
    return "" if recorded == found else "The installed packages are not the ones on record."


def _no_node(call: Call, error: NodeMissingError) -> Failed:
    return Failed(
        code="node-missing",
        summary="Node is missing on this machine",
        detail=f"{call.address} needs Node.js and npm: {error}",
        remedy="Install Node.js, or let pip bring it:\n\n    pip install 'bouwsteen[node]'",
    )


def _npm_stopped(call: Call) -> Failed:
    return Failed(
        code="npm-stopped",
        summary="Installing packages was stopped",
        detail=f"{call.address} was not installed: it was stopped, or took too long.",
        remedy="Run again. Packages that were fetched already are not fetched again.",
    )


def _npm_failed(call: Call, error: NpmFailedError) -> Failed:
    return Failed(
        code="npm-failed",
        summary="The packages cannot be installed",
        detail=f"npm could not install what {call.address} needs. It said: {error}",
        remedy="Look whether this machine reaches the npm registry (`npm ping`), then run again.",
        transient=error.is_transient,
    )
