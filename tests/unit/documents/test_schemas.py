"""The committed JSON Schemas are those of the models, and the examples of the repository fit them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest

from bouwsteen.documents.kinds import KINDS
from bouwsteen.documents.schemas import FOLDER, file_name, write_schema
from bouwsteen.documents.sources import load_document

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted(
    [
        *ROOT.glob("blocks/*/block.yaml"),
        *ROOT.glob("catalog/*.yaml"),
        *ROOT.glob("catalog/interfaces/*.yaml"),
        *ROOT.glob("stacks/*/stack.yaml"),
    ]
)


@pytest.mark.parametrize("kind", KINDS)
def test_the_committed_schema_is_that_of_the_model(kind: str) -> None:
    """When this fails: python -m bouwsteen.documents.schemas"""
    assert (FOLDER / file_name(kind)).read_text(encoding="utf-8") == write_schema(kind)


def test_no_schema_is_left_over() -> None:
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(file_name(kind) for kind in KINDS)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_editor_sees_no_mistake_in_an_example(path: Path) -> None:
    document, problems = load_document(path.read_bytes(), str(path))
    assert document is not None, problems
    schema = json.loads((FOLDER / file_name(document.data["kind"])).read_text(encoding="utf-8"))
    assert [error.message for error in jsonschema_rs.Draft202012Validator(schema).iter_errors(document.data)] == []
