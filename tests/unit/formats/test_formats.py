"""What programs read: stable names, versions, no secrets."""

from __future__ import annotations

import json

import pytest
import ryaml
from hypothesis import given
from hypothesis import strategies as st

from bouwsteen.diagnostics import SourceRange, error, warning
from bouwsteen.formats import catalogs, diagnostics_json, drifts, loads, outputs, plan_json, policies, runs, statuses
from bouwsteen.formats.values_json import shown_json
from bouwsteen.formats.writers import to_json, to_yaml
from bouwsteen.values import ABSENT, Secret, Unknown

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=10,
)


@given(values)
def test_json_comes_back_as_it_was(value: object) -> None:
    assert json.loads(to_json(value)) == value


@given(
    st.dictionaries(
        st.text(alphabet=st.characters(codec="ascii", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=8),
        st.text(max_size=8),
        max_size=4,
    )
)
def test_yaml_comes_back_as_it_was(value: dict[str, str]) -> None:
    assert ryaml.loads(to_yaml(value)) == value


@pytest.mark.parametrize("text", ["no", "1", "1.0", "null", "~", "2026-01-01", "true", "1e3", "0x10", "- a", "a: b", "# a", ""])
def test_yaml_keeps_texts_texts(text: str) -> None:
    assert ryaml.loads(to_yaml({"a": text})) == {"a": text}


def test_json_for_people_too() -> None:
    assert to_json({"één": [1]}) == '{\n  "één": [\n    1\n  ]\n}\n'
    with pytest.raises(ValueError, match="Out of range"):
        to_json(float("nan"))
    with pytest.raises(TypeError):
        to_json(Secret("x"))


def test_values_that_json_does_not_have() -> None:
    value = {"a": Secret({"b": "hunter2"}), "c": [Unknown("string"), ABSENT, 1]}
    assert shown_json(value) == {"a": {"$secret": True}, "c": [{"$unknown": "string"}, None, 1]}


def test_every_form_has_a_version() -> None:
    versions = {module: module.FORMAT_VERSION for module in (catalogs, diagnostics_json, outputs, plan_json, policies, runs, statuses)}
    assert set(versions.values()) == {"1.0"}
    assert drifts.FORMAT_VERSION == "1.1", "it says when it was looked at"
    assert loads.FORMAT_VERSION == "2.2", "a journey may be of no instance; forms say what was known beforehand; it says whose it is"
    assert all(module.__doc__ for module in (*versions, drifts, loads))


def test_diagnostics() -> None:
    place = SourceRange("stacks/a/stack.yaml", 3, 7)
    document = diagnostics_json.diagnostics_json([error("a", "A", "x", "y", source=place, address="a/b/c"), warning("b", "B", "z")])
    assert document == {
        "format_version": "1.0",
        "valid": False,
        "error_count": 1,
        "warning_count": 1,
        "diagnostics": [
            {
                "severity": "error",
                "code": "a",
                "summary": "A",
                "detail": "x",
                "remedy": "y",
                "address": "a/b/c",
                "source": {"file": "stacks/a/stack.yaml", "line": 3, "column": 7},
            },
            {"severity": "warning", "code": "b", "summary": "B", "detail": "z", "remedy": "", "address": None, "source": None},
        ],
    }
    assert diagnostics_json.diagnostics_json([])["valid"] is True
