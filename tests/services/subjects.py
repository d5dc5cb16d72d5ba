"""Every service of the catalog with two organisations on it: what the first one has, and how either of them calls each route.

A test that holds for all services is written once over SUBJECTS. A service that is added must be added here: a test holds that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from pydantic import SecretStr
from tests.blocks.data_vault_service import worlds as vaults
from tests.blocks.ebox_service import test_official_operations as ebox_operations
from tests.blocks.ebox_service import test_registry_3 as ebox_3
from tests.blocks.ebox_service import worlds as ebox
from tests.blocks.forms_service import conftest as counters
from tests.blocks.forms_service.processes import NO_PAYMENTS
from tests.blocks.forms_service.sources import PERSONS, VAULTS, WEB_ID, Sources
from tests.blocks.identity_service import worlds as identity
from tests.blocks.magda_service import worlds as magda
from tests.blocks.magda_service.messages import question
from tests.blocks.payments_service import worlds as payments

from bouwsteen_service import Bindings, ServiceSettings
from bouwsteen_service.brokers import derive_password
from bouwsteen_service.databases import Database
from bouwsteen_service.testing import ManualClock, create_client
from data_vault_service import registrations as vault_registrations
from ebox_service import registrations as ebox_registrations
from forms_service.applications import create_forms_service, prepare_storage
from forms_service.references import make_reference
from forms_service.settings import FormsSettings
from identity_service import registrations as identity_registrations
from magda_service import registrations as magda_registrations
from payments_service import registrations as payments_registrations

# In what the first organisation has, and in nothing else.
CANARY = "Kanarie-7c41"
FIRST, SECOND = "herstappe.local.share", "leuven.local.share"
ORGANISATIONS = {FIRST: {"nis": "73028", "name": "Herstappe"}, SECOND: {"nis": "24062", "name": "Leuven"}}
# The same on every call, so that two answers can be compared.
_CORRELATION = {"x-correlation-id": "7c41f1a0-0000-4000-8000-000000000000"}

_DESCRIPTION = "/openapi.json"

Route = tuple[str, str]
Ids = Mapping[str, str]
Call = Mapping[str, Any]  # what httpx takes beside method and address


@dataclass
class Subject:
    """`ids` name things of the first organisation, by the names that paths have for them; `absent` name nothing.

    `calls` says what a route takes beside its path. `public` are routes that whoever has the address may call, with the reason.
    `instead` are ids for one route alone, where the usual thing is not in the right state. `of_second` are marks of what the second
    organisation has from the beginning. `refused` is what the first one is refused too, because of what it has.
    """

    name: str
    application: FastAPI
    base: str
    database: Database
    ids: Ids
    absent: Ids
    proof: Mapping[str, Callable[[str], Mapping[str, Any]]]  # by prefix of the path: user → headers, auth, cookies, posted fields
    calls: Mapping[Route, Callable[[Ids], Call]]
    public: Mapping[Route, str] = field(default_factory=dict)
    instead: Mapping[Route, Ids] = field(default_factory=dict)
    of_second: tuple[str, ...] = ()
    refused: Mapping[Route, int] = field(default_factory=dict)

    def send(
        self, user: str | None, route: Route, ids: Ids, *, headers: Mapping[str, str] | None = None, posts: bool = True
    ) -> httpx.Response:
        """`user` of None shows nothing. `posts`: whether a form comes with the token of a page."""
        method, path = route
        call = dict(self.calls[route](ids)) if route in self.calls else {}
        prefix = max((prefix for prefix in self.proof if path.startswith(prefix)), key=len)
        shown = {} if user is None else dict(self.proof[prefix](user))
        sent = _CORRELATION | dict(shown.pop("headers", {})) | dict(call.pop("headers", {})) | dict(headers or {})
        cookies, posted = shown.pop("cookies", None), shown.pop("posted", {})
        if method == "POST" and posts and posted:
            call["data"] = posted | dict(call.get("data", {}))
        with create_client(self.application, self.base, cookies=cookies) as client:
            return client.request(method, fill(path, ids), headers=sent, **shown, **call)


def fill(path: str, ids: Ids) -> str:
    """Raises KeyError for a thing that a path names and the subject does not know: it must be added there."""
    return re.sub(r"\{(\w+)\}", lambda match: ids[match[1]], path)


def routes_of(application: FastAPI) -> list[Route]:
    """All of them, but for those of the kit: they tell nothing of anybody."""
    kits = {path for _, path in _walk(application.routes) if path.startswith(("/health/", "/assets/")) or path == "/metrics"}
    return [(method, path) for method, path in _walk(application.routes) if path not in kits and not path.endswith(_DESCRIPTION)]


def descriptions_of(application: FastAPI) -> list[str]:
    """Where the descriptions of its APIs are."""
    return [path for _, path in _walk(application.routes) if path.endswith(_DESCRIPTION)]


def _walk(routes: Any) -> Iterator[Route]:
    for route in routes:
        if hasattr(route, "original_router"):
            yield from _walk(route.original_router.routes)
        else:
            yield from ((method, route.path) for method in sorted(route.methods - {"HEAD"}))


# The broker, which all shared services have

_INSTANCE = "/broker/v2/service_instances/{instance_id}"
_BINDING = f"{_INSTANCE}/service_bindings/{{binding_id}}"
_BROKER_IDS = {"instance_id": "share-of-first", "binding_id": "binding-of-first"}
_BROKER_ABSENT = {"instance_id": "share-of-nobody", "binding_id": "binding-of-nobody"}


def _broker_proof(key: str) -> Callable[[str], Mapping[str, Any]]:
    def prove(user: str) -> Mapping[str, Any]:
        return {"auth": (user, derive_password(SecretStr(key), user)), "headers": {"x-broker-api-version": "2.17"}}

    return prove


@dataclass(frozen=True)
class Offer:
    """What a shared service offers, and what an application that joins it says."""

    service: str
    plan: str
    bind: Mapping[str, Any]

    @property
    def ids(self) -> dict[str, str]:
        return {"service_id": self.service, "plan_id": self.plan}

    def share(self, user: str) -> dict[str, Any]:
        name = CANARY if user == FIRST else "Leuven"
        place = {"organization_guid": "o", "space_guid": "s"}
        return self.ids | place | {"parameters": {"organisation": ORGANISATIONS[user], "displayName": name}}

    def adopt(self, application: FastAPI, base: str, key: str, user: str, kind: str = "") -> dict[str, Any]:
        """The credentials of an application of this organisation, each kind in a share of its own."""
        place = "first" if user == FIRST else "second"
        ids = {"instance_id": f"{kind}share-of-{place}", "binding_id": f"{kind}binding-of-{place}"}
        with create_client(application, base, **_broker_proof(key)(user)) as client:
            assert client.put(fill(_INSTANCE, ids), json=self.share(user)).status_code in {200, 201}
            answer = client.put(fill(_BINDING, ids), json=self.ids | {"parameters": self.bind})
            assert answer.status_code == 201, answer.text
            credentials: dict[str, Any] = answer.json()["credentials"]
            return credentials

    @property
    def calls(self) -> dict[Route, Callable[[Ids], Call]]:
        """The first organisation says again what it said; the second one says the same."""
        return {
            ("PUT", _INSTANCE): lambda _: {"json": self.share(FIRST)},
            ("PATCH", _INSTANCE): lambda _: {"json": self.ids | {"parameters": {"displayName": CANARY}}},
            ("DELETE", _INSTANCE): lambda _: {"params": self.ids},
            ("PUT", _BINDING): lambda _: {"json": self.ids | {"parameters": self.bind}},
            ("DELETE", _BINDING): lambda _: {"params": self.ids},
        }


# Identity


def start_identity(folder: Path, database_uri: str | None = None) -> Subject:
    world = identity.build_world(folder, database_uri=database_uri)
    bind = {"redirectUris": [identity.CALLBACK], "postLogoutRedirectUris": [identity.SIGNED_OUT], "scopes": list(identity.SCOPES)}
    offer = Offer(identity_registrations.SERVICE_ID, identity_registrations.PLAN_ID, bind)
    clients = {}
    for user in ORGANISATIONS:
        made = offer.adopt(world.application, identity.BASE, identity.BROKER_KEY, user)
        clients[user] = identity.Client(made["clientId"], made["clientSecret"], "", made)
    first = clients[FIRST]
    tokens = world.tokens(first, scope="openid profile offline_access").json()
    browser = world.new_browser()
    page = world.choose(world.authorize(first, browser=browser), browser=browser)
    ids = _BROKER_IDS | {
        "client": first.client_id,
        "code": world.code(first, browser=world.new_browser()),
        "access": tokens["access_token"],
        "refresh": tokens["refresh_token"],
        "transaction": identity.hidden(page, "transaction"),
    }
    absent = _BROKER_ABSENT | {"client": "0" * 32, "code": "x" * 43, "access": "x" * 43, "refresh": "x" * 43, "transaction": "x" * 99}
    redirect = {"redirect_uri": identity.CALLBACK}
    public = "a client id is no secret: it stands in the address of each sign-in"
    sealed = "the page of a sign-in that was begun is sealed, and given to the browser that began it alone"

    def log_in(names: Ids) -> Call:
        return {"data": {"transaction": names["transaction"], "means": "itsme", "persona": "jan-peeters", "csrf": "none"}}

    return Subject(
        "identity-service",
        world.application,
        identity.BASE,
        world.service.database,
        ids,
        absent,
        {"/": lambda user: {"auth": clients[user].basic}, "/broker": _broker_proof(identity.BROKER_KEY)},
        {
            ("POST", "/op/v1/token"): lambda names: {
                "data": {"grant_type": "authorization_code", "code": names["code"]} | redirect,
            },
            ("POST", "/op/v1/introspect"): lambda names: {"data": {"token": names["access"]}},
            ("GET", "/op/v1/auth"): lambda names: {
                "params": {"client_id": names["client"], "response_type": "code", "scope": "openid", "state": "s", "nonce": "n"} | redirect
            },
            ("GET", "/op/v1/login"): lambda names: {"params": {"transaction": names["transaction"], "means": "itsme"}},
            ("GET", "/op/v1/login/cancel"): lambda names: {"params": {"transaction": names["transaction"]}},
            ("POST", "/op/v1/login"): log_in,
            ("GET", "/op/v1/logout"): lambda names: {
                "params": {"client_id": names["client"], "post_logout_redirect_uri": identity.SIGNED_OUT}
            },
            **offer.calls,
        },
        {
            ("GET", "/op/v1/auth"): public,
            ("GET", "/op/v1/logout"): public,
            ("GET", "/op/v1/login"): sealed,
            ("GET", "/op/v1/login/cancel"): sealed,
            ("POST", "/op/v1/login"): sealed,
        },
    )


# Payments


def start_payments(folder: Path, database_uri: str | None = None) -> Subject:
    world = payments.build_world(folder, database_uri=database_uri)
    offer = Offer(payments_registrations.SERVICE_ID, payments_registrations.TEST_PLAN_ID, {"redirectUrls": [payments.RETURN]})
    applications = {
        user: payments.Application(world, offer.adopt(world.application, payments.BASE, payments.BROKER_KEY, user))
        for user in ORGANISATIONS
    }
    first = applications[FIRST]
    # One whose file is made, one that can still be called back, and something that can be paid out after these.
    first.paid()
    sent = first.pay_out()
    world.clock.advance(60)
    assert first.get(f"/payouts/{sent['id']}")["status"] == "processing-at-bank"
    first.paid()
    waiting = first.pay_out()
    paid, opened = first.paid(description=CANARY), first.ask(description=CANARY)
    refund = first.refund(paid, "1.00").json()
    link = first.call("POST", "/payment-links", {"amount": payments.euro("1.00"), "description": CANARY}).json()
    ids = {"payment_id": paid["id"], "refund_id": refund["id"], "link_id": link["id"], "method_id": "bancontact"} | _BROKER_IDS
    ids |= {"balance_id": first.get("/balances/primary")["id"], "payout_id": sent["id"]}
    absent = {"payment_id": "tr_" + "x" * 24, "refund_id": "re_" + "x" * 24, "link_id": "pl_" + "x" * 24, "method_id": "bancontact"}
    absent |= {"balance_id": "bal_" + "x" * 24, "payout_id": "payout_" + "x" * 24}
    asked = {"amount": payments.euro("1.00"), "description": "Retributie", "redirectUrl": payments.RETURN}
    address = "whoever has the address may pay: it holds an id that cannot be guessed"
    pages = [
        (method, path)
        for path in ("/checkout/{payment_id}", "/pay/{link_id}", "/refund/{refund_id}", "/payout/{payout_id}")
        for method in ("GET", "POST")
    ]
    one = "/v2/payments/{payment_id}"
    return Subject(
        "payments-service",
        world.application,
        payments.BASE,
        world.service.database,
        ids,
        absent | _BROKER_ABSENT,
        {
            "/": lambda user: {"headers": {"authorization": f"Bearer {applications[user].credentials['apiKey']}"}},
            "/broker": _broker_proof(payments.BROKER_KEY),
        },
        {
            ("POST", "/v2/payments"): lambda _: {"json": asked},
            ("PATCH", one): lambda _: {"json": {"description": "Anders"}},
            ("POST", f"{one}/refunds"): lambda _: {"json": {"amount": payments.euro("2.00")}},
            ("POST", "/v2/payment-links"): lambda _: {"json": {"amount": payments.euro("1.00"), "description": "Retributie"}},
            ("PATCH", "/v2/payment-links/{link_id}"): lambda _: {"json": {"description": "Anders"}},
            ("POST", "/v2/payouts"): lambda names: {"json": {"balanceId": names["balance_id"]}},
            ("POST", "/refund/{refund_id}"): lambda _: {"data": {"csrf": "none"}},
            ("POST", "/payout/{payout_id}"): lambda _: {"data": {"csrf": "none"}},
            ("GET", "/v2/statements"): lambda _: {"params": {"from": "2027-01-01", "until": "2027-12-31"}},
            ("GET", "/v2/payments"): lambda _: {"params": {"limit": 250}},
            ("POST", "/checkout/{payment_id}"): lambda _: {"data": {"csrf": "none"}},
            ("POST", "/pay/{link_id}"): lambda _: {"data": {"csrf": "none"}},
            **offer.calls,
        },
        dict.fromkeys(pages, address),
        {("DELETE", one): {"payment_id": opened["id"]}, ("DELETE", "/v2/payouts/{payout_id}"): {"payout_id": waiting["id"]}},
        refused={("POST", "/v2/payouts"): 422},
    )


# eBox


def start_ebox(folder: Path, database_uri: str | None = None) -> Subject:
    world = ebox.build_world(folder, database_uri=database_uri)
    offer = Offer(ebox_registrations.SERVICE_ID, ebox_registrations.PLAN_ID, {"senderApplication": {"name": "Loket"}})
    senders = {
        user: ebox.Sender(world, offer.adopt(world.application, ebox.BASE, ebox.BROKER_KEY, user), "binding") for user in ORGANISATIONS
    }
    first = senders[FIRST]
    message = first.send(
        ebox.letter(
            subject={"nl": CANARY, "fr": CANARY, "de": CANARY},
            bodyContent={"nl": CANARY},
            paymentData=ebox_operations.PAYMENT,
        )
    )
    attachment = first.read(f"/ebox/messages/{message}/attachments")["items"][0]["attachmentId"]
    tokens = {user: first_of(sender) for user, sender in senders.items()}
    telling = Offer(offer.service, offer.plan, {**offer.bind, "interface": "notification"})
    notifiers = {
        user: ebox.Notifier(world, telling.adopt(world.application, ebox.BASE, ebox.BROKER_KEY, user, "notifier-"), "notifier")
        for user in ORGANISATIONS
    }
    to_maria = ebox.receipt(recipient={"nationalNumber": ebox.MARIA["eboxIdValue"]}, body=CANARY)
    told = notifiers[FIRST].told(to_maria)
    ids: dict[str, str] = {
        "domain": "citizen",
        "messageId": message,
        "attachmentId": attachment,
        "messageTypeId": "decision",
        "senderApplicationId": first.credentials["senderApplicationId"],
        "senderOrganizationId": first.credentials["senderOrganizationId"],
        "imageId": "logo",
        "access": tokens[FIRST],
        "notificationId": told["id"],
        "letterId": told["links"]["letter"].rpartition("/")[2],
        "position": "0",
        "messageProviderId": "citizen",
    } | _BROKER_IDS
    things = ("messageId", "attachmentId", "senderApplicationId", "notificationId", "letterId")
    nothing = dict.fromkeys(things, "nothing-there")
    absent = ids | nothing | {"senderOrganizationId": "0999999999", "access": "x" * 43} | _BROKER_ABSENT
    jan = dict(ebox.JAN)
    registry, later = "/ebox/{domain}/v2", "/ebox/{domain}/v3"
    federation = "/ebox/enterprise/federation/v1"

    def publish(_: Ids) -> Call:
        kind, body = ebox.multipart(ebox.note(), [])
        return {"content": body, "headers": {"content-type": kind}}

    def publish_3(_: Ids) -> Call:
        wanted = ebox_3.decision(sender=None)
        kind, body = ebox.multipart(wanted, [("upfile1", "besluit.pdf", "application/pdf", ebox.PDF)])
        return {"content": body, "headers": {"content-type": kind}}

    def hide(names: Ids) -> Call:
        changes = {"items": [{"messageId": names["messageId"], "visible": False}]}
        return {"content": json.dumps(changes), "headers": {"content-type": "application/merge-patch+json"}}

    def notify(names: Ids) -> Call:
        # The first organisation used this key for the same notification.
        key = "k-1" if names["notificationId"] == told["id"] else "k-2"
        kind, body = ebox.multipart(to_maria, [("attachment", "bewijs.pdf", "application/pdf", ebox.PDF)], part="notification")
        return {"content": body, "headers": {"content-type": kind, "idempotency-key": key}}

    return Subject(
        "ebox-service",
        world.application,
        ebox.BASE,
        world.service.database,
        ids,
        absent,
        {
            "/registeredMail": lambda user: {"headers": {"authorization": f"Bearer {tokens[user]}"}},
            "/ebox": lambda user: {"headers": {"authorization": f"Bearer {tokens[user]}"}},
            "/document-service": lambda user: {"headers": notifiers[user].bearer()},
            "/oauth": lambda user: {"auth": senders[user].basic},
            "/broker": _broker_proof(ebox.BROKER_KEY),
        },
        {
            ("POST", "/oauth/token"): lambda _: {"data": {"grant_type": "client_credentials"}},
            ("POST", "/oauth/introspect"): lambda names: {"data": {"token": names["access"]}},
            ("POST", "/document-service/v1/notifications"): notify,
            ("POST", f"{federation}/eboxPreferences/search"): lambda _: {
                "json": {"eboxType": "CITIZEN", "eboxIdType": "SSIN", "eboxIdValueList": [jan["eboxIdValue"]]}
            },
            ("PATCH", f"{federation}/eboxPreferences"): lambda _: {
                "content": json.dumps({"eboxId": {"eboxType": "CITIZEN", "eboxIdValue": jan["eboxIdValue"]}, "exclusivelyEbox": False}),
                "headers": {"content-type": "application/merge-patch+json"},
            },
            ("POST", f"{registry}/publishMessage"): publish,
            ("POST", f"{registry}/linkEboxMessage"): lambda names: {
                "json": {"messageId": names["messageId"], "recipients": [dict(ebox.NOOR)]}
            },
            ("POST", f"{registry}/searchMessageStatus"): lambda names: {"json": [{"messageId": names["messageId"], "eboxId": jan}]},
            ("PATCH", f"{registry}/ebox/messages"): hide,
            ("POST", f"{later}/ebox/messages"): publish_3,
            ("POST", f"{later}/publishMessage"): publish_3,
            ("POST", f"{later}/linkEboxMessage"): lambda names: {
                "json": {"messageId": names["messageId"], "recipients": [ebox_3.ENTERPRISE]}
            },
            ("POST", f"{later}/searchMessageStatus"): lambda names: {
                "json": [{"messageId": names["messageId"], "recipient": ebox_3.CITIZEN}]
            },
            ("PATCH", f"{later}/ebox/messages"): hide,
            **offer.calls,
        },
        {("POST", "/registeredMail/v1/registeredMails"): "is refused to everybody"},
    )


def first_of(sender: ebox.Sender) -> str:
    """A token with which Jan's box is read."""
    return sender.bearer(on_behalf_of=ebox.JAN["eboxIdValue"])["authorization"].removeprefix("Bearer ")


