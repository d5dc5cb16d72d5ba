"""The same documents give the same findings at every door: `policy check`, a pull request, and the plan of each environment."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
import ryaml
from tests.policies.corpora import CLASSES, OBLIGED, UNSUPPORTED, Drawn, draw
from tests.support.engines import make_engine
from tests.support.file_worlds import FileWorld
from tests.support.towns import Town

from bouwsteen.cli.main import main
from bouwsteen.documents.workspaces import Workspace, load_workspace
from bouwsteen.engine.compilations import CompiledBlocks, compile_environment
from bouwsteen.engine.engines import Engine
from bouwsteen.engine.plans import make_plan
from bouwsteen.engine.policies import compile_policies, judge_stack, permitted
from bouwsteen.errors import DeniedError
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
    return {fingerprint(*each) for each in drawn.expected()}


def judged(findings: tuple[Finding, ...]) -> Judged:
    return {each.fingerprint: (_action(each), each.waiver.metadata.name if each.waiver else None) for each in findings}


def _action(finding: Finding) -> str | None:
    return finding.action.value if finding.action is not None else None


@pytest.fixture(scope="module")
def requested(workspace: Workspace) -> Callable[[dt.date], dict[str, Judged]]:
    """As a pull request judges: by stack."""
    policies = compile_policies(workspace.policies).values()
    return lambda day: {name: judged(judge_stack(workspace, name, policies, day).findings) for name in workspace.stacks}


def test_the_corpus_shows_something_of_every_rule_that_it_can() -> None:
    documents = [path for drawn in DRAWN for path, _ in drawn.documents()]
    assert len(documents) > 250
    found = {(policy, rule) for drawn in DRAWN for policy, rule, _ in drawn.expected()}
    assert len(found) == 8
    assert len({frozenset((policy, rule) for policy, rule, _ in drawn.expected()) for drawn in DRAWN}) > 40


def test_a_pull_request_finds_what_was_worked_out(requested: Callable[[dt.date], dict[str, Judged]]) -> None:
    for day in (EARLY, LATER):
        found = requested(day)
        for drawn in DRAWN:
            assert found[drawn.name].keys() == expected(drawn), drawn


def test_policy_check_finds_the_same(
    folder: Path,
    requested: Callable[[dt.date], dict[str, Judged]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder)
    assert main(["policy", "check", "--date", LATER.isoformat(), "-o", "json"]) == 5
    document = json.loads(capsys.readouterr().out)
    found: dict[str, Judged] = {drawn.name: {} for drawn in DRAWN}
    for each in document["findings"]:
        found[each["address"].partition("/")[0]][each["fingerprint"]] = (each["action"], each["waiver"])
    assert found == requested(LATER)


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


@pytest.mark.parametrize("every", [pytest.param(1, marks=pytest.mark.slow), 10])
def test_a_plan_finds_the_same(
    every: int, folder: Path, tmp_path: Path, requested: Callable[[dt.date], dict[str, Judged]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a plan tells, by fingerprint; and what it denies, by the policy, rule and address that it names."""
    monkeypatch.chdir(folder)
    drawn_now = DRAWN[::every]
    assert main(["lock", *(drawn.name for drawn in drawn_now)]) == 0
    doors = Doors(load_workspace(folder)[0], tmp_path / "world")
    denying = requested(LATER)
    for drawn in drawn_now:
        told: set[str] = set()
        denied: set[str] = set()
        for environment in ("local", "production"):
            told |= {each.fingerprint for each in doors.plan(drawn.name, environment, EARLY).verdicts}
            try:
                doors.plan(drawn.name, environment, LATER)
            except DeniedError as refused:
                named = [(re.match(r"([a-z-]+)/(\w+): ", each.detail), each.address) for each in refused.diagnostics]
                denied |= {fingerprint(match[1], match[2], address or "") for match, address in named if match is not None}
        assert told == expected(drawn), drawn
        assert denied == {each for each, (action, _) in denying[drawn.name].items() if action == "deny"}, drawn
