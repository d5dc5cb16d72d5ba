"""Whose address counts, behind proxies that are trusted and with headers that are made up."""

from __future__ import annotations

import pytest
from fastapi import FastAPI, Request
from hypothesis import given, settings
from hypothesis import strategies as st

from bouwsteen_service import ServiceSettings, create_service
from bouwsteen_service.proxies import client_address, read_networks
from bouwsteen_service.rates import limits_of
from bouwsteen_service.settings import Rates, ServiceConfigurationError
from bouwsteen_service.testing import create_client

PROXIES = "10.0.0.0/8, 192.0.2.7, fd00::/8"
NETWORKS = read_networks(PROXIES)


def address(peer: str, *values: str, header: str = "x-forwarded-for", trusted: str = PROXIES) -> str:
    headers = [(header.encode(), value.encode("latin-1")) for value in values]
    request = Request({"type": "http", "client": (peer, 1234), "headers": headers})
    return client_address(request, read_networks(trusted), header)


@pytest.mark.parametrize(
    ("peer", "values", "expected"),
    [
        ("10.1.1.1", ["203.0.113.9"], "203.0.113.9"),
        ("10.1.1.1", ["203.0.113.9, 10.2.2.2"], "203.0.113.9"),
        ("10.1.1.1", ["203.0.113.9", "10.2.2.2"], "203.0.113.9"),
        ("::ffff:10.1.1.1", ["203.0.113.9"], "203.0.113.9"),
        ("fd00::1", ["2001:db8::9"], "2001:db8::9"),
        ("10.1.1.1", ["[2001:db8::9]:443"], "2001:db8::9"),
        ("10.1.1.1", ["203.0.113.9:55555"], "203.0.113.9"),
        ("10.1.1.1", [], "10.1.1.1"),
        # Made up by whoever asked, before what a proxy wrote.
        ("10.1.1.1", ["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
        ("10.1.1.1", ["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
        ("10.1.1.1", ["10.9.9.9, 203.0.113.9"], "203.0.113.9"),
        ("10.1.1.1", ["198.51.100.1, 203.0.113.9, 10.2.2.2"], "203.0.113.9"),
        ("10.1.1.1", ["203.0.113.9, nonsense, 10.2.2.2"], "10.2.2.2"),
        ("10.1.1.1", ["203.0.113.9, "], "10.1.1.1"),
        ("10.1.1.1", ["unknown"], "10.1.1.1"),
        # Not through a proxy that is trusted: nothing of it counts.
        ("203.0.113.5", ["198.51.100.1"], "203.0.113.5"),
        ("192.0.2.8", ["198.51.100.1"], "192.0.2.8"),
        ("testclient", ["198.51.100.1"], "testclient"),
    ],
)
def test_whom_the_last_one_that_is_believed_names(peer: str, values: list[str], expected: str) -> None:
    assert address(peer, *values) == expected
    forwarded = [", ".join(f'for="{hop.strip()}"' for hop in value.split(",")) for value in values]
    assert address(peer, *forwarded, header="forwarded") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("for=203.0.113.9;proto=https;by=10.2.2.2", "203.0.113.9"),
        ('proto=https;For="[2001:db8::9]:443"', "2001:db8::9"),
        ('for=198.51.100.1;host="a, for=10.2.2.2", for=203.0.113.9', "203.0.113.9"),
        ("for=_hidden, for=10.2.2.2", "10.2.2.2"),
        ("for=198.51.100.1, proto=https", "10.1.1.1"),
        ('for=203.0.113.9;host="', "10.1.1.1"),
        ("203.0.113.9", "10.1.1.1"),
    ],
)
def test_forwarded_is_read_as_its_standard_writes_it(value: str, expected: str) -> None:
    assert address("10.1.1.1", value, header="forwarded") == expected


def test_nobody_is_believed_by_default_and_never_the_other_header() -> None:
    assert address("10.1.1.1", "203.0.113.9", trusted="") == "10.1.1.1"
    request = Request({"type": "http", "client": ("10.1.1.1", 1), "headers": [(b"forwarded", b"for=198.51.100.1")]})
    assert client_address(request, NETWORKS, "x-forwarded-for") == "10.1.1.1"


@settings(max_examples=60, deadline=None)
@given(made_up=st.text(st.characters(max_codepoint=255), max_size=200), header=st.sampled_from(["x-forwarded-for", "forwarded"]))
def test_whatever_is_made_up_the_one_that_the_proxy_names_counts_or_the_proxy(made_up: str, header: str) -> None:
    own = "203.0.113.9" if header == "x-forwarded-for" else "for=203.0.113.9"
    found = address("10.1.1.1", f"{made_up}, {own}", header=header)
    assert found == "203.0.113.9" if header == "x-forwarded-for" else found in {"203.0.113.9", "10.1.1.1"}


def test_rates_are_counted_by_it() -> None:
    believed = ServiceSettings(rates=Rates(sign_ins=1), trusted_proxies=read_networks("127.0.0.1"))
    for chosen, counts in ((believed, [200, 429, 200, 429]), (ServiceSettings(rates=Rates(sign_ins=1)), [200, 429, 429, 429])):
        app: FastAPI = create_service(chosen, title="test")

        @app.get("/sign-in")
        def sign_in(request: Request) -> None:
            limits_of(request).admit_sign_in(request)

        client = create_client(app, "http://127.0.0.1:8080")
        asked = ["203.0.113.1", "198.51.100.7, 203.0.113.1", "203.0.113.2", "203.0.113.2"]
        assert [client.get("/sign-in", headers={"x-forwarded-for": hop}).status_code for hop in asked] == counts


def test_settings_of_proxies_come_from_the_environment() -> None:
    assert ServiceSettings.from_environment({}).trusted_proxies == ()
    chosen = ServiceSettings.from_environment({"TRUSTED_PROXIES": PROXIES, "PROXY_HEADER": "Forwarded"})
    assert (chosen.trusted_proxies, chosen.proxy_header) == (NETWORKS, "forwarded")


@pytest.mark.parametrize(
    ("name", "text"),
    [("TRUSTED_PROXIES", "*"), ("TRUSTED_PROXIES", "10.0.0.1/8"), ("TRUSTED_PROXIES", "proxy.test"), ("PROXY_HEADER", "x-real-ip")],
)
def test_settings_of_proxies_that_are_none_are_refused(name: str, text: str) -> None:
    with pytest.raises(ServiceConfigurationError, match=name):
        ServiceSettings.from_environment({name: text})
