"""F22: the right command in the wrong place."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from tests.cli_cases import conftest as cases
from tests.cli_cases.conftest import Run
from tests.support import engines
from tests.support.towns import ORGANISATION, Town

from bouwsteen.engine.applies import apply
from bouwsteen.engine.approved_plans import Approved
from bouwsteen.engine.questioners import Consenting
from bouwsteen.errors import DeniedError, StaleError
from bouwsteen.planning.dangers import Approvals

pytestmark = pytest.mark.fault("F22")
run = cases.run
workspace = cases.workspace


@pytest.fixture
def town(tmp_path: Path) -> Town:
    town = Town(tmp_path)
    town.write({"block": "bare"})
    for environment in ("local", "cloud"):
        town.apply(environment)
    town.adjust(questioner=Consenting())
    town.calls()
    return town


class TestDestroying:
    @pytest.mark.parametrize("place", ["", "leuven", "cloud", "leuven/local", "leuven/test"])
    def test_elsewhere_a_yes_is_not_enough(self, town: Town, place: str) -> None:
        with pytest.raises(DeniedError, match="leuven/cloud does not run on this machine alone"):
            self.destroy(town, place)
        assert town.calls() == []
        assert len(town.world.objects()) == 2

    def test_elsewhere_it_has_to_be_named(self, town: Town) -> None:
        self.destroy(town, "leuven/cloud")
        assert town.calls() == ["delete bare/thing"]
        assert town.record("bare/thing") is not None, "the other environment stays"

    def test_here_a_yes_is_enough(self, town: Town) -> None:
        assert town.destroy("local").succeeded
        assert town.record("bare/thing", environment="cloud") is not None

    @pytest.mark.parametrize("name", [(), ("--confirm", "town"), ("--confirm", "town/test")])
    def test_the_command_says_what_to_type(self, workspace: Path, run: Run, name: tuple[str, ...]) -> None:
        """The environment was made here and is said to run elsewhere since: an application that reads the stack believes it."""
        assert run("apply", "town", "--yes")[0] == 0
        stack = workspace / "stacks/town/stack.yaml"
        stack.write_text(stack.read_text().replace("local: {target: local}", "local: {target: kubernetes}"))
        code, _, err = run("destroy", "town", "--yes", *name)
        assert (code, "    --confirm town/local\n" in err) == (5, True)
        assert run("destroy", "town", "--yes", "--confirm", "town/local")[0] == 0
        assert "nothing" in run("destroy", "town", "--yes")[1], "there is nothing left to be afraid for"

    def destroy(self, town: Town, place: str) -> None:
        apply(town.engine, engines.nothing(town.name, "cloud", ORGANISATION), approvals=Approvals(place=place))


class TestSavedPlans:
    def approved(self, town: Town, environment: str) -> Approved:
        plan = town.plan(environment).plan
        return Approved(plan.digest, plan.lineage, plan.serial, plan.parts)

    def test_a_plan_of_one_environment_is_none_of_another(self, town: Town) -> None:
        town.write({"block": "bare", "parameters": {"size": 2}})
        approved = self.approved(town, "local")
        with pytest.raises(StaleError, match="belongs to the state"):
            town.apply("cloud", approved=approved)
        assert town.calls() == []

    def test_a_plan_of_one_stack_is_none_of_another(self, town: Town, tmp_path: Path) -> None:
        other = Town(tmp_path, name="herent", store=town.store)
        other.write({"block": "bare"})
        other.apply()
        other.calls()
        for each in (town, other):
            each.write({"block": "bare", "parameters": {"size": 2}})
        with pytest.raises(StaleError):
            other.apply(approved=self.approved(town, "local"))
        assert other.calls() == []

    def test_a_plan_on_nothing_is_none_of_another_place_with_nothing(self, tmp_path: Path) -> None:
        """Two states that were never written have no lineage to tell them apart."""
        town = Town(tmp_path)
        town.write({"block": "bare"})
        with pytest.raises(StaleError):
            town.apply("cloud", approved=self.approved(town, "local"))
        assert town.calls() == []

    def test_a_plan_of_one_state_is_none_of_its_successor(self, town: Town) -> None:
        """The state was thrown away and made anew: same stack, same environment, another lineage."""
        town.write({"block": "bare", "parameters": {"size": 2}})
        approved = self.approved(town, "local")
        fresh = Town(town.root.parent)
        fresh.write({"block": "bare"})
        fresh.apply()
        fresh.write({"block": "bare", "parameters": {"size": 2}})
        with pytest.raises(StaleError, match="belongs to the state"):
            fresh.apply(approved=approved)

    def test_named_for_another_environment_it_is_refused(self, workspace: Path, run: Run) -> None:
        stack = workspace / "stacks/town/stack.yaml"
        local = "local: {target: local}"
        stack.write_text(stack.read_text().replace(local, f"{local}\n    test: {{target: local}}"))
        assert run("plan", "town", "--out", "plan.json")[0] == 0
        code, _, err = run("apply", "plan.json", "-e", "test", "--yes")
        assert code == 7
        assert "[plan-of-another-environment]" in err
        assert not (workspace / ".bouwsteen").exists()

    def test_a_destroy_smuggled_into_a_plan_is_refused(self, workspace: Path, run: Run) -> None:
        assert run("apply", "town", "--yes")[0] == 0
        assert run("plan", "town", "--out", "plan.json")[0] == 0
        plan = json.loads((workspace / "plan.json").read_text())
        (workspace / "plan.json").write_text(json.dumps({**plan, "destroys": True}))
        assert run("apply", "plan.json", "--yes")[0] == 7

    def test_a_plan_of_another_work_tree_is_refused(self, workspace: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        assert run("apply", "town", "--yes")[0] == 0
        assert run("plan", "town", "--destroy", "--out", "plan.json")[0] == 0
        other = workspace.parent / "other"
        shutil.copytree(workspace, other, ignore=shutil.ignore_patterns(".bouwsteen"))
        monkeypatch.chdir(other)
        assert run("apply", "town", "--yes")[0] == 0
        code, _, err = run("apply", "plan.json", "--yes")
        assert (code, "[plan-of-another-state]" in err) == (7, True)
