"""The same documents give the same findings at every door: `policy check`, a pull request, and the plan of each environment."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
import ryaml
from tests.policies.corpora import CLASSES, LAGGING, OBLIGED, POLICIES, UNSUPPORTED, Drawn, draw
from tests.support.engines import make_engine
from tests.support.file_worlds import FileWorld
from tests.support.repositories import Clone, files_below, forget_git_settings
from tests.support.towns import Town

from bouwsteen.cli import judged_revisions, shares
from bouwsteen.cli.commands import policy_check
from bouwsteen.cli.main import main
from bouwsteen.diagnostics import Diagnostic
from bouwsteen.documents.workspaces import Workspace, load_workspace
from bouwsteen.engine.compilations import CompiledBlocks, compile_environment
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.outlooks import Outlook, foresee_resolved
from bouwsteen.engine.plans import make_plan
from bouwsteen.engine.policies import compile_policies, judge_stack, permitted, resolve
from bouwsteen.errors import DeniedError
from bouwsteen.expressions.cel_engine import evaluate
from bouwsteen.formats.admission_policies import admission_objects, can_export
from bouwsteen.policy.judgements import Finding, fingerprint

ROOT: Final = Path(__file__).parents[2]
SEEDS: Final = range(200)
DRAWN: Final = [draw(seed) for seed in SEEDS]
LATER: Final = dt.date(2030, 1, 1)  # all policies are in force
EARLY: Final = dt.date(2026, 11, 1)  # none is, so that a plan tells all and stops at nothing
Judged = dict[str, tuple[str | None, str | None]]  # fingerprint → action and waiver


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = Town(tmp_path_factory.mktemp("corpus")).root
    shutil.copytree(ROOT / "policies", root / "policies")
    for name, level in CLASSES.items():
        path = root / "blocks" / name / "block.yaml"
        block = ryaml.loads(path.read_text())
        block["spec"]["classification"] = {"confidentiality": level, "integrity": 2, "availability": 2}
        path.write_text(json.dumps(block))
    for name, text in POLICIES.items():
        (root / "policies" / name).mkdir()
        (root / "policies" / name / "policy.yaml").write_text(text)
    path = root / "blocks" / UNSUPPORTED / "block.yaml"
    block = ryaml.loads(path.read_text())
    block["spec"]["files"] = {"forms": {"folder": "forms"}}
    path.write_text(json.dumps(block))
    lag = root / "catalog" / f"{LAGGING}.yaml"
    newer = "".join(f"    - {{version: 1.{minor}.0, channel: stable, since: 2026-02-01}}\n" for minor in (1, 2, 3))
    lag.write_text(lag.read_text() + newer)
    with (root / "catalog" / "organisations.csv").open("a") as file:
        file.write("23103,Wemmel,municipality,Vlaams-Brabant,17000,fr,1780\n")
    offer = root / "catalog" / f"{UNSUPPORTED}.yaml"
    offer.write_text(offer.read_text().replace("channel: stable", "channel: stable, until: 2026-06-30"))
    obligation = "{from: 2026-06-01, appliesTo: \"${organisation.kind == 'municipality'}\", basis: {kind: law, source: a decree}}"
    with (root / "catalog" / f"{OBLIGED}.yaml").open("a") as file:
        file.write(f"  obligations: [{obligation}]\n")
    for drawn in DRAWN:
        for where, text in drawn.documents():
            place = root / "stacks" / drawn.name / where
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
    return root


@pytest.fixture(scope="module")
def workspace(folder: Path) -> Workspace:
    found, problems = load_workspace(folder)
    assert not problems.has_errors, problems.sorted()
    return found


def expected(drawn: Drawn) -> set[str]:
    """Of documents and of resources."""
    return {fingerprint(*each) for each in drawn.expected() | drawn.expected_of_resources()}


def expected_of_plans(drawn: Drawn) -> set[str]:
    return expected(drawn) | {fingerprint(*each) for each in drawn.expected_of_changes()}


def judged(findings: tuple[Finding, ...]) -> Judged:
    return {each.fingerprint: (_action(each), each.waiver.metadata.name if each.waiver else None) for each in findings}


def _action(finding: Finding) -> str | None:
    return finding.action.value if finding.action is not None else None


Checked = Callable[[dt.date, list[Drawn]], dict[str, Judged]]
# All of them where a second more is no matter, else every tenth.
EVERY: Final = pytest.mark.parametrize("every", [pytest.param(1, marks=pytest.mark.slow), 10])


@pytest.fixture(scope="module")
def checked(workspace: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """As documents are judged without a plan: by stack."""
    policies = compile_policies(workspace.policies).values()
    blocks = CompiledBlocks(make_engine(FileWorld(tmp_path_factory.mktemp("world"))).types)

    @cache
    def foresee(name: str) -> dict[str, Outlook]:
        loaded = workspace.stacks[name]
        return foresee_resolved(workspace, loaded, resolve(workspace, name), blocks, loaded.model.spec.environments)

    def check(day: dt.date, drawn: list[Drawn]) -> dict[str, Judged]:
        names = [each.name for each in drawn]
        return {name: judged(judge_stack(workspace, name, policies, day, outlooks=foresee(name)).findings) for name in names}

    return check


def test_the_corpus_shows_something_of_every_rule_that_it_can() -> None:
    documents = [path for drawn in DRAWN for path, _ in drawn.documents()]
    assert len(documents) > 250
    found = {(policy, rule) for drawn in DRAWN for policy, rule, _ in drawn.expected()}
    assert len(found) == 17
    assert len({frozenset((policy, rule) for policy, rule, _ in drawn.expected()) for drawn in DRAWN}) > 40


@EVERY
def test_documents_show_what_was_worked_out(every: int, checked: Checked) -> None:
    for day in (EARLY, LATER):
        found = checked(day, DRAWN[::every])
        for drawn in DRAWN[::every]:
            assert found[drawn.name].keys() == expected(drawn), drawn


@EVERY
def test_a_pull_request_finds_the_same_and_what_is_done(
    every: int,
    folder: Path,
    tmp_path: Path,
    checked: Checked,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A pull request that adds all these stacks: then everything is done for the first time."""
    forget_git_settings(tmp_path, monkeypatch)
    types = make_engine(FileWorld(tmp_path / "world")).types
    monkeypatch.setattr(judged_revisions, "known_types", lambda: types)
    monkeypatch.setattr(shares, "FEWEST", len(DRAWN) + 1)  # another process does not know these types
    drawn_now, root = DRAWN[::every], tmp_path / "tree"
    shutil.copytree(folder, root, ignore=shutil.ignore_patterns("stacks", ".bouwsteen"))
    (root / "stacks").mkdir()
    clone = Clone.make(root)
    clone.commit(files_below(root, "blocks", "catalog", "policies"))
    for drawn in drawn_now:
        shutil.copytree(folder / "stacks" / drawn.name, root / "stacks" / drawn.name)
    monkeypatch.chdir(root)
    assert main(["lock"]) == 0
    clone.commit(files_below(root, "blocks", "catalog", "policies", "stacks"), parents=("HEAD",))
    capsys.readouterr()
    assert main(["pr", "--base", "HEAD~1", "--date", LATER.isoformat(), "-o", "json"]) == 5
    stacks = {each["stack"]: each for each in json.loads(capsys.readouterr().out)["stacks"]}
    documents = checked(LATER, drawn_now)
    for drawn in drawn_now:
        found = {each["fingerprint"]: (each["action"], each["waiver"]) for each in stacks[drawn.name]["findings"]}
        assert found.keys() == expected_of_plans(drawn), drawn
        assert {key: found[key] for key in documents[drawn.name]} == documents[drawn.name]


