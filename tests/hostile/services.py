"""Doors of the shared services: what brokers get as parameters, letters, payments, and what an issuer or a webhook sends back.

Each service runs in this process, once for all inputs. Whatever comes in, it answers, and what it answers is no mistake of its own.
"""

from __future__ import annotations

import asyncio
import atexit
import ipaddress
import itertools
import json
import shutil
import socket
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

import httpx
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from pydantic import SecretStr
from tests.blocks.ebox_service import worlds as ebox
from tests.blocks.identity_service import worlds as identity
from tests.blocks.payments_service import worlds as payments
from tests.hostile.outcomes import Target

from bouwsteen.diagnostics import Diagnostic, error
from bouwsteen_service.addresses import AddressError, choose_destination
from bouwsteen_service.brokers import derive_password
from bouwsteen_service.openid import Client, IssuerError, OpenIdClient, SignInError
from bouwsteen_service.testing import ManualClock, create_client
from ebox_service import registrations as ebox_registrations
from identity_service import registrations as identity_registrations
from payments_service import registrations as payments_registrations

_JSON: Final = {"content-type": "application/json"}
_numbers = itertools.count()


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="bouwsteen-hostile-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _place(name: str) -> Path:
    place = _folder() / name
    place.mkdir()
    return place


@cache
def _ebox() -> ebox.World:
    return ebox.build_world(_place("ebox"))


@cache
def _identity() -> identity.World:
    return identity.build_world(_place("identity"))


@cache
def _payments() -> payments.World:
    return payments.build_world(_place("payments"))


def _told(answer: httpx.Response) -> list[Diagnostic]:
    """A refusal by its status. A mistake of the service itself is no answer."""
    assert answer.status_code < 500, answer.text[:500]
    assert "Traceback" not in answer.text
    assert len(answer.content) < 65_536, "a refusal grows with what it refuses"
    return [] if answer.is_success else [error(f"http-{answer.status_code}", "", "")]


# --- What a broker gets ---------------------------------------------------------------------------


def _ids(service: str) -> tuple[Any, str, str, str]:
    """(world, key of the broker, service id, plan id)"""
    match service:
        case "identity":
            return _identity(), identity.BROKER_KEY, identity_registrations.SERVICE_ID, identity_registrations.PLAN_ID
        case "ebox":
            return _ebox(), ebox.BROKER_KEY, ebox_registrations.SERVICE_ID, ebox_registrations.PLAN_ID
        case _:
            return _payments(), payments.BROKER_KEY, payments_registrations.SERVICE_ID, payments_registrations.TEST_PLAN_ID


def _put(service: str, path: str, parameters: bytes) -> httpx.Response:
    """A request with these bytes as its parameters; what was made is taken away again."""
    world, key, service_id, plan_id = _ids(service)
    user = "herstappe.local.share"
    ids = f'"service_id": "{service_id}", "plan_id": "{plan_id}", "organization_guid": "o", "space_guid": "s"'
    options: dict[str, Any] = {"auth": (user, derive_password(SecretStr(key), user)), "headers": {"x-broker-api-version": "2.17"} | _JSON}
    with create_client(world.application, "http://127.0.0.1:20700") as client:
        body = b"{" + ids.encode() + b', "parameters": ' + parameters + b"}"
        answer = client.put(f"/broker/v2/service_instances/{path}", content=body, **options)
        if answer.is_success and path != "share":
            removed = client.delete(
                f"/broker/v2/service_instances/{path}", params={"service_id": service_id, "plan_id": plan_id}, **options
            )
            assert removed.status_code == 200, removed.text
    return answer


def read_shares(content: bytes) -> list[Diagnostic]:
    """The parameters of a share, at each service."""
    found = [_put(service, f"s{next(_numbers)}", content) for service in ("identity", "ebox", "payments")]
    return [each for answer in found for each in _told(answer)]


def _binding_door(service: str) -> Callable[[bytes], list[Diagnostic]]:
    def read(content: bytes) -> list[Diagnostic]:
        _share(service)
        return _told(_put(service, f"share/service_bindings/b{next(_numbers)}", content))

    return read


@cache
def _share(service: str) -> None:
    assert _put(service, "share", _SHARE).is_success


_SHARE: Final = b'{"organisation": {"nis": "73028", "name": "Gemeente Herstappe"}, "displayName": "Herstappe"}'
_CLIENT: Final = json.dumps({"redirectUris": [identity.CALLBACK], "postLogoutRedirectUris": [identity.SIGNED_OUT], "scopes": ["openid"]})
_ACCOUNT: Final = b'{"senderApplication": {"name": "Loket"}}'

# --- Letters and payments -------------------------------------------------------------------------

