"""Folders: to write in, and read-only copies; never outside, never through a link."""

from __future__ import annotations

import dataclasses
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from tests.adapters.conftest import World

from bouwsteen.adapters.local.directories import ContentError, checked_files
from bouwsteen.providers.protocol import Call, Done, Effect, Failed, Gone, Missing, Present, Unreadable

pytestmark = pytest.mark.skipif(os.name == "nt", reason="local resources need Linux or macOS")

DIGEST = "sha256:" + "ab12" * 16


def make(world: World, **inputs: Any) -> tuple[Call, Path]:
    call = world.call("local/directory", "forms", "formFiles", inputs=inputs)
    done = world.provider.create(call)
    assert isinstance(done, Done), done
    path = Path(done.outputs["path"])
    return dataclasses.replace(call, id=done.id, outputs=done.outputs, private=done.private, objects=done.objects), path


def test_a_folder_to_write_in(world: World) -> None:
    call, path = make(world)
    assert path.is_absolute()
    assert path.is_relative_to(world.root / "data" / "leuven" / "local" / "forms")
    assert stat.S_IMODE(path.stat().st_mode) == 0o700
    (path / "data.sqlite").write_text("x")
    seen = world.provider.read(call)
    assert isinstance(seen, Present)
    assert not seen.problem
    assert isinstance(world.provider.update(call), Done)
    assert (path / "data.sqlite").read_text() == "x"
    assert world.provider.delete(call) == Gone()
    assert world.provider.delete(call) == Gone()
    assert world.provider.read(call) == Missing()
    assert not (world.root / "data").exists()


def test_a_copy_of_files(world: World) -> None:
    world.content.sets[DIGEST] = {"a.form.yaml": b"a", "sub/b.form.yaml": b"b"}
    call, path = make(world, content={"digest": DIGEST})
    assert "ab12ab12ab12ab12" in path.name
    assert (path / "sub" / "b.form.yaml").read_bytes() == b"b"
    modes = {stat.S_IMODE(item.stat().st_mode) for item in (path, *path.rglob("*"))}
    assert modes == {0o400, 0o500}
    assert isinstance(world.provider.update(call), Done)
    (path / "a.form.yaml").chmod(0o600)
    (path / "a.form.yaml").write_bytes(b"changed")
    seen = world.provider.read(call)
    assert isinstance(seen, Present)
    assert "changed on disk" in seen.problem
    assert isinstance(world.provider.update(call), Done)
    assert (path / "a.form.yaml").read_bytes() == b"a"
    assert world.provider.delete(call) == Gone()
    assert not path.exists()


def test_a_file_set_that_is_not_there(world: World) -> None:
    failed = world.provider.create(world.call("local/directory", "forms", "formFiles", inputs={"content": {"digest": DIGEST}}))
    assert isinstance(failed, Failed)
    assert (failed.code, failed.effect) == ("content-unavailable", Effect.NONE)


def test_what_is_there_already_is_not_taken(world: World) -> None:
    _, path = make(world)
    (path / "precious").touch()
    failed = world.provider.create(world.call("local/directory", "forms", "formFiles", key="another step"))
    assert isinstance(failed, Failed)
    assert failed.code == "folder-exists"
    assert world.provider.find(world.call("local/directory", "forms", "formFiles", key="another step")) == Missing()
    # The same step again, cut off before it was recorded, finds what it made.
    assert isinstance(world.provider.find(world.call("local/directory", "forms", "formFiles")), Present)
    assert isinstance(world.provider.create(world.call("local/directory", "forms", "formFiles")), Done)
    assert (path / "precious").exists()


