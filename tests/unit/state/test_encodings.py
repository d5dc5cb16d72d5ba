from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bouwsteen.errors import InternalError
from bouwsteen.state.encodings import decode, encode, pointer
from bouwsteen.values import ABSENT, Secret, Unknown

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
)
keys = st.sampled_from(["a", "$secret", "$$secret", "b/c", "~", ""]) | st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3) | inner.map(Secret),
    max_leaves=12,
)


def there_and_back(value: Any) -> Any:
    secrets: list[Any] = []
    return decode(*orjson.loads(orjson.dumps([encode(value, secrets), secrets])))


@given(values)
def test_every_value_comes_back(value: Any) -> None:
    assert there_and_back(value) == value


def test_a_mapping_that_looks_like_our_mark_is_not_a_secret() -> None:
    value = {"$secret": "not one", "inner": {"$secret": Secret("one")}}
    back = there_and_back(value)
    assert back == value
    assert isinstance(back["inner"]["$secret"], Secret)


def test_a_secret_is_marked_and_listed() -> None:
    secrets: list[Any] = []
    assert encode({"a": [Secret("x")]}, secrets) == {"a": [{"$secret": "x"}]}
    assert secrets == [("a", 0)]


@pytest.mark.parametrize(
    "value",
    [Unknown("string"), ABSENT, b"bytes", {1: "a"}, {"s"}, float("nan"), float("inf"), 2**64, -(2**63) - 1, object()],
    ids=lambda value: type(value).__name__ if type(value) is object else repr(value),
)
def test_what_is_not_json_is_refused(value: Any) -> None:
    with pytest.raises(InternalError):
        encode({"x": [value]}, [])


def test_a_refusal_says_where_and_not_what() -> None:
    with pytest.raises(InternalError) as caught:
        encode({"outputs": {"key": Secret({1: "canary"})}}, [])
    assert "/outputs/key" in str(caught.value)
    assert "canary" not in str(caught.value)


def test_a_pointer_escapes() -> None:
    assert pointer(("outputs", "a/b", "~x", 0)) == "/outputs/a~1b/~0x/0"