_BOUNDARY: Final = "----bouwsteen-test-boundary"
_MULTIPART: Final = {"content-type": f"multipart/form-data; boundary={_BOUNDARY}"}


@cache
def _sender() -> tuple[ebox.Sender, dict[str, str]]:
    sender = _ebox().register()
    return sender, sender.bearer()


def read_letters(content: bytes) -> list[Diagnostic]:
    """The whole body of a publication, by a sender who may publish."""
    _, bearer = _sender()
    with create_client(_ebox().application, ebox.BASE) as client:
        return _told(client.post("/ebox/enterprise/v2/publishMessage", content=content, headers=bearer | _MULTIPART))


def _letter(**changes: Any) -> bytes:
    return ebox.multipart(ebox.letter(**changes), [("upfile1", "besluit.pdf", "application/pdf", ebox.PDF)])[1]


@cache
def _asker() -> payments.Application:
    return _payments().register()


def read_payments(content: bytes) -> list[Diagnostic]:
    headers = {"authorization": f"Bearer {_asker().credentials['apiKey']}"} | _JSON
    with create_client(_payments().application, payments.BASE) as client:
        return _told(client.post("/v2/payments", content=content, headers=headers))


def _payment(**changes: Any) -> bytes:
    fields = {"amount": payments.euro("10.00"), "description": "Retributie", "redirectUrl": payments.RETURN} | changes
    return json.dumps(fields).encode()


# --- What an issuer publishes ---------------------------------------------------------------------

_ISSUER: Final = "https://issuer.example"
_NOW: Final = 1_800_000_000.0
_DISCOVERY: Final = {
    "issuer": _ISSUER,
    "authorization_endpoint": f"{_ISSUER}/auth",
    "token_endpoint": f"{_ISSUER}/token",
    "jwks_uri": f"{_ISSUER}/keys",
    "end_session_endpoint": f"{_ISSUER}/end",
    "introspection_endpoint": f"{_ISSUER}/introspect",
}


@cache
def _key() -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": "k1", "use": "sig"}, private=True)


@cache
def _token() -> str:
    claims = {"iss": _ISSUER, "aud": "counter", "exp": int(_NOW) + 600, "iat": int(_NOW), "nonce": "n", "sub": "s"}
    return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, _key())


@cache
def _own_keys() -> bytes:
    return json.dumps(KeySet([_key()]).as_dict(private=False)).encode()


def _sign_in(discovery: bytes, keys: bytes) -> list[Diagnostic]:
    """A sign-in at an issuer that publishes these two documents: it fails in the way that it should, or says who signed in."""

    def answer(request: httpx.Request) -> httpx.Response:
        match request.url.path:
            case "/.well-known/openid-configuration":
                return httpx.Response(200, content=discovery)
            case "/keys":
                return httpx.Response(200, content=keys)
            case "/token":
                return httpx.Response(200, json={"id_token": _token()})
            case _:
                return httpx.Response(404)

    async def attempt() -> None:
        client = Client(_ISSUER, "counter", SecretStr("s"), ("openid",))
        party = OpenIdClient(client, "https://counter.example/cb", clock=ManualClock(_NOW), transport=httpx.MockTransport(answer))
        try:
            metadata = await party.metadata()
            assert metadata.origin.startswith(("https://", "http://"))
            await party.authorization_url(state="s", nonce="n", verifier="v" * 43, scopes=("openid",), acr_values="", language="nl")
            await party.end_session_url("https://counter.example/")
            claims = await party.exchange("code", "v" * 43, "n")
            assert claims["sub"] == "s"
        finally:
            await party.close()

    try:
        asyncio.run(attempt())
    except IssuerError:
        return [error("issuer-refused", "", "")]
    except SignInError as refused:
        return [error(f"issuer-{refused.code}", "", "")]
    return []


def read_key_sets(content: bytes) -> list[Diagnostic]:
    return _sign_in(json.dumps(_DISCOVERY).encode(), content)


def read_discoveries(content: bytes) -> list[Diagnostic]:
    return _sign_in(content, _own_keys())


# --- Where a webhook leads ------------------------------------------------------------------------

