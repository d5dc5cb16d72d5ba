"""A stack whose catalog comes from a repository that is away, refuses, or turned empty: nothing that runs is touched."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from tests.faults.places import STACK, Ended, Place, Server

GIT: Final = shutil.which("git") or ""
pytestmark = [pytest.mark.skipif(not GIT, reason="needs git"), pytest.mark.fault("F17")]
BLOCKS: Final = ({"name": "keys", "block": "service"}, {"name": "bare", "block": "bare"})
Run = Callable[..., Ended]


def git(folder: Path, *arguments: str) -> None:
    identity = {f"GIT_{who}_{what}": "tester" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run([GIT, "-C", str(folder), *arguments], env={**os.environ, **identity, **settings}, capture_output=True, check=True)


@pytest.fixture
def origin(place: Place) -> Path:
    """A repository with the blocks of the place, which has none of its own any more."""
    place.write(*BLOCKS)
    folder = place.folder / "origin"
    folder.mkdir()
    git(folder, "init", "--quiet")
    for part in ("blocks", "catalog"):
        shutil.move(place.workspace / part, folder / part)
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "-m", "x")
    git(folder, "tag", "v1")
    stack = place.workspace / "stacks" / STACK / "stack.yaml"
    pin = f'"catalog": {{"git": "{folder.as_uri()}", "revision": "v1"}}, "blocks"'
    stack.write_text(stack.read_text().replace('"blocks"', pin, 1))
    return folder


@pytest.fixture
def run(server: Server, place: Place) -> Run:
    settings = {"BOUWSTEEN_ALLOW_FILE_CATALOGS": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}

    def call(*arguments: str, code: int | None = 0) -> Ended:
        return server.run(place, *arguments, code=code, environment=settings)

    return call


def test_what_was_fetched_stays_in_use(run: Run, place: Place, origin: Path) -> None:
    run("lock", STACK)
    run("apply", STACK, "--yes")
    origin.rename(origin.with_name("away"))
    run("plan", STACK, "--detailed-exitcode")
    before = place.objects()
    for object_id in before:
        (place.world / "objects" / f"{object_id}.json").unlink()
    run("apply", STACK, "--yes")
    assert len(place.objects()) == len(before)


@pytest.mark.parametrize("verb", [("apply", "--yes"), ("plan",), ("lock",), ("up", "--no-verify")], ids=lambda verb: verb[0])
def test_what_cannot_be_read_is_not_empty(verb: tuple[str, ...], run: Run, place: Place, origin: Path) -> None:
    run("lock", STACK)
    run("apply", STACK, "--yes")
    before, called = place.objects(), len(place.calls())
    lock = (place.workspace / "stacks" / STACK / "bouwsteen.lock").read_bytes()
    origin.rename(origin.with_name("away"))
    for cache in place.folder.rglob("catalogs"):
        shutil.rmtree(cache)
    ended = run(verb[0], STACK, *verb[1:], code=1)
    assert "[catalog-unreachable]" in ended.err
    assert (place.objects(), len(place.calls())) == (before, called)
    assert (place.workspace / "stacks" / STACK / "bouwsteen.lock").read_bytes() == lock


def test_a_repository_that_turned_empty_changes_nothing(run: Run, place: Place, origin: Path) -> None:
    run("lock", STACK)
    run("apply", STACK, "--yes")
    before, called = place.objects(), len(place.calls())
    git(origin, "rm", "-r", "--quiet", "blocks", "catalog")
    git(origin, "commit", "--quiet", "--allow-empty", "-m", "empty")
    git(origin, "tag", "--force", "v1")
    run("apply", STACK, "--yes")
    assert run("lock", STACK, code=None).code not in {0, 255}
    run("apply", STACK, "--yes")
    assert (place.objects(), len(place.calls())) == (before, called)
