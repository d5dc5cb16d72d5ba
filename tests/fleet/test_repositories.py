"""The impact of a change on stacks in repositories of others: those that are read count, and each that is not is told, with why."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest
from tests.support.fleet_changes import Tree, drafts_policy
from tests.support.fleets import CONTENT, Fleet, plan_fleet, write_fleet
from tests.support.repositories import Clone, files_below, forget_git_settings, needs_git

from bouwsteen.cli.main import main

pytestmark = needs_git
DAY = "2027-02-01"


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clone:
    """The central repository, with the central stack alone, and in the work tree a policy that long drafts break."""
    forget_git_settings(tmp_path, monkeypatch)
    monkeypatch.setenv("BOUWSTEEN_ALLOW_FILE_CATALOGS", "1")
    write_fleet(Fleet(1, ()), tmp_path / "catalog")
    made = Clone.make(tmp_path / "catalog")
    made.commit(files_below(made.folder, *CONTENT, "stacks"))
    path, text = drafts_policy("2027-01-01 deny", most=1)
    Tree(made.folder).write(path, text)
    monkeypatch.chdir(made.folder)
    return made


def publish(folder: Path, *names: str) -> str:
    """A bare repository with the stacks of some municipalities; its address."""
    tree = folder.parent / f"{folder.name}-tree"
    write_fleet(Fleet(1, plan_fleet(only=set(names)).stacks), tree)
    Clone.make(folder, "--bare").commit({path: data for path, data in files_below(tree, "stacks").items() if path.split("/")[1] in names})
    return folder.as_uri()


@pytest.fixture
def ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stand-in for ssh, and for the hosts behind it: `slow` never answers, and the others let nobody in."""
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [])
    fake = tmp_path / "fake-ssh"
    refusal = "echo 'git@example.org: Permission denied (publickey).' >&2; exit 255"
    fake.write_text(f'#!/bin/sh\ncase "$*" in *slow.example.org*) exec sleep 600;; esac\n{refusal}\n', encoding="utf-8")
    fake.chmod(0o755)
    monkeypatch.setenv("GIT_SSH_COMMAND", str(fake))


def impact(catalog: Clone, capsys: pytest.CaptureFixture[str], *repositories: dict[str, str], options: tuple[str, ...] = ()) -> Any:
    listed = catalog.folder.parent / "repositories.yaml"
    listed.write_text(json.dumps({"repositories": list(repositories)}), encoding="utf-8")
    capsys.readouterr()
    command = ["impact", "--base", "HEAD", "--date", DAY, "--repositories", str(listed), "-o", "json", *options]
    assert main(["--lang", "en", *command]) == 0, capsys.readouterr().err
    return json.loads(capsys.readouterr().out)


def effects(data: Any) -> dict[str, str]:
    return {each["name"]: each["effect"] for each in data["stacks"]}


def standings(data: Any) -> dict[str, str]:
    return {each["name"]: each["standing"] for each in data["repositories"]}


def test_stacks_of_others_are_judged_as_those_of_ones_own(catalog: Clone, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    two, one = publish(tmp_path / "two.git", "leuven", "herstappe"), publish(tmp_path / "one.git", "ronse")
    data = impact(catalog, capsys, {"name": "two", "git": two}, {"name": "one", "git": one})
    assert standings(data) == {"two": "read", "one": "read"}
    assert {each["name"]: each["stacks"] for each in data["repositories"]} == {"two": ["herstappe", "leuven"], "one": ["ronse"]}
    # Nobody keeps drafts for a day alone in all environments; the central stack keeps none.
    assert effects(data) == {"digitaal-vlaanderen": "unaffected", "herstappe": "blocked", "leuven": "blocked", "ronse": "blocked"}


@pytest.mark.slow
def test_who_is_not_read_is_told_and_the_others_count(catalog: Clone, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read = {"name": "read", "git": publish(tmp_path / "read.git", "leuven")}
    gone = {"name": "gone", "git": (tmp_path / "gone.git").as_uri()}
    closed = {"name": "closed", "git": read["git"], "closed": "Its owner keeps it to itself."}
    (tmp_path / "empty.git").mkdir()
    Clone.make(tmp_path / "empty.git", "--bare").commit({"README.md": "nothing\n"})
    empty = {"name": "empty", "git": (tmp_path / "empty.git").as_uri()}
    linked = Clone.make(tmp_path / "linked.git", "--bare")
    linked.commit({"stacks/gent/stack.yaml": "x"}, extra=f"120000 {linked.blob('/etc/passwd')}\tstacks/gent/forms\n")
    twice = {"name": "twice", "git": publish(tmp_path / "twice.git", "leuven", "ronse")}
    data = impact(catalog, capsys, closed, gone, read, empty, {"name": "linked", "git": linked.folder.as_uri()}, twice)
    assert standings(data) == {
        "closed": "closed",
        "gone": "unreachable",
        "read": "read",
        "empty": "refused",
        "linked": "refused",
        "twice": "refused",
    }
    told = {each["name"]: each for each in data["repositories"]}
    assert told["closed"]["why"] == "Its owner keeps it to itself."
    assert all(each["why"] for each in data["repositories"] if each["standing"] != "read")
    assert told["twice"]["stacks"] == ["ronse"], "the name leuven was taken by the first"
    assert effects(data) == {"digitaal-vlaanderen": "unaffected", "leuven": "blocked", "ronse": "blocked"}


def test_who_does_not_answer_is_late_and_who_lets_nobody_in_is_closed(
    catalog: Clone, ssh: None, capsys: pytest.CaptureFixture[str]
) -> None:
    slow, locked = ({"name": name, "git": f"ssh://git@{name}.example.org/town.git"} for name in ("slow", "locked"))
    data = impact(catalog, capsys, slow, locked, options=("--timeout", "2"))
    assert standings(data) == {"slow": "late", "locked": "closed"}
    assert all(each["why"] for each in data["repositories"])
    assert effects(data) == {"digitaal-vlaanderen": "unaffected"}


def test_a_list_that_is_wrong_is_refused_whole(catalog: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    listed = catalog.folder.parent / "repositories.yaml"
    listed.write_text('repositories:\n  - {name: a, git: "ext::sh -c true"}\n  - {name: B}\n', encoding="utf-8")
    assert main(["--lang", "en", "impact", "--base", "HEAD", "--repositories", str(listed)]) == 10
    told = capsys.readouterr().err
    assert str(listed) in told
    assert main(["--lang", "en", "impact", "--base", "HEAD", "--repositories", str(listed.with_name("none.yaml"))]) == 6
    assert "[list-not-found]" in capsys.readouterr().err