@EVERY
def test_policy_check_finds_the_same(
    every: int,
    folder: Path,
    tmp_path: Path,
    checked: Checked,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder)
    types = make_engine(FileWorld(tmp_path)).types
    monkeypatch.setattr(policy_check, "known_types", lambda: types)
    drawn_now = DRAWN[::every]
    assert main(["policy", "check", *(drawn.name for drawn in drawn_now), "--date", LATER.isoformat(), "-o", "json"]) == 5
    document = json.loads(capsys.readouterr().out)
    found: dict[str, Judged] = {drawn.name: {} for drawn in drawn_now}
    for each in document["findings"]:
        found[each["address"].partition("/")[0]][each["fingerprint"]] = (each["action"], each["waiver"])
    assert found == checked(LATER, drawn_now)


def named(told: Diagnostic) -> str:
    """The fingerprint of what a plan tells, by the policy, rule and address in it."""
    match = re.match(r"([a-z-]+)/(\w+): ", told.detail)
    assert match is not None, told
    return fingerprint(match[1], match[2], told.address or "")


class Doors:
    """Plans of all environments, on nothing."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self._workspace = workspace
        self._engine: Engine = make_engine(FileWorld(folder))
        self._blocks = CompiledBlocks(self._engine.types)
        self._policies = compile_policies(workspace.policies)

    def plan(self, stack: str, environment: str, day: dt.date) -> Any:
        engine = replace(self._engine, now=lambda: f"{day}T09:00:00.000+00:00")
        compiled = compile_environment(
            self._workspace, stack, environment, self._blocks, read_secret=lambda _: "x", read_export=lambda *_: None
        )
        return make_plan(engine, permitted(engine, self._workspace, compiled, self._policies).desired).plan


@EVERY
def test_a_plan_finds_the_same(every: int, folder: Path, tmp_path: Path, checked: Checked, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a plan tells, by fingerprint; and what it denies, by the policy, rule and address that it names."""
    monkeypatch.chdir(folder)
    drawn_now = DRAWN[::every]
    assert main(["lock", *(drawn.name for drawn in drawn_now)]) == 0
    doors = Doors(load_workspace(folder)[0], tmp_path / "world")
    denying = checked(LATER, drawn_now)
    for drawn in drawn_now:
        told: set[str] = set()
        denied: set[str] = set()
        for environment in ("local", "production"):
            told |= {named(each) for each in doors.plan(drawn.name, environment, EARLY).warnings if each.code.startswith("policy-")}
            try:
                doors.plan(drawn.name, environment, LATER)
            except DeniedError as refused:
                denied |= {named(each) for each in refused.diagnostics}
        assert told == expected_of_plans(drawn), drawn
        assert denied == {each for each, (action, _) in denying[drawn.name].items() if action == "deny"}, drawn


def test_an_api_server_is_given_what_finds_the_same(workspace: Workspace) -> None:
    """What is exported, computed for each stack as a cluster holds it: with its defaults."""
    exported = [each.model for each in workspace.policies.values() if can_export(each.model)]
    assert {each.name for each in exported} == {"eu-regions", "four-eyes"}
    for drawn in DRAWN:
        activation = {"object": workspace.stacks[drawn.name].model.model_dump(mode="json", by_alias=True, exclude_none=True)}
        found = {
            (model.name, made["metadata"]["labels"]["bouwsteen.vlaanderen.be/rule"], address)
            for model in exported
            for made in admission_objects(model, None)
            if made["kind"] == "ValidatingAdmissionPolicy"
            for address in _findings(made["spec"], activation)
        }
        assert found == {each for each in drawn.expected() if each[0] in {"eu-regions", "four-eyes"}}, drawn


def _findings(spec: dict[str, Any], activation: dict[str, Any]) -> list[str]:
    variables = {each["name"]: evaluate(each["expression"], activation)[0] for each in spec.get("variables", ())}
    (annotation,) = spec["auditAnnotations"]
    (addresses,) = evaluate(annotation["valueExpression"], {**activation, "variables": variables})
    return [*addresses.split()]