def test_links_are_removed_and_never_followed(world: World, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").touch()
    call, path = make(world)
    (path / "link").symlink_to(outside)
    assert world.provider.delete(call) == Gone()
    assert (outside / "precious").exists()

    call, path = make(world)
    path.rmdir()
    path.symlink_to(outside)
    assert world.provider.read(call) == Missing()
    assert world.provider.delete(call) == Gone()
    assert (outside / "precious").exists()

    call, path = make(world)
    instance = path.parent
    instance.rename(tmp_path / "moved")
    instance.symlink_to(tmp_path / "moved")
    failed = world.provider.delete(call)
    assert isinstance(failed, Failed)
    assert failed.code == "folder-not-ours"
    assert (tmp_path / "moved" / path.name).is_dir()
    assert isinstance(world.provider.create(call), Failed)


@pytest.mark.parametrize(
    "id_", ["../../outside", "/etc", "data", "data/x", "data/../../outside", "run/leuven/local", "data/a/..", "data/a\\b/c", "data/a/\0"]
)
def test_a_record_that_points_elsewhere(world: World, tmp_path: Path, id_: str) -> None:
    (tmp_path / "outside").mkdir(exist_ok=True)
    call = world.call("local/directory", "forms", "formFiles", id=id_)
    assert isinstance(world.provider.read(call), Unreadable)
    assert isinstance(world.provider.delete(call), Failed)
    assert (tmp_path / "outside").is_dir()


@pytest.mark.parametrize(
    "names",
    [
        ["../up"],
        ["/etc/passwd"],
        ["a/../b"],
        ["./a"],
        ["a//b"],
        [""],
        ["."],
        ["a\\b"],
        ["C:x"],
        ["a\nb"],
        ["a\0b"],
        ["a", "a/b"],
        ["A/x", "a/y"],
        ["b.yaml", "B.yaml"],
        ["x" * 256],
        ["/".join(["x" * 100] * 11)],
    ],
)
def test_hostile_file_names(names: list[str]) -> None:
    with pytest.raises(ContentError):
        checked_files(dict.fromkeys(names, b""))


def test_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bouwsteen.adapters.local.directories._MOST_BYTES", 10)
    with pytest.raises(ContentError):
        checked_files({"a": b"x" * 6, "b": b"x" * 6})


def test_a_hostile_set_leaves_nothing_behind(world: World) -> None:
    world.content.sets[DIGEST] = {"ok": b"", "../evil": b""}
    failed = world.provider.create(world.call("local/directory", "forms", "formFiles", inputs={"content": {"digest": DIGEST}}))
    assert isinstance(failed, Failed)
    assert not [path for path in world.root.rglob("*") if path.name in {"ok", "evil"}]


def test_addresses_with_odd_names_stay_apart(world: World) -> None:
    from bouwsteen.addresses import Address

    keys = ["a", "A", "../x", "a/b", "a b", "é", "..", "", "x" * 300]
    addresses = [Address("leuven", "local", "db", "folder", None, "database", key) for key in keys]
    addresses += [Address("leuven", "local", "db", name) for name in ("formFiles", "formfiles", "folder")]
    paths = set()
    for address in addresses:
        done = world.provider.create(Call(address, "local/directory", {}, "k"))
        assert isinstance(done, Done), done
        path = Path(done.outputs["path"])
        assert path.parent == world.root / "data" / "leuven" / "local" / "db"
        paths.add(path.name.casefold())
    assert len(paths) == len(addresses)


@pytest.mark.fault("F2")
@pytest.mark.parametrize("left", ["the folder", "the mark"])
def test_a_removal_that_was_cut_off_is_finished(world: World, left: str) -> None:
    """Data of people would stay behind where nobody looks."""
    call, path = make(world)
    (path / "data.sqlite").write_text("data of people")
    if left == "the folder":
        path.rename(path.with_name(f".gone-{path.name}"))
    else:
        (path / "data.sqlite").unlink()
        path.rmdir()
    found = world.provider.find(call)
    assert isinstance(found, Present)
    assert found.problem == "It was removed only in part."
    assert world.provider.delete(dataclasses.replace(call, id=found.id, private=found.private)) == Gone()
    assert world.provider.find(call) == Missing()
    assert not (world.root / "data").exists()


def test_what_somebody_threw_away_is_missing_and_comes_back(world: World) -> None:
    call, path = make(world)
    path.rmdir()
    assert world.provider.read(call) == Missing()
    assert isinstance(world.provider.update(call), Done)
    assert path.is_dir()


def test_a_full_disk_is_an_outcome(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "/x")

    monkeypatch.setattr("bouwsteen.adapters.local.folders.write_private_file", full)
    failed = world.provider.create(world.call("local/directory", "forms", "formFiles"))
    assert isinstance(failed, Failed)
    assert "No space left on device: /x" in failed.detail
