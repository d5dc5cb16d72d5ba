"""A counter with a small identity provider beside it: both answer without a socket, on one clock."""

from __future__ import annotations

import base64
import functools
import hashlib
import html
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from tests.blocks.forms_service.processes import NO_PAYMENTS

from bouwsteen_service import Bindings, ServiceSettings
from bouwsteen_service.testing import ManualClock, create_client
from forms_service.applications import create_forms_service, prepare_storage
from forms_service.contexts import FormsContext
from forms_service.settings import FormsSettings

ROOT = Path(__file__).parents[3]
HERSTAPPE = ROOT / "stacks" / "herstappe" / "forms"
PERMITS = ROOT / "stacks" / "leuven" / "forms-permits"
SUBSIDIES = ROOT / "stacks" / "leuven" / "forms-subsidies"
ISSUER = "http://127.0.0.1:9000/op"
BASE = "http://127.0.0.1:8080"
NIS = "73028"
JAN = {"sub": "jan", "given_name": "Jan", "family_name": "Peeters", "rrn": "84631200101"}
SOFIE = {"sub": "sofie", "given_name": "Sofie", "family_name": "De Smet", "rrn": "79672300476"}
CLERK = {
    "sub": "els",
    "given_name": "Els",
    "family_name": "Janssens",
    "rrn": "86651701092",
    "bouwsteen_forms_rol_3d": [f"FormulierBehandelaar:{NIS}"],
}
ITSME = "urn:be:vlaanderen:authmech:itsme"
SMS = "urn:be:vlaanderen:authmech:csamsms"


class Provider:
    """An OpenID provider that signs in whoever it is told to, and can be told to misbehave."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.key = first_key()
        self.published = [self.key]
        self.person: dict[str, Any] = dict(JAN)
        self.acr = ITSME
        self.codes: dict[str, dict[str, Any]] = {}
        self.tokens: dict[str, dict[str, Any]] = {}
        self.requests: list[dict[str, str]] = []
        self.changes: dict[str, Any] = {}
        self.keys_read = 0
        self.is_away = False
        self.app = Starlette(
            routes=[
                Route("/op/.well-known/openid-configuration", self.discover),
                Route("/op/v1/token", self.exchange, methods=["POST"]),
                Route("/op/v1/introspect", self.introspect, methods=["POST"]),
                Route("/op/v1/keys", self.keys),
            ]
        )

    def rotate(self) -> None:
        self.key = new_key()
        self.published = [self.key]

    async def discover(self, _: Request) -> Response:
        if self.is_away:
            return Response(status_code=503)
        names = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "keys"}
        names |= {"introspection_endpoint": "introspect", "end_session_endpoint": "logout"}
        return JSONResponse({"issuer": ISSUER} | {name: f"{ISSUER}/v1/{path}" for name, path in names.items()})

    def authorize(self, url: str) -> str:
        """What a person does at the provider: the address at which the browser comes back."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        self.requests.append(query)
        code = secrets.token_urlsafe(16)
        self.codes[code] = {"person": dict(self.person), "acr": self.acr} | query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"

    async def exchange(self, request: Request) -> Response:
        form = await request.form()
        if not self.knows_client(request):
            return JSONResponse({"error": "invalid_client"}, 401)
        granted = self.codes.pop(str(form.get("code")), None)
        challenge = hashlib.sha256(str(form.get("code_verifier")).encode()).digest()
        if granted is None or base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() != granted["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        now = int(self.clock())
        claims = {"iss": ISSUER, "aud": "counter", "iat": now, "exp": now + 300, "nonce": granted["nonce"], "acr": granted["acr"]}
        claims |= granted["person"] | self.changes
        token = jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)
        return JSONResponse({"access_token": "opaque", "token_type": "Bearer", "id_token": token})

    def knows_client(self, request: Request) -> bool:
        return request.headers.get("authorization") == "Basic " + base64.b64encode(b"counter:s%2Fcret").decode()

    async def introspect(self, request: Request) -> Response:
        form = await request.form()
        assert self.knows_client(request)
        return JSONResponse(self.tokens.get(str(form.get("token")), {"active": False}))

    def give_token(self, person: dict[str, Any], acr: str = ITSME, scope: str = "openid bouwsteen_forms") -> str:
        token = secrets.token_urlsafe(8)
        self.tokens[token] = {"active": True, "scope": scope, "exp": self.clock() + 3600, "acr": acr} | person
        return token

    async def keys(self, _: Request) -> Response:
        self.keys_read += 1
        return JSONResponse({"keys": [key.as_dict(private=False) | {"use": "sig", "alg": "RS256"} for key in self.published]})


