"""What a webhook says of an object is what the command line says of the same documents, with the place in the object."""

from __future__ import annotations

import copy
import datetime as dt
import functools
import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final, cast

import pytest
from tests.operator.test_exports import as_stored, export, tree
from tests.policies.corpora import LAGGING
from tests.policies.test_doors import DRAWN, EVERY, LATER, Checked, checked, expected, folder, named, workspace
from tests.support.engines import make_engine
from tests.support.file_worlds import FileWorld

from bouwsteen.adapters.kubernetes.clients import ClusterClient, ClusterError, Kind, Response
from bouwsteen.cli.main import main
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.digests import digest_bytes, digest_files
from bouwsteen.documents.kinds import read_document
from bouwsteen.documents.stacks import Stack
from bouwsteen.documents.trees import FileSet
from bouwsteen.documents.workspaces import load_workspace
from bouwsteen.engine.compilations import CompiledBlocks, compile_environment
from bouwsteen.errors import BouwsteenError, InvalidInputError
from bouwsteen.formats.file_objects import read_files, write_files
from bouwsteen.policy.judgements import fingerprint
from bouwsteen.providers.resource_types import ResourceType
from bouwsteen_operator.caches import Cache, Object
from bouwsteen_operator.destinations import Destinations
from bouwsteen_operator.doorkeepers import _left
from bouwsteen_operator.engines import TYPES
from bouwsteen_operator.judges import Judge, Judgement
from bouwsteen_operator.settings import Settings
from bouwsteen_operator.sources import read_files as read_config_maps

__all__ = ["checked", "folder", "workspace"]  # fixtures
Objects = list[dict[str, Any]]
TODAY: Final = dt.date(2026, 12, 1)


class Town:
    """A judge to whom a cluster holds some objects."""

    def __init__(self, objects: Objects, day: dt.date = TODAY, types: Mapping[str, ResourceType] = TYPES, **changes: Any) -> None:
        self.objects: Objects = []
        self.cache = Cache()
        destinations = Destinations(namespaces=lambda: {"herstappe-test"})
        self.judge = Judge(replace(Settings(language="en"), **changes), self.cache, self._read_files, destinations, lambda: day, types)
        self.learn(objects)

    def learn(self, objects: Objects) -> None:
        self.objects = objects
        for each in objects:
            if each["kind"] not in {"Stack", "ConfigMap"}:
                version = hashlib.sha256(json.dumps(each, sort_keys=True).encode()).hexdigest()
                self.cache.put(each["kind"], {**each, "metadata": {**each["metadata"], "resourceVersion": version}})

    def forget(self, obj: Object) -> None:
        self.cache.drop(obj["kind"], obj["metadata"].get("namespace", ""), obj["metadata"]["name"])

    def _read_files(self, *_: object) -> dict[str, Object]:
        return {each["metadata"]["name"]: each for each in self.objects if each["kind"] == "ConfigMap"}

    def stack(self) -> dict[str, Any]:
        found: dict[str, Any] = next(each for each in self.objects if each["kind"] == "Stack")
        return found

    def ask(self, obj: Object | None = None) -> Judgement:
        return self.judge.judge(obj or self.stack(), time.monotonic() + 60)


@cache
def exported_objects() -> Objects:
    return as_stored(export(tree("herstappe"), "herstappe", "test"))


@pytest.fixture
def town() -> Town:
    return Town(copy.deepcopy(exported_objects()))


def test_what_was_exported_is_taken(town: Town) -> None:
    assert town.ask().problems == ()
    for each in town.objects:
        if each["kind"] not in {"Stack", "ConfigMap"}:
            assert town.ask(each) == Judgement(), each["metadata"]["name"]


def told(problems: Iterable[Diagnostic]) -> list[tuple[str, str, str]]:
    """Whatever the place."""
    return sorted({(each.code, each.summary, each.detail) for each in problems})


def planned(stack: Object) -> list[tuple[str, str, str]]:
    """What a plan says of the document in a Stack where it stands in the tree."""
    spec = {key: value for key, value in stack["spec"].items() if key not in {"resolved", "suspend", "breakGlass"}}
    text = json.dumps({"apiVersion": stack["apiVersion"], "kind": "Stack", "metadata": {"name": "herstappe"}, "spec": spec}).encode()
    model, document, problems = read_document(text, "stacks/herstappe/stack.yaml", Stack)
    if document is None or model is None:
        return told(problems)
    known = tree("herstappe")
    loaded = replace(known.stacks["herstappe"], model=model, document=document)
    workspace = replace(known, stacks={**known.stacks, "herstappe": loaded})
    try:
        compile_environment(workspace, "herstappe", "test", CompiledBlocks(TYPES), read_secret=lambda _: "", read_export=lambda *_: None)
    except BouwsteenError as refused:
        return told(refused.diagnostics)
    return []


