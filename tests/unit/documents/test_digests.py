"""Canonical JSON is that of RFC 8785, whichever library writes it."""

from __future__ import annotations

import enum
import math
from typing import Any

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from bouwsteen.documents.digests import IntegerDomainError, canonical, digest_data
from bouwsteen.values import Secret, Unknown

_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
_LEAVES = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False) | _TEXTS
_VALUES = st.recursive(_LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4), max_leaves=12)


@given(_VALUES)
@example({"\U00010000": 1, "\uffff": 2})
@example({"a": [1.0, -0.0, 1e21, 1e-7, 5e-324], "e": "[1.5", "f": ":1e3"})
@example({'\x00\x1f\x7f"\\/': "\u2028é"})
@example([None, True, 2**53 - 1])
def test_canonical_json_is_that_of_the_standard(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [{"a": math.nan}, [math.inf], {"a": Secret("x")}, {"a": Unknown()}, {1: 2}, {"a": "\ud800"}, object()])
def test_what_is_no_json_is_refused(value: Any) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical(value)


def test_too_large_integers_are_told_apart() -> None:
    with pytest.raises(IntegerDomainError):
        canonical({"a": 2**53})


class Colour(enum.StrEnum):
    RED = "red"


def test_digests_do_not_depend_on_the_order_of_keys_nor_on_kinds_of_text() -> None:
    assert digest_data({"a": Colour.RED, "b": (1,)}) == digest_data({"b": [1], "a": "red"})