@functools.cache
def first_key() -> RSAKey:
    return new_key()


def new_key() -> RSAKey:
    key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4)})
    assert key.kid
    return key


class Page:
    """An answer, with what a person sees and can press."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.status = answer.status_code
        self.source = answer.text
        self.path = urlsplit(str(answer.url)).path

    @property
    def text(self) -> str:
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.source)).split())

    @property
    def csrf(self) -> str:
        found = re.search(r'name="csrf" value="([^"]+)"', self.source)
        assert found, self.text
        return found[1]

    @property
    def reference(self) -> str:
        found = re.search(r'id="reference">([^<]+)<', self.source)
        assert found, self.text
        return found[1]

    @property
    def faulty(self) -> list[str]:
        """The ids of the inputs to which the error summary leads."""
        return re.findall(r'<li><a href="#([^"]+)">', self.source)


class Browser:
    """A browser of one person at the counter: it follows redirects, to the provider too."""

    def __init__(self, app: FastAPI, provider: Provider) -> None:
        self.client = create_client(app, BASE)
        self.provider = provider

    def get(self, path: str) -> Page:
        return self.follow(self.client.get(path))

    def post(self, path: str, **data: Any) -> Page:
        return self.follow(self.client.post(path, data=data))

    def follow(self, answer: httpx.Response) -> Page:
        for _ in range(10):
            if answer.status_code not in {302, 303}:
                return Page(answer)
            target = answer.headers["location"]
            if target.startswith(f"{ISSUER}/v1/auth"):
                target = self.provider.authorize(target)
            if target.startswith(f"{ISSUER}/v1/logout"):
                target = parse_qs(urlsplit(target).query)["post_logout_redirect_uri"][0]
            answer = self.client.get(target)
        raise AssertionError("redirects without end")

    def sign_in(self, person: dict[str, Any] | None = None, acr: str | None = None, *, staff: bool = False, then: str = "/") -> Page:
        self.provider.person = dict(person or self.provider.person)
        self.provider.acr = acr or self.provider.acr
        return self.get(f"/login?next={then}" + ("&staff=true" if staff else ""))

    def start(self, form_id: str) -> Page:
        """The first step of a form; signing in where that is asked."""
        page = self.get(f"/forms/{form_id}")
        return self.post(f"/forms/{form_id}/start", csrf=page.csrf)

    def fill_in(self, form_id: str, answers: dict[str, Any]) -> Page:
        """All steps with these answers: the summary, or the first page with an error."""
        page = self.start(form_id)
        while "/steps/" in page.path:
            assert page.status == 200, page.text
            shown = set(re.findall(r' name="([^"]+)"', page.source))
            page = self.post(page.path, csrf=page.csrf, **{name: value for name, value in answers.items() if name in shown})
            if page.status != 200:
                return page
        return page

    def submit(self, form_id: str, answers: dict[str, Any]) -> Page:
        page = self.fill_in(form_id, answers)
        assert page.path.endswith("/summary"), page.text
        return self.post(page.path.replace("/summary", "/submit"), csrf=page.csrf)


@dataclass
class Counter:
    """The counter under test."""

    app: FastAPI
    provider: Provider
    clock: ManualClock
    folder: Path
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def context(self) -> FormsContext:
        context: FormsContext = self.app.state.forms
        return context

    def browser(self) -> Browser:
        return Browser(self.app, self.provider)

    def clerk(self) -> Browser:
        browser = self.browser()
        browser.sign_in(CLERK, staff=True, then="/clerk")
        return browser

    def citizen(self, person: dict[str, Any] | None = None) -> Browser:
        browser = self.browser()
        browser.sign_in(person or JAN)
        return browser


OpenCounter = Callable[..., Counter]


@pytest.fixture
def open_counter(tmp_path: Path) -> Iterator[OpenCounter]:
    opened: list[Counter] = []

    def open_one(
        forms: Path = HERSTAPPE,
        languages: tuple[str, ...] = ("nl", "fr"),
        uri: str | None = None,
        clock: ManualClock | None = None,
        more: Mapping[str, Mapping[str, str]] | None = None,
        others: httpx.BaseTransport | None = None,
        without: tuple[str, ...] = (),
    ) -> Counter:
        # 9 March 2026, in the morning.
        clock = clock or ManualClock(1_773_050_000.0)
        provider = Provider(clock)
        settings = FormsSettings(ServiceSettings(public_url=BASE), forms, "Gemeente Herstappe", languages, 30, (NIS,))
        fields: dict[str, Mapping[str, str]] = {
            "own": {"sessionKey": "k" * 43},
            "identity": {
                "issuer": ISSUER,
                "clientId": "counter",
                "clientSecret": "s/cret",
                "scopes": '["openid", "profile", "rrn", "vo", "bouwsteen_forms"]',
            },
            "database": {"driver": "sqlite", "uri": uri or f"sqlite:///{tmp_path}/data.sqlite"},
            "payments": NO_PAYMENTS,
            **(more or {}),
        }
        bindings = Bindings({name: values for name, values in fields.items() if name not in without})
        app = create_forms_service(settings, bindings, clock=clock, transport=httpx.ASGITransport(provider.app), others=others)
        prepare_storage(app.state.forms)
        counter = Counter(app, provider, clock, tmp_path)
        opened.append(counter)
        return counter

    yield open_one
    for counter in opened:
        counter.context.database.close()


@pytest.fixture
def counter(open_counter: OpenCounter) -> Counter:
    return open_counter()


MOVE = {
    "movingDate.day": "14",
    "movingDate.month": "3",
    "movingDate.year": "2026",
    "comingFrom": "belgium",
    "previousAddress.street": "Naamsestraat",
    "previousAddress.houseNumber": "12A",
    "previousAddress.postalCode": "3000",
    "previousAddress.municipality": "Leuven",
    "newAddress.street": "Dorpsstraat",
    "newAddress.houseNumber": "5",
    "newAddress.box": "2",
    "newAddress.postalCode": "3717",
    "newAddress.municipality": "Herstappe",
    "housing": "tenant",
    "ownerName": "Marie Maes",
    "movesWithOthers": "no",
    "email": "jan@voorbeeld.test",
    "phone": "0470 00 00 00",
    "declaration": "true",
}
DOMAIN = {
    "applicant": "enterprise",
    "givenName": "Amélie",
    "familyName": "Dubois",
    "enterpriseNumber": "0566.988.259",
    "purpose": "other",
    "otherPurpose": "Een straatconcert\r\nmet twee fluiten",
    "street": "Dorpsplein",
    "near": "voor de kerk",
    "startDate.day": "1",
    "startDate.month": "4",
    "startDate.year": "2026",
    "endDate.day": "2",
    "endDate.month": "4",
    "endDate.year": "2026",
    "length": "12,5",
    "width": "3",
    "occupies": ["parking", "pavement"],
    "signs": "self",
    "email": "amelie@voorbeeld.test",
    "declaration": "true",
}


@pytest.fixture
def move() -> dict[str, Any]:
    return dict(MOVE)


@pytest.fixture
def domain() -> dict[str, Any]:
    return dict(DOMAIN)
