"""What goes through other hands comes back whole or not at all; a form is accepted from its own page alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from starlette.requests import Request

from bouwsteen_service import ProblemError
from bouwsteen_service.csrf import CsrfTokens, require_same_origin
from bouwsteen_service.seals import Seal
from bouwsteen_service.testing import ManualClock

KEY = SecretStr("k" * 43)
LEAVES = st.none() | st.booleans() | st.integers() | st.text()


def _request(**headers: str) -> Request:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": pairs, "query_string": b""})


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
)
def test_a_sealed_value_opens_again(value: object) -> None:
    seal = Seal(KEY, "test")
    assert seal.open(seal.seal(value)) == value


@given(st.integers(0, 200), st.integers(1, 255))
def test_a_changed_seal_does_not_open(place: int, change: int) -> None:
    seal = Seal(KEY, "test")
    sealed = seal.seal({"a": "b" * 100})
    position = place % len(sealed)
    other = chr((ord(sealed[position]) + change) % 128)
    if other != sealed[position]:
        assert seal.open(sealed[:position] + other + sealed[position + 1 :]) is None


@given(st.text(max_size=100))
def test_any_text_is_refused_quietly(text: str) -> None:
    assert Seal(KEY, "test").open(text) is None


def test_a_seal_is_for_one_purpose_and_one_key() -> None:
    sealed = Seal(KEY, "one").seal("x")
    assert Seal(KEY, "two").open(sealed) is None
    assert Seal(SecretStr("j" * 43), "one").open(sealed) is None


def test_a_seal_expires() -> None:
    clock = ManualClock()
    seal = Seal(KEY, "test", clock=clock)
    sealed = seal.seal("x", 60)
    clock.advance(60)
    assert seal.open(sealed) == "x"
    clock.advance(1)
    assert seal.open(sealed) is None


def test_a_forms_token_fits_its_browser_until_it_expires() -> None:
    clock = ManualClock()
    tokens = CsrfTokens(KEY, lifetime=100, clock=clock)
    token = tokens.issue("browser")
    assert tokens.accepts(token, "browser")
    assert not tokens.accepts(token, "another")
    assert not tokens.accepts(token, "")
    clock.advance(101)
    assert not tokens.accepts(token, "browser")
    with pytest.raises(ProblemError):
        tokens.require(token, "browser")


@given(st.text(max_size=80))
def test_any_other_token_is_refused(token: str) -> None:
    assert not CsrfTokens(KEY).accepts(token, "browser")


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.test"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}, {"sec_fetch_site": "same-site"}],
)
def test_another_site_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(ProblemError):
        require_same_origin(_request(**headers), "http://127.0.0.1:8080")


@pytest.mark.parametrize("headers", [{}, {"origin": "http://127.0.0.1:8080", "sec_fetch_site": "same-origin"}])
def test_the_own_site_and_what_is_no_browser_pass(headers: dict[str, str]) -> None:
    require_same_origin(_request(**headers), "http://127.0.0.1:8080/under")