# MAGDA


def start_magda(folder: Path, database_uri: str | None = None) -> Subject:
    world = magda.build_world(folder, database_uri=database_uri)
    asked = magda.ASKED | {"name": "Loket"}
    offer = Offer(magda_registrations.SERVICE_ID, magda_registrations.PLAN_ID, asked)
    applications = {
        user: magda.Application(world, offer.adopt(world.application, magda.BASE, magda.BROKER_KEY, user), "binding")
        for user in ORGANISATIONS
    }
    applications[FIRST].told(magda.JAN)
    public = "it says how to ask, and nothing of anybody"
    return Subject(
        "magda-service",
        world.application,
        magda.BASE,
        world.service.database,
        {"insz": magda.JAN} | _BROKER_IDS,
        {"insz": magda.NOBODY} | _BROKER_ABSENT,
        {
            "/": lambda user: {"headers": applications[user].bearer()},
            "/oauth": lambda user: {"auth": applications[user].basic},
            # Not an organisation's: whoever runs the simulator has the key.
            "/simulation": lambda user: {"auth": magda.SIMULATION if user == FIRST else applications[user].basic},
            "/operator": lambda user: {"auth": magda.SIMULATION if user == FIRST else applications[user].basic},
            "/broker": _broker_proof(magda.BROKER_KEY),
        },
        {
            ("POST", "/oauth/token"): lambda _: {"data": {"grant_type": "client_credentials"}},
            ("POST", "/soap"): lambda names: {"content": question(names["insz"]), "headers": {"content-type": "text/xml"}},
            ("PUT", "/simulation/v1/persons/{insz}/conduct"): lambda _: {"json": {"conduct": "answers"}},
            ("POST", "/simulation/v1/persons/{insz}/mutations"): lambda _: {"json": {"civilStatus": "married"}},
            **offer.calls,
        },
        {("GET", "/soap"): public},
    )


