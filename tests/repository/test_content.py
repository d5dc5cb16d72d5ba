"""Blocks, stacks, schemas and cases are complete."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest
import ryaml
from jsonschema import Draft202012Validator
from tests.repository.places import ROOT, Place, copy_content

from bouwsteen.cli.new_blocks import block_files
from bouwsteen.documents.workspaces import load_workspace, with_suites
from bouwsteen.engine.policies import compile_policies, judge_stack
from bouwsteen.expressions import Scope, compile_template
from bouwsteen.policy.suites import run_suite
from bouwsteen_service import ServiceSettings
from bouwsteen_service.proxies import read_networks

BLOCKS = sorted(path.parent for path in ROOT.glob("blocks/*/block.yaml"))
STACKS = sorted(path.parent for path in ROOT.glob("stacks/*/stack.yaml"))
CASES = sorted(path for path in (ROOT / "tests/scenarios/cases").iterdir() if path.is_dir())
# Why a block has no load test of its own.
NO_LOAD_TEST = {
    "data-vault": "It is a share in `data-vault-service`, which has one.",
    "database": "It starts nothing: the services that use it press on it.",
    "ebox": "It is a share in `ebox-service`, which has one.",
    "external-application": "It starts nothing: the application is a supplier's.",
    "identity": "It is a share in `identity-service`, which has one.",
    "magda": "It is a share in `magda-service`, which has one.",
    "payments": "It is a share in `payments-service`, which has one.",
    "solid-server": "It is a server of others: what is ours comes between, and is pressed on there.",
}


def _spec(block: Path) -> dict[str, Any]:
    spec: dict[str, Any] = ryaml.loads((block / "block.yaml").read_text(encoding="utf-8"))["spec"]
    return spec


def _name(path: Path) -> str:
    return path.name


@pytest.mark.parametrize("block", BLOCKS, ids=_name)
def test_a_block_has_an_owner_and_is_explained(block: Path) -> None:
    assert _spec(block)["owner"].strip()
    readme = (block / "README.md").read_text(encoding="utf-8")
    assert readme.startswith(f"# {block.name}\n")
    for name in [*_spec(block).get("parameters", {}).get("properties", {}), *_spec(block).get("uses", {})]:
        assert f"`{name}`" in readme, f"the README does not name `{name}`"


@pytest.mark.parametrize("block", [each for each in BLOCKS if "files" in _spec(each)], ids=_name)
def test_what_shows_the_meaning_of_a_question_is_known_by_a_use(block: Path) -> None:
    """An IRI that no interface has would never be told of."""
    interfaces = [ryaml.loads((ROOT / f"catalog/interfaces/{use['interface']}.yaml").read_text()) for use in _spec(block)["uses"].values()]
    known = {data["term"] for interface in interfaces for data in interface["spec"].get("data", {}).values()}
    signs = [files.get("known", {}).get("signs", {}) for files in _spec(block)["files"].values()]
    assert {iri for fields in signs for meanings in fields.values() for iri in meanings.values()} <= known


@pytest.mark.parametrize("block", BLOCKS, ids=_name)
def test_a_block_has_a_load_test_or_a_reason(block: Path) -> None:
    assert (block / "loadtest/locustfile.py").is_file() != (block.name in NO_LOAD_TEST)


@pytest.mark.parametrize("block", BLOCKS, ids=_name)
def test_a_block_with_a_service_has_an_image(block: Path) -> None:
    assert (block / "service").is_dir() == (block / "Containerfile").is_file()


SERVICES = [block for block in BLOCKS if block.name != "solid-server" and (block / "service").is_dir()]  # a server of others


def test_an_image_is_built_from_all_that_the_wheel_carries() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    texts = {path.parent.name: path.read_text(encoding="utf-8") for path in ROOT.glob("blocks/*/Containerfile")}
    texts["new"] = block_files("new", dt.date(2026, 1, 1))["blocks/new/Containerfile"]
    lines = {name: text.splitlines() for name, text in texts.items() if "pip install" in text}
    assert len(lines) == len(SERVICES) + 1
    missing = [(name, folder) for name, text in lines.items() for folder in wheel["force-include"] if f"COPY {folder} {folder}" not in text]
    assert missing == []


@pytest.mark.parametrize("block", SERVICES, ids=_name)
def test_a_service_believes_the_proxies_that_its_parameters_name(block: Path) -> None:
    spec = _spec(block)
    (process,) = (each for each in spec["targets"]["local"]["resources"] if each["type"] == "local/process")
    names = ("trustedProxies", "proxyHeader")
    given = {name: spec["parameters"]["properties"][name] for name in names}
    template = {name: text for name, text in process["with"]["environment"].items() if "PROX" in name}
    compiled = compile_template(template, Scope({"parameters": {"type": "object", "properties": given}}))
    assert not compiled.problems

    def settings_with(**chosen: Any) -> ServiceSettings:
        parameters = {name: given[name]["default"] for name in names} | chosen
        return ServiceSettings.from_environment(compiled.evaluate({"parameters": parameters}))

    assert settings_with().trusted_proxies == ()
    behind = settings_with(trustedProxies=["10.0.0.0/8", "2001:db8::1"], proxyHeader="forwarded")
    assert (behind.trusted_proxies, behind.proxy_header) == (read_networks("10.0.0.0/8,2001:db8::1"), "forwarded")
    allowed = Draft202012Validator(given["trustedProxies"])
    assert [allowed.is_valid([text]) for text in ("10.0.0.0/8", "2001:db8::1", "*", "proxy.test", "10.0.0.1,::/0")] == [
        True,
        True,
        *[False] * 3,
    ]


def test_every_policy_says_of_its_samples_what_its_suite_says() -> None:
    workspace, problems = load_workspace(ROOT)
    assert not problems.has_errors
    loaded, problems = with_suites(workspace, workspace.policies)
    assert not problems
    assert set(loaded) == {path.parent.name for path in ROOT.glob("policies/*/policy.yaml")}
    for name, policy in compile_policies(loaded).items():
        suite = loaded[name].suite
        assert suite is not None
        result = run_suite(policy, loaded[name].document, suite)
        assert (result.misses, result.survivors) == ((), ()), name


def test_every_stack_here_keeps_every_policy_for_years_to_come() -> None:
    """A stack that is an example breaks nothing, and the tests do not begin to fail on a date."""
    workspace, _ = load_workspace(ROOT)
    policies = compile_policies(workspace.policies).values()
    for stack in workspace.stacks:
        assert judge_stack(workspace, stack, policies, dt.date(2035, 1, 1)).findings == ()


def test_every_block_is_in_the_catalog() -> None:
    assert {path.name for path in BLOCKS} == {path.stem for path in ROOT.glob("catalog/*.yaml")}


@pytest.mark.parametrize("stack", STACKS, ids=_name)
def test_a_stack_is_locked_and_explained(stack: Path) -> None:
    assert (stack / "bouwsteen.lock").is_file()
    assert (stack / "README.md").read_text(encoding="utf-8").startswith(f"# {stack.name}\n")


def test_the_locks_are_fresh(tmp_path: Path) -> None:
    """When this fails: bouwsteen lock"""
    Place(ROOT).run("lock", "--check")


def test_the_schemas_of_documents_are_fresh(tmp_path: Path) -> None:
    """When this fails: bouwsteen schema --all cli/bouwsteen/documents/schemas"""
    Place(ROOT).run("schema", "--all", str(tmp_path))
    committed = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "cli/bouwsteen/documents/schemas").glob("*.json")}
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == committed


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_a_case_says_what_is_expected(case: Path) -> None:
    told = ryaml.loads((case / "case.yaml").read_text(encoding="utf-8"))
    wanted = {"diagnostics.txt"} if told.get("refused") else {"plan.txt", "plan.json", "calls.txt", "state.json"}
    assert {path.name for path in (case / "expected").iterdir()} == wanted
    assert told["about"].endswith(".")


@pytest.mark.parametrize("organisation", ["Gent", "Wemmel"])  # without and with facilities for French speakers
def test_a_new_stack_is_valid_from_the_start(organisation: str, tmp_path: Path) -> None:
    copy_content(tmp_path, ("blocks", "catalog", "loadtests", "policies"))
    place = Place(tmp_path)
    place.run("init", organisation)
    name = organisation.lower()
    assert (tmp_path / f"stacks/{name}/forms/change-of-address.form.yaml").is_file()
    place.run("validate", name)
    place.run("lock", name)
    assert "0 to change" in place.run("plan", name)


@pytest.mark.parametrize("languages", [("nl",), ("nl", "fr")])
def test_the_example_forms_can_be_used(languages: tuple[str, ...]) -> None:
    from forms_service.loading import load_forms

    assert list(load_forms(ROOT / "blocks/forms/examples/forms", languages)) == ["change-of-address"]
