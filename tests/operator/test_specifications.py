"""The written specification of each kind says what the code does: each field, each rule, each reason; and its examples are taken."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml
from tests.repository.places import ROOT
from tests.support.clusters import new_namespace

from bouwsteen_operator.conditions import RUNBOOKS, ConditionType, Reason, sentence
from bouwsteen_operator.objects import KINDS, Kind
from bouwsteen_operator.specifications import FOLDER, file_name, fill, list_fields

if TYPE_CHECKING:
    from tests.cluster.clusters import Cluster

EXAMPLE = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def text_of(kind: Kind) -> str:
    return (FOLDER / file_name(kind)).read_text(encoding="utf-8")


@KIND
def test_each_field_and_each_rule_is_in_the_text(kind: Kind) -> None:
    text = text_of(kind)
    assert text == fill(text, kind), "Write the tables again: python -m bouwsteen_operator.specifications"
    named = [path for path, _ in list_fields(kind) if path.startswith(("spec.", "status.")) and not path.endswith(("[]", "*"))]
    assert named
    assert [path for path in named if f"| `{path}` |" not in text] == []


def test_there_is_one_for_each_kind() -> None:
    assert {file.name for file in FOLDER.iterdir()} == {file_name(kind) for kind in KINDS.values()}


def test_each_condition_and_each_reason_is_explained() -> None:
    text = text_of(KINDS["Stack"])
    assert [each.value for each in ConditionType if f"| `{each.value}` |" not in text] == []
    rows = [line.rsplit("|", 2)[1] for line in text.splitlines() if line.startswith(("| `", "| neither"))]
    told = {word for row in rows for word in re.findall(r"`([A-Z][A-Za-z]+)`", row)}
    assert {each.value for each in Reason} - told == set()
    assert told - {each.value for each in Reason} == set()


def test_each_reason_has_a_section_of_the_runbooks() -> None:
    lines = (ROOT / RUNBOOKS).read_text(encoding="utf-8").splitlines()
    sections = {line.removeprefix("### "): number for number, line in enumerate(lines) if line.startswith("### ")}
    assert [each.value for each in Reason if each.value not in sections] == []
    for each in Reason:
        assert len(lines[sections[each.value] + 2]) > 40, each
        assert sentence("So it is.", reason=each).endswith(f"See {RUNBOOKS}#{each.value.lower()}.")


@pytest.mark.cluster
def test_the_api_server_takes_the_example_of_each_kind(kinds: Cluster) -> None:
    with new_namespace(kinds) as made:
        for kind in KINDS.values():
            (example,) = EXAMPLE.findall(text_of(kind))
            # Dates of YAML are text in JSON.
            each = yaml.load(example, yaml.BaseLoader) if kind.name in {"Policy", "CatalogEntry", "Waiver"} else yaml.safe_load(example)  # noqa: S506  it makes texts alone
            if kind.name == "CatalogEntry":
                each["spec"]["support"]["slo"]["availability"] = 99.5
            answer = kinds.admin.send("POST", kind.path(made.name), each, dryRun="All", fieldValidation="Strict")
            assert answer.status_code == 201, answer.text