# Forms: each organisation runs its own, so that the other one comes with a token of its own, or signs in as its clerk


ASKED = {
    "movingDate": "2026-03-14",
    "comingFrom": "abroad",
    "previousCountry": "Portugal",
    "newAddress": {"street": "Dorpsstraat", "houseNumber": "5", "postalCode": "3717", "municipality": "Herstappe"},
    "housing": "owner",
    "movesWithOthers": "no",
    "email": "jan@voorbeeld.test",
    "declaration": True,
}
EXTRACT = {"extract": "household", "extractLanguage": "dutch", "purpose": "bank", "email": "jan@voorbeeld.test", "declaration": "true"}
WAITING = {"givenName": "Jan", "familyName": "Peeters", "insz": "84631200101", "reason": "Geen internet"}


class Till:
    """What the counter needs of a payment service: payments that are all open, or all paid."""

    def __init__(self) -> None:
        self.payments: dict[str, Any] = {}
        self.status = "open"

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            key = f"tr_{len(self.payments)}"
            asked = json.loads(request.read())
            checkout = {"href": f"http://127.0.0.1:9/checkout/{key}"}
            self.payments[key] = {"id": key, "amount": asked["amount"], "metadata": asked["metadata"], "_links": {"checkout": checkout}}
        else:
            key = request.url.path.rsplit("/", 1)[1]
        return httpx.Response(200, json=self.payments[key] | {"status": self.status})


