"""Saved plans that are none, are of another format, or were changed since."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.cli_cases.cases import STACK, Case, stack

from bouwsteen.cli.main import main


def save(root: Path) -> Path:
    file = root / "plan.json"
    assert main(["--lang", "en", "plan", "town", "--out", str(file)]) == 0
    return file


def saved(change: Callable[[dict[str, Any]], object]) -> Callable[[Path], None]:
    """Save a plan as `plan.json`, then change it by hand."""

    def prepare(root: Path) -> None:
        file = save(root)
        plan = json.loads(file.read_text())
        change(plan)
        file.write_text(json.dumps(plan))

    return prepare


def change_title(root: Path, before: str, after: str) -> None:
    stack = root / STACK
    stack.write_text(stack.read_text().replace(before, after))


def apply_then_tamper(root: Path) -> None:
    """A plan on a state that is there, with another digest than its own."""
    assert main(["--lang", "en", "apply", "town", "--yes"]) == 0
    change_title(root, "{title: Hallo}", "{color: green}")
    saved(lambda plan: plan.update(digest="sha256:" + "0" * 64))(root)


def apply_then_add_a_replacement(root: Path) -> None:
    assert main(["--lang", "en", "apply", "town", "--yes"]) == 0
    change_title(root, "{title: Hallo}", "{color: green}")
    saved(lambda plan: plan.update(replacements=["site/code"]))(root)


def apply_then_move_on(root: Path) -> None:
    """A plan on a state that is there, and a stack that was changed since."""
    assert main(["--lang", "en", "apply", "town", "--yes"]) == 0
    save(root)
    change_title(root, "{title: Hallo}", "{color: green}")


def apply_then_empty(root: Path) -> None:
    assert main(["--lang", "en", "apply", "town", "--yes"]) == 0
    (root / STACK).write_text(stack())
    assert main(["--lang", "en", "lock", "town"]) == 0


def save_for_another_environment(root: Path) -> None:
    change_title(root, "local: {target: local}", "local: {target: local}\n    test: {target: local}")
    save(root)


def save_a_replacement_of_what_goes(root: Path) -> None:
    """A plan that replaces something, of a stack that no longer asks for it."""
    assert main(["--lang", "en", "apply", "town", "--yes"]) == 0
    assert main(["--lang", "en", "plan", "town", "--replace", "site/code", "--out", str(root / "plan.json")]) == 0
    (root / STACK).write_text(stack())
    assert main(["--lang", "en", "lock", "town"]) == 0


def add_village(root: Path) -> None:
    text = (root / STACK).read_text()
    (root / "stacks/village/cards").mkdir(parents=True)
    (root / "stacks/village/stack.yaml").write_text(text.replace("{name: town}", "{name: village}"))
    assert main(["lock", "village"]) == 0


STATE_LOCK = (".bouwsteen/state/town/local/lock",)
APPLY = "apply plan.json --yes"
CASES = [
    Case("plan-is-no-json", APPLY, files={"plan.json": "digest: sha256:00\n"}, finds=("plan-invalid",)),
    Case("plan-is-another-json", APPLY, files={"plan.json": "[1, 2]\n"}, finds=("plan-invalid",)),
    Case("plan-is-deep", APPLY, files={"plan.json": "[" * 50_000}, finds=("plan-invalid",)),
    Case("plan-of-another-format", APPLY, prepare=saved(lambda plan: plan.update(format_version="9.0")), finds=("plan-invalid",)),
    Case("plan-without-lineage", APPLY, prepare=saved(lambda plan: plan.pop("lineage")), finds=("plan-invalid",)),
    Case("plan-with-a-number-for-a-text", APPLY, prepare=saved(lambda plan: plan.update(environment=3)), finds=("plan-invalid",)),
    Case("plan-tampered-with", APPLY, 7, prepare=apply_then_tamper, leaves=STATE_LOCK, finds=("plan-stale",)),
    Case(
        "plan-of-another-environment",
        APPLY,
        6,
        prepare=saved(lambda plan: plan.update(environment="other")),
        finds=(f"environment-not-found {STACK}:9:3",),
    ),
    Case("plan-of-another-stack", APPLY, 6, prepare=saved(lambda plan: plan.update(stack="../town")), finds=("stack-not-found",)),
    Case("plan-of-yesterday", APPLY, 7, prepare=apply_then_move_on, leaves=STATE_LOCK, finds=("plan-stale",)),
    Case(
        "plan-named-for-another-environment",
        "apply plan.json -e test --yes",
        7,
        prepare=save_for_another_environment,
        finds=("plan-of-another-environment",),
    ),
    Case("emptied", "up town", 5, prepare=apply_then_empty, leaves=STATE_LOCK, finds=("much-would-go",)),
    Case(
        "emptied-and-another-number",
        "up town --approve-deletions 3",
        5,
        prepare=apply_then_empty,
        leaves=STATE_LOCK,
        finds=("much-would-go", "approved-another-count"),
    ),
    Case("plan-not-there", APPLY, 6, finds=("plan-not-found",)),
    Case("plan-of-many-stacks", "plan --out plan.json", prepare=add_village, finds=("plan-out-many",)),
    Case("replace-nothing", "plan town --replace town/local/site/cdoe", 6, finds=("replace-not-found",)),
    Case(
        "replace-in-another-stack", "apply town --yes --replace village/local/site/code", 6, leaves=STATE_LOCK, finds=("replace-not-found",)
    ),
    Case("replace-nothing-while-going-up", "up town --replace sites", 6, leaves=STATE_LOCK, finds=("replace-not-found",)),
    Case("replace-hostile", "plan town --replace \x1b[31m" + "a" * 200, 6, finds=("replace-not-found",)),
    Case("replace-in-many-stacks", "plan --replace site/code", prepare=add_village, finds=("replace-misplaced",)),
    Case("replace-and-destroy", "plan town --destroy --replace site/code", finds=("replace-misplaced",)),
    Case("replace-by-a-saved-plan", f"{APPLY} --replace site/code", prepare=saved(lambda _: None), finds=("replace-misplaced",)),
    Case("plan-with-replacements-that-are-none", APPLY, prepare=saved(lambda plan: plan.update(replacements=[1])), finds=("plan-invalid",)),
    Case("plan-with-another-replacement", APPLY, 7, prepare=apply_then_add_a_replacement, leaves=STATE_LOCK, finds=("plan-stale",)),
    Case(
        "plan-that-replaces-what-is-not-asked-for",
        APPLY,
        7,
        prepare=save_a_replacement_of_what_goes,
        leaves=STATE_LOCK,
        finds=("plan-stale", "replace-not-found"),
    ),
    Case("plan-into-nowhere", "plan town --out nowhere/plan.json", 1, finds=("plan-not-saved",)),
]
