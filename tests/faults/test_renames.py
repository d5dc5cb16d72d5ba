"""F21: a rename that nobody told of is seen; with data in it, it is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import ryaml
from tests.support.towns import Town

from bouwsteen.cli.texts import Language, Texts
from bouwsteen.cli.views.plans import render_plan
from bouwsteen.cli.views.sheets import Look
from bouwsteen.engine.questioners import Consenting
from bouwsteen.errors import DeniedError
from bouwsteen.planning.actions import Action
from bouwsteen.planning.dangers import Approvals

pytestmark = pytest.mark.fault("F21")
RED = "\x1b[31m"


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def applied(town: Town, environment: str, *blocks: dict[str, str]) -> Town:
    town.write(*blocks)
    town.apply(environment)
    town.adjust(questioner=Consenting())
    town.calls()
    return town


def test_a_rename_with_data_is_refused(town: Town) -> None:
    applied(town, "cloud", {"block": "service"}, {"block": "bare"})
    town.write({"block": "service", "name": "dienst"}, {"block": "bare"})
    with pytest.raises(DeniedError, match="dienst, of the same block, is new"):
        town.apply("cloud")
    assert town.calls() == []
    assert [each.code for each in town.plan("cloud").plan.warnings] == ["renamed-with-data"]


def test_moved_makes_it_a_rename(town: Town) -> None:
    applied(town, "cloud", {"block": "service"}, {"block": "bare"})
    before = town.world.objects()
    town.write({"block": "service", "name": "dienst"}, {"block": "bare"}, moved=[{"from": "service", "to": "dienst"}])
    assert town.apply("cloud").succeeded
    assert town.world.objects().keys() == before.keys()
    assert town.plan("cloud").plan.warnings == ()


def test_who_means_it_names_the_number_and_the_data_stays(town: Town) -> None:
    applied(town, "cloud", {"block": "service"}, {"block": "bare"})
    town.write({"block": "service", "name": "dienst"}, {"block": "bare"})
    assert town.apply("cloud", approvals=Approvals(deletions=1)).succeeded
    assert town.known("service/store", environment="cloud").retained
    assert not town.known("dienst/store", environment="cloud").retained


def test_on_this_machine_it_is_refused_as_well(town: Town) -> None:
    """Data is not kept here, so it would be gone at once; the line that keeps it costs nothing."""
    applied(town, "local", {"block": "service"}, {"block": "bare"})
    town.write({"block": "service", "name": "dienst"}, {"block": "bare"})
    with pytest.raises(DeniedError):
        town.apply()
    assert town.apply(approvals=Approvals(deletions=2)).succeeded


def test_without_data_a_hint_is_enough(town: Town) -> None:
    applied(town, "local", {"block": "bare"}, {"block": "service"})
    town.write({"block": "bare", "name": "ding"}, {"block": "service"})
    assert [each.code for each in town.plan().plan.warnings] == ["looks-renamed"]
    assert town.apply().succeeded


def test_an_instance_that_only_has_bindings_is_seen_too(town: Town) -> None:
    """As the database block: what there is of it is made for each consumer."""
    path = town.root / "blocks/service/block.yaml"
    block = ryaml.loads(path.read_text())
    local = block["spec"]["targets"]["local"]
    local["resources"] = []
    local["provides"]["key"] = {
        "resources": [{"id": "key", "type": "test/data", "with": {"text": "${consumer.name}"}}],
        "value": {"url": "${resources.key.url}", "size": 1, "secret": "${resources.key.secret}"},
    }
    path.write_text(json.dumps(block))
    applied(town, "local", {"block": "service"}, {"block": "app"})
    town.write({"block": "service", "name": "dienst"}, {"block": "app"})
    with pytest.raises(DeniedError, match="The data of service"):
        town.apply()


def test_what_goes_is_red_and_the_hint_can_be_copied(town: Town) -> None:
    applied(town, "cloud", {"block": "service"}, {"block": "bare"})
    town.write({"block": "service", "name": "dienst"}, {"block": "bare"})
    text = render_plan(town.plan("cloud").plan, Look(Texts(Language.EN), color=True))
    assert any(RED in line and "- main" in line for line in text.splitlines())
    assert "        moved: [{from: service, to: dienst}]\n" in text


def test_a_new_instance_beside_one_that_stays_is_no_rename(town: Town) -> None:
    applied(town, "local", {"block": "bare"})
    town.write({"block": "bare"}, {"block": "bare", "name": "second"})
    assert town.plan().plan.warnings == ()


def test_two_that_go_for_one_that_comes_are_no_rename(town: Town) -> None:
    """Whose new name it would be cannot be told."""
    applied(town, "local", {"block": "bare"}, {"block": "bare", "name": "second"}, {"block": "service"})
    town.write({"block": "bare", "name": "third"}, {"block": "service"})
    assert town.plan().plan.renames == {}


def test_kept_data_of_old_is_no_rename_for_ever(town: Town) -> None:
    applied(town, "cloud", {"block": "service"}, {"block": "bare"})
    town.write({"block": "bare"})
    town.apply("cloud")
    town.write({"block": "service", "name": "dienst"}, {"block": "bare"})
    plan = town.plan("cloud").plan
    assert plan.warnings == ()
    assert {change.action for change in plan.changes if change.is_change} == {Action.CREATE}
