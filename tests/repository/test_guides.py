"""What the READMEs of content folders show can be used."""

from __future__ import annotations

import re
from pathlib import Path

from tests.repository.places import ROOT, Place, copy_content


def test_the_stack_that_is_shown_is_valid(tmp_path: Path) -> None:
    copy_content(tmp_path)
    (shown,) = re.findall(r"```yaml\n(.*?)```", (ROOT / "stacks/README.md").read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "stacks/leuven/stack.yaml").write_text(shown)
    Place(tmp_path).run("validate", "leuven")


def test_every_type_of_resource_is_told() -> None:
    told = (ROOT / "blocks/README.md").read_text(encoding="utf-8")
    used = {
        kind
        for path in ROOT.glob("blocks/*/block.yaml")
        for kind in re.findall(r"\btype: ([a-z]+/[a-z-]+)", path.read_text(encoding="utf-8"))
    }
    assert used
    for kind in used:
        assert f"| `{kind}` |" in told, kind