_NAMES: Final = {
    "hooks.example": ["93.184.215.14"],
    "hooks6.example": ["2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
    "private.example": ["10.1.2.3"],
    "both.example": ["93.184.215.14", "192.168.1.1"],
    "here.example": ["127.0.0.1"],
    "here6.example": ["::1"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "keys.example": ["169.254.169.254"],
    "keys6.example": ["fd00:ec2::254"],
    "azure.example": ["168.63.129.16"],
    "oracle.example": ["192.0.0.192"],
    "alibaba.example": ["100.100.100.200"],
    "translated.example": ["64:ff9b::a9fe:a9fe"],
    "six-to-four.example": ["2002:a9fe:a9fe::1"],
    "scoped.example": ["fe80::1%eth0"],
    "nobody.example": [],
    "nothing.example": ["0.0.0.0"],  # noqa: S104  an answer of a name server
    "many.example": ["224.0.0.1"],
    "localhost": ["127.0.0.1"],
}


def _resolve(host: str, port: int) -> list[str]:
    """As the system does with numbers, in each form that it takes; of names only those above are known."""
    if host in _NAMES:
        return _NAMES[host]
    return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, port, flags=socket.AI_NUMERICHOST, type=socket.SOCK_STREAM)})


def read_webhooks(content: bytes) -> list[Diagnostic]:
    """Where a service that calls webhooks would call: a public address, and the one that was judged."""
    url = content.decode("utf-8", "surrogateescape")
    try:
        destination, host, _ = choose_destination(url, loopback=False, resolve=_resolve)
    except AddressError as refused:
        why = str(refused)
        return [error("webhook-refused", "", why)]
    except (OSError, UnicodeError):
        return [error("webhook-unknown", "", "")]
    called = httpx.URL(destination)
    address = ipaddress.ip_address(called.host)
    assert address.is_global, called
    assert not address.is_multicast
    assert called.scheme == "https"
    assert "\n" not in host
    return []


_BODY_WORDS: Final = [
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b'"',
        b",",
        b":",
        b"null",
        b"true",
        b"1e999",
        b"9" * 400,
        b"-0",
        b'""',
        b"\0",
        b"\xff",
        b"\\u0000",
        b"\\ud800",
    ),
    *(b"[" * 3_000, b'{"a":' * 2_000, b'"' + b"x" * 5_000 + b'"', b'"http://169.254.169.254/"', b'"javascript:1"', b'"__proto__": {}'),
]
_PART_WORDS: Final = [
    *(
        b"\r\n",
        b"--" + _BOUNDARY.encode(),
        b"--",
        b'; name="',
        b'; filename="',
        b"Content-Type: ",
        b"\0",
        b"../../x",
        b"\\u0000",
        b"; a=b" * 500,
    ),
    *(b"Content-Disposition: form-data", b"Content-Transfer-Encoding: base64\r\n", b'"' * 300, b"=?utf-8?q?=00?=", b"\xe2\x80\xae.pdf"),
]

TARGETS: Final = [
    Target("shares", read_shares, [_SHARE], lambda: _SHARE, text=False, foreign="http-", words=_BODY_WORDS),
    Target(
        "client-bindings",
        _binding_door("identity"),
        [_CLIENT.encode()],
        _CLIENT.encode,
        text=False,
        foreign="http-",
        words=_BODY_WORDS,
    ),
    Target("letter-bindings", _binding_door("ebox"), [_ACCOUNT], lambda: _ACCOUNT, text=False, foreign="http-", words=_BODY_WORDS),
    Target("payment-bindings", _binding_door("payments"), [b"{}"], lambda: b"{}", text=False, foreign="http-", words=_BODY_WORDS),
    Target(
        "letters",
        read_letters,
        [_letter(), ebox.multipart(ebox.note(), [])[1]],
        lambda: _letter(subject={"nl": "x" * 200}),
        text=False,
        foreign="http-",
        words=[*_PART_WORDS, *_BODY_WORDS],
    ),
    Target(
        "payments",
        read_payments,
        [_payment(), _payment(webhookUrl="https://hooks.example/paid", metadata={"case": 1})],
        lambda: _payment(metadata={"text": "x" * 900}),
        text=False,
        foreign="http-",
        words=_BODY_WORDS,
    ),
    Target(
        "key-sets",
        read_key_sets,
        [_own_keys()],
        _own_keys,
        text=False,
        foreign="issuer-",
        words=[*_BODY_WORDS, b'"kty": "oct"', b'"n": "AQAB"'],
    ),
    Target(
        "discoveries",
        read_discoveries,
        [json.dumps(_DISCOVERY).encode()],
        lambda: json.dumps(_DISCOVERY).encode(),
        text=False,
        foreign="issuer-",
        words=_BODY_WORDS,
    ),
    Target(
        "webhooks",
        read_webhooks,
        [b"https://hooks.example/paid?order=1", b"https://hooks6.example:8443/"],
        lambda: b"https://hooks.example/" + b"a" * 1_900,
        text=False,
        foreign="webhook-",
        words=[*(name.encode() for name in _NAMES), b"https://", b"http://", b"@", b"#", b":0", b"[::1]", b"0x7f.1", b"%00", b"\n", b"\\"],
    ),
]
