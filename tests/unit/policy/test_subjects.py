"""What rules look at has the shape that they were checked against, and is what stands in the documents."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from bouwsteen.documents.catalog_entries import CatalogEntry
from bouwsteen.documents.policies import SubjectKind
from bouwsteen.documents.workspaces import Workspace, load_workspace
from bouwsteen.engine.policies import resolved_subjects
from bouwsteen.expressions import check_value
from bouwsteen.policy.judgements import on_day
from bouwsteen.policy.shapes import shapes
from bouwsteen.policy.subjects import Subject, describe_offer

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    found, problems = load_workspace(ROOT)
    assert not problems.has_errors
    return found


@pytest.fixture(scope="module")
def subjects(workspace: Workspace) -> dict[str, Subject]:
    return {subject.address: subject for stack in workspace.stacks for subject in resolved_subjects(workspace, stack)}


def test_subjects_have_the_shape_that_rules_are_checked_against(subjects: dict[str, Subject]) -> None:
    seen = set()
    for subject in subjects.values():
        seen.add(subject.kind)
        variables = on_day(subject, dt.date(2027, 1, 31))
        assert variables.keys() == shapes(subject.kind).keys()
        for name, schema in shapes(subject.kind).items():
            assert check_value(variables[name], schema) == (), f"{subject.address} {name}"
    assert seen == {kind for kind in SubjectKind if not kind.is_planned}


def test_addresses_are_unique(workspace: Workspace) -> None:
    for stack in workspace.stacks:
        addresses = [subject.address for subject in resolved_subjects(workspace, stack)]
        assert len(addresses) == len(set(addresses))


def test_an_instance_is_described_with_its_block_and_its_offer(subjects: dict[str, Subject]) -> None:
    found = subjects["leuven/local/subsidies"].variables
    assert found["object"]["parameters"]["draftDays"] == 60
    assert found["object"]["uses"]["identity"] == {"interface": "oidc-client", "provider": "identity/client"}
    assert found["block"]["classification"] == {"confidentiality": 4, "integrity": 3, "availability": 3}
    assert found["offer"]["channel"] == "stable"
    assert found["environment"] == {"name": "local", "target": "local", "runBy": "cli", "approval": "none"}
    assert found["organisation"]["nis"] == "24062"


def test_a_flow_names_both_sides(subjects: dict[str, Subject]) -> None:
    found = subjects["herstappe/local/forms/identity"].variables["object"]
    assert (found["consumer"]["instance"], found["provider"]["instance"]) == ("forms", "identity")
    assert found["provider"]["fidelity"] == "simulated"


def test_a_flow_says_what_data_goes_over_it_where_the_stack_does(subjects: dict[str, Subject]) -> None:
    assert "data" not in subjects["herstappe/local/forms/vault"].variables["object"]
    described = subjects["herstappe/test/forms/vault"].variables["object"]["data"]
    assert (described["categories"], described["retention"]) == (["contact"], "P30D")


def test_a_service_that_was_added_is_judged_too(subjects: dict[str, Subject]) -> None:
    assert subjects["herstappe/local/identity-service"].variables["object"]["block"] == "identity-service"


def test_a_file_is_judged_with_the_names_of_its_fields(subjects: dict[str, Subject]) -> None:
    subject = subjects["herstappe/local/forms/files/register-extract.form.yaml"]
    found = subject.variables["object"]
    assert found["files"] == "forms"
    assert found["data"]["fee"]["amount"] == "12.50"
    assert {"fee", "amount", "widget", "steps"} <= set(found["keys"])
    assert found["keys"] == sorted(found["keys"])
    assert subject.source is not None
    assert subject.source.file == "stacks/herstappe/forms/register-extract.form.yaml"


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.2.0", {"channel": "stable", "newest": "1.2.0", "behind": 0}),
        ("1.0.0", {"channel": "deprecated", "newest": "1.2.0", "behind": 2}),
        ("1.1.1", {"channel": "recalled", "newest": "1.2.0", "behind": 1}),
        ("2.0.0", {"channel": "candidate", "newest": "2.0.0", "behind": 0}),
        ("3.0.0", {"channel": "", "newest": "3.0.0", "behind": 0}),
    ],
)
def test_an_offer_counts_the_newer_versions_that_are_stable(version: str, expected: dict[str, Any]) -> None:
    channels = {"1.0.0": "deprecated", "1.1.0": "stable", "1.1.1": "recalled", "1.2.0": "stable", "2.0.0": "candidate"}
    entry = CatalogEntry.model_validate(
        {
            "apiVersion": "bouwsteen.vlaanderen.be/v1alpha1",
            "kind": "CatalogEntry",
            "metadata": {"name": "forms"},
            "spec": {"versions": [{"version": name, "channel": each, "since": "2026-12-01"} for name, each in channels.items()]},
        },
        strict=False,
    )
    found = describe_offer(entry, version)
    assert {name: found[name] for name in expected} == expected
