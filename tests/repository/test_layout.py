"""Every file stands where people look for it, and says nothing of the machine where it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from tests.repository.places import ROOT, python_files, tracked_files

TOP_LEVEL = {"blocks", "catalog", "stacks", "policies", "operator", "cli", "loadtests", "tests", "pyproject.toml", "README.md", "LICENSE"}
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "lib"}
LARGEST_IMAGE = 150_000  # bytes
# Written in pieces, so that this file does not find itself.
MACHINE_PATH = re.compile(r"(?<![\w.~$}])/(?:" + r"home|Users|root|work|workspace|mnt)/\w")
REGISTRY = re.compile(r"pypi\.org/" + r"simple|python" + r"hosted\.org|(?:extra-)?index-" + r"url|find-" + r"links|registry\.npm" + r"js")

needs_git = pytest.mark.skipif(not tracked_files(), reason="this is no git work tree")


def _texts() -> Iterator[tuple[str, str]]:
    for name in tracked_files():
        try:
            yield name, (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            assert name.endswith((".png", ".sqlite", ".gz")) or name.startswith("tests/"), f"{name} is no text and no image"


@needs_git
def test_the_top_level_holds_what_the_layout_allows() -> None:
    tops = {name.split("/")[0] for name in tracked_files()}
    assert {top for top in tops if not top.startswith(".")} == TOP_LEVEL


@pytest.mark.parametrize("folder", ["cli", "operator"])
def test_source_roots_are_no_packages(folder: str) -> None:
    assert not (ROOT / folder / "__init__.py").exists()


def test_no_module_has_an_empty_name() -> None:
    """A name such as `utils` says nothing of what is in it, and grows without end."""
    paths = [path for folder in ("cli", "operator", "blocks", "loadtests", "tests") for path in python_files(folder)]
    named = [path.relative_to(ROOT) for path in paths if path.stem in EMPTY_NAMES or path.parent.name in EMPTY_NAMES]
    assert named == []


@needs_git
def test_no_file_names_a_place_on_a_machine() -> None:
    for name, text in _texts():
        assert str(ROOT) + "/" not in text, name
        found = MACHINE_PATH.search(text) if not name.startswith("tests/") else None
        assert found is None, f"{name} names {found.group()}…" if found else ""


@needs_git
def test_no_file_records_the_address_of_a_registry() -> None:
    assert "uv.lock" not in tracked_files()
    found = {name: match.group() for name, text in _texts() if (match := REGISTRY.search(text))}
    assert found == {}


@needs_git
def test_images_are_small() -> None:
    large = {name for name in tracked_files() if name.endswith(".png") and (ROOT / name).stat().st_size > LARGEST_IMAGE}
    assert large == set()


def test_what_is_not_built_yet_says_what_will_stand_there() -> None:
    for folder in ("operator", "policies"):
        assert (ROOT / folder / "README.md").is_file()
