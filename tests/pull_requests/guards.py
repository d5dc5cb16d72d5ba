"""An environment that wants approval, and people who edit, approve and carry out: each as a step of one line."""

from __future__ import annotations

from tests.pull_requests.conftest import STACK, Project, Run

COLOR = {"{title: Hallo}": "{title: Hallo, color: green}"}


def guard(project: Project, mode: str) -> Project:
    text = project.base[STACK].decode().replace("{target: local}", f"{{target: local, approval: {mode}}}")
    edit(project, text, "An")
    return project


def edit(project: Project, text: str, person: str) -> str:
    (project.root / STACK).write_text(text)
    return commit(project, person)


def commit(project: Project, person: str, message: str = "Change it") -> str:
    project.clone.git("add", "--all", "--", "stacks", "blocks", "catalog")
    project.clone.git("commit", "--quiet", "--allow-empty", "--message", message, person=person)
    return project.clone.git("rev-parse", "HEAD")


def be(project: Project, person: str) -> None:
    project.clone.git("config", "user.name", person)
    project.clone.git("config", "user.email", f"{person.lower()}@example.org")


def approve(project: Project, run: Run, *options: str, person: str = "Bo") -> None:
    be(project, person)
    code, _, err = run("approve", "town", "--yes", *options)
    assert code == 0, err


def refused(run: Run, code: str, *command: str) -> str:
    exit_code, out, err = run(*(command or ("apply", "town", "--yes")))
    assert f"[{code}]" in err, err + out
    assert exit_code == {"approval-missing": 5, "approval-by-author": 5, "approval-needs-plan": 5, "history-missing": 6}.get(code, 7)
    return err


def applied(project: Project) -> bool:
    return (project.root / ".bouwsteen" / "approvals" / "town.local.json").is_file()