def _block(spec: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in spec["blocks"] if each["block"] == name)
    return found


@pytest.mark.parametrize(
    ("change", "codes", "place"),
    [
        (lambda spec: _block(spec, "forms").update(parameters={"draftDays": "many"}), {"wrong-type"}, "spec.blocks[7].parameters"),
        (lambda spec: _block(spec, "forms").update(uses={"database": "nowhere/database"}), None, "spec.blocks[7].uses.database"),
        (lambda spec: spec["blocks"].pop(0), None, "spec"),
        (lambda spec: spec["blocks"].append({"block": "forms", "version": "^1.0"}), None, "spec.blocks[8]"),
        (lambda spec: spec["organisation"].update(nis="00000"), None, "spec"),
    ],
)
def test_what_is_wrong_is_what_a_plan_from_the_tree_says(
    town: Town, change: Callable[[dict[str, Any]], object], codes: set[str] | None, place: str
) -> None:
    change(town.stack()["spec"])
    judged = town.ask()
    assert judged.problems
    assert told(judged.problems) == planned(town.stack())
    assert all("Stack herstappe-test/herstappe" in str(each.source) and place in str(each.source) for each in judged.problems)
    assert codes is None or {each.code for each in judged.problems} == codes


@EVERY
def test_policies_say_what_they_say_at_every_door(
    every: int, folder: Path, tmp_path: Path, checked: Checked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of stacks drawn from seeds, each environment as an object: what is denied, and what is warned of."""
    monkeypatch.chdir(folder)
    drawn_now = DRAWN[::every]
    assert main(["lock", *(drawn.name for drawn in drawn_now)]) == 0
    workspace = load_workspace(folder)[0]
    town = Town([], LATER, make_engine(FileWorld(tmp_path / "world")).types)
    documents = checked(LATER, drawn_now)
    seen: set[tuple[bool, bool]] = set()
    for drawn in drawn_now:
        judged: list[Judgement] = []
        for environment in ("local", "production"):
            town.learn(as_stored(export(workspace, drawn.name, environment)))
            judged.append(town.ask())
        denied = {named(each) for one in judged for each in one.problems}
        warned = {named(each) for one in judged for each in one.warnings if each.code.startswith("policy-")}
        assert denied == {each for each, (action, _) in documents[drawn.name].items() if action == "deny"}, drawn
        unknown = {fingerprint("named-things", "kind", f"{drawn.name}/{name}/{LAGGING}/mirror") for name in ("local", "production")}
        assert warned == {each for each, (action, _) in documents[drawn.name].items() if action == "warn"} - unknown, drawn
        assert denied | warned <= expected(drawn)
        assert all(one.denied == bool(one.problems) for one in judged)
        seen.add((bool(denied), bool(warned)))
    assert (True, True) in seen


@pytest.mark.parametrize("kind", ["BuildingBlock", "Interface", "Policy", "Organisation"])
def test_what_is_not_here_yet_is_a_warning_and_no_reason_to_refuse(town: Town, kind: str) -> None:
    town.forget(next(each for each in town.objects if each["kind"] == kind))
    judged = town.ask()
    assert judged.problems == ()
    assert {each.code for each in judged.warnings} == {"object-not-here"}
    # What is wrong besides is told all the same.
    town.stack()["spec"]["resolved"]["lock"]["blocks"]["forms"]["digest"] = f"sha256:{'0' * 64}"
    assert {each.code for each in town.ask().problems} == {"object-differs"}


def test_files_that_may_not_be_read_yet_are_a_warning_and_a_server_that_is_away_is_no_answer(town: Town) -> None:
    def forbidden(*_: object) -> dict[str, Object]:
        raise ClusterError(Kind.FORBIDDEN, "its account is not here")

    def away(*_: object) -> dict[str, Object]:
        raise ClusterError(Kind.TIMEOUT, "no answer")

    town.judge._read_files = forbidden
    judged = town.ask()
    assert (judged.problems, {each.code for each in judged.warnings}) == ((), {"files-not-here"})
    town.judge._read_files = away
    with pytest.raises(ClusterError):
        town.ask()


def test_forms_are_looked_into(town: Town) -> None:
    """Their content is held to the schema of the block, as it is by `validate`."""
    folder = town.stack()["spec"]["resolved"]["files"]["forms"]
    maps = [each for each in town.objects if each["kind"] == "ConfigMap"]
    known = read_files(maps, "forms", folder["digest"]).files
    name = min(known)
    broken = {**known, name: known[name].replace(b"steps:", b"stages:")}
    assert broken != known
    files = FileSet(digest_files({each: digest_bytes(content) for each, content in broken.items()}), Path("forms"), broken)
    written = write_files(files, "herstappe-forms", {"namespace": "herstappe-test", "labels": {}})
    town.objects = [*(each for each in town.objects if each["kind"] != "ConfigMap"), *written]
    folder.update(digest=files.digest, configMaps=[each["metadata"]["name"] for each in written])
    assert any(name in str(each.source) for each in town.ask().problems)


def test_a_stack_that_was_written_by_hand_or_stands_elsewhere_is_refused(town: Town) -> None:
    written = copy.deepcopy(town.stack())
    del written["spec"]["resolved"]
    assert {each.code for each in town.ask(written).problems} == {"stack-not-resolved"}
    elsewhere = copy.deepcopy(town.stack())
    elsewhere["metadata"]["namespace"] = "leuven-test"
    assert town.ask(elsewhere).problems == ()  # the command line runs it, and it is none of ours
    elsewhere["spec"]["environments"]["test"]["runBy"] = "operator/bouwsteen"
    assert {each.code for each in town.ask(elsewhere).problems} == {"stack-misplaced"}


def test_where_an_operator_does_not_look_it_takes_nothing() -> None:
    town = Town(copy.deepcopy(exported_objects()), namespaces=("leuven-test",))
    assert {each.code for each in town.ask().problems} == {"namespace-not-watched"}
    assert Town(copy.deepcopy(exported_objects()), namespaces=("herstappe-test",)).ask().problems == ()


def test_a_lock_that_does_not_fit_is_refused(town: Town) -> None:
    stack = copy.deepcopy(town.stack())
    del stack["spec"]["resolved"]["lock"]["blocks"]["identity"]
    assert {each.code for each in town.ask(stack).problems} == {"lock-stale"}
    stack = copy.deepcopy(town.stack())
    _block(stack["spec"], "database")["version"] = "^2.0"
    assert {each.code for each in town.ask(stack).problems} == {"lock-stale"}


def test_a_lock_that_leaves_policies_out_is_judged_by_them_all_the_same(town: Town) -> None:
    stack = copy.deepcopy(town.stack())
    del stack["spec"]["environments"]["test"]["blocks"]["identity"]["data"]
    town.judge._today = lambda: LATER
    asked = town.ask(stack)
    assert asked.denied
    assert any(each.detail.startswith("accounted-flows/") for each in asked.problems)
    stack["spec"]["resolved"]["lock"]["policies"] = {}
    assert town.ask(stack) == asked


@pytest.mark.parametrize(
    ("kind", "change", "code"),
    [
        ("BuildingBlock", lambda spec: spec.update(title={"nl": "Anders"}), "object-differs"),
        ("Policy", lambda spec: spec["rules"][0].update(expression="object.nowhere("), None),
        ("Policy", lambda spec: spec.update(enforcement=[]), None),
        ("CatalogEntry", lambda spec: spec["versions"][0].update(channel="nowhere"), None),
        ("Organisation", lambda spec: spec.update(nis="730"), None),
    ],
)
def test_what_is_published_is_looked_at_too(town: Town, kind: str, change: Callable[[dict[str, Any]], object], code: str | None) -> None:
    obj = copy.deepcopy(next(each for each in town.objects if each["kind"] == kind))
    change(obj["spec"])
    problems = town.ask(obj).problems
    assert problems
    assert code is None or {each.code for each in problems} == {code}
    assert all(obj["metadata"]["name"] in str(each.source) for each in problems)


class Counted:
    """A cluster that holds one large ConfigMap under every name."""

    def __init__(self) -> None:
        self.asked = 0

    def request(self, *_: object, timeout: float) -> Response:
        assert timeout > 0
        self.asked += 1
        return Response(200, json.dumps({"data": {"file": "x" * 1000}}).encode())


def test_files_are_read_within_bounds(town: Town) -> None:
    stack = town.stack()
    folder = stack["spec"]["resolved"]["files"]["forms"]
    folder["configMaps"] = [f"map-{number}" for number in range(60)] * 2
    cluster = Counted()
    assert len(read_config_maps(cast("ClusterClient", cluster), "town", stack)) == cluster.asked == 60, "each once"
    with pytest.raises(InvalidInputError) as raised:
        read_config_maps(cast("ClusterClient", cluster), "town", stack, most=10_000)
    assert ([each.code for each in raised.value.diagnostics], cluster.asked) == (["object-too-large"], 60 + 10)

    def too_large(*_: object) -> dict[str, Object]:
        raise raised.value

    town.judge._read_files = too_large
    assert [each.code for each in town.ask().problems] == ["object-too-large"]
    with pytest.raises(ClusterError):
        read_config_maps(cast("ClusterClient", cluster), "town", stack, functools.partial(_left, time.monotonic()))
    assert cluster.asked == 70
