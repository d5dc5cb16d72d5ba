"""A plan that was written down is drawn as the plan itself."""

from __future__ import annotations

import json

import pytest
from tests.operator.plans import plan_of
from tests.repository.places import ROOT

from bouwsteen.cli.texts import Language, Texts
from bouwsteen.cli.views.plans import render_plan
from bouwsteen.cli.views.sheets import Look
from bouwsteen.documents.workspaces import load_workspace
from bouwsteen.formats.plan_json import plan_json
from bouwsteen.formats.shown_plans import read_shown_plan


def test_a_plan_with_secrets_and_unknowns_is_drawn_as_it_is() -> None:
    workspace, _ = load_workspace(ROOT, None)
    plan = plan_of(workspace, "herstappe", "test").plan
    written = json.loads(json.dumps(plan_json(plan)))
    look = Look(Texts(Language.EN))
    drawn = render_plan(read_shown_plan(written), look, verbose=True)
    assert "(secret)" in drawn
    assert drawn == render_plan(plan, look, verbose=True)


@pytest.mark.parametrize(
    "change", [{"format_version": "2.0"}, {"changes": None}, {"changes": [{}]}, {"serial": "x"}, {"warnings": [1]}, {"fidelities": []}]
)
def test_what_is_no_plan_is_refused(change: dict[str, object]) -> None:
    sound = {
        "format_version": "1.0", "stack": "a", "environment": "b", "organisation": "c", "lineage": "d", "serial": 1, "changes": [],
        "notes": [], "warnings": [], "intent_digest": "", "digest": "", "destroys": False, "fidelities": {},
    }  # fmt: skip
    assert not read_shown_plan(sound).has_changes
    with pytest.raises(ValueError, match=r"format|field|int"):
        read_shown_plan({**sound, **change})
