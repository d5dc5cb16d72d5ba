"""Texts for people are there in Dutch, French and English, with the same holes in each."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import ryaml
from tests.repository.places import ROOT, python_files

LANGUAGES = {"nl", "fr", "en"}
DOCUMENTS = sorted(
    [
        *ROOT.glob("blocks/*/block.yaml"),
        *ROOT.glob("catalog/**/*.yaml"),
        *ROOT.glob("loadtests/profiles/*.yaml"),
        *ROOT.glob("policies/*/policy.yaml"),
    ]
)
# The label of a field that is checked and never shown.
NEVER_SHOWN = {"nl": "insz"}
SOURCES = [path for folder in ("cli", "blocks") for path in python_files(folder)]


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _texts_of_document(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "nl" in value:
            yield value
        for each in value.values():
            yield from _texts_of_document(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts_of_document(each)


def _texts_of_source(path: Path) -> Iterator[dict[str, str]]:
    """The mappings by language that stand as a whole in a source."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Dict):
            continue
        pairs = {_plain(name): _plain(value) for name, value in zip(node.keys, node.values, strict=True)}
        text = {name: value for name, value in pairs.items() if name is not None and value is not None}
        if "nl" in text and text.keys() == pairs.keys() and text != NEVER_SHOWN:
            yield text


def _plain(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("path", DOCUMENTS, ids=_name)
def test_documents_speak_three_languages(path: Path) -> None:
    for text in _texts_of_document(ryaml.loads(path.read_text(encoding="utf-8"))):
        assert text.keys() == LANGUAGES, text
        assert all(str(each).strip() for each in text.values()), text


def test_services_speak_three_languages() -> None:
    found = [(path, text) for path in SOURCES for text in _texts_of_source(path)]
    assert len(found) > 100
    for path, text in found:
        assert text.keys() == LANGUAGES, (_name(path), text)
        assert all(each.strip() for each in text.values()), (_name(path), text)
        assert len({frozenset(_holes(each)) for each in text.values()}) == 1, (_name(path), text)
