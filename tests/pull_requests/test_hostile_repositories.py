"""Repositories that were made to harm who looks at them. Looking at them runs nothing, writes nothing beside its own folder, and ends."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.pull_requests.conftest import STACK, Project, Run
from tests.support.repositories import needs_git

pytestmark = [needs_git, pytest.mark.slow]
CANARY = "canary"


class Hostile(NamedTuple):
    name: str
    make: Callable[[Project, str], None]  # the project, and a command that would leave the canary
    codes: tuple[int, ...]


def config(*pairs: tuple[str, str]) -> Callable[[Project, str], None]:
    def make(project: Project, command: str) -> None:
        project.branch({STACK: {"title: Hallo": "color: green"}})
        for name, value in pairs:
            project.clone.git("config", name, value.replace("COMMAND", command))

    return make


def hook(name: str) -> Callable[[Project, str], None]:
    def make(project: Project, command: str) -> None:
        project.branch({STACK: {"title: Hallo": "color: green"}})
        file = project.root / ".git" / "hooks" / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"#!/bin/sh\n{command}\n")
        file.chmod(0o755)

    return make


def tree(path: str, mode: str, target: str = "../../../../etc/passwd") -> Callable[[Project, str], None]:
    def make(project: Project, _: str) -> None:
        name = project.first if mode == "160000" else project.clone.blob(target)
        project.branch(extra=f"{mode} {name}\t{path}\n")

    return make


def files(content: dict[str, str | bytes]) -> Callable[[Project, str], None]:
    def make(project: Project, command: str) -> None:
        project.branch(files={path: data.replace("COMMAND", command) if isinstance(data, str) else data for path, data in content.items()})

    return make


def raw_tree(*entries: tuple[str, bytes]) -> Callable[[Project, str], None]:
    """A tree that git would not make by itself: entries of `stacks/town` with any name."""

    def make(project: Project, _: str) -> None:
        git = project.clone.git
        blob = git("hash-object", "-w", "--stdin", given="x")
        data = b"".join(mode.encode() + b" " + name + b"\0" + bytes.fromhex(blob) for mode, name in entries)
        name = git("hash-object", "-w", "-t", "tree", "--literally", "--stdin", given=data)
        for part in ("town", "stacks"):
            name = git("mktree", given=f"040000 tree {name}\t{part}\n")
        commit = git("commit-tree", name, "-p", project.first, "-m", "x")
        git("update-ref", "refs/heads/head", commit)

    return make


def many(count: int) -> Callable[[Project, str], None]:
    def make(project: Project, _: str) -> None:
        blob = project.clone.blob("x")
        project.branch(extra="".join(f"100644 {blob}\tstacks/town/cards/{number}.card.yaml\n" for number in range(count)))

    return make


def bomb(project: Project, _: str) -> None:
    """Folders of which each holds ten times the one below it: some millions of files in a few objects."""
    git = project.clone.git
    name, kind = project.clone.blob("x"), "100644 blob"
    for _level in range(8):
        name = git("mktree", given="".join(f"{kind} {name}\td{number}\n" for number in range(10)))
        kind = "040000 tree"
    top = git("mktree", given=f"040000 tree {name}\tstacks\n")
    git("update-ref", "refs/heads/head", git("commit-tree", top, "-p", project.first, "-m", "x"))


def alternates(project: Project, _: str) -> None:
    project.branch({STACK: {"title: Hallo": "color: green"}})
    (project.root / ".git" / "objects" / "info" / "alternates").write_text("/etc\n/dev/zero\n")


def replaced(project: Project, _: str) -> None:
    """Another commit stands in the place of head, for who follows replacements."""
    head = project.branch({STACK: {"title: Hallo": "color: green"}})
    other = project.branch({STACK: {"title: Hallo": "title: Replaced"}}, name="other")
    project.clone.git("replace", head, other)


def missing_objects(project: Project, command: str) -> None:
    """A partial clone whose missing objects would be fetched by a command."""
    project.branch({STACK: {"title: Hallo": "color: green"}})
    blob = project.clone.git("rev-parse", f"head:{STACK}")
    (project.root / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    for name, value in (
        ("core.repositoryformatversion", "1"),
        ("extensions.partialClone", "origin"),
        ("remote.origin.url", f"ext::sh -c '{command}'"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.uploadpack", command),
        ("protocol.ext.allow", "always"),
        ("core.sshCommand", command),
    ):
        project.clone.git("config", name, value)


HOSTILE = [
    Hostile("link-to-a-file-outside", tree("stacks/town/cards/x.card.yaml", "120000"), (10,)),
    Hostile("link-to-a-folder-outside", tree("stacks/town/waivers", "120000", "/etc"), (10,)),
    Hostile("link-in-the-place-of-a-stack", tree("stacks/other", "120000", "../../.."), (10,)),
    Hostile("link-in-the-place-of-policies", tree("policies", "120000", "/tmp"), (10,)),
    Hostile("submodule-among-blocks", tree("blocks/extra", "160000"), (10,)),
    Hostile("submodule-beside", tree("vendor", "160000"), (0,)),
    Hostile("modules-file", files({".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = ext::COMMAND\n\tupdate = !COMMAND\n'}), (0,)),
    Hostile("attributes-with-a-filter", files({".gitattributes": "* filter=evil diff=evil merge=evil\n"}), (0,)),
    Hostile("config-with-filters", config(("filter.evil.smudge", "COMMAND"), ("filter.evil.process", "COMMAND")), (0,)),
    Hostile("config-with-diffs", config(("diff.external", "COMMAND"), ("diff.evil.textconv", "COMMAND")), (0,)),
    Hostile("config-with-fsmonitor", config(("core.fsmonitor", "COMMAND")), (0,)),
    Hostile("config-with-ssh", config(("core.sshCommand", "COMMAND"), ("core.gitProxy", "COMMAND")), (0,)),
    Hostile("config-with-a-pager", config(("core.pager", "COMMAND"), ("pager.rev-list", "COMMAND")), (0,)),
    Hostile("config-with-aliases", config(("alias.rev-parse", "!COMMAND"), ("alias.ls-tree", "!COMMAND")), (0,)),
    Hostile("config-with-helpers", config(("credential.helper", "!COMMAND"), ("core.askPass", "COMMAND")), (0,)),
    Hostile("config-with-signing-programs", config(("gpg.program", "COMMAND"), ("log.showSignature", "true")), (0,)),
    Hostile("config-with-hooks-elsewhere", config(("core.hooksPath", "/tmp"), ("core.alternateRefsCommand", "COMMAND")), (0,)),
    Hostile("config-with-a-work-tree", config(("core.worktree", "/etc")), (0,)),
    Hostile("config-that-includes", config(("include.path", "/dev/null")), (0,)),
    Hostile("hook-after-checkout", hook("post-checkout"), (0,)),
    Hostile("hook-at-references", hook("reference-transaction"), (0,)),
    Hostile("objects-that-are-elsewhere", alternates, (0, 1)),
    Hostile("objects-that-a-command-fetches", missing_objects, (1, 10)),
    Hostile("replaced-commit", replaced, (0,)),
    Hostile("tree-of-millions", bomb, (10,)),
    Hostile("twenty-thousand-files", many(20_001), (10,)),
    Hostile("name-with-dots", raw_tree(("100644", b"..")), (10,)),
    Hostile("name-with-a-slash", raw_tree(("100644", b"../../x")), (10,)),
    Hostile("name-of-gits-own-folder", raw_tree(("100644", b".GIT")), (10,)),
    Hostile("name-with-a-backslash", raw_tree(("100644", b"..\\..\\x")), (10,)),
    Hostile("name-with-a-line-break", raw_tree(("100644", b"a\n/approve\n")), (10,)),
    Hostile("name-that-is-no-text", raw_tree(("100644", b"\xff\xfe")), (10,)),
    Hostile("names-that-differ-in-case", raw_tree(("100644", b"Stack.yaml"), ("100644", b"stack.yaml")), (10,)),
    Hostile("file-of-many-megabytes", files({"stacks/town/cards/big.yaml": b"a" * (5 * 1024 * 1024)}), (10,)),
    Hostile("block-with-code", files({"blocks/site/service/evil/__init__.py": "import os\nos.system('COMMAND')\n"}), (10,)),
    Hostile("settings-of-python", files({"sitecustomize.py": "import os\nos.system('COMMAND')\n", "conftest.py": "COMMAND"}), (0,)),
]


def names_beside(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda each: each.name)
def test_looking_does_no_harm(hostile: Hostile, project: Project, run: Run, tmp_path: Path) -> None:
    canary = tmp_path / CANARY
    hostile.make(project, f"touch {canary}")
    tip = project.clone.git("rev-parse", "refs/heads/main")
    canary.unlink(missing_ok=True)  # git itself may have run it while the repository was made
    before = names_beside(tmp_path)
    code, out, err = run("pr", "--base", "main", "--head", "head", "--out", str(tmp_path / "out"))
    assert code in hostile.codes, out + err
    assert "Traceback" not in out + err
    assert not canary.exists(), "a command of the repository was run"
    assert names_beside(tmp_path) - before <= {"out"}
    assert (project.root / ".git" / "refs" / "heads" / "main").read_text().strip() == tip
    if hostile.name == "replaced-commit":
        assert "site&#47;code" in out or "site/code" in out
    assert not any(line.startswith("/approve") for line in out.splitlines())


def test_there_are_at_least_thirty() -> None:
    assert len({each.name for each in HOSTILE}) >= 30
