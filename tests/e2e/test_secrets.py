"""A secret is in no output, log, plan, plain state or error: every secret that a stack has is looked for everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.e2e.conftest import Checkout
from tests.e2e.test_main_job import FORMS, HERSTAPPE, STACK_FILE

pytestmark = pytest.mark.e2e

# Where secrets live by design: files for their service alone, in folders for it alone.
KEPT = ("run/herstappe/local/bindings/",)


@pytest.mark.fault("F50")
def test_no_secret_leaves_its_place(checkout: Checkout, tmp_path: Path) -> None:
    said = [checkout.run("up", HERSTAPPE, "--no-verify", "--verbose")]
    secrets = every_secret(checkout)
    assert len(secrets) >= 5
    check_binding_files(checkout)
    checkout.edit(STACK_FILE, FORMS, "- {block: forms, version: ^1.0, parameters: {draftDays: 7}}")
    said += [
        checkout.run(*arguments, code=None)
        for arguments in (
            ("plan", HERSTAPPE, "--verbose", "--out", str(tmp_path / "plan.json")),
            ("plan", HERSTAPPE, "-o", "json"),
            ("apply", str(tmp_path / "plan.json")),
            ("status", HERSTAPPE, "--verbose"),
            ("status", HERSTAPPE, "-o", "json"),
            ("outputs", HERSTAPPE),
            ("outputs", HERSTAPPE, "-o", "json"),
            ("drift", HERSTAPPE, "-o", "json"),
            ("graph", HERSTAPPE, "--resources"),
            ("export", HERSTAPPE),
            ("logs", HERSTAPPE, "--tail", "10000"),
            ("loadtest", HERSTAPPE, "--profile", "nope"),
            ("down", HERSTAPPE),
        )
    ]
    for done in said:
        for name, secret in secrets.items():
            assert secret not in done.stdout + done.stderr, f"{name} in the output of {done.args[3:]}"
    for file in (*checkout.root.rglob("*"), *tmp_path.glob("*.json")):
        if file.is_file() and not str(file.relative_to(tmp_path)).startswith(tuple(f"work/.bouwsteen/{place}" for place in KEPT)):
            content = file.read_bytes()
            for name, secret in secrets.items():
                assert secret.encode() not in content, f"{name} in {file}"


def every_secret(checkout: Checkout) -> dict[str, str]:
    """All that the services were given, and all that instances hand out."""
    found: dict[str, str] = {}
    outputs = checkout.json("outputs", HERSTAPPE, "--show-secrets")["outputs"]
    hidden = checkout.json("outputs", HERSTAPPE)["outputs"]
    for shown, redacted in zip(outputs, hidden, strict=True):
        for name, value in shown["value"].items():
            if is_hidden(redacted["value"][name]) and isinstance(value, str) and not value.startswith("sqlite:"):
                found[f"{shown['instance']}/{shown['output']}.{name}"] = value
    for file in (checkout.root / ".bouwsteen" / "run").rglob("own/*"):
        if file.is_file() and file.name != "type":
            found[str(file)] = file.read_text()
    return found


def is_hidden(value: Any) -> bool:
    return bool(value == {"$secret": True})


def check_binding_files(checkout: Checkout) -> None:
    """They are for their owner alone."""
    places = [path for path in (checkout.root / ".bouwsteen" / "run").rglob("*") if "bindings" in path.parts and not path.is_symlink()]
    assert places
    for path in places:
        assert path.stat().st_mode & 0o077 == 0, path