def start_forms(folder: Path, database_uri: str | None = None) -> Subject:
    clock = ManualClock(1_773_050_000.0)
    provider = counters.Provider(clock)
    settings = FormsSettings(
        ServiceSettings(public_url=counters.BASE), counters.HERSTAPPE, "Gemeente Herstappe", ("nl", "fr"), 30, (counters.NIS,)
    )
    scopes = '["openid", "profile", "rrn", "vo", "bouwsteen_forms"]'
    fields = {"issuer": counters.ISSUER, "clientId": "counter", "clientSecret": "s/cret", "scopes": scopes}
    database = {"driver": "sqlite", "uri": database_uri or f"sqlite:///{folder}/data.sqlite"}
    known = {"payments": NO_PAYMENTS, "persons": PERSONS, "vault": VAULTS}
    own = {"sessionKey": "k" * 43, "profileKey": "p" * 43}
    bindings = Bindings({"own": own, "identity": fields, "database": database} | known)
    till, sources = Till(), Sources()
    others = httpx.MockTransport(lambda request: (till.answer if request.url.port == 9 else sources.handle_request)(request))
    application = create_forms_service(settings, bindings, clock=clock, transport=httpx.ASGITransport(provider.app), others=others)
    prepare_storage(application.state.forms)
    answers = counters.MOVE | {"ownerName": CANARY}
    people = {FIRST: counters.CLERK | {"rrn": counters.JAN["rrn"]}, SECOND: counters.CLERK | {"sub": "piet", "rrn": counters.SOFIE["rrn"]}}
    people[SECOND] |= {"bouwsteen_forms_rol_3d": ["FormulierBehandelaar:24062"]}
    browsers, tokens = {}, {}
    for user, person in people.items():
        browsers[user] = counters.Browser(application, provider)
        browsers[user].sign_in(person, staff=True)
        tokens[user] = provider.give_token(person)
    first = browsers[FIRST]
    # A token of another organisation is not active here; this one is worse: the issuer would know it.
    provider.tokens[tokens[SECOND]]["client_id"] = "counter-of-leuven"
    reference = first.submit("change-of-address", answers).reference
    first.submit("register-extract", EXTRACT)
    paid = _reference_of(application, "web")
    till.status = "paid"
    first.get(f"/submissions/{paid}")
    till.status = "open"
    page = first.post("/clerk/desk", csrf=first.get("/clerk/desk").csrf, form="register-extract", **WAITING)
    while "/steps/" in page.path:
        page = first.post(page.path, csrf=page.csrf, **EXTRACT)
    first.post(page.path.replace("/summary", "/submit"), csrf=page.csrf)
    unpaid = {"reference": _reference_of(application, "desk")}
    draft = first.fill_in("change-of-address", answers).path.split("/")[2]
    other = first.fill_in("change-of-address", answers).path.split("/")[2]
    ids = {"form_id": "change-of-address", "draft_id": draft, "step_id": "move", "reference": reference, "insz": counters.JAN["rrn"]}
    absent = ids | {"draft_id": "0" * len(draft), "reference": make_reference("HER", 2026)}
    csrf = {user: browser.get("/mine").csrf for user, browser in browsers.items()}

    def cookies(user: str) -> Mapping[str, Any]:
        return {"cookies": dict(browsers[user].client.cookies), "headers": {"accept": "text/html"}, "posted": {"csrf": csrf[user]}}

    def prove(user: str) -> Mapping[str, Any]:
        return {"auth": (user, derive_password(SecretStr("p" * 43 if user == FIRST else "of-another-counter"), user))}

    with create_client(application, counters.BASE, **prove(FIRST)) as client:
        polling = client.post("/profile/oauth/token", data={"grant_type": "client_credentials"}).json()["access_token"]
    step = {"step": "contact"}
    first.client.post(f"/drafts/{draft}/vault", data=step | {"csrf": csrf[FIRST], "webId": WEB_ID})
    return Subject(
        "forms",
        application,
        counters.BASE,
        application.state.forms.database,
        ids,
        absent,
        {
            "/": cookies,
            "/api/v1": lambda user: {"headers": {"authorization": f"Bearer {tokens[user]}"}},
            "/profile/oauth": prove,
            "/profile/v1": lambda user: {"headers": {"authorization": f"Bearer {polling if user == FIRST else tokens[user]}"}},
        },
        {
            ("POST", "/profile/oauth/token"): lambda _: {"data": {"grant_type": "client_credentials"}},
            ("GET", "/drafts/{draft_id}/vault"): lambda _: {"params": step},
            ("POST", "/drafts/{draft_id}/vault"): lambda _: {"data": step | {"webId": WEB_ID}},
            ("GET", "/drafts/{draft_id}/vault/return"): lambda _: {"params": step},
            ("POST", "/api/v1/submissions"): lambda _: {"json": {"form": "change-of-address", "data": ASKED}},
            ("PUT", "/api/v1/submissions/{reference}/status"): lambda _: {"json": {"status": "in-progress"}},
            ("GET", "/clerk/export.csv"): lambda _: {"params": {"form": "change-of-address"}},
            ("POST", "/clerk/submissions/{reference}/status"): lambda _: {"data": {"status": "done"}},
            ("POST", "/clerk/desk"): lambda _: {"data": {"form": "change-of-address", **WAITING}},
            ("POST", "/drafts/{draft_id}/steps/{step_id}"): lambda _: {"data": counters.MOVE},
        },
        {
            ("POST", "/logout"): "ends the session of whoever calls it",
            ("GET", "/callback"): "begins one, with the cookie of a sign-in",
            ("POST", "/payments/events"): "is signed by the payment service",
        },
        instead={
            ("POST", "/drafts/{draft_id}/submit"): {"draft_id": other},
            ("GET", "/submissions/{reference}/receipt.pdf"): {"reference": paid},
            ("POST", "/clerk/submissions/{reference}/pay"): unpaid,
            ("POST", "/api/v1/submissions/{reference}/payment"): unpaid,
        },
        of_second=("'piet'",),
    )


