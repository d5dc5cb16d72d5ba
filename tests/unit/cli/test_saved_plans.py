"""Saved plans of every version: the one that was kept is read for ever, a later one is refused and left as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bouwsteen.cli.saved_plans import load_plan
from bouwsteen.errors import InvalidInputError

GOLDEN = Path(__file__).parent / "golden" / "plan-v1.json"


def test_a_plan_of_version_1_is_read() -> None:
    plan = load_plan(GOLDEN)
    assert (plan.stack, plan.environment, plan.destroys) == ("town", "local", False)
    assert plan.approved.serial == 12
    assert len(plan.approved.lineage) == 32
    assert plan.approved.digest.startswith("sha256:")
    assert plan.approved.parts


@pytest.mark.fault("F54")
def test_a_plan_of_a_later_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "plan.json"
    text = json.dumps({**json.loads(GOLDEN.read_text()), "format_version": "2.0"})
    path.write_text(text)
    with pytest.raises(InvalidInputError) as caught:
        load_plan(path)
    (found,) = caught.value.diagnostics
    assert "2.0" in found.detail
    assert "1.x" in found.detail
    assert "bouwsteen plan" in found.remedy
    assert path.read_text() == text