def _reference_of(application: FastAPI, channel: str) -> str:
    """The submission with a fee that came in through a channel."""
    with application.state.forms.database.reading() as connection:
        query = f"SELECT reference FROM submissions WHERE fee IS NOT NULL AND channel = '{channel}'"  # noqa: S608  two words of ours
        return str(connection.exec_driver_sql(query).scalar_one())


# Data vaults: applications of two organisations, and two citizens; the first one granted something to the first organisation


def start_vault(folder: Path, database_uri: str | None = None) -> Subject:
    world = vaults.build_world(folder, database_uri=database_uri)
    terms = {name: value for name, value in vaults.TERMS.items() if name != "eventsUrl"}
    offer = Offer(vault_registrations.SERVICE_ID, vault_registrations.PLAN_ID, terms)
    applications = {
        user: vaults.Application(world, offer.adopt(world.application, vaults.BASE, vaults.BROKER_KEY, user)) for user in ORGANISATIONS
    }
    noor, jan = world.solid.add_person("noor", email=vaults.EMAIL), world.solid.add_person("jan")
    browsers = {FIRST: world.browser(noor), SECOND: world.browser(jan)}
    asked = applications[FIRST].ask(noor, purpose=CANARY)["id"]
    assert browsers[FIRST].decide(asked).status_code == 303
    assert applications[FIRST].read(asked).status_code == 200
    browsers[SECOND].sign_in()
    bearers = {user: application.bearer() for user, application in applications.items()}
    csrf = {user: vaults.hidden_fields(browser.get("/vault").text)["csrf"] for user, browser in browsers.items()}

    def cookies(user: str) -> Mapping[str, Any]:
        return {"cookies": dict(browsers[user].client.cookies), "headers": {"accept": "text/html"}, "posted": {"csrf": csrf[user]}}

    def basic(user: str) -> Mapping[str, Any]:
        return {"auth": (applications[user].credentials["clientId"], applications[user].credentials["clientSecret"])}

    address = "whoever has the address of a request sees what is asked: it holds an id that cannot be guessed"
    return Subject(
        "data-vault-service",
        world.application,
        vaults.BASE,
        world.service.database,
        {"requestId": asked, "request_id": asked, "name": "email"} | _BROKER_IDS,
        {"requestId": "x" * 32, "request_id": "x" * 32, "name": "email"} | _BROKER_ABSENT,
        {
            "/": cookies,
            "/v1": lambda user: {"headers": bearers[user]},
            "/oauth": basic,
            "/broker": _broker_proof(vaults.BROKER_KEY),
        },
        {
            ("POST", "/oauth/token"): lambda _: {"data": {"grant_type": "client_credentials"}},
            ("POST", "/v1/access-requests"): lambda _: {"json": {"webId": noor, "data": ["email"]}},
            ("GET", "/sign-in"): lambda _: {"params": {"webId": noor}},
            **offer.calls,
        },
        {
            ("GET", "/consent/{request_id}"): address,
            ("POST", "/consent/{request_id}"): address,
            ("GET", "/sign-in"): "everybody has a profile at their WebID",
            ("GET", "/callback"): "begins a session, with the cookie of a sign-in",
            ("GET", "/client"): "says who the adapter is",
        },
        of_second=("pods.test/jan/",),
    )


SUBJECTS: Mapping[str, Callable[..., Subject]] = {
    "data-vault-service": start_vault,
    "identity-service": start_identity,
    "payments-service": start_payments,
    "ebox-service": start_ebox,
    "magda-service": start_magda,
    "forms": start_forms,
}
